#include "replay/comparison.hpp"

#include "replay/json_place.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace convotic::replay {
namespace {

using Json = nlohmann::json;  // objects are equal whatever the order of their members

constexpr std::size_t kLongest = 200;  // bytes of a value that is shown

std::string shortened(std::string text) {
  if (text.size() <= kLongest) return text;
  std::size_t end = kLongest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
    --end;
  return text.substr(0, end) + fmt::format("… ({} bytes)", text.size());
}

std::string shown(const Json& value) {
  return shortened(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

bool says_json(const http::Response& response) {
  for (const auto& [name, value] : response.headers)
    if (http::same_name(name, "content-type")) return value.find("json") != std::string::npos;
  return false;
}

// A body as what is compared: JSON, or its text.
Json body_of(const http::Response& response) {
  Json parsed = Json::parse(response.body, nullptr, false);
  if (!parsed.is_discarded() && (says_json(response) || parsed.is_structured())) return parsed;
  return response.body;
}

// The first difference, deep inside; `place` is where we are.
std::optional<Mismatch> first_difference(const Json& expected, const Json& got, JsonPlace& place) {
  const auto differs = [&]() -> Mismatch { return {format_json_place(place), shown(expected), shown(got)}; };
  const auto missing = [&](const Json& member) -> Mismatch {
    return {format_json_place(place), shown(member), "nothing"};
  };
  if (expected.is_object() && got.is_object()) {
    for (const auto& [name, member] : expected.items()) {
      place.emplace_back(name);
      const auto found = got.find(name);
      auto inner = found == got.end() ? missing(member) : first_difference(member, *found, place);
      if (inner) return inner;
      place.pop_back();
    }
    return std::nullopt;
  }
  if (expected.is_array() && got.is_array()) {
    for (std::size_t i = 0; i < expected.size(); ++i) {
      place.emplace_back(i);
      auto inner = i >= got.size() ? missing(expected[i]) : first_difference(expected[i], got[i], place);
      if (inner) return inner;
      place.pop_back();
    }
    return std::nullopt;
  }
  if (expected == got) return std::nullopt;
  return differs();
}

const Json* at(const Json& root, const JsonPlace& place) {
  const Json* here = &root;
  for (const JsonStep& step : place) {
    if (const auto* name = std::get_if<std::string>(&step)) {
      if (!here->is_object()) return nullptr;
      const auto found = here->find(*name);
      if (found == here->end()) return nullptr;
      here = &*found;
    } else {
      const std::size_t index = std::get<std::size_t>(step);
      if (!here->is_array() || index >= here->size()) return nullptr;
      here = &(*here)[index];
    }
  }
  return here;
}

void compare_headers(const std::vector<ExpectedHeader>& expected, const http::Response& response,
                     std::vector<Mismatch>& out) {
  for (const ExpectedHeader& header : expected) {
    std::optional<std::string> got;
    for (const auto& [name, value] : response.headers)
      if (http::same_name(name, header.name)) got = got ? *got + ", " + value : value;
    if (got == header.value) continue;
    // "text/plain" is also "text/plain; charset=utf-8".
    if (got && header.value && http::same_name(header.name, "content-type") &&
        got->substr(0, got->find(';')) == *header.value)
      continue;
    const auto text = [](const std::optional<std::string>& value) {
      return value ? shortened(Json(*value).dump(-1, ' ', false, Json::error_handler_t::replace)) : "nothing";
    };
    out.push_back({"header " + header.name, text(header.value), text(got)});
  }
}

bool matches(const ExpectedEffect& expected, const Effect& effect) {
  if (expected.call != effect.call) return false;
  if (expected.target && *expected.target != effect.target) return false;
  if (!expected.arguments) return true;
  JsonPlace place;
  return !first_difference(Json::parse(*expected.arguments, nullptr, false),
                           Json::parse(effect.arguments, nullptr, false), place);
}

std::string describe(const ExpectedEffect& effect) {
  std::string out = effect.call;
  if (effect.target) out += " of " + *effect.target;
  if (effect.arguments) out += " " + shortened(*effect.arguments);
  return out;
}

std::string lines(const std::vector<std::string>& all) {
  return all.empty() ? "none" : fmt::format("{}", fmt::join(all, "\n"));
}

}  // namespace

std::vector<Mismatch> compare_answer(const Expectation& expectation, const http::Response& response) {
  std::vector<Mismatch> out;
  compare_headers(expectation.headers, response, out);
  if (!expectation.body && expectation.values.empty()) return out;
  const Json body = body_of(response);
  if (expectation.body) {
    JsonPlace place;
    auto difference = first_difference(Json::parse(*expectation.body), body, place);
    const bool other_will_do =
        std::any_of(expectation.other_bodies.begin(), expectation.other_bodies.end(), [&](const auto& other) {
          JsonPlace elsewhere;
          return !first_difference(Json::parse(other), body, elsewhere);
        });
    if (difference && !other_will_do) {
      difference->what = "body " + difference->what;
      out.push_back(*std::move(difference));
    }
  }
  for (const auto& [path, text] : expectation.values) {
    const Json expected = Json::parse(text);
    const Json* got = at(body, parse_json_place(path).value_or(JsonPlace{}));
    if (got != nullptr && *got == expected) continue;
    out.push_back({"body " + path, shown(expected), got == nullptr ? "nothing" : shown(*got)});
  }
  return out;
}

std::string body_as_json(const http::Response& response) {
  return body_of(response).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<Mismatch> compare_effects(const std::vector<ExpectedEffect>& expected,
                                        std::span<const Effect> effects) {
  const bool same = std::equal(expected.begin(), expected.end(), effects.begin(), effects.end(), matches);
  if (same) return std::nullopt;
  // What both have at the beginning and at the end need not be read.
  std::size_t before = 0, after = 0;
  const std::size_t shorter = std::min(expected.size(), effects.size());
  while (before < shorter && matches(expected[before], effects[before]))
    ++before;
  while (after < shorter - before &&
         matches(expected[expected.size() - 1 - after], effects[effects.size() - 1 - after]))
    ++after;
  std::vector<std::string> wanted, got;
  for (std::size_t i = before; i < expected.size() - after; ++i)
    wanted.push_back(describe(expected[i]));
  for (std::size_t i = before; i < effects.size() - after; ++i)
    got.push_back(describe(effects[i]));
  return Mismatch{"effects", lines(wanted), lines(got)};
}

std::string describe(const Effect& effect) {
  return effect.call + " " + shortened(effect.arguments);
}

}  // namespace convotic::replay
