#include "emulator/request_head.hpp"

#include "core/base/json_text.hpp"
#include "core/http/url.hpp"

#include <algorithm>
#include <map>

namespace convotic::emulator {
namespace {

std::string lower_case(std::string_view name) {
  std::string out(name);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

template <typename Pairs>
void append_object(std::string& out, const Pairs& pairs,
                   void (*append_value)(std::string&, std::string_view)) {
  out += '{';
  bool first = true;
  for (const auto& [name, value] : pairs) {
    if (!std::exchange(first, false)) out += ',';
    base::append_json_string(out, name);
    out += ':';
    append_value(out, value);
  }
  out += '}';
}

std::vector<std::pair<std::string, std::string>> joined_headers(const std::vector<http::Header>& headers) {
  std::vector<std::pair<std::string, std::string>> out;
  out.reserve(headers.size());
  for (const http::Header& header : headers) {
    std::string name = lower_case(header.name);
    const auto before =
        std::find_if(out.begin(), out.end(), [&](const auto& pair) { return pair.first == name; });
    if (before == out.end())
      out.emplace_back(std::move(name), header.value);
    else
      before->second += (name == "cookie" ? "; " : ", ") + header.value;
  }
  return out;
}

}  // namespace

std::string encode_request_head(const http::RequestHead& head, const http::PathParams& params,
                                std::uint64_t request) {
  std::map<std::string, std::string> query;
  if (!head.query().empty())
    for (auto& [name, value] : http::parse_query(head.query()))
      query[name] = std::move(value);

  std::string out;
  out.reserve(512);
  out += ",\"params\":";
  append_object(out, params, base::append_json_string);
  out += ",\"query\":";
  append_object(out, query, base::append_json_string);
  out += ",\"headers\":";
  append_object(out, joined_headers(head.headers), base::append_json_latin1);
  out += ",\"request\":\"" + request_name(request) + "\"}";
  return out;
}

std::string header_lines(const http::RequestHead& head) {
  std::string out;
  out.reserve(512);
  for (const http::Header& header : head.headers) {
    out += header.name;
    out += ": ";
    out += http::same_name(header.name, "x-api-key") ? std::string_view("redacted") : header.value;
    out += '\n';
  }
  return out;
}

std::string request_name(std::uint64_t request) {
  return "req_" + std::to_string(request);
}

}  // namespace convotic::emulator
