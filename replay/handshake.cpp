#include "replay/handshake.hpp"

#include "core/base/embedded_file.hpp"
#include "core/base/nearest.hpp"
#include "core/webhook/digest.hpp"
#include "core/webhook/encoding.hpp"
#include "replay/errors.hpp"

#include <fmt/format.h>

#include <cctype>
#include <span>
#include <stdexcept>
#include <utility>

namespace convotic::embedded {
std::span<const base::EmbeddedFile> handshakes();
}

namespace convotic::replay {
namespace {

using base::JsonReader;

// What `{...}` in a row stands for.
using Words = std::vector<std::pair<std::string_view, std::string>>;

std::string filled_in(std::string text, const Words& words) {
  for (const auto& [name, value] : words) {
    const std::string placeholder = fmt::format("{{{}}}", name);
    for (std::size_t at = text.find(placeholder); at != std::string::npos;
         at = text.find(placeholder, at + value.size()))
      text.replace(at, placeholder.size(), value);
  }
  return text;
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || std::string_view("-._~").find(c) != std::string_view::npos)
      out += c;
    else
      out += fmt::format("%{:02X}", byte);
  }
  return out;
}

Words words_of(const HandshakeTo& to, base::UnixMillis now, base::Random& random) {
  const std::string challenge = random.text(base::kAlphanumeric, 32);
  const std::string secret = to.secrets.empty() ? "" : to.secrets.front();
  const std::string mac = webhook::hmac(webhook::Hash::sha256, secret, challenge);
  return {{"challenge", challenge},
          {"number", "1" + random.text("0123456789", 9)},
          {"secret", percent_encoded(secret)},
          {"another", percent_encoded(random.text(base::kAlphanumeric, 16))},
          {"hmac-hex", webhook::encode(webhook::Encoding::hex, mac)},
          {"hmac-base64", webhook::encode(webhook::Encoding::base64, mac)},
          {"time", fmt::format("{}", now / 1000)},
          {"time-ms", fmt::format("{}", now)},
          {"iso-time", base::format_iso_millis(now)}};
}

Result<std::string> text_of(const JsonReader& row, std::string_view key) {
  CONVOTIC_TRY_ASSIGN(const auto member, row.find(key));
  if (!member) return std::string();
  return member->as_string();
}

Result<Handshake> read_handshake(const JsonReader& row) {
  CONVOTIC_TRY(row.check_keys({"name", "title", "scheme", "secret", "deadline", "cases", "note", "source"}));
  Handshake out;
  CONVOTIC_TRY_ASSIGN(out.name, text_of(row, "name"));
  CONVOTIC_TRY_ASSIGN(out.title, text_of(row, "title"));
  CONVOTIC_TRY_ASSIGN(out.secret, text_of(row, "secret"));
  CONVOTIC_TRY_ASSIGN(out.note, text_of(row, "note"));
  CONVOTIC_TRY_ASSIGN(out.source, text_of(row, "source"));
  CONVOTIC_TRY_ASSIGN(out.scheme, row.find("scheme"));
  CONVOTIC_TRY_ASSIGN(const auto deadline, row.find("deadline"));
  if (deadline) {
    CONVOTIC_TRY_ASSIGN(const std::int64_t ms, deadline->as_integer());
    out.deadline = std::chrono::milliseconds(ms);
  }
  CONVOTIC_TRY_ASSIGN(const JsonReader cases, row.get("cases"));
  CONVOTIC_TRY_ASSIGN(out.cases, cases.as_array());
  return out;
}

Result<std::vector<Handshake>> read_handshakes(std::string text) {
  CONVOTIC_TRY_ASSIGN(const JsonReader root, JsonReader::parse("handshakes.json", std::move(text)));
  CONVOTIC_TRY_ASSIGN(const auto rows, root.as_array());
  std::vector<Handshake> out;
  for (const JsonReader& row : rows) {
    CONVOTIC_TRY_ASSIGN(Handshake handshake, read_handshake(row));
    out.push_back(std::move(handshake));
  }
  return out;
}

// The "expect" of a capture that says what a case of a row does.
Result<Expectation> read_answer(const JsonReader& row, const Words& words) {
  std::string members;
  const auto add = [&members](std::string_view key, const std::string& value) {
    members += fmt::format("{}\"{}\":{}", members.empty() ? "" : ",", key, value);
  };
  CONVOTIC_TRY_ASSIGN(const auto status, row.find("status"));
  if (status) add("status", status->dump());
  CONVOTIC_TRY_ASSIGN(const auto headers, row.find("answerHeaders"));
  if (headers) add("headers", headers->dump());
  CONVOTIC_TRY_ASSIGN(const auto text, row.find("text"));
  CONVOTIC_TRY_ASSIGN(const auto json, row.find("json"));
  if (text || json) add("body", (text ? *text : *json).dump());
  CONVOTIC_TRY_ASSIGN(const JsonReader expect,
                      JsonReader::parse("handshakes.json", filled_in("{" + members + "}", words)));
  CONVOTIC_TRY_ASSIGN(const Expectations read, read_expectations(expect));
  Expectation out = read.accepted;
  for (const std::string_view other : {"orText", "orJson"}) {
    CONVOTIC_TRY_ASSIGN(const auto body, row.find(other));
    if (body) out.other_bodies.push_back(filled_in(body->dump(), words));
  }
  return out;
}

