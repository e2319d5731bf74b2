#include "replay/expectation.hpp"

#include "replay/errors.hpp"
#include "replay/json_place.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::replay {
namespace {

using base::JsonReader;

constexpr std::string_view kStatusForms =
    "a status is 200, \"2xx\", \"accepted\", \"refused\", or a list of these";

// The first character of a value tells its type.
char type_of(const JsonReader& value) {
  return value.dump().front();
}

Result<StatusRange> read_one_status(const JsonReader& value) {
  if (type_of(value) != '"') {
    CONVOTIC_TRY_ASSIGN(const std::int64_t status, value.as_integer());
    if (status < 100 || status > 599)
      return base::Unexpected(value.error(kCaptureInvalid, fmt::format("{} is no HTTP status", status),
                                          std::string(kStatusForms)));
    return StatusRange{static_cast<int>(status), static_cast<int>(status)};
  }
  CONVOTIC_TRY_ASSIGN(const std::string name, value.as_string());
  if (name == "accepted") return kAccepted;
  if (name == "refused") return kRefused;
  if (name.size() == 3 && name[0] >= '1' && name[0] <= '5' && name.substr(1) == "xx") {
    const int low = (name[0] - '0') * 100;
    return StatusRange{low, low + 99};
  }
  return base::Unexpected(
      value.error(kCaptureInvalid, fmt::format("\"{}\" is no status", name), std::string(kStatusForms)));
}

Result<std::vector<StatusRange>> read_status(const JsonReader& value) {
  std::vector<StatusRange> out;
  if (type_of(value) != '[') {
    CONVOTIC_TRY_ASSIGN(const StatusRange only, read_one_status(value));
    out.push_back(only);
    return out;
  }
  CONVOTIC_TRY_ASSIGN(const auto items, value.as_array());
  for (const JsonReader& item : items) {
    CONVOTIC_TRY_ASSIGN(const StatusRange range, read_one_status(item));
    out.push_back(range);
  }
  if (out.empty())
    return base::Unexpected(
        value.error(kCaptureInvalid, "a list of statuses must not be empty", std::string(kStatusForms)));
  return out;
}

Result<std::vector<ExpectedHeader>> read_headers(const JsonReader& value) {
  std::vector<ExpectedHeader> out;
  CONVOTIC_TRY_ASSIGN(const auto members, value.as_object());
  for (const auto& [name, member] : members) {
    ExpectedHeader header{name, std::nullopt};
    if (type_of(member) != 'n') {
      CONVOTIC_TRY_ASSIGN(header.value, member.as_string());
    }
    out.push_back(std::move(header));
  }
  return out;
}

Result<std::vector<std::pair<std::string, std::string>>> read_values(const JsonReader& value) {
  std::vector<std::pair<std::string, std::string>> out;
  CONVOTIC_TRY_ASSIGN(const auto members, value.as_object());
  for (const auto& [path, member] : members) {
    if (!parse_json_place(path))
      return base::Unexpected(member.error(kCaptureInvalid,
                                           fmt::format("\"{}\" is no place in a JSON value", path),
                                           "it looks like $.order.items[0].id, or $['a name'].id"));
    out.emplace_back(path, member.dump());
  }
  return out;
}

Result<ExpectedEffect> read_effect(const JsonReader& value) {
  ExpectedEffect out;
  if (type_of(value) == '"') {
    CONVOTIC_TRY_ASSIGN(out.call, value.as_string());
    return out;
  }
  CONVOTIC_TRY(value.check_keys({"call", "target", "arguments"}));
  CONVOTIC_TRY_ASSIGN(const JsonReader call, value.get("call"));
  CONVOTIC_TRY_ASSIGN(out.call, call.as_string());
  CONVOTIC_TRY_ASSIGN(const auto target, value.find("target"));
  if (target) {
    CONVOTIC_TRY_ASSIGN(out.target, target->as_string());
  }
  CONVOTIC_TRY_ASSIGN(const auto arguments, value.find("arguments"));
  if (arguments) {
    CONVOTIC_TRY(arguments->as_array());
    out.arguments = arguments->dump();
  }
  return out;
}

Result<std::vector<ExpectedEffect>> read_effects(const JsonReader& value) {
  std::vector<ExpectedEffect> out;
  if (type_of(value) == '"') {
    CONVOTIC_TRY_ASSIGN(const std::string word, value.as_string());
    if (word == "none") return out;
    return base::Unexpected(value.error(kCaptureInvalid, fmt::format("effects cannot be \"{}\"", word),
                                        "they are \"none\", or a list such as [\"contacts.update\"]"));
  }
  CONVOTIC_TRY_ASSIGN(const auto items, value.as_array());
  for (const JsonReader& item : items) {
    CONVOTIC_TRY_ASSIGN(ExpectedEffect effect, read_effect(item));
    out.push_back(std::move(effect));
  }
  return out;
}

// Everything but "variants". The keys have been checked.
Result<Expectation> read_expectation(const JsonReader& object) {
  Expectation out;
  CONVOTIC_TRY_ASSIGN(const auto status, object.find("status"));
  if (status) {
    CONVOTIC_TRY_ASSIGN(out.statuses, read_status(*status));
  }
  CONVOTIC_TRY_ASSIGN(const auto headers, object.find("headers"));
  if (headers) {
    CONVOTIC_TRY_ASSIGN(out.headers, read_headers(*headers));
  }
  CONVOTIC_TRY_ASSIGN(const auto members, object.as_object());
  for (const auto& [name, member] : members)
    if (name == "body") out.body = member.dump();  // null is a body as well
  CONVOTIC_TRY_ASSIGN(const auto values, object.find("values"));
  if (values) {
    CONVOTIC_TRY_ASSIGN(out.values, read_values(*values));
  }
  CONVOTIC_TRY_ASSIGN(const auto latency, object.find("maxMs"));
  if (latency) {
    CONVOTIC_TRY_ASSIGN(const std::int64_t ms, latency->as_integer());
    if (ms <= 0)
      return base::Unexpected(latency->error(kCaptureInvalid, fmt::format("maxMs cannot be {}", ms),
                                             "it is milliseconds, such as 500"));
    out.max_latency = std::chrono::milliseconds(ms);
  }
  CONVOTIC_TRY_ASSIGN(const auto effects, object.find("effects"));
  if (effects) {
    CONVOTIC_TRY_ASSIGN(out.effects, read_effects(*effects));
  }
  return out;
}

Expectation overridden(Expectation base, const Expectation& over) {
  if (!over.statuses.empty()) base.statuses = over.statuses;
  if (!over.headers.empty()) base.headers = over.headers;
  if (over.body) base.body = over.body;
  if (!over.values.empty()) base.values = over.values;
  if (over.max_latency) base.max_latency = over.max_latency;
  if (over.effects) base.effects = over.effects;
  return base;
}

}  // namespace

