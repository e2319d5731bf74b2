#include "core/webhook/signature_place.hpp"

#include "core/base/time_expression.hpp"
#include "core/webhook/json_body.hpp"
#include "core/webhook/message_headers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::webhook {
namespace {

using Outcome = Verdict::Outcome;
using Unit = TimestampRule::Unit;

// More than any provider sends, and no more than Node's HTTP server takes for all headers of a request.
constexpr std::size_t kLongestHeader = 16 * 1024;
constexpr std::size_t kLongestQuote = 40;
constexpr std::string_view kNumber = "{n}";

std::string numbered(const std::string& pattern, std::size_t number) {
  std::string out = pattern;
  if (const std::size_t at = out.find(kNumber); at != std::string::npos)
    out.replace(at, kNumber.size(), std::to_string(number));
  return out;
}

// Whether `name` is the pattern with a number in it.
bool is_numbered(const std::string& pattern, std::string_view name) {
  const std::size_t at = pattern.find(kNumber);
  if (at == std::string::npos) return http::same_name(pattern, name);
  const std::string_view after = std::string_view(pattern).substr(at + kNumber.size());
  if (name.size() <= at + after.size()) return false;
  const std::string_view number = name.substr(at, name.size() - at - after.size());
  return http::same_name(name.substr(0, at), pattern.substr(0, at)) &&
         http::same_name(name.substr(at + number.size()), after) &&
         number.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_signature_header(const SignaturePlace& signature, std::string_view name) {
  return std::any_of(signature.place.headers.begin(), signature.place.headers.end(),
                     [&](const std::string& pattern) { return is_numbered(pattern, name); });
}

struct Item {
  std::string name;  // empty where items have none
  std::string value;
};

// The items of a header's value: at the first `assign` only, since base64 has '=' in it.
std::vector<Item> items_of(const SignaturePlace& signature, std::string_view value) {
  std::vector<Item> items;
  for (const std::string& part : split(value, signature.separator)) {
    const std::string_view text = trimmed(part);
    if (text.empty()) continue;
    const std::size_t assign =
        signature.assign.empty() ? std::string_view::npos : text.find(signature.assign);
    if (assign == std::string_view::npos)
      items.push_back({"", std::string(text)});
    else
      items.push_back(
          {std::string(text.substr(0, assign)), std::string(text.substr(assign + signature.assign.size()))});
  }
  return items;
}

// The only header of a name, or why there is none to read.
struct HeaderValue {
  const std::string* value = nullptr;
  Verdict problem;
};
HeaderValue read_header(const Message& message, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const std::string* value = find_header(message, name);
    if (value == nullptr) continue;
    // Of two, some servers take the first, some the last, and some join them.
    if (count_headers(message, name) > 1)
      return {nullptr, {Outcome::malformed, fmt::format("the header {} is there twice", name)}};
    if (value->size() > kLongestHeader)
      return {
          nullptr,
          {Outcome::malformed, fmt::format("the header {} is longer than {} bytes", name, kLongestHeader)}};
    return {value, {}};
  }
  return {nullptr, {Outcome::missing, fmt::format("the header {} is missing", names.front())}};
}

// The signatures among the items of one header.
Signatures signatures_in(const SignaturePlace& signature, const std::string& name, const std::string& value,
                         const std::string& timestamp_field) {
  Signatures out;
  std::vector<std::string> others;
  for (const Item& item : items_of(signature, value)) {
    if (item.name == signature.place.field)
      out.texts.push_back(item.value);
    else if (!item.name.empty() && item.name != timestamp_field)
      others.push_back(item.name);
  }
  if (!out.texts.empty()) return out;
  const std::string wanted =
      signature.place.field.empty() ? "signature" : in_quotes(signature.place.field + signature.assign);
  if (!others.empty())
    out.problem = {Outcome::unsupported, fmt::format("the header {} has no {}, only {}", name, wanted,
                                                     in_quotes(others.front() + signature.assign))};
  else
    out.problem = {Outcome::malformed, fmt::format("the header {} has no {} in it", name, wanted)};
  return out;
}

Signatures read_body_signatures(const SchemeRules& rules, const Message& message) {
  const std::string& pointer = rules.signature.place.body;
  const JsonBody body(rules, message);
  Signatures out;
  out.rule = Signatures::Rule::every;
  const auto values = body.read_all(pointer);
  for (const auto& value : values)
    if (value) out.texts.push_back(*value);
  if (!out.texts.empty() && out.texts.size() == values.size()) return out;
  out.problem = {Outcome::missing,
                 body.present() ? fmt::format("the body has no signature at \"{}\"", pointer)
                                : fmt::format("the body is no JSON with a signature at \"{}\"", pointer)};
  out.texts.clear();
  return out;
}

}  // namespace

