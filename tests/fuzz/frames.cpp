#include "emulator/runner_protocol.hpp"
#include "tests/fuzz/promise.hpp"
#include "tests/fuzz/targets.hpp"

#include <algorithm>

namespace convotic::fuzz {
namespace {

using namespace emulator;

// What the decoder makes of the bytes in pieces of `size`: the frames encoded again, and then what is broken.
std::string decoded(std::string_view bytes, std::size_t size) {
  FrameDecoder decoder;
  std::string out;
  while (!bytes.empty()) {
    const std::string broken =
        decoder.feed(bytes.substr(0, size), [&](const Frame& frame) { append_frame(out, frame); });
    if (!broken.empty()) return out + broken;
    bytes.remove_prefix(std::min(size, bytes.size()));
  }
  return out;
}

}  // namespace

void frames(std::string_view bytes) {
  std::string again;
  const std::string broken = FrameDecoder().feed(bytes, [&](const Frame& frame) {
    append_frame(again, frame);
    (void)decode_hello(frame);
    (void)decode_loaded(frame);
    (void)decode_failure(frame);
    (void)decode_response(frame);
    (void)decode_call(frame);
    (void)decode_log(frame);
  });
  CONVOTIC_PROMISE(bytes.starts_with(again));
  CONVOTIC_PROMISE(decoded(bytes, 1) == again + broken);
  CONVOTIC_PROMISE(decoded(bytes, 5) == again + broken);
}

}  // namespace convotic::fuzz
