// Tokens of which only the hash is kept.
#include "tests/lint/analysis/checked_module.hpp"
#include "tests/support/catch.hpp"

using convotic::tests::checked;
using convotic::tests::open_route;

namespace {

constexpr const char* kBefore = R"js(import { createHash } from "node:crypto";
const fingerprint = (key) => createHash("sha256").update(key).digest("hex");
)js";

std::string route(const std::string& lookup) {
  return open_route("const key = req.headers[\"x-key\"];\n"
                    "if (!key) return { status: 401 };\n"
                    "const client = await " +
                        lookup +
                        ";\n"
                        "if (!client) return { status: 401 };\n"
                        "await ctx.storage.set(\"report\", req.body); return { status: 200 };",
                    kBefore);
}

}  // namespace

TEST_CASE("Who is found under the hash of a token has that token") {
  CHECK(checked(route("ctx.storage.get(`client:${fingerprint(key)}`)")) == "POST /x: assumed\n");
  CHECK(checked(route("ctx.contacts.findByExternalId(fingerprint(key))")) == "POST /x: assumed\n");
}

TEST_CASE("Who is found under a name, or under the hash of a body, may be anybody") {
  CHECK(checked(route("ctx.storage.get(`client:${key}`)")) ==
        "POST /x: unverified\n"
        "index.ts:6 error auth/presence-only: only the presence or form of key is tested\n");
  CHECK(checked(route("ctx.storage.get(fingerprint(JSON.stringify(req.body)))"))
            .starts_with("POST /x: unverified\nindex.ts:"));
}
