#include "lint/findings.hpp"
#include "lint/rules/rules.hpp"

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {{R"(export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/orders",
      auth: false,
      handler: async (req, ctx) => {
        const valid = verifySignature(req.headers, req.body);
        if (!valid) return { status: 401 };
        await ctx.contacts.update("c_1", { note: req.body.note });
        return { status: 200 };
      },
    });
  },
};
)"}};

constexpr Example kRight[] = {{R"(import { createHmac, timingSafeEqual } from "node:crypto";

function signed(req) {
  const given = Buffer.from(String(req.headers["x-signature"]), "hex");
  const expected = createHmac("sha256", process.env.ORDERS_SECRET).update(JSON.stringify(req.body)).digest();
  return given.length === expected.length && timingSafeEqual(given, expected);
}

export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/orders",
      auth: false,
      handler: async (req, ctx) => {
        if (!signed(req)) return { status: 401 };
        await ctx.contacts.update("c_1", { note: req.body.note });
        return { status: 200 };
      },
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "auth/unresolved-verifier",
    .severity = Severity::warning,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A guard calls a function that is neither declared nor imported",
    .why = "It throws a ReferenceError on the first request. The page that documents routes shows such a "
           "call as an example: the function is yours to write.",
    .known_problems = "Functions that the surroundings provide can be listed in globals.",
    .fixable = RuleInfo::Fixable::no,
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  pass_on(kInfo, model, out);
}

}  // namespace

const Rule kAuthUnresolvedVerifier{kInfo, check};

}  // namespace convotic::lint
