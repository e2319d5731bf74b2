#include "core/http/chunk_decoder.hpp"
#include "core/http/head_parser.hpp"
#include "tests/fuzz/promise.hpp"
#include "tests/fuzz/targets.hpp"

namespace convotic::fuzz {
namespace {

using namespace http;

// The chunked body that may follow a head means the same however it is cut.
void chunked(std::string_view bytes) {
  constexpr std::size_t kLimit = 1000;
  ChunkDecoder whole(kLimit), cut(kLimit);
  const std::size_t used = whole.feed(bytes);
  CONVOTIC_PROMISE(used <= bytes.size());
  CONVOTIC_PROMISE(whole.state() != ChunkDecoder::State::more || used == bytes.size());
  std::size_t used_cut = 0;
  while (used_cut < bytes.size() && cut.state() == ChunkDecoder::State::more)
    used_cut += cut.feed(bytes.substr(used_cut, 1));
  CONVOTIC_PROMISE(whole.state() == cut.state());
  if (whole.state() == ChunkDecoder::State::done) CONVOTIC_PROMISE(used == used_cut);
  CONVOTIC_PROMISE(whole.body() == cut.body());
  CONVOTIC_PROMISE(whole.body().size() <= kLimit);
}

}  // namespace

void request_heads(std::string_view bytes) {
  const std::size_t end = find_head_end(bytes);
  CONVOTIC_PROMISE(end == std::string_view::npos || end <= bytes.size());
  chunked(end == std::string_view::npos ? bytes : bytes.substr(end));
  const auto parsed = parse_head(bytes.substr(0, end));
  if (!parsed) {
    const int status = parsed.error().status;
    CONVOTIC_PROMISE(status == 400 || status == 417 || status == 501 || status == 505);
    CONVOTIC_PROMISE(parsed.error().message.find('\n') == std::string::npos);
    return;
  }
  CONVOTIC_PROMISE(is_header_name(parsed->head.method));
  CONVOTIC_PROMISE(parsed->head.path().starts_with('/') || parsed->head.path().starts_with('*'));
  for (const Header& header : parsed->head.headers)
    CONVOTIC_PROMISE(is_header_name(header.name) && is_header_value(header.value));
  CONVOTIC_PROMISE(parsed->framing.kind != Framing::Kind::chunked ||
                   parsed->head.find("content-length") == nullptr);
  // Written out and parsed again it is the same request.
  std::string again = parsed->head.method + " " + parsed->head.target + " HTTP/1." +
                      std::to_string(parsed->head.minor_version) + "\r\n";
  for (const Header& header : parsed->head.headers)
    again += header.name + ": " + header.value + "\r\n";
  const auto twice = parse_head(again + "\r\n");
  CONVOTIC_PROMISE(twice && twice->head.target == parsed->head.target);
  CONVOTIC_PROMISE(twice->framing.kind == parsed->framing.kind &&
                   twice->framing.length == parsed->framing.length);
  CONVOTIC_PROMISE(twice->head.headers.size() == parsed->head.headers.size());
}

}  // namespace convotic::fuzz
