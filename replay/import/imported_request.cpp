#include "replay/import/imported_request.hpp"

#include "core/base/base64.hpp"
#include "core/http/url.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::replay {
namespace {

// Said by each hop anew, or made from the length of the body.
constexpr std::string_view kOfTheConnection[] = {
    "Host", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive",    "Proxy-Connection",
    "TE",   "Trailer",        "Upgrade",           "Expect",     "HTTP2-Settings"};

std::string_view trim(std::string_view text) {
  const std::size_t start = std::min(text.find_first_not_of(" \t"), text.size());
  text.remove_prefix(start);
  return text.substr(0, text.find_last_not_of(" \t") + 1);
}

// The first of a list, as proxies make one.
std::string_view first_of(std::string_view list) {
  return trim(list.substr(0, list.find(',')));
}

// A target without what cannot stand in one: white space, control characters, a fragment.
std::string clean_target(std::string_view target) {
  std::string out;
  for (const char c : target.substr(0, target.find('#'))) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7f)
      out += fmt::format("%{:02X}", byte);
    else
      out += c;
  }
  return out;
}

bool is_host(std::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("-._:[]").find(c) != std::string_view::npos;
  });
}

// This machine, as seen from itself: no address that a provider was ever given.
bool is_loopback(std::string_view host) {
  const std::string_view name =
      host.starts_with('[') ? host.substr(0, host.find(']') + 1) : host.substr(0, host.find(':'));
  return http::same_name(name, "localhost") || name.starts_with("127.") || name == "[::1]" ||
         name == "0.0.0.0" || name.ends_with(".localhost");
}

void split_module(Capture& capture) {
  constexpr std::string_view kModules = "/v1/modules/";
  if (!capture.path.starts_with(kModules)) return;
  const std::size_t start = kModules.size();
  const std::size_t end = std::min(capture.path.find_first_of("/?", start), capture.path.size());
  if (end == start) return;
  capture.module = capture.path.substr(start, end - start);
  capture.path.erase(0, end);
  if (!capture.path.starts_with('/')) capture.path.insert(0, "/");
}

void find_public_url(ImportedRequest& request) {
  if (!request.capture.public_url.empty()) return;
  for (const char* name : {"X-Original-Host", "X-Forwarded-Host", "Host"}) {
    const std::string_view host = first_of(header_value(request, name));
    if (!is_host(host) || is_loopback(host)) continue;
    const std::string_view proto = first_of(header_value(request, "X-Forwarded-Proto"));
    request.capture.public_url =
        fmt::format("{}://{}{}", proto == "http" ? "http" : "https", host, request.capture.path);
    if (proto.empty())
      request.notes.push_back(fmt::format("its public URL is taken to be {}; --public-url says otherwise",
                                          request.capture.public_url));
    return;
  }
}

// What the sender said, against what is there.
void check_length(ImportedRequest& request) {
  const std::string said(header_value(request, "Content-Length"));
  if (said.empty() || said.find_first_not_of("0123456789") != std::string::npos || !request.lost.empty())
    return;
  if (said != std::to_string(request.capture.body.size()))
    request.lost.push_back(fmt::format("the body had {} bytes by its Content-Length, and {} are there", said,
                                       request.capture.body.size()));
}

}  // namespace

void add_header(ImportedRequest& request, std::string_view name, std::string_view value) {
  if (name.starts_with(':')) return;
  value = trim(value);
  if (http::is_header_name(name) && http::is_header_value(value))
    request.capture.headers.push_back({std::string(name), std::string(value)});
  else
    request.notes.push_back(fmt::format("the header \"{}\" cannot be one and was left out", name));
}

Result<void> add_headers(ImportedRequest& request, const base::JsonReader& object) {
  CONVOTIC_TRY_ASSIGN(const auto members, object.as_object());
  using Kind = base::JsonReader::Kind;
  for (const auto& [name, value] : members) {
    std::vector<base::JsonReader> values{value};
    if (value.kind() == Kind::array) {
      CONVOTIC_TRY_ASSIGN(values, value.as_array());
    }
    for (const base::JsonReader& one : values) {
      // Some exports have numbers, such as that of Content-Length, as numbers.
      const bool number = one.kind() == Kind::number;
      CONVOTIC_TRY_ASSIGN(const std::string text, number ? Result<std::string>(one.dump()) : one.as_string());
      add_header(request, name, text);
    }
  }
  return {};
}

std::string_view header_value(const ImportedRequest& request, std::string_view name) {
  for (const http::Header& header : request.capture.headers)
    if (http::same_name(header.name, name)) return header.value;
  return {};
}

void remove_header(ImportedRequest& request, std::string_view name) {
  std::erase_if(request.capture.headers,
                [&](const http::Header& header) { return http::same_name(header.name, name); });
}

void set_address(ImportedRequest& request, std::string_view url) {
  const std::size_t mark = url.find("://");
  const std::string_view scheme = mark == std::string_view::npos ? std::string_view() : url.substr(0, mark);
  if (!http::same_name(scheme, "http") && !http::same_name(scheme, "https")) {
    request.capture.path = clean_target(url);
    if (!request.capture.path.starts_with('/')) request.capture.path.insert(0, "/");
    return;
  }
  url.remove_prefix(mark + 3);
  const std::size_t host_end = std::min(url.find_first_of("/?#"), url.size());
  std::string_view authority = url.substr(0, host_end);
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    add_header(request, "Authorization",
               "Basic " + base::base64_encode(
                              http::percent_decode(authority.substr(0, at), http::PlusSign::literal)));
    authority.remove_prefix(at + 1);
  }
  request.capture.path = clean_target(url.substr(host_end));
  if (!request.capture.path.starts_with('/')) request.capture.path.insert(0, "/");
  if (is_host(authority) && !is_loopback(authority)) {
    const bool plain = http::same_name(scheme, "http");
    request.capture.public_url =
        fmt::format("{}://{}{}", plain ? "http" : "https", authority, request.capture.path);
  }
}

void settle(ImportedRequest& request) {
  Capture& capture = request.capture;
  check_length(request);
  find_public_url(request);
  split_module(capture);
  for (const std::string_view name : kOfTheConnection)
    remove_header(request, name);
  capture.exact = request.lost.empty() ? Capture::Exact::yes : Capture::Exact::no;
  capture.inexact_because = fmt::format("{}", fmt::join(request.lost, "; "));
}

}  // namespace convotic::replay
