#include "core/webhook/content_template.hpp"

#include "core/base/nearest.hpp"
#include "core/http/url.hpp"
#include "core/webhook/errors.hpp"
#include "core/webhook/json_body.hpp"
#include "core/webhook/json_fields.hpp"
#include "core/webhook/message_headers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace convotic::webhook {
namespace {

using Kind = Piece::Kind;
using Function = Piece::Function;

constexpr std::array<std::pair<std::string_view, Kind>, 10> kPlaceholders{{{"body", Kind::body},
                                                                           {"timestamp", Kind::timestamp},
                                                                           {"id", Kind::id},
                                                                           {"url", Kind::url},
                                                                           {"path", Kind::path},
                                                                           {"method", Kind::method},
                                                                           {"secret", Kind::secret},
                                                                           {"parameters", Kind::parameters},
                                                                           {"headers", Kind::headers},
                                                                           {"fields", Kind::fields}}};
constexpr std::array<std::pair<std::string_view, Function>, 3> kFunctions{
    {{"crc32", Function::crc32}, {"sha256", Function::sha256}, {"base64", Function::base64}}};
constexpr std::string_view kHeader = "header:";
constexpr std::string_view kValue = "value:";

// "body" or "header:X-Id", without braces and function.
std::optional<Piece> parse_placeholder(std::string_view name, const std::string& companion) {
  for (const auto& [known, kind] : kPlaceholders)
    if (name == known) return Piece{kind, ""};
  if (!companion.empty() && name == companion) return Piece{Kind::companion, ""};
  if (name.starts_with(kHeader) && http::is_header_name(name.substr(kHeader.size())))
    return Piece{Kind::header, std::string(name.substr(kHeader.size()))};
  if (name.starts_with(kValue) && name.substr(kValue.size()).starts_with('/'))
    return Piece{Kind::value, std::string(name.substr(kValue.size()))};
  return std::nullopt;
}

// "body", "sha256(body)"
std::optional<Piece> parse_piece(std::string_view inside, const std::string& companion) {
  for (const auto& [name, function] : kFunctions) {
    if (!inside.starts_with(name) || !inside.ends_with(')') || inside.substr(name.size(), 1) != "(") continue;
    auto piece =
        parse_placeholder(inside.substr(name.size() + 1, inside.size() - name.size() - 2), companion);
    if (piece) piece->function = function;
    return piece;
  }
  return parse_placeholder(inside, companion);
}

std::string name_and_value(std::vector<std::pair<std::string, std::string>> pairs) {
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  std::string out;
  for (const auto& [name, value] : pairs)
    out.append(name).append(value);
  return out;
}

// The headers that the header of that name lists, each once, as "name:value;name:value" in lower case and in
// order of their names.
std::string listed_headers(const SchemeRules& rules, const Message& message) {
  const std::string* list = find_header(message, rules.signed_headers);
  std::map<std::string, std::string_view> named;
  for (const std::string& name : split(list == nullptr ? "" : *list, ","))
    named.emplace(lower_case(trimmed(name)), "");
  std::set<std::string> seen;
  for (const http::Header& header : message.headers) {
    const auto found = named.find(lower_case(header.name));
    if (found != named.end() && seen.insert(found->first).second) found->second = trimmed(header.value);
  }
  std::vector<std::string> lines;
  for (const auto& [name, value] : named)
    lines.push_back(fmt::format("{}:{}", name, value));
  return fmt::format("{}", fmt::join(lines, ";"));
}

// The fields of one element. What none of them may be goes to `problem`.
std::string listed_fields(const FieldsRule& fields, std::string_view element, std::string_view below,
                          std::string& problem) {
  std::vector<std::string> parts;
  for (const std::string& name : fields.names) {
    const auto range = find_places(element, fmt::format("{}/{}", below, name)).values.front();
    const std::string_view raw = range ? element.substr(range->offset, range->length) : "null";
    if (raw == "null" && fields.skip_absent) continue;
    const auto value = read_value(raw);
    if (!value && raw != "null") problem = fmt::format("\"{}\" of the body is an object or an array", name);
    // Its parts could be those of its neighbours as well.
    if (value && !fields.free.empty() && name != fields.free && value->find(fields.join) != std::string::npos)
      problem = fmt::format("\"{}\" of the body has \"{}\" in it, which stands between the fields", name,
                            fields.join);
    // The name first: a value may look like a placeholder.
    parts.push_back(replaced(replaced(fields.each, "{name}", name), "{value}", value.value_or("")));
  }
  return fmt::format("{}", fmt::join(parts, fields.join));
}

std::string signed_url(const SchemeRules& rules, const Message& message) {
  std::string url = message.url;
  for (const std::string& escape : rules.url.decode)
    url = replaced(std::move(url), escape, http::percent_decode(escape, http::PlusSign::literal));
  return url;
}

std::string apply(Function function, std::string text) {
  switch (function) {
  case Function::none:
    return text;
  case Function::crc32:
    return std::to_string(crc32(text));
  case Function::sha256:
    return encode(Encoding::hex, digest(Hash::sha256, text));
  case Function::base64:
    return encode(Encoding::base64, text);
  }
  return text;
}

std::string value_of(const Piece& piece, const SchemeRules& rules, const Message& message,
                     const Ingredients& ingredients) {
  switch (piece.kind) {
  case Kind::literal:
    return piece.text;
  case Kind::body:
    return message.body;
  case Kind::timestamp:
    return ingredients.timestamp;
  case Kind::id:
    return ingredients.id;
  case Kind::url:
    return signed_url(rules, message);
  case Kind::path:
    return path_of(signed_url(rules, message));
  case Kind::method:
    return message.method;
  case Kind::secret:
    return ingredients.secret;
  case Kind::companion:
    return ingredients.companion;
  case Kind::parameters:
    return name_and_value(form_of(message));
  case Kind::headers:
    return listed_headers(rules, message);
  case Kind::fields: {
    const SignedFields fields = signed_fields(rules, message);
    return fields.texts.empty() ? std::string() : fields.texts.front();
  }
  case Kind::header: {
    const std::string* value = find_header(message, piece.text);
    return value == nullptr ? std::string() : *value;
  }
  case Kind::value:
    return JsonBody(rules, message).read(piece.text).value_or("");
  }
  return {};
}

}  // namespace