std::string in_quotes(std::string_view value) {
  return value.size() <= kLongestQuote ? fmt::format("\"{}\"", value)
                                       : fmt::format("\"{}...\"", value.substr(0, kLongestQuote - 3));
}

Signatures read_signatures(const SchemeRules& rules, const Message& message) {
  const SignaturePlace& signature = rules.signature;
  if (!signature.place.body.empty()) return read_body_signatures(rules, message);
  const std::string timestamp_field = rules.timestamp ? rules.timestamp->place.field : std::string();
  if (signature.headers == SignaturePlace::Headers::alternatives) {
    const HeaderValue header = read_header(message, signature.place.headers);
    if (header.value == nullptr) return {{}, Signatures::Rule::any, header.problem};
    return signatures_in(signature, signature.place.headers.front(), *header.value, timestamp_field);
  }
  Signatures all;
  for (const http::Header& header : message.headers) {
    if (!is_signature_header(signature, header.name)) continue;
    const HeaderValue value = read_header(message, {header.name});
    if (value.value == nullptr) return {{}, Signatures::Rule::any, value.problem};
    Signatures found = signatures_in(signature, header.name, *value.value, timestamp_field);
    if (!found.problem.valid()) return found;
    all.texts.insert(all.texts.end(), found.texts.begin(), found.texts.end());
  }
  if (all.texts.empty())
    all.problem = {Outcome::missing,
                   fmt::format("the header {} is missing", numbered(signature.place.headers.front(), 1))};
  return all;
}

PlacedText read_placed(const SchemeRules& rules, const Message& message, const Place& place) {
  if (!place.body.empty()) {
    if (auto value = JsonBody(rules, message).read(place.body)) return {std::move(value), {}};
    if (place.headers.empty())
      return {{}, {Outcome::missing, fmt::format("the body has nothing at \"{}\"", place.body)}};
  }
  const std::vector<std::string>& names = place.field.empty() ? place.headers : rules.signature.place.headers;
  const HeaderValue header = read_header(message, names);
  if (header.value == nullptr) return {{}, header.problem};
  if (place.field.empty()) return {*header.value, {}};
  std::vector<std::string> found;
  for (const Item& item : items_of(rules.signature, *header.value))
    if (item.name == place.field) found.push_back(item.value);
  if (found.size() == 1) return {found.front(), {}};
  return {{},
          {Outcome::malformed,
           fmt::format("the header {} has {} \"{}{}\" in it", names.front(),
                       found.empty() ? "no" : "more than one", place.field, rules.signature.assign)}};
}

PlacedText read_filled(const SchemeRules& rules, const Message& message, const Place& place) {
  PlacedText placed = read_placed(rules, message, place);
  if (!placed.text || !trimmed(*placed.text).empty()) return placed;
  const std::string where =
      place.headers.empty() && place.field.empty() ? fmt::format("\"{}\" of the body", place.body)
      : place.field.empty()                        ? "the header " + place.headers.front()
                            : fmt::format("\"{}{}\" of the header {}", place.field, rules.signature.assign,
                                          rules.signature.place.headers.front());
  return {{}, {Outcome::missing, where + " is empty"}};
}

