#include "replay/redaction.hpp"

#include "core/base/json_text.hpp"
#include "core/http/url.hpp"
#include "core/project/errors.hpp"
#include "core/project/redaction_rule.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::replay {
namespace {

constexpr std::string_view kRedacted = "redacted";
constexpr std::string_view kEquality = "equality";  // the algorithm of schemes that compare the secret itself

// Credentials: what opens something to whoever reads it. The last three are the secret of their scheme
// itself; Asana tells its own in a handshake.
constexpr std::string_view kAlways[] = {"X-API-Key",      "Authorization",
                                        "Cookie",         "Set-Cookie",
                                        "X-Auth-Token",   "Proxy-Authorization",
                                        "X-Access-Token", "X-Amz-Security-Token",
                                        "X-Gitlab-Token", "X-Telegram-Bot-Api-Secret-Token",
                                        "X-Hook-Secret"};

// What parameters of a query are called that may be one.
constexpr std::string_view kSuspicious[] = {
    "token",     "key",  "apikey",   "api_key",  "api-key", "access_token", "secret",          "sig",
    "signature", "auth", "password", "passwort", "pwd",     "verify_token", "hub.verify_token"};

// Calls `each` with the name and the place of the value of every parameter; the target has no fragment.
template <typename Each> void for_parameters(const std::string& target, Each each) {
  for (std::size_t at = target.find('?'); at != std::string::npos;) {
    const std::size_t begin = at + 1, end = std::min(target.find('&', begin), target.size());
    const std::size_t equals = std::min(target.find('=', begin), end);
    if (equals < end)
      each(
          http::percent_decode(std::string_view(target).substr(begin, equals - begin), http::PlusSign::space),
          equals + 1, end - equals - 1);
    at = end < target.size() ? end : std::string::npos;
  }
}

bool names(std::span<const std::string> headers, std::string_view name) {
  return std::any_of(headers.begin(), headers.end(),
                     [&](const std::string& one) { return http::same_name(one, name); });
}

bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && text.find('@', at + 1) == std::string_view::npos &&
         text.find('.', at) != std::string_view::npos && text.find_first_of(" \t") == std::string_view::npos;
}

// Replaces values of a well-formed JSON text; whether there were any.
bool redact_json(std::string& body, const base::JsonPath& path) {
  const auto ranges = path.find(body);
  bool changed = false;
  for (auto range = ranges.rbegin(); range != ranges.rend(); ++range) {
    const std::string value = placeholder(std::string_view(body).substr(range->offset, range->length));
    changed = changed || body.compare(range->offset, range->length, value) != 0;
    body.replace(range->offset, range->length, value);
  }
  return changed;
}

// A form has names at one level only, so that "$.From" is the field From; whether there were any.
bool redact_form(std::string& body, const base::JsonPath& path) {
  std::string out;
  bool changed = false;
  for (std::string_view rest = body; !rest.empty();) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view pair = rest.substr(0, end);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string name = http::percent_decode(pair.substr(0, equals), http::PlusSign::space);
    // As if the form were an object with this one member.
    std::string object = "{";
    base::append_json_string(object, name);
    object += ":0}";
    const bool named = equals < pair.size() && !path.find(object).empty();
    const bool replaces = named && pair.substr(equals + 1) != kRedacted;
    out += named ? fmt::format("{}={}", pair.substr(0, equals), kRedacted) : std::string(pair);
    changed = changed || replaces;
    rest.remove_prefix(end);
    if (rest.starts_with('&')) {
      out += '&';
      rest.remove_prefix(1);
    }
  }
  body = std::move(out);
  return changed;
}

bool is_form(const Capture& capture) {
  return std::any_of(capture.headers.begin(), capture.headers.end(), [](const http::Header& header) {
    constexpr std::string_view kForm = "application/x-www-form-urlencoded";
    return http::same_name(header.name, "content-type") &&
           http::same_name(header.value.substr(0, kForm.size()), kForm);
  });
}

void note(Capture& capture, std::string what) {
  if (std::find(capture.redacted.begin(), capture.redacted.end(), what) == capture.redacted.end())
    capture.redacted.push_back(std::move(what));
}

}  // namespace

