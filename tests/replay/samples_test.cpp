#include "replay/errors.hpp"
#include "replay/samples.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <set>

using namespace convotic;
using base::EmbeddedFile;
using replay::Sample;

namespace {

std::vector<Sample> samples() {
  auto all = replay::all_samples();
  REQUIRE(all);
  return *all;
}

Error failure(std::string_view contents, std::string_view path = "stripe/paid.http") {
  const std::vector<EmbeddedFile> files{{path, contents}};
  const auto result = replay::read_samples(files);
  REQUIRE_FALSE(result);
  CHECK(result.error().kind == &replay::kCaptureInvalid);
  return result.error();
}

}  // namespace

TEST_CASE("A sample is what it says it is, a request line, headers, and the exact bytes of a body") {
  const std::vector<EmbeddedFile> files{{"shopify/orders/paid.http", "# An order was paid\n"
                                                                     "POST /webhook/shopify?x=1\n"
                                                                     "X-Topic: orders/paid\n"
                                                                     "X-Empty: \n"
                                                                     "\n"
                                                                     "{\n  \"a\": \"\\/\"\n}\r\n\n"}};
  const auto read = replay::read_samples(files);
  REQUIRE(read);
  REQUIRE(read->size() == 1);
  const Sample& sample = read->front();
  CHECK(sample.name() == "shopify.orders/paid");
  CHECK(sample.capture.name == "An order was paid");
  CHECK(sample.capture.method == "POST");
  CHECK(sample.capture.path == "/webhook/shopify?x=1");
  REQUIRE(sample.capture.headers.size() == 2);
  CHECK(sample.capture.headers[0].name == "X-Topic");
  CHECK(sample.capture.headers[0].value == "orders/paid");
  CHECK(sample.capture.headers[1].value.empty());
  CHECK(sample.capture.body == "{\n  \"a\": \"\\/\"\n}\r\n");
  CHECK(sample.capture.scheme == "shopify");
  CHECK(sample.capture.secrets.empty());
  CHECK(sample.capture.origin.kind == "sample");
  CHECK(sample.capture.origin.file == "shopify.orders/paid");
}

TEST_CASE("A sample in another form is refused, with its file") {
  CHECK(failure("", "stripe/paid.json").message ==
        "the sample \"stripe/paid.json\" has no name that ends in .http");
  CHECK(failure("", "paid.http").message == "the sample \"paid.http\" has no folder of a provider's");
  CHECK(failure("POST /\n\n\n").message ==
        "the sample \"stripe/paid.http\" has no first line that says what it is, after \"# \"");
  CHECK(failure("# a\nPOST\n\n\n").message == "the sample \"stripe/paid.http\" has no method and path");
  CHECK(failure("# a\nPOST x\n\n\n").message == "the sample \"stripe/paid.http\" has no method and path");
  CHECK(failure("# a\nPOST /\nA=b\n\n\n").message ==
        "the sample \"stripe/paid.http\" has no header in \"A=b\"");
  CHECK(failure("# a\nPOST /\nA: b\n").message ==
        "the sample \"stripe/paid.http\" has no empty line after its headers");
  CHECK(failure("# a\nPOST /\n\n{}").message == "the sample \"stripe/paid.http\" has no line end at its end");
}

TEST_CASE(
    "The samples that come with convotic are sorted and different, and go to the route of their provider") {
  std::set<std::string> names;
  for (const Sample& sample : samples()) {
    CAPTURE(sample.name());
    CHECK(names.insert(sample.name()).second);
    CHECK(sample.capture.path == "/webhook/" + sample.provider);
    CHECK(sample.capture.method == "POST");
    CHECK_FALSE(sample.capture.body.empty());
    CHECK(std::any_of(sample.capture.headers.begin(), sample.capture.headers.end(),
                      [](const http::Header& header) { return header.name == "Content-Type"; }));
  }
  const std::vector<Sample> all = samples();
  CHECK(std::is_sorted(all.begin(), all.end(),
                       [](const Sample& one, const Sample& other) { return one.name() < other.name(); }));
}

TEST_CASE("A sample is found by its name") {
  const auto found = replay::find_sample(samples(), "stripe.payment_intent.succeeded");
  REQUIRE(found);
  CHECK(found->capture.name == "A payment has succeeded");
  CHECK(found->capture.body.starts_with("{\n  \"id\": \"evt_"));
}

TEST_CASE("A name that is none gets the nearest, and what there is of its provider") {
  const auto close = replay::find_sample(samples(), "stripe.payment_intent.suceeded");
  REQUIRE_FALSE(close);
  CHECK(close.error().kind == &replay::kSampleUnknown);
  CHECK(close.error().message == "there is no sample \"stripe.payment_intent.suceeded\"; did you mean "
                                 "\"stripe.payment_intent.succeeded\"?");
  CHECK(
      close.error().hint ==
      "of stripe there are stripe.charge.refunded, stripe.checkout.session.completed, "
      "stripe.customer.subscription.deleted, stripe.invoice.payment_failed, stripe.payment_intent.succeeded");

  const auto far = replay::find_sample(samples(), "nobody.knows");
  REQUIRE_FALSE(far);
  CHECK(far.error().message == "there is no sample \"nobody.knows\"");
  CHECK(far.error().hint == "convotic trigger --list shows them all");
}
