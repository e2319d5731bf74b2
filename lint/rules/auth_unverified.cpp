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
        await ctx.contacts.upsert(req.body);
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
    .id = "auth/unverified",
    .severity = Severity::error,
    .profile = RuleInfo::Profile::recommended,
    .summary = "An open route reaches an effect, and nothing on the way verifies who sent the request",
    .why = "When disabling authentication, always implement your own verification logic to prevent "
           "unauthorized access: with `auth: false` anybody who knows the address can call the route. A "
           "route that only reads gives a warning, one that changes something an error.",
    .known_problems = "A route may be open on purpose (a newsletter form, an unsubscribe link). Say so "
                      "with a suppression and its reason, or list it in trustedRoutes.",
    .cwe = 306,
    .fixable = RuleInfo::Fixable::unsafe,
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  pass_on(kInfo, model, out);
}

}  // namespace

const Rule kAuthUnverified{kInfo, check};

}  // namespace convotic::lint
