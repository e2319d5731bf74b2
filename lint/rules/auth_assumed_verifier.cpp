#include "lint/findings.hpp"
#include "lint/rules/rules.hpp"

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {{R"(import { verifyAcme } from "@acme/webhooks";

export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/orders",
      auth: false,
      handler: async (req, ctx) => {
        if (!(await verifyAcme(req.headers, req.body))) return { status: 401 };
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
    .id = "auth/assumed-verifier",
    .severity = Severity::info,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A guard is trusted by its name, since it cannot be seen into",
    .why = "It is a call into a package that the linter does not know. It takes the request, and what it "
           "says decides. Name it in verifiers to say that it is one.",
    .known_problems = "",
    .fixable = RuleInfo::Fixable::no,
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  pass_on(kInfo, model, out);
}

}  // namespace

const Rule kAuthAssumedVerifier{kInfo, check};

}  // namespace convotic::lint
