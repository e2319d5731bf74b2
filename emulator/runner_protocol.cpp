// The runner protocol, as docs/runner-protocol.md says. emulator/runner/src/protocol.ts is the other end; the
// frames in tests/fixtures/runner_protocol/ are decoded and re-encoded by the tests of both.
#include "emulator/runner_protocol.hpp"

#include "core/base/json_text.hpp"
#include "emulator/errors.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace convotic::emulator {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLengthField = 4;
constexpr std::size_t kPreamble = 9;  // kind, id, head_length

void append_u32(std::string& out, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8)
    out += static_cast<char>((value >> shift) & 0xff);
}

std::uint32_t read_u32(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i)
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
  return value;
}

bool is_kind(unsigned char value) {
  return value >= static_cast<unsigned>(FrameKind::hello) && value <= static_cast<unsigned>(FrameKind::clock);
}

}  // namespace

void append_frame(std::string& out, const Frame& frame) {
  append_u32(out, static_cast<std::uint32_t>(kPreamble + frame.head.size() + frame.body.size()));
  out += static_cast<char>(frame.kind);
  append_u32(out, frame.id);
  append_u32(out, static_cast<std::uint32_t>(frame.head.size()));
  out += frame.head;
  out += frame.body;
}

std::string FrameDecoder::feed(std::string_view bytes, const std::function<void(const Frame&)>& sink) {
  // Whole frames are read in place; only an incomplete one is copied, and each of its bytes once: a large
  // body comes in thousands of pieces.
  const bool carried = !pending_.empty();
  if (carried) bytes = pending_.append(bytes);
  while (bytes.size() >= kLengthField) {
    const std::size_t length = read_u32(bytes, 0);
    if (length < kPreamble) return fmt::format("a frame of {} bytes is too short", length);
    if (length > kMaxFrame)
      return fmt::format("a frame of {} bytes is over the limit of {}", length, kMaxFrame);
    // The preamble is checked as soon as it is there: a broken frame may never complete.
    if (bytes.size() < kLengthField + kPreamble) break;
    const auto kind = static_cast<unsigned char>(bytes[kLengthField]);
    if (!is_kind(kind)) return fmt::format("unknown frame kind {}", kind);
    const std::size_t head = read_u32(bytes, kLengthField + 5);
    if (head > kMaxHead || head > length - kPreamble)
      return fmt::format("a head of {} bytes does not fit its frame of {}", head, length);
    if (bytes.size() < kLengthField + length) break;

    const std::string_view payload = bytes.substr(kLengthField + kPreamble, length - kPreamble);
    const Frame frame{static_cast<FrameKind>(kind), read_u32(bytes, kLengthField + 1),
                      payload.substr(0, head), payload.substr(head)};
    if (!frame.head.starts_with('{') || !frame.head.ends_with('}'))
      return "a frame's head is not a JSON object";
    sink(frame);
    bytes.remove_prefix(kLengthField + length);
  }
  if (carried)
    pending_.erase(0, pending_.size() - bytes.size());
  else
    pending_.assign(bytes);
  return {};
}

namespace {

base::Unexpected broken(const Frame& frame, std::string_view what) {
  return base::fail(kRunnerProtocol, fmt::format("a runner sent a broken frame of kind {}: {}",
                                                 static_cast<int>(frame.kind), what));
}

// Runs `read` over the parsed head. nlohmann reports a missing or mistyped member by exception; this is where
// that ends.
template <typename T> Result<T> read_head(const Frame& frame, T (*read)(const Json&)) {
  try {
    return read(Json::parse(frame.head));
  } catch (const Json::exception& error) {
    return broken(frame, error.what());
  }
}

RemoteError read_error(const Json& json) {
  return {json.value("name", "Error"), json.at("message").get<std::string>(), json.value("stack", "")};
}

RegisteredRoute read_route(const Json& json) {
  return {json.at("method").get<std::string>(), json.at("path").get<std::string>(),
          json.at("auth").get<bool>() ? RegisteredRoute::Auth::api_key : RegisteredRoute::Auth::open,
          json.value("middleware", 0)};
}

std::string object_of(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string out = "{";
  for (const auto& [name, value] : members) {
    if (out.size() > 1) out += ',';
    base::append_json_string(out, name);
    out += ':';
    base::append_json_string(out, value);
  }
  return out + "}";
}

}  // namespace

