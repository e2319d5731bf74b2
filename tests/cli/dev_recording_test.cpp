#include "cli/dev_recording.hpp"
#include "replay/capture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fake_file_system.hpp"
#include "tests/support/fakes.hpp"

#include <fmt/format.h>

#include <mutex>
#include <sstream>

using namespace convotic;
using emulator::RecordedRequest;

namespace {

// What is told, a line each.
class Told final : public emulator::EventSink {
public:
  void on_request(const emulator::RequestEvent&) override {}
  void on_late_effect(const emulator::LateEffectEvent&) override {}
  void on_log(const emulator::LogEvent& event) override {
    const std::lock_guard lock(mutex_);
    lines_ += fmt::format("{} {} req_{} {}: {}\n", event.level, event.module, event.request, event.source,
                          event.message);
  }
  void on_reload(const emulator::ReloadEvent&) override {}
  std::string lines() const { return lines_; }

private:
  std::mutex mutex_;
  std::string lines_;
};

struct World {
  tests::FakeFileSystem files;
  tests::FakeClock clock;
  tests::FakeRandom random;
  std::istringstream in;
  std::ostringstream out, err;
  cli::Context context{.files = files,
                       .clock = clock,
                       .random = random,
                       .environment = {},
                       .directory = "/shop",
                       .executable = "/opt/convotic/bin/convotic",
                       .in = in,
                       .out = out,
                       .err = err};
  Told told;

  World() { files.add_directory("/shop/fixtures"); }

  // Records the requests and ends; what was told.
  std::string record(std::vector<RecordedRequest> requests, const std::vector<std::string>& redact = {}) {
    {
      cli::DevRecording recording(
          {"/shop/fixtures", webhook::SchemeTable::builtin(), replay::Redaction::with(redact).value()},
          context, told);
      for (RecordedRequest& request : requests)
        recording.on_answered(std::move(request));
    }
    return told.lines();
  }

  replay::Capture capture(const std::string& name) {
    return replay::parse_capture("/shop/fixtures/" + name, files.files().at("/shop/fixtures/" + name))
        .value();
  }
};

RecordedRequest request(std::uint64_t id, std::string body,
                        std::string headers = "Host: 127.0.0.1:8787\nContent-Type: application/json\n") {
  return {1'774'880'520'000, id, "hooks", "POST", "/v1/modules/hooks/webhook?shop=7", std::move(headers),
          std::move(body)};
}

}  // namespace

TEST_CASE("A recorded request is a capture of the exact bytes, without what is about its connection") {
  World world;
  const std::string headers = "Host: 127.0.0.1:8787\nX-Twice: a\nStripe-Signature: t=1,v1=ab\nx-twice: b\n"
                              "Authorization: Bearer x\nContent-Length: 34\nConnection: close\n";
  CHECK(world.record({request(7, "{ \"type\":\"order.paid\",  \"n\": 1.0 }", headers)}) ==
        "info hooks req_7 convotic: recorded as fixtures/stripe-order-paid.json, signed as stripe; "
        "replaced: header:Authorization\n");
  CHECK(world.files.files().at("/shop/fixtures/stripe-order-paid.json") == R"({
  "convotic": "capture/1",
  "origin": { "kind": "record", "at": "2026-03-30T14:22:00.000Z" },
  "exact": true,
  "redacted": ["header:Authorization"],
  "scheme": "stripe",
  "module": "hooks",
  "method": "POST",
  "path": "/webhook?shop=7",
  "headers": [
    ["X-Twice", "a"],
    ["Stripe-Signature", "t=1,v1=ab"],
    ["x-twice", "b"],
    ["Authorization", "redacted"]
  ],
  "body": {
    "length": 34,
    "sha256": "9817fb97a33220328b6f6a29b1b87554afea8c2c1b6b24f2d9cf7f6fcdf5a8c7",
    "text": "{ \"type\":\"order.paid\",  \"n\": 1.0 }"
  }
}
)");
  CHECK(world.capture("stripe-order-paid.json").body == "{ \"type\":\"order.paid\",  \"n\": 1.0 }");
}

