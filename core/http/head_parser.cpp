#include "core/http/head_parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace convotic::http {
namespace {

tl::unexpected<HeadProblem> refuse(int status, std::string message) {
  return tl::unexpected<HeadProblem>(HeadProblem{status, std::move(message)});
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

tl::expected<void, HeadProblem> parse_request_line(std::string_view line, RequestHead& head) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last)
    return refuse(400, "the request line " + quoted(line) + " is not METHOD TARGET HTTP/1.1");
  const std::string_view version = line.substr(last + 1);
  head.method = std::string(line.substr(0, first));
  head.target = std::string(line.substr(first + 1, last - first - 1));
  if (!is_header_name(head.method))
    return refuse(400, "the method " + quoted(head.method) + " is not a token");
  if (head.target.starts_with("http://")) {
    // What a client sends to a proxy; the authority says nothing that Host does not.
    const std::size_t slash = head.target.find('/', 7);
    head.target = slash == std::string::npos ? "/" : head.target.substr(slash);
  }
  if (!is_target(head.target)) return refuse(400, "the target " + quoted(head.target) + " is not a path");
  if (version != "HTTP/1.1" && version != "HTTP/1.0")
    return refuse(505, "the version " + quoted(version) + " is not HTTP/1.1");
  head.minor_version = version == "HTTP/1.1" ? 1 : 0;
  return {};
}

tl::expected<Framing, HeadProblem> parse_framing(const RequestHead& head) {
  Framing framing;
  bool has_length = false;
  for (const Header& header : head.headers) {
    if (same_name(header.name, "transfer-encoding")) {
      if (!same_name(header.value, "chunked"))
        return refuse(501, "the transfer encoding " + quoted(header.value) + " is not \"chunked\"");
      if (framing.kind == Framing::Kind::chunked)
        return refuse(400, "there are two Transfer-Encoding headers");
      if (head.minor_version == 0) return refuse(400, "HTTP/1.0 has no Transfer-Encoding");
      framing.kind = Framing::Kind::chunked;
    } else if (same_name(header.name, "content-length")) {
      std::uint64_t length = 0;
      const char* end = header.value.data() + header.value.size();
      const auto parsed = std::from_chars(header.value.data(), end, length);
      if (header.value.empty() || parsed.ec != std::errc() || parsed.ptr != end)
        return refuse(400, "the Content-Length " + quoted(header.value) + " is not a number of bytes");
      if (has_length && length != framing.length)
        return refuse(400, "there are two different Content-Length headers");
      has_length = true;
      framing.length = length;
    }
  }
  if (has_length && framing.kind == Framing::Kind::chunked)
    return refuse(400, "there are both Content-Length and Transfer-Encoding");
  if (framing.length > 0) framing.kind = Framing::Kind::length;
  return framing;
}

bool lists(std::string_view value, std::string_view token) {
  while (!value.empty()) {
    const std::size_t comma = std::min(value.find(','), value.size());
    if (same_name(trim(value.substr(0, comma)), token)) return true;
    value.remove_prefix(std::min(comma + 1, value.size()));
  }
  return false;
}

}  // namespace

std::string_view take_line(std::string_view& bytes) {
  const std::size_t end = std::min(bytes.find('\n'), bytes.size());
  std::string_view line = bytes.substr(0, end);
  bytes.remove_prefix(std::min(end + 1, bytes.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

tl::expected<std::vector<Header>, std::string> parse_header_lines(std::string_view bytes) {
  std::vector<Header> headers;
  while (!bytes.empty()) {
    const std::string_view line = take_line(bytes);
    if (line.empty()) break;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_header_name(line.substr(0, colon)))
      return tl::unexpected("the header line " + quoted(line) + " is not NAME: VALUE");
    const std::string_view value = trim(line.substr(colon + 1));
    if (!is_header_value(value))
      return tl::unexpected("the header line " + quoted(line) + " holds a control character");
    headers.push_back({std::string(line.substr(0, colon)), std::string(value)});
  }
  return headers;
}

std::size_t find_head_end(std::string_view bytes) {
  for (std::size_t at = bytes.find('\n'); at != std::string_view::npos; at = bytes.find('\n', at + 1)) {
    const std::string_view rest = bytes.substr(at + 1);
    if (rest.starts_with('\n')) return at + 2;
    if (rest.starts_with("\r\n")) return at + 3;
  }
  return std::string_view::npos;
}

tl::expected<ParsedHead, HeadProblem> parse_head(std::string_view bytes) {
  ParsedHead out;
  if (const auto line = parse_request_line(take_line(bytes), out.head); !line)
    return tl::unexpected(line.error());
  auto headers = parse_header_lines(bytes);
  if (!headers) return refuse(400, std::move(headers).error());
  out.head.headers = std::move(*headers);
  const auto framing = parse_framing(out.head);
  if (!framing) return tl::unexpected(framing.error());
  out.framing = *framing;

  const auto says = [&](std::string_view token) {
    return std::any_of(out.head.headers.begin(), out.head.headers.end(), [&](const Header& header) {
      return same_name(header.name, "connection") && lists(header.value, token);
    });
  };
  const bool keep = out.head.minor_version == 1 ? !says("close") : says("keep-alive");
  out.connection = keep ? ParsedHead::Connection::keep : ParsedHead::Connection::close;
  if (const std::string* expect = out.head.find("expect"); expect != nullptr && out.head.minor_version == 1) {
    if (!same_name(*expect, "100-continue"))
      return refuse(417, "the expectation " + quoted(*expect) + " is not \"100-continue\"");
    if (out.framing.kind != Framing::Kind::none) out.expect = ParsedHead::Expect::continue_100;
  }
  return out;
}

}  // namespace convotic::http