Result<HelloHead> decode_hello(const Frame& frame) {
  return read_head<HelloHead>(frame, [](const Json& json) {
    return HelloHead{json.at("protocol").get<int>(), json.at("node").get<std::string>(),
                     json.at("pid").get<int>()};
  });
}

Result<LoadedHead> decode_loaded(const Frame& frame) {
  return read_head<LoadedHead>(frame, [](const Json& json) {
    LoadedHead head{json.at("name").get<std::string>(), json.value("version", ""), {}, {}, {}};
    for (const Json& route : json.at("routes"))
      head.routes.push_back(read_route(route));
    for (const Json& worker : json.at("workers"))
      head.workers.push_back(worker.at("topic").get<std::string>());
    for (const Json& node : json.at("nodes"))
      head.nodes.push_back(node.at("type").get<std::string>());
    return head;
  });
}

Result<FailureHead> decode_failure(const Frame& frame) {
  return read_head<FailureHead>(frame, [](const Json& json) {
    return FailureHead{json.at("reason").get<std::string>(), read_error(json.at("error"))};
  });
}

Result<PongHead> decode_pong(const Frame& frame) {
  return read_head<PongHead>(frame, [](const Json& json) {
    return PongHead{json.value("busy", false) ? PongHead::Pending::some : PongHead::Pending::none};
  });
}

Result<ResponseHead> decode_response(const Frame& frame) {
  return read_head<ResponseHead>(frame, [](const Json& json) {
    ResponseHead head{json.at("status").get<int>(), {}};
    for (const Json& pair : json.at("headers"))
      head.headers.emplace_back(pair.at(0).get<std::string>(), pair.at(1).get<std::string>());
    return head;
  });
}

Result<CallHead> decode_call(const Frame& frame) {
  return read_head<CallHead>(frame, [](const Json& json) {
    return CallHead{json.at("invocation").get<std::uint32_t>(), json.at("name").get<std::string>()};
  });
}

Result<LogHead> decode_log(const Frame& frame) {
  return read_head<LogHead>(frame, [](const Json& json) {
    const auto fields = json.find("fields");
    return LogHead{json.at("level").get<std::string>(), json.at("source").get<std::string>(),
                   json.at("message").get<std::string>(),
                   fields == json.end() ? "" : fields->dump(-1, ' ', false, Json::error_handler_t::replace)};
  });
}

std::string encode_load(const LoadHead& head) {
  std::string out = "{\"bundle\":" + base::json_string(head.bundle);
  out += ",\"entry\":" + base::json_string(head.entry);
  out += ",\"directory\":" + base::json_string(head.directory);
  out += ",\"environment\":" + object_of(head.environment);
  out += ",\"secrets\":" + object_of(head.secrets);
  out += head.strict == LoadHead::Strict::yes ? ",\"strict\":true" : ",\"strict\":false";
  out += head.raw_body == LoadHead::RawBody::yes ? ",\"raw_body\":true}" : ",\"raw_body\":false}";
  return out;
}

std::string encode_reply_error(std::string_view code, std::string_view message) {
  // It may quote what a caller sent, and a head has its limit. Half a character at the end is replaced when
  // it is encoded.
  message = message.substr(0, kMaxErrorText);
  return fmt::format("{{\"error\":{{\"code\":{},\"message\":{}}}}}", base::json_string(code),
                     base::json_string(message));
}

std::string encode_clock(std::chrono::milliseconds shift) {
  return fmt::format("{{\"shift_ms\":{}}}", shift.count());
}

}  // namespace convotic::emulator
