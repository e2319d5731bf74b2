#include "replay/import/raw_message.hpp"

#include "core/http/chunk_decoder.hpp"
#include "core/http/head_parser.hpp"
#include "replay/errors.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::replay {
namespace {

constexpr std::size_t kMostBody = 1u << 30;

std::string_view first_line(std::string_view text) {
  std::string_view line = text.substr(0, text.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// The target and version of a request line, or an empty target where it is none.
struct RequestLine {
  std::string_view target, version;
};
RequestLine split_request_line(std::string_view line) {
  const std::size_t first = line.find(' '), last = line.rfind(' ');
  if (first == std::string_view::npos || first == last || !http::is_header_name(line.substr(0, first)))
    return {};
  return {line.substr(first + 1, last - first - 1), line.substr(last + 1)};
}

// The head as parse_head takes it: HTTP/1.1, a path for a target, and its end.
std::string normal_head(std::string_view head, std::string& address) {
  const std::string_view line = first_line(head);
  const RequestLine parts = split_request_line(line);
  if (parts.target.empty() || !parts.version.starts_with("HTTP/")) return std::string(head);
  std::string_view target = parts.target;
  if (target.starts_with("http://") || target.starts_with("https://")) {
    address = std::string(target);
    target = "/";
  }
  const std::string_view version = parts.version == "HTTP/1.0" ? "HTTP/1.0" : "HTTP/1.1";
  return fmt::format("{} {} {}{}", line.substr(0, line.find(' ')), target, version, head.substr(line.size()));
}

std::size_t read_chunked(ImportedRequest& request, std::string_view rest) {
  http::ChunkDecoder decoder(kMostBody);
  const std::size_t used = decoder.feed(rest);
  if (decoder.state() != http::ChunkDecoder::State::done)
    request.lost.push_back(
        decoder.state() == http::ChunkDecoder::State::more
            ? "the message ends within the chunks of its body"
            : "the chunks of its body are malformed, and what follows the first bad one is lost");
  request.capture.body = std::move(decoder.body());
  return used;
}

}  // namespace

bool begins_with_request_line(std::string_view text) {
  const RequestLine parts = split_request_line(first_line(text));
  return (parts.target.starts_with('/') || parts.target.starts_with("http")) &&
         parts.version.starts_with("HTTP/");
}

Result<std::size_t> read_raw_message(ImportedRequest& request, std::string_view bytes) {
  const std::size_t blank_line = http::find_head_end(bytes);
  const std::size_t end = std::min(blank_line, bytes.size());
  std::string address;
  std::string head = normal_head(bytes.substr(0, end), address);
  if (blank_line == std::string_view::npos) {
    request.lost.push_back("the message ends within its headers");
    // The last line may be cut anywhere, so that what it says is not what was sent.
    if (!head.ends_with('\n'))
      head.erase(head.find('\n') == std::string::npos ? head.size() : head.rfind('\n') + 1);
    head += head.ends_with('\n') ? "\r\n" : "\r\n\r\n";
  }
  const auto parsed = http::parse_head(head);
  if (!parsed) return base::fail(kImportFailed, "not an HTTP message: " + parsed.error().message);

  request.capture.method = parsed->head.method;
  for (const http::Header& header : parsed->head.headers)
    add_header(request, header.name, header.value);
  set_address(request, address.empty() ? parsed->head.target : address);
  const std::string_view rest = bytes.substr(end);
  if (parsed->framing.kind == http::Framing::Kind::chunked) return end + read_chunked(request, rest);
  const bool has_length = parsed->head.find("content-length") != nullptr;
  const std::size_t length =
      has_length ? static_cast<std::size_t>(std::min<std::uint64_t>(parsed->framing.length, rest.size()))
                 : rest.size();
  if (has_length && parsed->framing.length > rest.size())
    request.lost.push_back(fmt::format("the body had {} bytes, and the first {} of them are there",
                                       parsed->framing.length, rest.size()));
  request.capture.body = std::string(rest.substr(0, length));
  return end + length;
}

}  // namespace convotic::replay
