#include "replay/capture_name.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;
using replay::Capture;
using replay::event_of;
using replay::file_stem;

namespace {

Capture capture(const std::string& path, const std::string& scheme = "", const std::string& body = "") {
  Capture out;
  out.path = path;
  out.scheme = scheme;
  out.body = body;
  return out;
}

}  // namespace

TEST_CASE("What happened stands in a header or in the body") {
  Capture one = capture("/hook", "", R"({"type": "payment_intent.succeeded", "event": "x"})");
  CHECK(event_of(one) == "payment_intent.succeeded");
  one.headers = {{"x-github-event", "push"}};
  CHECK(event_of(one) == "push");
  CHECK(event_of(capture("/hook", "", R"({"type": 7, "event": "paid"})")) == "paid");
  CHECK(event_of(capture("/hook", "", R"({"event": {"type": "x"}})")).empty());
  CHECK(event_of(capture("/hook", "", "{")).empty());
  CHECK(event_of(capture("/hook", "", "[1]")).empty());
  std::string long_name = "{\"type\": \"";
  long_name.append(61, 'x');
  long_name += "\"}";
  CHECK(event_of(capture("/hook", "", long_name)).empty());
}

TEST_CASE("A file is named after scheme and event, or what else there is") {
  CHECK(file_stem(capture("/hook", "stripe", R"({"type": "payment_intent.succeeded"})")) ==
        "stripe-payment-intent-succeeded");
  CHECK(file_stem(capture("/webhook/orders/?x=1", "shopify")) == "shopify-orders");
  CHECK(file_stem(capture("/webhook/stripe", "stripe")) == "stripe");
  CHECK(file_stem(capture("/", "line")) == "line-webhook");
  CHECK(file_stem(capture("/")) == "request");
  CHECK(file_stem(capture("/../..\\x\ny")) == "x-y");
  CHECK(file_stem(capture("/caf\xc3\xa9 \xe0\xb8\x81")) == "caf");
  CHECK(file_stem(capture("/hook", "", "{\"type\": \"../../etc/passwd\"}")) == "etc-passwd");
  Capture get = capture("/hook");
  get.method = "GET";
  CHECK(file_stem(get) == "get-hook");
  get.name = "Verify: Meta's  challenge!";
  CHECK(file_stem(get) == "verify-meta-s-challenge");
  get.name.assign(79, 'a');
  get.name += " b";
  CHECK(file_stem(get) == std::string(79, 'a'));
}
