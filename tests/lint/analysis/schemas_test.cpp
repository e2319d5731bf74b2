#include "tests/lint/analysis/checked_module.hpp"

using namespace convotic;

namespace {

const std::string kUses = "import { z } from \"zod\";\n" + tests::kHmac + tests::kOk;

bool verifies(std::string_view handler, const std::string& before = kUses) {
  const std::string said =
      tests::checked(tests::open_route(std::string(handler) + "\nawait ctx.contacts.create(req.body); return "
                                                              "{ status: 200 };",
                                       before));
  INFO(said);
  const bool verified = said.starts_with("POST /x: verified\n");
  CHECK((verified || said.starts_with("POST /x: unverified\n")));
  return verified;
}

}  // namespace

TEST_CASE("What a schema refines decides what safeParse says") {
  CHECK(verifies(
      "const parsed = z.any().refine(ok).safeParse(req); if (!parsed.success) return { status: 401 };"));
  CHECK_FALSE(verifies("z.any().refine(ok).safeParse(req);"));
  CHECK_FALSE(verifies("const parsed = z.any().refine((r) => r !== null).safeParse(req);\n"
                       "if (!parsed.success) return { status: 401 };"));
  CHECK_FALSE(verifies("const parsed = z.any().refine(ok).optional().safeParse(req.body.proof && req);\n"
                       "if (!parsed.success) return { status: 401 };"));
}

TEST_CASE("A schema that takes something else for what it refuses refuses nothing") {
  CHECK_FALSE(verifies("z.any().refine(ok).catch(\"none\").parse(req);"));
  CHECK(verifies("z.any().catch(\"none\").refine(ok).parse(req);"));
}

TEST_CASE("What a member of an object's schema refines is asked about that member") {
  const std::string schema = "const S = z.object({ headers: z.record(z.string(), z.string()), "
                             "body: z.any().refine((body) => ok({ headers: req.headers, body })) });\n";
  CHECK(verifies(schema + "if (!S.safeParse(req).success) return { status: 401 };"));
  CHECK(verifies(schema + "try { S.parse(req); } catch { return { status: 401 }; }"));
  CHECK(verifies(schema + "S.parse(req);"));
  CHECK_FALSE(verifies(schema + "try { S.parse(req); } catch { ctx.logger.warn(\"bad\"); }"));
}

TEST_CASE("A schema that reports what is wrong refuses, and one that only looks does not") {
  const std::string_view rest = "\nif (!(await S.safeParseAsync(req)).success) return { status: 401 };";
  CHECK(verifies(
      std::string(
          "const S = z.any().superRefine((r, c) => { if (!ok(r)) c.addIssue({ code: \"custom\" }); });") +
      std::string(rest)));
  CHECK_FALSE(
      verifies(std::string("const S = z.any().superRefine((r, c) => { ok(r); });") + std::string(rest)));
  CHECK(verifies(
      std::string("const S = z.any().transform((r) => { if (!ok(r)) throw new Error(\"no\"); return r; });") +
      std::string(rest)));
}

TEST_CASE("valibot and yup run their checks as well") {
  const std::string valibot = "import * as v from \"valibot\";\n" + tests::kHmac + tests::kOk;
  CHECK(verifies("if (!v.safeParse(v.pipe(v.any(), v.check(ok)), req).success) return { status: 401 };",
                 valibot));
  CHECK_FALSE(verifies("v.safeParse(v.pipe(v.any(), v.check(ok)), req);", valibot));
  const std::string yup = "import * as yup from \"yup\";\n" + tests::kHmac + tests::kOk;
  CHECK(verifies("if (!(await yup.mixed().test(\"sig\", \"bad\", ok).isValid(req))) return { status: 401 };",
                 yup));
}

TEST_CASE("The traps of a proxy are run") {
  const std::string proxy = tests::kHmac + tests::kOk + R"js(
class Service { async created(req, ctx) { await ctx.storage.set("a", req.body); return { status: 201 }; } }
const protect = (target) => new Proxy(target, {
  get(t, name, all) {
    const f = Reflect.get(t, name, all);
    return typeof f !== "function" ? f : async (req, ctx) => (ok(req) ? f.call(t, req, ctx) : { status: 401 });
  },
});
const call = (f) => new Proxy(f, { apply(t, self, given) { return ok(given[0]) ? t(...given) : { status: 401 }; } });
const plain = async (req, ctx) => { await ctx.storage.set("a", req.body); return { status: 201 }; };
)js";
  const auto said = [&](std::string_view handler) {
    return tests::checked(tests::open_route(handler, proxy));
  };
  CHECK(said("return protect(new Service()).created(req, ctx);") == "POST /x: verified\n");
  CHECK(said("return new Proxy(new Service(), {}).created(req, ctx);").starts_with("POST /x: unverified\n"));
  CHECK(said("return call(plain)(req, ctx);") == "POST /x: verified\n");
  CHECK(said("return new Proxy(plain, { apply(t, self, given) { return t(...given); } })(req, ctx);")
            .starts_with("POST /x: unverified\n"));
}