bool Template::uses(Kind kind) const {
  return std::any_of(pieces.begin(), pieces.end(), [&](const Piece& piece) { return piece.kind == kind; });
}

Result<Template> parse_template(const base::JsonReader& value, const std::string& companion) {
  CONVOTIC_TRY_ASSIGN(const std::string text, value.as_string());
  Template out{text, {}};
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = std::min(text.find('{', at), text.size());
    if (open > at) out.pieces.push_back({Kind::literal, text.substr(at, open - at)});
    if (open == text.size()) break;
    const std::size_t close = text.find('}', open);
    if (close == std::string::npos)
      return base::Unexpected(
          value.error(kSchemeInvalid, fmt::format("\"{}\" has a \"{{\" that is not closed", text)));
    const std::string inside = text.substr(open + 1, close - open - 1);
    auto piece = parse_piece(inside, companion);
    if (!piece) {
      std::vector<std::string> names;
      for (const auto& [name, kind] : kPlaceholders)
        names.emplace_back(name);
      if (!companion.empty()) names.push_back(companion);
      const auto close_one = base::nearest(inside, names);
      return base::Unexpected(value.error(
          kSchemeInvalid, fmt::format("\"{{{}}}\" stands for nothing", inside),
          close_one ? fmt::format("did you mean \"{{{}}}\"?", *close_one)
                    : fmt::format(
                          "what stands for something: {}, header:NAME, value:/POINTER, and crc32(), sha256() "
                          "and base64() of them",
                          fmt::join(names, ", "))));
    }
    out.pieces.push_back(std::move(*piece));
    at = close + 1;
  }
  return out;
}

Result<std::string> expand(const Template& text, const SchemeRules& rules, const Message& message,
                           const Ingredients& ingredients) {
  if (message.url.empty() && (text.uses(Kind::url) || text.uses(Kind::path)))
    return base::fail(kMessageUnfit, fmt::format("{} signs the URL, and there is none", rules.title),
                      "give the URL that the provider was told: --url, or \"publicUrl\" of a capture");
  std::string out;
  for (const Piece& piece : text.pieces)
    out += apply(piece.function, value_of(piece, rules, message, ingredients));
  return out;
}

SignedFields signed_fields(const SchemeRules& rules, const Message& message) {
  const JsonBody body(rules, message);
  const auto [elements, below] = split_at_star(rules.fields.at);
  SignedFields out;
  for (const std::string_view element : body.elements(elements))
    out.texts.push_back(listed_fields(rules.fields, element, below, out.problem));
  return out;
}

std::string path_of(std::string_view url) {
  std::string_view rest = url.substr(0, url.find('#'));
  if (const std::size_t host = rest.find("://"); host != std::string_view::npos) {
    const std::size_t path = rest.find_first_of("/?", host + 3);
    rest = path == std::string_view::npos ? "" : rest.substr(path);
  }
  return rest.starts_with('/') ? std::string(rest) : '/' + std::string(rest);
}

std::vector<std::pair<std::string, std::string>> form_of(const Message& message) {
  if (!is_form(message)) return {};
  return http::parse_query(message.body);
}

}  // namespace convotic::webhook
