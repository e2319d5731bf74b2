#include "core/webhook/json_body.hpp"
#include "tests/core/webhook/own_scheme.hpp"
#include "tests/support/describe_error.hpp"

using namespace convotic;
using namespace convotic::webhook;
using tests::describe;

namespace {

const Scheme kPlain = tests::scheme_from(tests::plain_row());
const Scheme kInForm = tests::scheme_from(tests::plain_row(R"("form": "json")"));

Message message_of(const std::string& type, std::string body) {
  return {"POST", "", {{"Content-Type", type}}, std::move(body)};
}

std::string body_of(const Result<Message>& message) {
  return message ? message->body : describe(message);
}

std::string multipart(const std::string& json) {
  return "preamble\r\n--b1\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\n{}\r\n--b1\r\n"
         "content-disposition: form-data; name=\"json\"\r\nContent-Type: application/json\r\n\r\n" +
         json + "\r\n--b1--\r\n";
}

}  // namespace

TEST_CASE("The JSON of a message is its body") {
  const Message message = message_of("application/json", R"({"a": ["x", 2]})");
  const JsonBody body(kPlain.rules(), message);
  CHECK(body.present());
  CHECK(body.read("/a/0") == "x");
  CHECK(body.read("/a/*") == std::nullopt);
  CHECK(body.read_all("/a/*").size() == 2);
  CHECK(body_of(body.with("/a/*", "y")) == R"({"a": ["y", "y"]})");
  CHECK(body.without("/a").body == "{}");
}

TEST_CASE("The JSON of a message may stand in a field of a form, and is changed there") {
  const std::string type = "multipart/form-data; boundary=b1";
  const Message parts = message_of(type, multipart(R"({"a":"x"})"));
  const JsonBody in_parts(kInForm.rules(), parts);
  CHECK(in_parts.read("/a") == "x");
  CHECK(body_of(in_parts.with("/a", "y")) == multipart(R"({"a":"y"})"));
  CHECK(in_parts.without("/a").body == multipart("{}"));

  const Message form =
      message_of("application/x-www-form-urlencoded", "z=1&json=%7B%22a%22%3A%22x+y%22%7D&b=2");
  const JsonBody in_form(kInForm.rules(), form);
  CHECK(in_form.read("/a") == "x y");
  CHECK(body_of(in_form.with("/a", "\u00e9")) == "z=1&json=%7B%22a%22%3A%22%C3%A9%22%7D&b=2");

  // Senders' own tests often leave the form out.
  const Message plain = message_of("application/json", R"({"a":"x"})");
  CHECK(JsonBody(kInForm.rules(), plain).read("/a") == "x");
}

TEST_CASE("A form without the field, and a body that is cut, have no JSON") {
  const std::string type = "multipart/form-data; boundary=b1";
  for (const Message& message :
       {message_of(type, "--b1\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n{}\r\n--b1--\r\n"),
        message_of(type, "--b1\r\nContent-Disposition: form-data; name=\"json\"\r\n\r\n{}"),
        message_of(type, "--b1\r\nContent-Disposition: form-data; name=\"json\""), message_of(type, ""),
        message_of("multipart/form-data", multipart("{}")),
        message_of("application/x-www-form-urlencoded", "a=1&json"),
        message_of("application/x-www-form-urlencoded", "json=x")}) {
    CAPTURE(message.body);
    CHECK_FALSE(JsonBody(kInForm.rules(), message).present());
    CHECK(JsonBody(kInForm.rules(), message).without("/a").body == message.body);
  }
}

TEST_CASE("A body that nothing can be put into is unfit, and says what is missing") {
  const Message text = message_of("text/plain", "hello");
  CHECK(body_of(JsonBody(kPlain.rules(), text).with("/a", "x")) ==
        "message-unfit: own puts its signature into a JSON body, and the body is none\n"
        "  help: give a body in the provider's own form");
  CHECK(body_of(JsonBody(kInForm.rules(), message_of("application/x-www-form-urlencoded", "a=1"))
                    .with("/a", "x")) ==
        "message-unfit: own puts its signature into the JSON of the form field \"json\", and there is none\n"
        "  help: give a body in the provider's own form");
  const Message list = message_of("application/json", "[]");
  CHECK(body_of(JsonBody(kPlain.rules(), list).with("/value/*/a", "x")) ==
        "message-unfit: own puts a value at \"/value/*/a\", and the body has nothing there to put it into\n"
        "  help: give a body in the provider's own form");
}