std::string placeholder(std::string_view json) {
  if (json.empty()) return {};
  switch (json.front()) {
  case '"':
    return is_email(json) ? "\"redacted@example.com\"" : "\"redacted\"";
  case '{':
    return "{}";
  case '[':
    return "[]";
  case 't':
  case 'f':
    return "false";
  case 'n':
    return "null";
  default:
    return "0";
  }
}

Redaction::Redaction() : always_(std::begin(kAlways), std::end(kAlways)) {}

Result<Redaction> Redaction::with(std::span<const std::string> rules) {
  Redaction redaction;
  for (const std::string& rule : rules) {
    auto parsed = project::RedactionRule::parse(rule);
    if (!parsed) return base::fail(project::kConfigInvalid, std::move(parsed).error());
    if (parsed->path)
      redaction.paths_.push_back(std::move(*parsed->path));
    else if (!parsed->query.empty())
      redaction.query_.push_back(std::move(parsed->query));
    else
      redaction.rules_.push_back(std::move(parsed->header));
  }
  return redaction;
}

void Redaction::apply_to_headers(Capture& capture, const std::optional<webhook::Scheme>& scheme) const {
  const std::vector<std::string> of_scheme = scheme ? scheme->headers() : std::vector<std::string>{};
  const bool is_secret = scheme && scheme->algorithm() == kEquality;
  for (http::Header& header : capture.headers) {
    const bool signs = names(of_scheme, header.name);
    const bool opens = signs ? is_secret : names(always_, header.name);
    if ((!opens && !names(rules_, header.name)) || header.value == kRedacted) continue;
    header.value = std::string(kRedacted);
    note(capture, "header:" + header.name);
  }
}

void Redaction::apply_to_query(Capture& capture, std::vector<std::string>& problems) const {
  for (std::string* target : {&capture.path, &capture.public_url}) {
    struct Value {
      std::size_t offset, length;
    };
    std::vector<Value> values;
    for_parameters(*target, [&](const std::string& name, std::size_t offset, std::size_t length) {
      if (std::string_view(*target).substr(offset, length) == kRedacted) return;
      if (std::find(query_.begin(), query_.end(), name) != query_.end()) {
        values.push_back({offset, length});
        note(capture, "query:" + name);
        return;
      }
      const bool may_be = std::any_of(std::begin(kSuspicious), std::end(kSuspicious),
                                      [&](std::string_view one) { return http::same_name(one, name); });
      std::string problem = fmt::format("its query has \"{0}\", which may be a secret; \"redact\": "
                                        "[\"query:{0}\"] in convotic.json replaces it",
                                        name);
      if (may_be && std::find(problems.begin(), problems.end(), problem) == problems.end())
        problems.push_back(std::move(problem));
    });
    for (auto value = values.rbegin(); value != values.rend(); ++value)
      target->replace(value->offset, value->length, kRedacted);
  }
}

std::vector<std::string> Redaction::apply(Capture& capture,
                                          const std::optional<webhook::Scheme>& scheme) const {
  apply_to_headers(capture, scheme);
  std::vector<std::string> problems;
  apply_to_query(capture, problems);
  if (scheme && scheme->algorithm() == kEquality && scheme->headers().empty())
    problems.push_back(fmt::format("the body has the secret of {} in it", scheme->name()));
  const bool told = scheme && !scheme->told_at().empty();
  if (capture.body.empty() || (paths_.empty() && !told)) return problems;
  const bool form = is_form(capture);
  if (!form && !base::JsonReader::parse("body", capture.body)) {
    for (const base::JsonPath& path : paths_)
      problems.push_back(
          fmt::format("\"{}\" was not looked for: the body is neither JSON nor a form", path.text()));
    return problems;
  }
  // What a handshake tells is the secret itself.
  if (told && !form)
    if (const auto path = base::JsonPath::parse(scheme->told_at()); path && redact_json(capture.body, *path))
      note(capture, path->text());
  for (const base::JsonPath& path : paths_)
    if (form ? redact_form(capture.body, path) : redact_json(capture.body, path)) note(capture, path.text());
  return problems;
}

}  // namespace convotic::replay