Result<webhook::Message> read_request(const JsonReader& row, const Words& words) {
  webhook::Message out;
  CONVOTIC_TRY_ASSIGN(out.method, text_of(row, "method"));
  CONVOTIC_TRY_ASSIGN(const std::string body, text_of(row, "body"));
  out.body = filled_in(body, words);
  CONVOTIC_TRY_ASSIGN(const auto headers, row.find("headers"));
  if (!headers) return out;
  CONVOTIC_TRY_ASSIGN(const auto pairs, headers->as_array());
  for (const JsonReader& pair : pairs) {
    CONVOTIC_TRY_ASSIGN(const auto both, pair.as_array());
    CONVOTIC_TRY_ASSIGN(std::string name, both.at(0).as_string());
    CONVOTIC_TRY_ASSIGN(const std::string value, both.at(1).as_string());
    out.headers.push_back({std::move(name), filled_in(value, words)});
  }
  return out;
}

Result<VariantName> read_variant(const JsonReader& row) {
  CONVOTIC_TRY_ASSIGN(const std::string send, text_of(row, "send"));
  if (send.empty()) {
    CONVOTIC_TRY_ASSIGN(const auto refused, row.find("refused"));
    return refused ? VariantName::forged_handshake : VariantName::handshake;
  }
  CONVOTIC_TRY_ASSIGN(const Variant* kind, find_variant(send, base::kInternal));
  return kind->id;
}

// Adds one case of a handshake and its trial to the plan.
Result<void> add_case(const JsonReader& row, const Case& common, const Words& words, Plan& plan) {
  CONVOTIC_TRY(row.check_keys({"label", "method", "query", "headers", "body", "send", "refused", "status",
                               "text", "json", "orText", "orJson", "answerHeaders"}));
  Case of = common;
  CONVOTIC_TRY_ASSIGN(of.message, read_request(row, words));
  CONVOTIC_TRY_ASSIGN(const std::string query, text_of(row, "query"));
  const std::string mark = query.empty() ? "" : "?";
  of.message.url = common.message.url + mark + filled_in(query, words);
  of.capture.method = of.message.method;
  of.capture.path += mark + filled_in(query, words);
  Trial trial;
  trial.of = plan.cases.size();
  CONVOTIC_TRY_ASSIGN(const VariantName id, read_variant(row));
  trial.variant = &variant(id);
  CONVOTIC_TRY_ASSIGN(trial.label, text_of(row, "label"));
  CONVOTIC_TRY_ASSIGN(trial.expectation, read_answer(row, words));
  plan.cases.push_back(std::move(of));
  plan.trials.push_back(std::move(trial));
  return {};
}

}  // namespace

std::vector<Handshake> all_handshakes() {
  auto rows = read_handshakes(std::string(embedded::handshakes().front().contents));
  // It is compiled in, and a test reads it.
  if (!rows) throw std::logic_error(rows.error().message);
  return *std::move(rows);
}

Result<Handshake> find_handshake(std::string_view name, const base::ErrorKind& kind) {
  std::vector<std::string> names;
  for (Handshake& one : all_handshakes()) {
    if (one.name == name) return std::move(one);
    names.push_back(one.name);
  }
  const auto close = base::nearest(name, names);
  return base::fail(kind,
                    fmt::format("no handshake \"{}\"{}", name,
                                close ? fmt::format("; did you mean \"{}\"?", *close) : std::string()),
                    fmt::format("handshakes: {}", fmt::join(names, ", ")));
}

Result<Plan> plan_handshake(const Handshake& handshake, const HandshakeTo& to,
                            const webhook::SchemeTable& schemes, base::UnixMillis now, base::Random& random) {
  if (!handshake.secret.empty() && to.secrets.empty())
    return base::fail(kSecretMissing,
                      fmt::format("the handshake of {} needs {}", handshake.title, handshake.secret),
                      "--secret env:NAME, dotenv:NAME or file:PATH says where it is");
  Case common;
  common.name = handshake.title;
  common.group = handshake.name;
  common.provider = handshake.title;
  common.deadline = handshake.deadline;
  common.capture.module = to.module;
  common.capture.path = to.path;
  common.message.url = to.url;
  common.secrets = to.secrets;
  common.secret_names = to.secret_names;
  if (handshake.scheme) {
    const auto name = handshake.scheme->as_string();
    CONVOTIC_TRY_ASSIGN(common.scheme, name ? schemes.get(*name) : webhook::Scheme::parse(*handshake.scheme));
    CONVOTIC_TRY(webhook::check_secret(*common.scheme, to.secrets.front()));
  }
  const Words words = words_of(to, now, random);
  Plan plan;
  for (const JsonReader& row : handshake.cases)
    CONVOTIC_TRY(add_case(row, common, words, plan));
  return plan;
}

}  // namespace convotic::replay
