// Code that has many conditions which are of no consequence for who may do what, as ordinary code has.
#include "tests/lint/analysis/checked_module.hpp"
#include "tests/support/catch.hpp"

#include <fmt/format.h>

using convotic::tests::check_each;
using convotic::tests::checked;
using convotic::tests::kHashes;
using convotic::tests::kHmac;
using convotic::tests::kOk;
using convotic::tests::open_route;

namespace {

// An address as shops send it, and what is made of it.
const std::string kAddress = R"(const str = (v) => {
  if (typeof v !== "string") return undefined;
  const t = v.trim().replace(/\s+/g, " ");
  return t.length > 0 ? t : undefined;
};
const country = (v) => {
  const s = str(v);
  if (!s) return "TH";
  if (/^[A-Za-z]{2}$/.test(s)) return s.toUpperCase();
  return { thailand: "TH", germany: "DE" }[s.toLowerCase()] ?? "TH";
};
const address = (raw) => {
  if (!raw || typeof raw !== "object") return undefined;
  const line1 = str(raw.line1) ?? str(raw.address1) ?? str(raw.street);
  if (!line1) return undefined;
  const zip = str(raw.postcode) ?? str(raw.zip);
  const full = [str(raw.first_name), str(raw.last_name)].filter(Boolean).join(" ");
  return { name: str(raw.name) ?? (full || undefined), line1, line2: str(raw.line2) ?? str(raw.address2),
           city: str(raw.city) ?? str(raw.district), region: str(raw.region) ?? str(raw.state),
           postcode: zip && /^\d{5}$/.test(zip) ? zip.toUpperCase() : undefined, country: country(raw.country) };
};
const when = (value) => {
  if (value === null || value === undefined || value === "") return undefined;
  if (typeof value === "number") return new Date(value < 1e11 ? value * 1000 : value);
  const s = String(value).trim();
  if (/^\d{10}$/.test(s)) return new Date(Number(s) * 1000);
  const m = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$/.exec(s);
  if (m) return new Date(Date.UTC(Number(m[3]), Number(m[2]) - 1, Number(m[1])));
  const t = Date.parse(s);
  return Number.isNaN(t) ? undefined : new Date(t);
};
const header = (headers, name) => {
  const wanted = name.toLowerCase();
  const direct = headers[wanted];
  if (typeof direct === "string") return direct.trim();
  for (const [key, value] of Object.entries(headers)) {
    if (key.toLowerCase() === wanted && typeof value === "string") return value.trim();
  }
  return undefined;
};
)";

const std::string kKeep = R"(const shipped = address(req.body.shipping);
const billed = address(req.body.billing) ?? shipped;
const at = when(req.body.created_at) ?? when(req.body.date) ?? new Date();
const to = [billed?.name, billed?.line1, shipped?.city].filter((part) => part && part.length > 0).join(", ");
switch (req.body.type) {
  case "created":
    await ctx.contacts.create({ to, at, country: shipped?.country ?? "TH" });
    return { status: 201 };
  case "cancelled":
    await ctx.storage.set(`order:${req.body.id}`, { at: at.toISOString(), to });
    return { status: 200 };
  default:
    return { status: 202 };
}
)";

}  // namespace

TEST_CASE("What ordinary code makes of a request is followed to its end") {
  const std::string guard = "if (!ok(req)) return { status: 401 };\n";
  const std::string before = kHmac + kOk + kAddress;
  CHECK(checked(open_route(guard + kKeep, before)) == "POST /x: verified\n");
  const std::string late = "const ready = address(req.body.shipping) && when(req.body.created_at);\n"
                           "if (!ready) return { status: 400 };\n";
  CHECK(checked(open_route(late + guard + kKeep, before)) == "POST /x: verified\n");
  const std::string unguarded = checked(open_route(late + kKeep, before));
  CHECK(unguarded.starts_with("POST /x: unverified\nindex.ts:"));
  const std::string ignored = checked(open_route("ok(req);\n" + late + kKeep, before));
  CHECK(ignored.starts_with("POST /x: unverified\nindex.ts:"));
  CHECK(ignored.find("error auth/result-ignored: what ok(req) says is not tested before") !=
        std::string::npos);
}

TEST_CASE("What a helper says of a request is told apart from what else it gives") {
  const std::string checks = kHashes + kAddress + R"(const judge = (req) => {
  const secret = process.env.HOOK_SECRET;
  const id = header(req.headers, "x-id") ?? "";
  if (!secret) return { accepted: false, id, error: "not set" };
  const out = { accepted: false, id };
  try {
    if (!timingSafeEqual(h(header(req.headers, "x-token") ?? ""), h(secret))) throw new Error("refused");
    out.accepted = true;
  } catch (error) {
    out.error = error instanceof Error ? error.message : "refused";
  } finally {
    out.ms = Math.round(performance.now());
  }
  return out;
};
const answer = (req) => {
  const secret = process.env.HOOK_SECRET;
  if (!secret) return "not configured";
  const token = header(req.headers, "x-token");
  if (!token) return req.headers["x-other"] ? "other scheme" : "missing";
  if (token.length > 200) return "too long";
  return timingSafeEqual(h(token), h(secret)) ? "ok" : "wrong";
};
)";
  const std::string rest = "await ctx.contacts.create({ a: 1 }); return { status: 200 };";
  check_each(
      checks,
      {
          {"an object", "", "const it = judge(req);\nif (!it.accepted) return { status: 401 };\n" + rest,
           "POST /x: verified\n"},
          {"a word", "", "if (answer(req) !== \"ok\") return { status: 401 };\n" + rest,
           "POST /x: verified\n"},
          {"the wrong word", "", "if (answer(req) === \"missing\") return { status: 401 };\n" + rest,
           "POST /x: unverified\nindex.ts:68 error auth/rejection-falls-through: a request that does not "
           "verify "
           "goes on to ctx.contacts.create\nindex.ts:69 error auth/effect-before-verify: ctx.contacts.create "
           "runs "
           "before what answer(req) says is tested\n"},
      });
}

