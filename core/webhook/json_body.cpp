#include "core/webhook/json_body.hpp"

#include "core/http/url.hpp"
#include "core/webhook/errors.hpp"
#include "core/webhook/json_fields.hpp"
#include "core/webhook/message_headers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::webhook {
namespace {

struct Range {
  std::size_t offset = 0, length = 0;
};

// Where the value of a field stands in "a=1&b=2", still escaped.
std::optional<Range> urlencoded_field(std::string_view body, std::string_view name) {
  std::size_t at = 0;
  for (const std::string& pair : split(body, "&")) {
    const std::size_t equals = std::min(pair.find('='), pair.size());
    if (http::percent_decode(std::string_view(pair).substr(0, equals), http::PlusSign::space) == name &&
        equals < pair.size())
      return Range{at + equals + 1, pair.size() - equals - 1};
    at += pair.size() + 1;
  }
  return std::nullopt;
}

// Where the value of a field stands in a multipart body (RFC 7578).
std::optional<Range> multipart_field(std::string_view body, std::string_view boundary,
                                     std::string_view name) {
  if (boundary.empty()) return std::nullopt;
  const std::string delimiter = "--" + std::string(boundary);
  std::size_t at = body.find(delimiter);
  while (at != std::string_view::npos) {
    const std::size_t head = at + delimiter.size();
    const std::size_t end = body.find("\r\n" + delimiter, head);
    if (end == std::string_view::npos) return std::nullopt;
    // Not beyond the part: a body of many parts without one would be searched to its end for each.
    const std::size_t blank = body.substr(0, std::min(end + 2, body.size())).find("\r\n\r\n", head);
    if (blank == std::string_view::npos) return std::nullopt;
    for (const std::string& line : split(body.substr(head, blank - head), "\r\n")) {
      const std::size_t colon = line.find(':');
      if (colon == std::string::npos || !http::same_name(line.substr(0, colon), "Content-Disposition"))
        continue;
      if (parameter_of(std::string_view(line).substr(colon + 1), "name") == name && blank + 4 <= end)
        return Range{blank + 4, end - blank - 4};
    }
    at = end + 2;
  }
  return std::nullopt;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~";
  std::string out;
  for (const char c : text)
    out += kPlain.find(c) != std::string_view::npos
               ? std::string(1, c)
               : fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  return out;
}

}  // namespace

JsonBody::JsonBody(const SchemeRules& rules, const Message& message) : rules_(rules), message_(message) {
  std::optional<Range> range = Range{0, message.body.size()};
  if (!rules.form.empty()) {
    const std::string* type = find_header(message, "Content-Type");
    const bool multipart = type != nullptr && media_type(*type) == "multipart/form-data";
    escaped_ = !multipart && is_form(message);
    if (multipart)
      range = multipart_field(message.body, parameter_of(*type, "boundary"), rules.form);
    else if (escaped_)
      range = urlencoded_field(message.body, rules.form);
  }
  if (!range) return;
  offset_ = range->offset;
  length_ = range->length;
  json_ = message.body.substr(offset_, length_);
  if (escaped_) json_ = http::percent_decode(json_, http::PlusSign::space);
  present_ = is_json(json_);
}

std::vector<std::optional<std::string>> JsonBody::read_all(std::string_view pointer) const {
  std::vector<std::optional<std::string>> out;
  if (!present_) return out;
  for (const auto& range : find_places(json_, pointer).values)
    out.push_back(range ? read_value(std::string_view(json_).substr(range->offset, range->length))
                        : std::nullopt);
  return out;
}

std::optional<std::string> JsonBody::read(std::string_view pointer) const {
  const auto all = read_all(pointer);
  return all.size() == 1 ? all.front() : std::nullopt;
}

std::optional<std::string> JsonBody::twice(std::string_view pointer) const {
  return present_ ? find_places(json_, pointer).twice : std::nullopt;
}

std::vector<std::string_view> JsonBody::elements(std::string_view pointer) const {
  std::vector<std::string_view> out;
  if (!present_) return out;
  for (const auto& range : find_places(json_, pointer).values)
    if (range) out.push_back(std::string_view(json_).substr(range->offset, range->length));
  return out;
}

std::optional<std::string> JsonBody::with_elements(
    std::string_view pointer,
    const std::function<std::optional<std::string>(std::string_view, std::size_t)>& change) const {
  std::string out;
  std::size_t done = 0, index = 0;
  for (const std::string_view element : elements(pointer)) {
    const auto changed = change(element, index++);
    if (!changed) return std::nullopt;
    const auto at = static_cast<std::size_t>(element.data() - json_.data());
    out.append(json_, done, at - done).append(*changed);
    done = at + element.size();
  }
  return out.append(json_, done);
}

Message JsonBody::with_json(std::string json) const {
  Message out = message_;
  out.body.replace(offset_, length_, escaped_ ? percent_encode(json) : json);
  return out;
}

Result<Message> JsonBody::with(std::string_view pointer, const std::string& value) const {
  return with(pointer, std::span(&value, 1));
}

Result<Message> JsonBody::with(std::string_view pointer, std::span<const std::string> values) const {
  if (!present_)
    return base::fail(
        kMessageUnfit,
        rules_.form.empty()
            ? fmt::format("{} puts its signature into a JSON body, and the body is none", rules_.title)
            : fmt::format("{} puts its signature into the JSON of the form field \"{}\", and there is none",
                          rules_.title, rules_.form),
        "give a body in the provider's own form");
  const auto [elements_at, rest] = split_at_star(pointer);
  bool written = false;
  auto json = with_elements(elements_at, [&, rest = rest](std::string_view element, std::size_t index) {
    auto changed = with_field(element, rest, values[std::min(index, values.size() - 1)]);
    written = changed.has_value();
    return changed;
  });
  if (!json || !written)
    return base::fail(kMessageUnfit,
                      fmt::format("{} puts a value at \"{}\", and the body has nothing there to put it into",
                                  rules_.title, pointer),
                      "give a body in the provider's own form");
  return with_json(std::move(*json));
}

Message JsonBody::without(std::string_view pointer) const {
  if (!present_) return message_;
  const auto [elements_at, rest] = split_at_star(pointer);
  auto json = with_elements(elements_at, [rest = rest](std::string_view element, std::size_t) {
    return std::optional(without_field(element, rest));
  });
  return !json || *json == json_ ? message_ : with_json(std::move(*json));
}

}  // namespace convotic::webhook
