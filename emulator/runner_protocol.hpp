// The runner protocol, as docs/runner-protocol.md says. emulator/runner/src/protocol.ts is the other end; the
// frames in tests/fixtures/runner_protocol/ are decoded and re-encoded by the tests of both.
#pragma once

#include "core/base/result.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::emulator {

inline constexpr int kProtocolVersion = 1;
inline constexpr std::size_t kMaxFrame = 256u << 20;  // bytes after the length field
inline constexpr std::size_t kMaxHead = 1u << 20;
inline constexpr std::size_t kMaxErrorText = 16u << 10;

enum class FrameKind : std::uint8_t {
  hello = 1,
  load = 2,
  loaded = 3,
  load_failed = 4,
  invoke = 5,
  response = 6,
  failed = 7,
  call = 8,
  reply = 9,
  log = 10,
  ping = 11,
  pong = 12,
  drain = 13,
  exiting = 14,
  clock = 15,
};

// A frame as it is on the wire. The views are valid as long as the bytes they were decoded from.
struct Frame {
  FrameKind kind;
  std::uint32_t id = 0;
  std::string_view head;  // JSON object
  std::string_view body;
};

// Appends the frame's bytes to `out`.
void append_frame(std::string& out, const Frame& frame);

// Cuts a stream of bytes into frames.
class FrameDecoder {
public:
  // Calls `sink` for every frame completed by `bytes`. Returns what is broken, or an empty string; nothing
  // may be fed after a break.
  std::string feed(std::string_view bytes, const std::function<void(const Frame&)>& sink);

private:
  std::string pending_;  // an incomplete frame
};

// ---- heads ----

// The name of what was thrown without being an error; the message then says what it was: "threw the number
// 7".
inline constexpr std::string_view kNonError = "NonError";

// What went wrong in a runner; `stack` is mapped to the sources.
struct RemoteError {
  std::string name;
  std::string message;
  std::string stack;  // may be empty
};

struct HelloHead {
  int protocol = 0;
  std::string node;
  int pid = 0;
};

// Written by the host; see the protocol page for what each does.
struct LoadHead {
  std::string bundle;
  std::string entry;
  std::string directory;
  std::vector<std::pair<std::string, std::string>> environment;
  std::vector<std::pair<std::string, std::string>> secrets;
  enum class Strict { no, yes } strict = Strict::no;
  enum class RawBody { no, yes } raw_body = RawBody::no;
};

struct RegisteredRoute {
  std::string method;
  std::string path;
  enum class Auth { open, api_key } auth = Auth::api_key;
  int middleware = 0;
};

struct LoadedHead {
  std::string name;
  std::string version;  // may be empty
  std::vector<RegisteredRoute> routes;
  std::vector<std::string> workers;  // topics
  std::vector<std::string> nodes;    // types
};

// load_failed, failed and exiting.
// What a ping asks, by its id.
enum PingId : std::uint32_t {
  kPingAlive = 0,    // whether the event loop runs
  kPingSettle = 1,   // whether anything is pending that makes the module do more; its pong may take a while
  kPingLasting = 2,  // nothing: what is pending now is to be taken as lasting from now on. There is no pong
};

struct PongHead {
  enum class Pending { none, some } pending = Pending::none;  // of kPingSettle
};

struct FailureHead {
  std::string reason;
  RemoteError error;
};

struct ResponseHead {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
};

struct CallHead {
  std::uint32_t invocation = 0;
  std::string name;
};

struct LogHead {
  std::string level;
  std::string source;
  std::string message;
  std::string fields;  // JSON; empty where there are none
};

// Decoders fail with kRunnerProtocol where the head lacks what the page promises.
Result<HelloHead> decode_hello(const Frame& frame);
Result<LoadedHead> decode_loaded(const Frame& frame);
Result<FailureHead> decode_failure(const Frame& frame);
Result<PongHead> decode_pong(const Frame& frame);
Result<ResponseHead> decode_response(const Frame& frame);
Result<CallHead> decode_call(const Frame& frame);
Result<LogHead> decode_log(const Frame& frame);

// Heads that the host writes, as JSON.
std::string encode_load(const LoadHead& head);
std::string encode_reply_error(std::string_view code, std::string_view message);
std::string encode_clock(std::chrono::milliseconds shift);

}  // namespace convotic::emulator
