#include "core/webhook/message_headers.hpp"

#include <algorithm>

namespace convotic::webhook {
namespace {

auto named(std::string_view name) {
  return [name](const http::Header& header) { return http::same_name(header.name, name); };
}

}  // namespace

const std::string* find_header(const Message& message, std::string_view name) {
  const auto found = std::find_if(message.headers.begin(), message.headers.end(), named(name));
  return found == message.headers.end() ? nullptr : &found->value;
}

std::size_t count_headers(const Message& message, std::string_view name) {
  return static_cast<std::size_t>(std::count_if(message.headers.begin(), message.headers.end(), named(name)));
}

void set_header(Message& message, std::string_view name, std::string value) {
  const auto first = std::find_if(message.headers.begin(), message.headers.end(), named(name));
  if (first == message.headers.end()) {
    message.headers.push_back({std::string(name), std::move(value)});
    return;
  }
  first->value = std::move(value);
  message.headers.erase(std::remove_if(first + 1, message.headers.end(), named(name)), message.headers.end());
}

void remove_header(Message& message, std::string_view name) {
  message.headers.erase(std::remove_if(message.headers.begin(), message.headers.end(), named(name)),
                        message.headers.end());
}

std::string media_type(std::string_view content_type) {
  return lower_case(trimmed(content_type.substr(0, content_type.find(';'))));
}

std::string parameter_of(std::string_view value, std::string_view name) {
  for (const std::string& part : split(value, ";")) {
    const std::string_view one = trimmed(part);
    const std::size_t equals = one.find('=');
    if (equals == std::string_view::npos || lower_case(one.substr(0, equals)) != name) continue;
    const std::string_view text = one.substr(equals + 1);
    const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
    return std::string(quoted ? text.substr(1, text.size() - 2) : text);
  }
  return {};
}

bool is_form(const Message& message) {
  if (const std::string* type = find_header(message, "Content-Type"))
    return media_type(*type) == "application/x-www-form-urlencoded";
  return message.body.find_first_of("{[<") != 0;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::vector<std::string> split(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  while (!separator.empty()) {
    const std::size_t at = text.find(separator);
    if (at == std::string_view::npos) break;
    parts.emplace_back(text.substr(0, at));
    text.remove_prefix(at + separator.size());
  }
  parts.emplace_back(text);
  return parts;
}

std::string replaced(std::string_view text, std::string_view what, std::string_view with) {
  std::string out;
  for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what)) {
    out.append(text.substr(0, at)).append(with);
    text.remove_prefix(at + what.size());
  }
  return out.append(text);
}

}  // namespace convotic::webhook
