#include "emulator/platform_error.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;
using emulator::internal_error;
using emulator::platform_error;

TEST_CASE("An answer of the platform's own is the documented envelope") {
  const http::Response response = platform_error(404, "NOT_FOUND", "no \"x\"\n\xff");
  CHECK(response.status == 404);
  REQUIRE(response.headers.size() == 1);
  CHECK(response.headers[0].name == "Content-Type");
  CHECK(response.headers[0].value == "application/json");
  CHECK(response.body == "{\"error\":{\"code\":\"NOT_FOUND\",\"message\":\"no \\\"x\\\"\\n\xef\xbf\xbd\"}}");
}

TEST_CASE("An internal error is 500 with its code") {
  CHECK(internal_error("The handler threw").status == 500);
  CHECK(internal_error("The handler threw").body ==
        R"({"error":{"code":"INTERNAL_ERROR","message":"The handler threw"}})");
}