Expectation Expectations::of(const Variant& variant) const {
  if (variant.expected == Expected::duplicate) return accepted;
  const auto own = variants.find(std::string(variant.name));
  // What a platform limit lets through is as good as what was signed; that it refuses is no fault of the
  // module's.
  Expectation base = variant.expected == Expected::refused ? Expectation{} : accepted;
  if (variant.expected == Expected::limited) base.statuses.clear();
  return own == variants.end() ? base : overridden(base, own->second);
}

Expectation Expectations::of_second() const {
  const auto own = variants.find(std::string(variant(VariantName::duplicate).name));
  return own == variants.end() ? Expectation{} : own->second;
}

Result<Expectations> read_expectations(const std::optional<JsonReader>& expect) {
  Expectations out;
  if (!expect) return out;
  CONVOTIC_TRY(expect->check_keys({"status", "headers", "body", "values", "maxMs", "effects", "variants"}));
  CONVOTIC_TRY_ASSIGN(out.accepted, read_expectation(*expect));
  CONVOTIC_TRY_ASSIGN(const auto variants, expect->find("variants"));
  if (!variants) return out;
  CONVOTIC_TRY_ASSIGN(const auto members, variants->as_object());
  for (const auto& [name, member] : members) {
    if (const auto known = find_variant(name, kCaptureInvalid); !known) {
      Error error = member.error(kCaptureInvalid, known.error().message, known.error().hint);
      return base::Unexpected(std::move(error));
    }
    CONVOTIC_TRY(member.check_keys({"status", "headers", "body", "values", "maxMs", "effects"}));
    CONVOTIC_TRY_ASSIGN(Expectation own, read_expectation(member));
    out.variants.emplace(name, std::move(own));
  }
  return out;
}

std::string describe(const std::vector<StatusRange>& statuses) {
  std::vector<std::string> words;
  for (const auto& [low, high] : statuses) {
    if (low == high)
      words.push_back(fmt::format("{}", low));
    else if (low % 100 == 0 && high == low + 99)
      words.push_back(fmt::format("{}xx", low / 100));
    else
      words.push_back(fmt::format("{}\u2013{}", low, high));
  }
  return fmt::format("{}", fmt::join(words, " or "));
}

}  // namespace convotic::replay
