// Where code has many ways, some are looked at together. What each has found out must survive that.
#include "tests/lint/analysis/checked_module.hpp"
#include "tests/support/catch.hpp"

using convotic::tests::checked;
using convotic::tests::open_route;

namespace {

constexpr const char* kBefore = R"js(import crypto from "crypto";
const keys = (process.env.KEYS ?? "").split(",").filter((key) => key.length > 0);
function genuine(req) {
  const [version, signature = ""] = (req.headers["x-sig"] ?? "").split("=");
  if (version !== "v1") return false;
  const received = Buffer.from(signature, "base64");
  return keys.some((key) => {
    const expected = crypto.createHmac("sha256", key).update(JSON.stringify(req.body)).digest();
    return received.length === expected.length && crypto.timingSafeEqual(received, expected);
  });
}
)js";

}  // namespace

TEST_CASE("A refusal that no key was tried for is one with those that some key was tried for") {
  CHECK(checked(open_route(R"js(if (!genuine(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
                           kBefore)) == "POST /x: verified\n");
}

TEST_CASE("Ways that are looked at together are still told apart by what they have verified") {
  const std::string found =
      checked(open_route(R"js(if (!genuine(req) && req.body.type !== "ping") return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
                         kBefore));
  CAPTURE(found);
  CHECK(found.starts_with("POST /x: unverified\n"));
}