Result<Message> write_placed(const SchemeRules& rules, const Message& message, const Place& place,
                             const std::string& text) {
  const bool in_body =
      !place.body.empty() && (place.headers.empty() || JsonBody(rules, message).read(place.body));
  if (in_body) return JsonBody(rules, message).with(place.body, text);
  Message out = message;
  if (place.headers.empty()) return out;
  std::string name = place.headers.front();
  for (const std::string& other : place.headers)
    if (find_header(message, other) != nullptr) name = other;
  set_header(out, name, text);
  return out;
}

Result<Message> write_signatures(const SchemeRules& rules, const Message& message,
                                 const std::vector<std::string>& texts, const std::string& timestamp) {
  const SignaturePlace& signature = rules.signature;
  if (!signature.place.body.empty())
    return JsonBody(rules, message)
        .with(signature.place.body,
              rules.signs_each_element() ? std::span(texts) : std::span(texts).first(1));

  const std::string named = signature.assign.empty() ? "" : signature.place.field + signature.assign;
  if (signature.headers == SignaturePlace::Headers::one_per_secret) {
    Message out = message;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const bool counted = signature.place.headers.front().find(kNumber) != std::string::npos;
      if (!counted && i >= signature.place.headers.size()) break;
      names.push_back(counted ? numbered(signature.place.headers.front(), i + 1)
                              : signature.place.headers[i]);
    }
    const auto stays = [&](const http::Header& header) {
      return std::any_of(names.begin(), names.end(),
                         [&](const std::string& name) { return http::same_name(name, header.name); });
    };
    out.headers.erase(std::remove_if(out.headers.begin(), out.headers.end(),
                                     [&](const http::Header& header) {
                                       return is_signature_header(signature, header.name) && !stays(header);
                                     }),
                      out.headers.end());
    for (std::size_t i = 0; i < names.size(); ++i)
      set_header(out, names[i], named + texts[i]);
    return out;
  }
  std::vector<std::string> items;
  if (rules.timestamp && !rules.timestamp->place.field.empty())
    items.push_back(rules.timestamp->place.field + signature.assign + timestamp);
  for (const std::string& text : texts) {
    items.push_back(named + text);
    if (signature.separator.empty()) break;
  }
  return write_placed(rules, message, signature.place,
                      fmt::format("{}", fmt::join(items, signature.separator)));
}

Message without_signatures(const SchemeRules& rules, const Message& message) {
  const SignaturePlace& signature = rules.signature;
  if (!signature.place.body.empty()) return JsonBody(rules, message).without(signature.place.body);
  Message out = message;
  out.headers.erase(
      std::remove_if(out.headers.begin(), out.headers.end(),
                     [&](const http::Header& header) { return is_signature_header(signature, header.name); }),
      out.headers.end());
  return out;
}

std::optional<base::UnixMillis> parse_timestamp(Unit unit, std::string_view text) {
  if (unit == Unit::iso_seconds || unit == Unit::iso_milliseconds) return base::parse_iso_time(text);
  const std::size_t most = unit == Unit::seconds ? 12 : 15;
  if (text.empty() || text.size() > most || text.find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  const std::int64_t count = std::stoll(std::string(text));
  return unit == Unit::seconds ? count * 1000 : count;
}

std::string format_timestamp(Unit unit, base::UnixMillis time) {
  switch (unit) {
  case Unit::seconds:
    return std::to_string(time / 1000);
  case Unit::milliseconds:
    return std::to_string(time);
  case Unit::iso_seconds:
    return base::format_iso_seconds(time);
  case Unit::iso_milliseconds:
    return base::format_iso_millis(time);
  }
  return {};
}

std::string_view unit_name(Unit unit) {
  switch (unit) {
  case Unit::seconds:
    return "Unix time in seconds";
  case Unit::milliseconds:
    return "Unix time in milliseconds";
  case Unit::iso_seconds:
  case Unit::iso_milliseconds:
    return "a time in ISO 8601";
  }
  return "";
}

}  // namespace convotic::webhook