TEST_CASE("What stands in for a header that was not sent matches no pattern, and is no secret") {
  const std::string before = kHashes + kAddress;
  check_each(
      before,
      {
          {"a part of it", "",
           R"(const m = /^Basic\s+([A-Za-z0-9+/=]+)$/i.exec(header(req.headers, "authorization") ?? "");
if (!m || !process.env.BASIC) return { status: 401 };
if (!timingSafeEqual(h(Buffer.from(m[1], "base64").toString("utf8")), h(process.env.BASIC))) return { status: 401 };
await ctx.contacts.create({ a: 1 }); return { status: 200 };)",
           "POST /x: verified\n"},
          {"a pattern that an empty text matches", "",
           R"(const m = /^(.*)$/.exec(req.headers["x-token"] ?? "");
if (m && m[1] === "") { await ctx.contacts.create({ a: 1 }); }
return { status: 200 };)",
           "POST /x: unverified\nindex.ts:45 error auth/presence-only: only the presence or form of "
           "/^(.*)$/.exec(req.headers[\"x-token\"] ?? \"\") is tested\n"},
      });
}

TEST_CASE("A signature, or else what was sent, is no signature") {
  const std::string start = "const expected = createHmac(\"sha256\", process.env.HOOK_SECRET)"
                            ".update(req.rawBody).digest(\"hex\");\n";
  const std::string rest =
      "return { status: 401 };\nawait ctx.contacts.create({ a: 1 }); return { status: 200 };";
  check_each(
      kHashes,
      {
          {"either", "",
           start + "if (!timingSafeEqual(h(req.headers[\"x-sig\"]), h(req.body.signature ?? expected))) " +
               rest,
           "POST /x: unverified\nindex.ts:6 error auth/partial: ctx.contacts.create is reached without "
           "verification when req.body.signature is true\n"},
          {"the signature alone", "",
           start + "if (!timingSafeEqual(h(req.headers[\"x-sig\"]), h(expected))) " + rest,
           "POST /x: verified\n"},
          {"how it is written before it", "",
           start +
               "if (req.headers[\"x-sig\"].slice(0, 7) !== \"sha256=\") return { status: 401 };\n"
               "if (!timingSafeEqual(h(req.headers[\"x-sig\"].slice(7)), h(expected))) " +
               rest,
           "POST /x: verified\n"},
      });
}

TEST_CASE(
    "An answer that is trusted by its name is taken back where it is refused, however many ways there are") {
  std::string many;
  for (int i = 0; i < 6; ++i)
    many += fmt::format("const v{0} = req.body.a{0} ? {{ a: 1 }} : undefined;\n", i);
  const std::string handler =
      "let fine;\nif (req.body.kind === \"a\") fine = await one.verifySignature(req);\n"
      "else fine = await two.verifySignature(req);\n" +
      many;
  const std::string before = "import one from \"one-sdk\";\nimport two from \"two-sdk\";\n";
  const std::string rest = "await ctx.contacts.create({ v0, v1, v2, v3, v4, v5 }); return { status: 200 };";
  CHECK(checked(open_route(handler + "if (!fine) return { status: 401 };\n" + rest, before)) ==
        "POST /x: assumed\n");
  CHECK(checked(open_route(handler + "if (!fine) ctx.logger.warn(\"bad\");\n" + rest, before))
            .starts_with("POST /x: unverified\n"));
}

TEST_CASE("An empty text is found by a pattern that needs nothing") {
  const auto reaches = [](std::string_view pattern) {
    return checked(open_route(fmt::format("if (!{}.test(\"\")) return {{ status: 401 }};\n"
                                          "await ctx.contacts.create({{ a: 1 }}); return {{ status: 200 }};",
                                          pattern))) != "POST /x: harmless\n";
  };
  for (const char* const pattern :
       {"/^$/", "/^a*$/", "/^[a-z]?$/", "/^\\d{0,3}$/", "/x|$/", "/^(a)?$/", "/\\b/", "/^a*?[b-d]*$/"}) {
    INFO(pattern);
    CHECK(reaches(pattern));
  }
  for (const char* const pattern : {"/^a/", "/^[a\\]b]+$/", "/^\\d{1,3}$/", "/./", "/^a*b/"}) {
    INFO(pattern);
    CHECK_FALSE(reaches(pattern));
  }
}