TEST_CASE("Bodies of any size and of any bytes are recorded whole") {
  World world;
  std::string all_bytes;
  for (int byte = 0; byte < 256; ++byte)
    all_bytes += static_cast<char>(byte);
  const std::string large(9u << 20, 'x');
  const std::string headers = "Content-Type: application/octet-stream\n";
  CHECK(world.record({request(1, all_bytes, headers), request(2, "", headers), request(3, large, headers)}) ==
        "info hooks req_1 convotic: recorded as fixtures/webhook.json\n"
        "info hooks req_2 convotic: recorded as fixtures/webhook-2.json\n"
        "info hooks req_3 convotic: recorded as fixtures/webhook-3.json\n");
  CHECK(world.capture("webhook.json").body == all_bytes);
  CHECK(world.capture("webhook-2.json").body.empty());
  CHECK((world.capture("webhook-3.json").body == large));
}

TEST_CASE("No file that is there is written over, or read") {
  World world;
  world.files.add("/shop/fixtures/webhook.json", "mine");
  world.files.add("/shop/fixtures/webhook-2.json", "mine too");
  CHECK(world.record({request(1, "{}"), request(2, "{}")}) ==
        "info hooks req_1 convotic: recorded as fixtures/webhook-3.json\n"
        "info hooks req_2 convotic: recorded as fixtures/webhook-4.json\n");
  CHECK(world.files.files().at("/shop/fixtures/webhook.json") == "mine");
  CHECK(world.files.files().at("/shop/fixtures/webhook-2.json") == "mine too");
  for (const std::string& access : world.files.accesses())
    CHECK(access.starts_with("read ") == false);
}

TEST_CASE("What the project redacts is replaced before it is written, and what cannot be is said") {
  World world;
  CHECK(world.record(
            {request(1, R"({"customer":{"email":"ada@shop.example"},"id":1})"), request(2, "\xff not JSON")},
            {"$.customer.email"}) ==
        "info hooks req_1 convotic: recorded as fixtures/webhook.json; replaced: $.customer.email\n"
        "info hooks req_2 convotic: recorded as fixtures/webhook-2.json\n"
        "warn hooks req_2 convotic: fixtures/webhook-2.json: \"$.customer.email\" was not looked for: the "
        "body is neither "
        "JSON nor a form\n");
  CHECK(world.capture("webhook.json").body == R"({"customer":{"email":"redacted@example.com"},"id":1})");
}

TEST_CASE("Where several schemes share a header, the capture names none, and the log says which they are") {
  World world;
  const std::string told = world.record({request(1, "{}", "X-Hub-Signature-256: sha256=00\n")});
  CHECK(told ==
        "info hooks req_1 convotic: recorded as fixtures/webhook.json, signed as one of github, meta: "
        "its \"scheme\" must say which\n");
  CHECK(world.capture("webhook.json").scheme.empty());
}

TEST_CASE("What a tunnel says of its public URL is kept, since some schemes sign it") {
  World world;
  world.record({request(1, "{}", "Host: shop.example\nX-Forwarded-Proto: https\n")});
  CHECK(world.capture("webhook.json").public_url == "https://shop.example/v1/modules/hooks/webhook?shop=7");
}

TEST_CASE("A capture that cannot be written is said, and the next one is tried") {
  World world;
  world.files.fail_at("/shop/fixtures/webhook.json", "No space left on device");
  CHECK(world.record({request(1, "{}"), request(2, "{}")}) ==
        "error hooks req_1 convotic: not recorded: cannot write \"/shop/fixtures/webhook.json\": No space "
        "left on "
        "device\n"
        "info hooks req_2 convotic: recorded as fixtures/webhook-2.json\n");
}

TEST_CASE("A request whose body did not come whole is said to be missing") {
  World world;
  {
    cli::DevRecording recording({"/shop/fixtures", webhook::SchemeTable::builtin(), replay::Redaction()},
                                world.context, world.told);
    emulator::RequestEvent event;
    event.id = 4;
    event.module = "hooks";
    recording.on_lost(event, "the body is too large");
  }
  CHECK(world.told.lines() == "warn hooks req_4 convotic: not recorded: the body is too large\n");
  CHECK(world.files.changes() == 0);
}
