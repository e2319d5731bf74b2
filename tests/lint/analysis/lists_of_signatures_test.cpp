// Several keys, several signatures, several ways to write a body: as long as a provider changes its key, and
// where it does not say how it writes JSON.
#include "tests/lint/analysis/checked_module.hpp"
#include "tests/support/catch.hpp"

using convotic::tests::checked;
using convotic::tests::open_route;

namespace {

constexpr const char* kImport = "import { createHmac, timingSafeEqual } from \"node:crypto\";\n";

std::string with(const std::string& handler, const std::string& before = {}) {
  return checked(open_route(handler, kImport + before));
}

}  // namespace

TEST_CASE("One of several keys has to fit one of several signatures, each of one length") {
  CHECK(with(R"js(const keys = (process.env.KEYS ?? "").split(" ").filter((key) => key !== "");
if (keys.length === 0) return { status: 500 };
const signatures = (req.headers["x-sig"] ?? "").split(" ").map((field) => field.slice(3)).filter((value) => /^[A-Za-z0-9+/]{43}=$/.test(value));
if (signatures.length === 0) return { status: 401 };
const expected = keys.flatMap((key) => [JSON.stringify(req.body), JSON.stringify(req.body, null, 2)].map((text) => createHmac("sha256", key).update(text).digest()));
const received = signatures.map((signature) => Buffer.from(signature, "base64"));
if (!expected.some((one) => received.some((other) => timingSafeEqual(one, other)))) return { status: 401 };
await ctx.storage.set("a", req.body.id); return { status: 200 };)js") == "POST /x: verified\n");
}

TEST_CASE("Base64 whose padding is not fixed may be of another length") {
  const std::string found = with(R"js(const key = process.env.KEY; if (!key) return { status: 500 };
const signature = req.headers["x-sig"] ?? "";
if (!/^[A-Za-z0-9+/=]{44}$/.test(signature)) return { status: 401 };
const want = createHmac("sha256", key).update(JSON.stringify(req.body)).digest();
if (!timingSafeEqual(Buffer.from(signature, "base64"), want)) return { status: 401 };
await ctx.storage.set("a", 1); return { status: 200 };)js");
  CHECK(found ==
        "POST /x: verified\n"
        "index.ts:8 warning crypto/timing-safe-length: timingSafeEqual throws a RangeError where the two "
        "have different lengths\n");
}

TEST_CASE("Where there is no body, none has to be covered") {
  CHECK(with(R"js(const key = process.env.KEY; if (!key) return { status: 500 };
const text = req.body === undefined ? "" : JSON.stringify(req.body);
const want = createHmac("sha256", key).update(text).digest();
const got = Buffer.from(String(req.headers["x-sig"]), "hex");
if (got.length !== want.length || !timingSafeEqual(got, want)) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js") == "POST /x: verified\n");
}

TEST_CASE("A list that was found not to be empty has something to try") {
  const std::string before = R"js(const signed = (item, key) => {
  const want = createHmac("sha256", key).update(JSON.stringify(item.data)).digest();
  const got = Buffer.from(String(item.mac), "hex");
  return got.length === want.length && timingSafeEqual(got, want);
};
)js";
  const auto handler = [](const std::string& test) {
    return "const key = process.env.KEY; if (!key) return { status: 500 };\n" + test +
           "if (!req.body.items.every((item) => signed(item, key))) return { status: 401 };\n"
           "await ctx.storage.set(\"a\", req.body.items[0].data); return { status: 200 };";
  };
  CHECK(with(handler("if (req.body.items.length === 0) return { status: 401 };\n"), before) ==
        "POST /x: verified\n");
  CHECK(with(handler("if (!req.body.items.length) return { status: 401 };\n"), before) ==
        "POST /x: verified\n");
  CHECK(with(handler(""), before).starts_with("POST /x: unverified\n"));
}

TEST_CASE("What a header says to a request that has verified is no secret") {
  CHECK(with(R"js(const key = process.env.KEY; if (!key) return { status: 500 };
const want = createHmac("sha256", key).update(JSON.stringify(req.body)).digest();
const got = Buffer.from(String(req.headers["x-sig"]), "hex");
if (got.length !== want.length || !timingSafeEqual(got, want)) return { status: 401 };
if (req.headers["x-event-key"] !== "pullrequest:created") return { status: 202 };
await ctx.storage.set("a", 1); return { status: 200 };)js") == "POST /x: verified\n");
}

TEST_CASE("A text that is made of all fields of a body covers it, also where there are none") {
  CHECK(with(R"js(const key = process.env.KEY; if (!key) return { status: 500 };
const fields = Object.entries(req.body);
const content = "https://shop.example/" + fields.map(([name, value]) => `${name}${value}`).join("");
const want = createHmac("sha256", key).update(content).digest();
const got = Buffer.from(String(req.headers["x-sig"]), "hex");
if (got.length !== want.length || !timingSafeEqual(got, want)) return { status: 401 };
await ctx.storage.set("a", req.body); return { status: 200 };)js") == "POST /x: verified\n");
}
