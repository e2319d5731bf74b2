// Signatures that are read wrongly, tokens that nobody has verified, and keys that the sender brings.
#include "tests/lint/analysis/checked_module.hpp"
#include "tests/support/catch.hpp"

using convotic::tests::check_each;
using convotic::tests::checked;
using convotic::tests::HandlerCase;
using convotic::tests::open_route;
namespace tests = convotic::tests;

TEST_CASE("A signature in base64 that is decoded as hex is mostly lost") {
  const std::string common = tests::kHashes;
  const auto said = [&](std::string_view made, std::string_view decoded) {
    return checked(open_route(
        fmt::format("const mac = createHmac(\"sha256\", process.env.S).update(JSON.stringify(req.body)).{};\n"
                    "const a = Buffer.from(mac, \"{}\"), b = Buffer.from(String(req.headers[\"x-sig\"]), "
                    "\"{}\");\n"
                    "if (a.length !== b.length || !timingSafeEqual(a, b)) return {{ status: 401 }};\n"
                    "await ctx.storage.set(\"a\", 1); return {{ status: 200 }};",
                    made, decoded, decoded),
        common));
  };
  const std::string lost =
      "POST /x: verified\n"
      "index.ts:7 error crypto/truncated-compare: the signature is in base64 and was decoded as hex, which "
      "leaves little or nothing of it\n";
  CHECK(said(R"(digest("base64"))", "hex") == lost);
  CHECK(said(R"(digest("base64url"))", "hex") == lost);
  CHECK(said(R"(digest().toString("base64"))", "hex") == lost);
  CHECK(said(R"(digest("base64"))", "base64") == "POST /x: verified\n");
  CHECK(said(R"(digest("base64"))", "utf8") == "POST /x: verified\n");
  CHECK(said(R"(digest("hex"))", "hex") == "POST /x: verified\n");
}

TEST_CASE("What a token says that was only decoded is no proof") {
  const std::string common = "import jwt from \"jsonwebtoken\";\n";
  const std::string decoded =
      "POST /x: unverified\n"
      "index.ts:4 error auth/decode-without-verify: decode does not check the signature of what it decodes\n";
  const std::vector<HandlerCase> cases{
      {"issuer", R"js()js",
       R"js(const claims = jwt.decode(req.headers.authorization);
if (!claims || claims.iss !== ctx.secrets.get("ISSUER")) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js",
       decoded.c_str()},
      {"verified later", R"js()js",
       R"js(const claims = jwt.decode(req.headers.authorization);
if (!claims || claims.iss !== ctx.secrets.get("ISSUER")) return { status: 401 };
jwt.verify(req.headers.authorization, process.env.KEY, { algorithms: ["HS256"] });
await ctx.storage.set("a", 1); return { status: 200 };)js",
       "POST /x: verified\n"},
  };
  check_each(common, cases);
}

TEST_CASE("A key that the token brings with it is the sender's") {
  const std::string common = "import { EmbeddedJWK, createRemoteJWKSet, decodeProtectedHeader, importJWK, "
                             "jwtVerify } from \"jose\";\n";
  const auto said = [&](std::string_view key) {
    return checked(open_route(fmt::format("const token = String(req.body.token);\n"
                                          "const header = decodeProtectedHeader(token);\n"
                                          "await jwtVerify(token, {});\n"
                                          "await ctx.storage.set(\"a\", 1); return {{ status: 200 }};",
                                          key),
                              common));
  };
  for (const char* const key :
       {"EmbeddedJWK", "await importJWK(header.jwk, \"RS256\")", "createRemoteJWKSet(new URL(header.jku))"}) {
    INFO(key);
    CHECK(said(key).starts_with("POST /x: unverified\n"));
  }
  CHECK(checked(open_route("await jwtVerify(String(req.body.token), EmbeddedJWK);\n"
                           "await ctx.storage.set(\"a\", 1); return { status: 200 };",
                           common))
            .find("error auth/attacker-controlled-secret") != std::string::npos);
  for (const char* const key : {"await importJWK(JSON.parse(process.env.JWK), \"RS256\")",
                                "createRemoteJWKSet(new URL(process.env.JWKS))",
                                "createRemoteJWKSet(new URL(\"https://id.example/keys\"))",
                                "createRemoteJWKSet(new URL(`https://id.example/${req.params.t}/keys`))"}) {
    INFO(key);
    CHECK(said(key) == "POST /x: verified\n");
  }
}

