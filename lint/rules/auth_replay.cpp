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
        const stamp = req.headers["x-timestamp"];
        const given = Buffer.from(String(req.headers["x-signature"]), "hex");
        const expected = createHmac("sha256", process.env.ORDERS_SECRET).update(`${stamp}.${JSON.stringify(req.body)}`).digest();
        if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { status: 401 };
        await ctx.contacts.update("c_1", { note: req.body.note });
        return { status: 200 };
      },
    });
  },
};
)"}};

constexpr Example kRight[] = {{R"(import { createHmac, timingSafeEqual } from "node:crypto";

export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/orders",
      auth: false,
      handler: async (req, ctx) => {
        const stamp = req.headers["x-timestamp"];
        if (!(Math.abs(Date.now() / 1000 - Number(stamp)) < 300)) return { status: 401 };
        const given = Buffer.from(String(req.headers["x-signature"]), "hex");
        const expected = createHmac("sha256", process.env.ORDERS_SECRET).update(`${stamp}.${JSON.stringify(req.body)}`).digest();
        if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { status: 401 };
        await ctx.contacts.update("c_1", { note: req.body.note });
        return { status: 200 };
      },
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "auth/replay",
    .severity = Severity::warning,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A signed time is never compared with the clock",
    .why = "The sender signs a time so that an old request can be refused. Without that test a recorded "
           "request can be sent again for ever.",
    .known_problems = "Refusing an event id that has been seen, before any effect, is accepted too.",
    .cwe = 294,
    .fixable = RuleInfo::Fixable::no,
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  pass_on(kInfo, model, out);
}

}  // namespace

const Rule kAuthReplay{kInfo, check};

}  // namespace convotic::lint
