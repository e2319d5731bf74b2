#include "lint/findings.hpp"
#include "lint/rules/rules.hpp"

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {{R"(import { createHmac, timingSafeEqual } from "node:crypto";

export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/orders",
      auth: false,
      handler: async (req, ctx) => {
        const given = Buffer.from(String(req.headers["x-signature"]), "hex");
        const expected = createHmac("sha256", process.env.ORDERS_SECRET).update(req.headers["x-request-id"]).digest();
        if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { status: 401 };
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
    .id = "auth/body-not-covered",
    .severity = Severity::warning,
    .profile = RuleInfo::Profile::recommended,
    .summary = "The signature does not cover the body, and the body is used",
    .why = "A signature over a timestamp or a path says nothing of the body: whoever has seen one such "
           "request can send any other with it.",
    .known_problems = "Tokens that say who is calling (bearer, basic) are not meant to cover a body.",
    .cwe = 345,
    .fixable = RuleInfo::Fixable::no,
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  pass_on(kInfo, model, out);
}

}  // namespace

const Rule kAuthBodyNotCovered{kInfo, check};

}  // namespace convotic::lint
