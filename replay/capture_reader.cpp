#include "core/base/time_expression.hpp"
#include "replay/capture.hpp"
#include "replay/capture_body.hpp"
#include "replay/errors.hpp"
#include "replay/secret_reference.hpp"
#include "replay/wire_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::replay {
namespace {

using base::JsonReader;

constexpr std::string_view kFormat = "capture/1";

base::Unexpected invalid(const JsonReader& value, std::string message, std::string hint = {}) {
  return base::Unexpected(value.error(kCaptureInvalid, std::move(message), std::move(hint)));
}

// Members that may be left out.
Result<std::string> read_string(const JsonReader& object, std::string_view key) {
  CONVOTIC_TRY_ASSIGN(const auto value, object.find(key));
  if (!value) return std::string();
  return value->as_string();
}

Result<std::vector<std::string>> read_strings(const JsonReader& object, std::string_view key) {
  std::vector<std::string> out;
  CONVOTIC_TRY_ASSIGN(const auto value, object.find(key));
  if (!value) return out;
  CONVOTIC_TRY_ASSIGN(const auto items, value->as_array());
  for (const JsonReader& item : items) {
    CONVOTIC_TRY_ASSIGN(std::string text, item.as_string());
    out.push_back(std::move(text));
  }
  return out;
}

Result<void> check_format(const JsonReader& root, const std::string& file) {
  CONVOTIC_TRY_ASSIGN(const auto format, root.find("convotic"));
  if (!format)
    return base::Unexpected(
        Error{&kCaptureInvalid,
              fmt::format("\"{}\" is not a capture: it has no \"convotic\": \"{}\"", file, kFormat),
              "convotic capture import makes captures of what other tools recorded", std::nullopt});
  CONVOTIC_TRY_ASSIGN(const std::string name, format->as_string());
  if (name == kFormat) return {};
  return invalid(*format,
                 fmt::format("the format \"{}\" is not \"{}\", the only one that is known", name, kFormat),
                 name.starts_with("capture/") ? "a newer convotic may have made it" : "");
}

bool is_target(std::string_view path) {
  return path.starts_with('/') && std::none_of(path.begin(), path.end(), [](char c) {
           return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f || c == '#';
         });
}

bool is_web_address(std::string_view url) {
  const std::size_t start = url.starts_with("https://") ? 8 : url.starts_with("http://") ? 7 : 0;
  return start > 0 && url.size() > start && is_target("/" + std::string(url.substr(start))) &&
         url[start] != '/';
}

Result<void> read_request(const JsonReader& root, Capture& capture) {
  CONVOTIC_TRY_ASSIGN(const auto method, root.find("method"));
  if (method) {
    CONVOTIC_TRY_ASSIGN(capture.method, method->as_string());
    if (!http::is_header_name(capture.method))
      return invalid(*method, fmt::format("\"{}\" is not an HTTP method", capture.method));
  }
  CONVOTIC_TRY_ASSIGN(capture.module, read_string(root, "module"));
  CONVOTIC_TRY_ASSIGN(const JsonReader path, root.get("path"));
  CONVOTIC_TRY_ASSIGN(const std::string path_text, path.as_string());
  capture.path = wire_bytes(path_text);
  if (!is_target(capture.path))
    return invalid(path, fmt::format("the path \"{}\" must begin with \"/\" and have no blanks", path_text),
                   "it is what follows /v1/modules/<module>, with the query");
  CONVOTIC_TRY_ASSIGN(const auto url, root.find("publicUrl"));
  if (url) {
    CONVOTIC_TRY_ASSIGN(const std::string url_text, url->as_string());
    capture.public_url = wire_bytes(url_text);
    if (!is_web_address(capture.public_url))
      return invalid(*url, fmt::format("\"{}\" is not a web address", url_text),
                     "as in: https://shop.example/hook");
  }
  return {};
}

Result<void> read_headers(const JsonReader& root, Capture& capture) {
  CONVOTIC_TRY_ASSIGN(const auto headers, root.find("headers"));
  if (!headers) return {};
  CONVOTIC_TRY_ASSIGN(const auto items, headers->as_array());
  for (const JsonReader& item : items) {
    CONVOTIC_TRY_ASSIGN(const auto pair, item.as_array());
    if (pair.size() != 2) return invalid(item, fmt::format("\"{}\" must be [name, value]", item.pointer()));
    CONVOTIC_TRY_ASSIGN(std::string name, pair[0].as_string());
    CONVOTIC_TRY_ASSIGN(const std::string value_text, pair[1].as_string());
    std::string value = wire_bytes(value_text);
    if (!http::is_header_name(name))
      return invalid(pair[0], fmt::format("\"{}\" cannot be the name of a header", name));
    if (!http::is_header_value(value))
      return invalid(pair[1], "the value of a header has no line ends and no NUL");
    capture.headers.push_back({std::move(name), std::move(value)});
  }
  return {};
}

// An error at a place whose line may hold a secret, so that it is not shown.
base::Unexpected without_line(Error error) {
  if (error.where) error.where->line_text.clear();
  return base::Unexpected(std::move(error));
}

Result<void> read_secrets(const JsonReader& root, Capture& capture) {
  CONVOTIC_TRY_ASSIGN(const auto secrets, root.find("secrets"));
  if (!secrets) return {};
  const auto items = secrets->as_array();
  for (const JsonReader& item : items ? *items : std::vector<JsonReader>{*secrets}) {
    const auto text = item.as_string();
    if (!items || !text || !SecretReference::parse(*text))
      return without_line(item.error(
          kCaptureInvalid,
          fmt::format("\"{}\" must be {}; the secret itself must not be in a capture", item.pointer(),
                      items ? "a reference to a secret" : "an array of references to secrets"),
          std::string(kReferenceAdvice)));
    capture.secrets.push_back(*text);
  }
  return {};
}

Result<void> read_exactness(const JsonReader& root, Capture& capture) {
  CONVOTIC_TRY_ASSIGN(const auto exact, root.find("exact"));
  if (exact) {
    CONVOTIC_TRY_ASSIGN(const bool is, exact->as_boolean());
    capture.exact = is ? Capture::Exact::yes : Capture::Exact::no;
  }
  CONVOTIC_TRY_ASSIGN(const auto because, root.find("inexactBecause"));
  if (because) {
    CONVOTIC_TRY_ASSIGN(capture.inexact_because, because->as_string());
  }
  if (capture.exact == Capture::Exact::yes && because)
    return invalid(*because, "\"/inexactBecause\" contradicts \"/exact\"", "write \"exact\": false with it");
  if (capture.exact == Capture::Exact::no && capture.inexact_because.empty())
    return invalid(*exact, "\"/exact\" is false, and \"/inexactBecause\" does not say why");
  CONVOTIC_TRY_ASSIGN(capture.redacted, read_strings(root, "redacted"));
  return {};
}

Result<void> read_origin(const JsonReader& root, Origin& origin) {
  CONVOTIC_TRY_ASSIGN(const auto value, root.find("origin"));
  if (!value) return {};
  CONVOTIC_TRY(value->check_keys({"kind", "file", "entry", "at"}));
  CONVOTIC_TRY_ASSIGN(origin.kind, read_string(*value, "kind"));
  CONVOTIC_TRY_ASSIGN(origin.file, read_string(*value, "file"));
  CONVOTIC_TRY_ASSIGN(const auto entry, value->find("entry"));
  if (entry) {
    CONVOTIC_TRY_ASSIGN(const std::int64_t number, entry->as_integer());
    if (number < 1) return invalid(*entry, fmt::format("\"{}\" counts from 1", entry->pointer()));
    origin.entry = static_cast<std::size_t>(number);
  }
  CONVOTIC_TRY_ASSIGN(const auto at, value->find("at"));
  if (at) {
    CONVOTIC_TRY_ASSIGN(const std::string text, at->as_string());
    origin.at = base::parse_iso_time(text);
    if (!origin.at)
      return invalid(*at, fmt::format("\"{}\" is not a time", text), "as in: 2026-03-30T14:22:00Z");
  }
  return {};
}

Result<void> read_contract(const JsonReader& root, Capture& capture) {
  CONVOTIC_TRY_ASSIGN(capture.seed, root.find("seed"));
  if (capture.seed && capture.seed->kind() != JsonReader::Kind::string &&
      capture.seed->kind() != JsonReader::Kind::object)
    return invalid(*capture.seed, "\"/seed\" must be the name of a file, or an object");
  CONVOTIC_TRY_ASSIGN(capture.expect, root.find("expect"));
  if (capture.expect) CONVOTIC_TRY(capture.expect->as_object());
  return {};
}

}  // namespace

