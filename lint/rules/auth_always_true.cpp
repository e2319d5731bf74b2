#include "lint/findings.hpp"
#include "lint/rules/rules.hpp"

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {{R"(function verifySignature(req) {
  return true;
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
        if (!verifySignature(req)) return { status: 401 };
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
    .id = "auth/always-true",
    .severity = Severity::error,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A function that is used as a verifier accepts every request",
    .why = "It looks like a check, and no path through it refuses.",
    .known_problems = "Doubles for tests belong behind exclude.",
    .cwe = 571,
    .fixable = RuleInfo::Fixable::no,
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  pass_on(kInfo, model, out);
}

}  // namespace

const Rule kAuthAlwaysTrue{kInfo, check};

}  // namespace convotic::lint
