// What is compared without being a secret, and what a signature covers where there is no body to cover.
#include "tests/lint/analysis/checked_module.hpp"
#include "tests/support/catch.hpp"

using convotic::tests::check_each;
using convotic::tests::HandlerCase;
using convotic::tests::kHashes;
using convotic::tests::kOk;

namespace {

const std::string kRest = "if (!ok(req)) return { status: 401 };\n"
                          "await ctx.storage.set(\"a\", req.body); return { status: 200 };";

}  // namespace

TEST_CASE("What is not a secret may be compared in any way") {
  const std::string amount = "const near = Math.floor(Number(req.headers[\"x-place\"]) / 256) ===\n"
                             "  Math.floor(Number(process.env.PLACE ?? \"7\") / 256);\n" +
                             kRest;
  const std::string name = "const wanted = process.env.NAME.toLowerCase();\n"
                           "let found = false;\n"
                           "for (const [key, value] of Object.entries(req.headers))\n"
                           "  if (key.toLowerCase() === wanted) found = true;\n" +
                           kRest;
  const std::string address =
      "if (req.body.topic !== process.env.TOPIC_ARN) return { status: 403 };\n" + kRest;
  const std::string only = "if (req.body.topic !== process.env.TOPIC_ARN) return { status: 403 };\n"
                           "await ctx.storage.set(\"a\", 1); return { status: 200 };";
  const std::string token = "if (!process.env.PUSH_TOKEN) return { status: 500 };\n"
                            "if (req.body.token !== process.env.PUSH_TOKEN) return { status: 403 };\n"
                            "await ctx.storage.set(\"a\", 1); return { status: 200 };";
  check_each(kHashes + kOk,
             {{"an amount", "", amount, "POST /x: verified\n"},
              {"the name of a header", "", name, "POST /x: verified\n"},
              {"where something is", "", address, "POST /x: verified\n"},
              {"where something is, and no signature", "", only,
               "POST /x: unverified\n"
               "index.ts:9 error auth/unverified: the route is open, reaches ctx.storage.set and nothing on "
               "the way verifies the request\n"},
              {"a token", "", token,
               "POST /x: verified\n"
               "index.ts:11 warning crypto/timing-unsafe-compare: a secret is compared in a way whose time "
               "depends on where it differs\n"}});
}

TEST_CASE("A list of tokens that is not set has no tokens") {
  check_each(kHashes,
             {{"by a pattern", "",
               R"js(const tokens = (process.env.TOKENS ?? "").split(/[\s,]+/).filter((t) => t.length >= 24);
const sent = h(String(req.headers["x-token"]));
if (!tokens.some((t) => timingSafeEqual(h(t), sent))) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
               "POST /x: verified\n"},
              {"and the empty one kept", "",
               R"js(const tokens = (process.env.TOKENS ?? "").split(/[\s,]+/);
const sent = h(String(req.headers["x-token"]));
if (!tokens.some((t) => timingSafeEqual(h(t), sent))) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
               "POST /x: verified\n"
               "index.ts:5 error crypto/secret-fallback: a secret that is not set is replaced by an empty "
               "one\n"}});
}

TEST_CASE("A list that holds one thing may hold another") {
  check_each(kHashes + kOk, {{"of unknown length", "",
                              R"js(const names = String(req.headers["x-names"]).split(" ").filter(Boolean);
if (!names.includes("date") || !names.includes("digest")) return { status: 400 };
if (!ok(req)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
                              "POST /x: verified\n"}});
}

TEST_CASE("The length that a package wants of a key is not known") {
  check_each("import nacl from \"tweetnacl\";\n",
             {{"publicKeyLength", "",
               R"js(const key = Buffer.from(process.env.PUBLIC_KEY ?? "", "hex");
if (key.length !== nacl.sign.publicKeyLength) return { status: 500 };
const sent = Buffer.from(req.headers["x-sig"], "hex");
if (!nacl.sign.detached.verify(Buffer.from(JSON.stringify(req.body)), sent, key)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
               "POST /x: verified\n"}});
}

TEST_CASE("A body is covered where there is none and where a signed hash is that of it") {
  const std::string rest = R"js(const mac = createHmac("sha256", process.env.SECRET).update(text).digest();
const got = Buffer.from(String(req.headers["x-sig"]), "hex");
if (got.length !== mac.length || !timingSafeEqual(got, mac)) return { status: 401 };
)js";
  const std::string store = "await ctx.storage.set(\"a\", req.body); return { status: 200 };";
  const std::string none =
      "const text = [req.params.id, req.body === undefined || req.body === null ? \"\" : "
      "JSON.stringify(req.body)].join();\n" +
      rest + store;
  const std::string hashed = "const text = String(req.headers[\"x-claims\"]);\n" + rest +
                             "const claims = JSON.parse(Buffer.from(text, \"base64url\").toString());\n"
                             "if (claims.hash !== h(JSON.stringify(req.body)).toString(\"hex\")) "
                             "return { status: 401 };\n" +
                             store;
  const std::string other = "const text = String(req.headers[\"x-claims\"]);\n" + rest + store;
  check_each(kHashes, {{"no body", "", none, "POST /x: verified\n"},
                       {"a hash", "", hashed, "POST /x: verified\n"},
                       {"neither", "", other,
                        "POST /x: verified\n"
                        "index.ts:8 warning auth/body-not-covered: the signature does not cover the body, "
                        "and the body is used\n"}});
}
