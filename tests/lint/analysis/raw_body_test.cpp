#include "tests/lint/analysis/checked_module.hpp"
#include "tests/support/catch.hpp"

using convotic::tests::checked;
using convotic::tests::open_route;

namespace {

// Signs the parsed body, which is all that the platform documents.
const std::string kReserialising = open_route(
    R"js(const want = crypto.createHmac("sha256", process.env.S).update(JSON.stringify(req.body)).digest();
const got = Buffer.from(String(req.headers["x-s"]), "hex");
if (got.length !== want.length || !crypto.timingSafeEqual(got, want)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
    "import crypto from \"crypto\";\nimport \"./size\";\n");

const std::string kReading = "export const size = (req) => req.rawBody.length;\n";

}  // namespace

TEST_CASE("Bytes that a file of the same module reads could have been signed") {
  CHECK(checked({{"index.ts", kReserialising}, {"size.ts", kReading}}) ==
        "POST /x: verified\n"
        "index.ts:5 warning auth/reserialized-body: the signature is computed over the parsed body, written "
        "as JSON "
        "again\n");
}

TEST_CASE("What another module reads says nothing of this one") {
  CHECK(
      checked({{"a/index.ts", kReserialising},
               {"a/size.ts", "export const size = 1;\n"},
               {"b/index.ts", open_route("return { status: 200, body: { size: req.rawBody.length } };")}}) ==
      "POST /x: verified\nPOST /x: harmless\n");
}
