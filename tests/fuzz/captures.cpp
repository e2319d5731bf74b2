#include "replay/capture.hpp"
#include "tests/fuzz/promise.hpp"
#include "tests/fuzz/targets.hpp"

namespace convotic::fuzz {

using replay::Capture;

void captures(std::string_view bytes) {
  // As a body, any bytes survive.
  Capture with_body;
  with_body.path = "/hook";
  with_body.body = std::string(bytes);
  with_body.headers = {{"X-Bytes", "a"}};
  for (const char c : bytes.substr(0, 100))
    if (c != '\r' && c != '\n' && c != '\0') with_body.headers.front().value += c;
  const std::string text = replay::format_capture(with_body);
  const auto body_again = replay::parse_capture("body.json", text);
  CONVOTIC_PROMISE(body_again && body_again->body == bytes);
  CONVOTIC_PROMISE(body_again->headers.size() == 1 &&
                   body_again->headers[0].value == with_body.headers[0].value);
  CONVOTIC_PROMISE(replay::format_capture(*body_again) == text);

  // As a file, they are refused in words, or mean the same when they are written and read again.
  const auto capture = replay::parse_capture("c.json", std::string(bytes));
  if (!capture) {
    CONVOTIC_PROMISE(!capture.error().message.empty());
    return;
  }
  const std::string written = replay::format_capture(*capture);
  const auto again = replay::parse_capture("c.json", written);
  CONVOTIC_PROMISE(again.has_value());
  CONVOTIC_PROMISE(again->body == capture->body && again->path == capture->path &&
                   again->method == capture->method);
  CONVOTIC_PROMISE(again->exact == capture->exact && again->secrets == capture->secrets);
  CONVOTIC_PROMISE(replay::format_capture(*again) == written);
}

}  // namespace convotic::fuzz