TEST_CASE("A signature over one member of the body does not cover the others") {
  const std::string common = tests::kHashes;
  const auto said = [&](std::string_view message, std::string_view used) {
    return checked(open_route(
        fmt::format("const mac = createHmac(\"sha256\", process.env.S).update({}).digest();\n"
                    "const b = Buffer.from(String(req.headers[\"x-sig\"]), \"hex\");\n"
                    "if (mac.length !== b.length || !timingSafeEqual(mac, b)) return {{ status: 401 }};\n"
                    "await ctx.storage.set({}); return {{ status: 200 }};",
                    message, used),
        common));
  };
  const std::string warned =
      "POST /x: verified\n"
      "index.ts:7 warning auth/body-not-covered: the signature does not cover the body, and the body is "
      "used\n";
  CHECK(said("String(req.body.id)", "\"a\", req.body") == warned);
  CHECK(said("`v1:${req.body.id}`", "\"a\", { total: req.body.total }") == warned);
  CHECK(said("String(req.body.id)", "\"a\", req.body.id") == "POST /x: verified\n");
  CHECK(said("`${req.body.id}.${req.body.total}`", "\"a\", req.body") == "POST /x: verified\n");
  CHECK(said("JSON.stringify(req.body.data)", "\"a\", req.body").find("body-not-covered") ==
        std::string::npos);
  CHECK(said("String(req.body.payload)", "\"a\", JSON.parse(req.body.payload).total") ==
        "POST /x: verified\n");
}

TEST_CASE("`in` finds what every object has") {
  const std::string common = tests::kHashes + tests::kOk + "const CHECKS = { a: (req) => ok(req) };\n";
  const auto said = [&](std::string_view test) {
    return checked(open_route(fmt::format("const find = (name) => {} ? CHECKS[name] : undefined;\n"
                                          "const check = find(req.params.source);\n"
                                          "if (!check || !check(req)) return {{ status: 401 }};\n"
                                          "await ctx.storage.set(\"a\", 1); return {{ status: 200 }};",
                                          test),
                              common));
  };
  CHECK(said("name in CHECKS").find("error auth/") != std::string::npos);
  CHECK(said("Object.hasOwn(CHECKS, name)") == "POST /x: verified\n");
}

TEST_CASE("What a package for plain values gives may lack a member") {
  CHECK(checked(open_route("const options = defaultsDeep({}, await ctx.storage.get(\"o\"), { a: 1 });\n"
                           "if (!ok(req) && options.strict) return { status: 401 };\n"
                           "await ctx.storage.set(\"a\", 1); return { status: 200 };",
                           "import { defaultsDeep } from \"lodash-es\";\n" + tests::kHashes + tests::kOk))
            .starts_with("POST /x: unverified\n"));
}

TEST_CASE("A schema that takes a text for a secret that is not set") {
  const auto said = [&](std::string_view how) {
    return checked(open_route(
        "const config = schema.safeParse({ secret: process.env.S });\n"
        "if (!config.success) return { status: 500 };\n"
        "const mac = createHmac(\"sha256\", config.data.secret).update(JSON.stringify(req.body)).digest();\n"
        "const b = Buffer.from(String(req.headers[\"x-sig\"]), \"hex\");\n"
        "if (mac.length !== b.length || !timingSafeEqual(mac, b)) return { status: 401 };\n"
        "await ctx.storage.set(\"a\", 1); return { status: 200 };",
        tests::kHashes + "import { z } from \"zod\";\nconst schema = z.object({ secret: z.string()" +
            std::string(how) + " });\n"));
  };
  CHECK(
      said(".min(16).catch(\"sandbox-secret-value\")") ==
      "POST /x: verified\n"
      "index.ts:4 error crypto/secret-fallback: a secret that is not set is replaced by one that is written "
      "in the code\n");
  CHECK(said(".min(16)") == "POST /x: verified\n");
}

TEST_CASE("Objects that hold each other are gone through once") {
  CHECK(checked(open_route(
            "const parent = { id: req.body.id }; const child = { parent }; parent.child = child;\n"
            "const mac = createHmac(\"sha256\", process.env.S).update(String(req.body.id)).digest();\n"
            "const b = Buffer.from(String(req.headers[\"x-sig\"]), \"hex\");\n"
            "if (mac.length !== b.length || !timingSafeEqual(mac, b)) return { status: 401 };\n"
            "await ctx.contacts.create(child); return { status: 200 };",
            convotic::tests::kHashes)) == "POST /x: verified\n");
}