Result<Capture> parse_capture(const std::filesystem::path& file, std::string text) {
  CONVOTIC_TRY_ASSIGN(const JsonReader root, JsonReader::parse(file.string(), std::move(text)));
  CONVOTIC_TRY(check_format(root, file.string()));
  const auto keys = root.check_keys({"convotic", "$schema", "name", "origin", "exact", "inexactBecause",
                                     "redacted", "scheme", "secrets", "module", "method", "path", "publicUrl",
                                     "headers", "expect", "seed", "body"});
  // Whoever writes "secret" may write it there.
  if (!keys)
    return keys.error().hint.find("secrets") == std::string::npos ? base::Unexpected(keys.error())
                                                                  : without_line(keys.error());
  Capture capture;
  capture.file = file;
  CONVOTIC_TRY_ASSIGN(capture.name, read_string(root, "name"));
  CONVOTIC_TRY(read_origin(root, capture.origin));
  CONVOTIC_TRY(read_exactness(root, capture));
  CONVOTIC_TRY_ASSIGN(capture.scheme, read_string(root, "scheme"));
  CONVOTIC_TRY(read_secrets(root, capture));
  CONVOTIC_TRY(read_request(root, capture));
  CONVOTIC_TRY(read_headers(root, capture));
  CONVOTIC_TRY(read_contract(root, capture));
  CONVOTIC_TRY_ASSIGN(const auto body, root.find("body"));
  if (body) {
    CONVOTIC_TRY_ASSIGN(capture.body, read_body(*body));
  }
  return capture;
}

}  // namespace convotic::replay
