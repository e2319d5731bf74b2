#pragma once

#include "emulator/store/store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fakes.hpp"
#include "tests/support/temp_dir.hpp"

#include <nlohmann/json.hpp>

#include <stdexcept>
#include <string>

namespace convotic::tests {

using emulator::CtxOutcome;
using emulator::Store;
using Json = nlohmann::ordered_json;

// A store in a fresh directory, with a clock that stands still.
struct StoreFixture {
  TempDir directory;
  FakeClock clock;
  FakeRandom random;
  std::filesystem::path file = directory.path() / "state.sqlite";
  std::unique_ptr<Store> store = open();
  std::uint64_t request = 1;

  std::unique_ptr<Store> open() {
    Result<std::unique_ptr<Store>> opened = Store::open(file, clock, random);
    if (!opened) throw std::runtime_error(opened.error().message);
    return *std::move(opened);
  }
  void reopen() {
    store.reset();
    store = open();
  }

  CtxOutcome call(std::string_view name, std::string_view arguments) {
    return store->call({"shop", request, name, arguments});
  }

  // The result of a call that must succeed; `undefined` is Json::value_t::discarded.
  Json ok(std::string_view name, std::string_view arguments) {
    const CtxOutcome outcome = call(name, arguments);
    if (outcome.error) throw std::runtime_error(outcome.error->message);
    return outcome.result.empty() ? Json(Json::value_t::discarded) : Json::parse(outcome.result);
  }

  // "CODE: message" of a call that must be rejected.
  std::string rejection(std::string_view name, std::string_view arguments) {
    const CtxOutcome outcome = call(name, arguments);
    if (!outcome.error) return "accepted: " + outcome.result;
    if (!outcome.result.empty() || outcome.effect) return "rejected, and yet there is more";
    return outcome.error->code + ": " + outcome.error->message;
  }

  // The effects of the current request, one per line: "contacts.addTag ct_1 [arguments]".
  std::string effects() {
    std::string out;
    const Result<std::vector<emulator::Effect>> found = store->effects_of(request);
    for (const emulator::Effect& effect : found.value())
      out += effect.call + ' ' + effect.target + ' ' + effect.arguments + '\n';
    return out;
  }

  // "ok", or the error's message and hint.
  std::string seed(std::string text) {
    const auto planted = store->seed("seed.json", std::move(text));
    if (planted) return "ok";
    const Error& error = planted.error();
    return (error.where ? base::format_place(*error.where) + ": " : "") + error.message +
           (error.hint.empty() ? "" : " | " + error.hint);
  }
};

}  // namespace convotic::tests
