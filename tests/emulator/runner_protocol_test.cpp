#include "emulator/runner_protocol.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"
#include "tests/support/temp_dir.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <map>

using namespace convotic;
using namespace convotic::emulator;
using tests::describe;
using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

namespace {

const fs::path kFolder = fs::path(CONVOTIC_FIXTURES) / "runner_protocol";

// The bytes of every frame in a folder, by name.
std::map<std::string, std::string> frames_in(const fs::path& folder) {
  std::map<std::string, std::string> frames;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".bin")
      frames[entry.path().stem().string()] = tests::read_file(entry.path());
  return frames;
}

std::string frame_text(const Frame& frame) {
  return std::to_string(static_cast<int>(frame.kind)) + " " + std::to_string(frame.id) + " " +
         std::string(frame.head) + " " + std::string(frame.body);
}

// Decodes bytes that come in pieces of `size`; every frame as text, then what is broken.
std::string decoded(std::string_view bytes, std::size_t size) {
  FrameDecoder decoder;
  std::string out;
  while (!bytes.empty()) {
    const std::string broken =
        decoder.feed(bytes.substr(0, size), [&](const Frame& frame) { out += frame_text(frame) + "\n"; });
    if (!broken.empty()) return out + "broken: " + broken;
    bytes.remove_prefix(std::min(size, bytes.size()));
  }
  return out;
}

// Calls `use` with the one frame of a file.
void with_golden(const std::string& name, const std::function<void(const Frame&)>& use) {
  const std::string bytes = tests::read_file(kFolder / (name + ".bin"));
  int count = 0;
  CHECK(FrameDecoder().feed(bytes, [&](const Frame& frame) {
    ++count;
    use(frame);
  }) == "");
  CHECK(count == 1);
}

Frame head_of(FrameKind kind, std::string_view head) {
  return {kind, 0, head, {}};
}

}  // namespace

TEST_CASE("Every golden frame is what its description says, and encodes to the same bytes") {
  const auto frames = frames_in(kFolder);
  CHECK(frames.size() >= 21);
  for (const auto& [name, bytes] : frames) {
    CAPTURE(name);
    const Json description = Json::parse(tests::read_file(kFolder / (name + ".json")));
    with_golden(name, [&, &golden = bytes](const Frame& frame) {
      CHECK(static_cast<int>(frame.kind) == description["kind"].get<int>());
      CHECK(frame.id == description["id"].get<std::uint32_t>());
      CHECK(frame.head == description["head"].dump());
      std::string again;
      append_frame(again, frame);
      CHECK(again == golden);
    });
  }
}

TEST_CASE("Frames come out the same wherever their bytes are cut") {
  std::string all;
  for (const auto& [name, bytes] : frames_in(kFolder))
    all += bytes;
  const std::string whole = decoded(all, all.size());
  CHECK(std::count(whole.begin(), whole.end(), '\n') >= 21);
  CHECK(decoded(all, 1) == whole);
  CHECK(decoded(all, 7) == whole);
  for (std::size_t cut = 1; cut < all.size(); ++cut) {
    FrameDecoder decoder;
    std::string out;
    const auto note = [&](const Frame& frame) { out += frame_text(frame) + "\n"; };
    std::string broken = decoder.feed(std::string_view(all).substr(0, cut), note);
    broken += decoder.feed(std::string_view(all).substr(cut), note);
    if (!broken.empty() || out != whole) FAIL_CHECK("cut at " << cut << ": " << broken);
  }
}

TEST_CASE("Every broken frame is refused, whole or byte by byte") {
  const std::map<std::string, std::string> reasons{
      {"head_exceeds_frame", "a head of 3 bytes does not fit its frame of 11"},
      {"head_not_json", "a frame's head is not a JSON object"},
      {"head_not_object", "a frame's head is not a JSON object"},
      {"length_too_large", "a frame of 268435457 bytes is over the limit of 268435456"},
      {"length_too_small", "a frame of 8 bytes is too short"},
      {"unknown_kind", "unknown frame kind 16"},
  };
  const auto broken = frames_in(kFolder / "broken");
  CHECK(broken.size() == reasons.size());
  for (const auto& [name, bytes] : broken) {
    CAPTURE(name);
    const std::string expected = "broken: " + reasons.at(name);
    CHECK(decoded(bytes, bytes.size()) == expected);
    CHECK(decoded(bytes, 1) == expected);
  }
}

TEST_CASE("A break is told as soon as it can be seen, after the frames before it") {
  std::string bytes;
  append_frame(bytes, {FrameKind::pong, 5, "{}", {}});
  bytes += std::string("\xff\xff\xff\xff", 4);
  CHECK(decoded(bytes, bytes.size()) ==
        "12 5 {} \nbroken: a frame of 4294967295 bytes is over the limit of 268435456");
  std::string large_head;
  append_frame(large_head, {FrameKind::pong, 0, "{" + std::string(kMaxHead, ' ') + "}", {}});
  CHECK(decoded(large_head.substr(0, 13), 13) ==
        "broken: a head of 1048578 bytes does not fit its frame of 1048587");
}

TEST_CASE("A large frame that comes in many pieces takes time in proportion to its size") {
  const std::string body(48u << 20, 'b');
  std::string bytes;
  append_frame(bytes, {FrameKind::response, 1, "{}", body});
  FrameDecoder decoder;
  std::size_t received = 0;
  // If every piece copied what was there before, this would move terabytes and run into the test's timeout.
  for (std::size_t at = 0; at < bytes.size(); at += 1024)
    CHECK(decoder.feed(std::string_view(bytes).substr(at, 1024),
                       [&](const Frame& frame) { received = frame.body.size(); }) == "");
  CHECK(received == body.size());
}

TEST_CASE("Heads of a runner are read") {
  with_golden("hello", [](const Frame& frame) {
    const auto head = decode_hello(frame);
    REQUIRE(head);
    CHECK(head->protocol == 1);
    CHECK(head->node == "v20.20.2");
    CHECK(head->pid == 4121);
  });
  with_golden("loaded", [](const Frame& frame) {
    const auto head = decode_loaded(frame);
    REQUIRE(head);
    CHECK(head->name == "erp-webhook");
    CHECK(head->version == "1.0.0");
    REQUIRE(head->routes.size() == 2);
    CHECK(head->routes[0].method == "POST");
    CHECK(head->routes[0].path == "/webhook/erp");
    CHECK(head->routes[0].auth == RegisteredRoute::Auth::api_key);
    CHECK(head->routes[0].middleware == 2);
    CHECK(head->routes[1].auth == RegisteredRoute::Auth::open);
    CHECK(head->workers == std::vector<std::string>{"custom.orders.new"});
    CHECK(head->nodes == std::vector<std::string>{"loyalty_lookup"});
  });
  with_golden("loaded_without_version",
              [](const Frame& frame) { CHECK(decode_loaded(frame)->version.empty()); });
  with_golden("failed", [](const Frame& frame) {
    const auto head = decode_failure(frame);
    REQUIRE(head);
    CHECK(head->reason == "threw");
    CHECK(head->error.name == "TypeError");
    CHECK(head->error.message == "order is undefined");
    CHECK(head->error.stack == "TypeError: order is undefined\n    at handler (/shop/src/index.ts:14:9)");
  });
  with_golden("failed_invalid_json",
              [](const Frame& frame) { CHECK(decode_failure(frame)->error.stack.empty()); });
  with_golden("response", [](const Frame& frame) {
    const auto head = decode_response(frame);
    REQUIRE(head);
    CHECK(head->status == 200);
    CHECK(head->headers ==
          std::vector<std::pair<std::string, std::string>>{{"content-type", "application/json"}});
    CHECK(frame.body == R"({"ok":true})");
  });
  with_golden("call", [](const Frame& frame) {
    const auto head = decode_call(frame);
    REQUIRE(head);
    CHECK(head->invocation == 7);
    CHECK(head->name == "contacts.update");
  });
  with_golden("log", [](const Frame& frame) {
    const auto head = decode_log(frame);
    REQUIRE(head);
    CHECK(head->level == "info");
    CHECK(head->source == "logger");
    CHECK(head->message == "Processing order\n\ttab");
    CHECK(head->fields == R"({"orderId":42,"tags":["a",null]})");
  });
  with_golden("log_without_fields", [](const Frame& frame) { CHECK(decode_log(frame)->fields.empty()); });
}

TEST_CASE("Heads of the host are written as the golden frames have them") {
  with_golden("load", [](const Frame& frame) {
    const LoadHead head{"/shop/.convotic/build/index.mjs",
                        "/shop/src/index.ts",
                        "/shop",
                        {{"SHOP_MODE", "test"}},
                        {{"ERP_TOKEN", "tok_\"\xc3\xa9\"\\"}},
                        LoadHead::Strict::no,
                        LoadHead::RawBody::yes};
    CHECK(encode_load(head) == frame.head);
  });
  with_golden("reply_error", [](const Frame& frame) {
    CHECK(encode_reply_error("NOT_FOUND", "Contact 'ct_nobody' not found") == frame.head);
  });
  with_golden("clock",
              [](const Frame& frame) { CHECK(encode_clock(std::chrono::minutes(-6)) == frame.head); });
}

TEST_CASE("A head that lacks what the page promises is an error, not a crash") {
  const auto broken = [](const auto& result) {
    const std::string text = describe(result);
    return text.substr(0, text.find(": [json."));
  };
  CHECK(broken(decode_hello(head_of(FrameKind::hello, "{}"))) ==
        "runner-protocol: a runner sent a broken frame of kind 1");
  for (const char* head :
       {"{", "{\"a\":}", "{\"protocol\":\"1\",\"node\":\"v\",\"pid\":1}", "{\"protocol\":1e999}"})
    CHECK(broken(decode_hello(head_of(FrameKind::hello, head))) ==
          "runner-protocol: a runner sent a broken frame of kind 1");
  for (const char* head :
       {"{\"name\":7}", "{\"name\":\"a\",\"version\":7,\"routes\":[],\"workers\":[],\"nodes\":[]}",
        "{\"name\":\"a\",\"routes\":[1],\"workers\":[],\"nodes\":[]}",
        "{\"name\":\"a\",\"routes\":[],\"workers\":[{}],\"nodes\":[]}"})
    CHECK(broken(decode_loaded(head_of(FrameKind::loaded, head))) ==
          "runner-protocol: a runner sent a broken frame of kind 3");
  CHECK(broken(decode_response(head_of(FrameKind::response, "{\"status\":200,\"headers\":[[\"a\"]]}"))) ==
        "runner-protocol: a runner sent a broken frame of kind 6");
  CHECK(broken(decode_failure(head_of(FrameKind::failed, "{\"reason\":\"threw\",\"error\":{}}"))) ==
        "runner-protocol: a runner sent a broken frame of kind 7");
  CHECK(broken(decode_call(head_of(FrameKind::call, "{\"invocation\":\"7\",\"name\":\"x\"}"))) ==
        "runner-protocol: a runner sent a broken frame of kind 8");
  CHECK(broken(decode_log(head_of(FrameKind::log, "{\"level\":\"info\"}"))) ==
        "runner-protocol: a runner sent a broken frame of kind 10");
}
