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
        const secret = process.env.ORDERS_SECRET ?? "";
        const given = Buffer.from(String(req.headers["x-signature"]), "hex");
        const expected = createHmac("sha256", secret).update(JSON.stringify(req.body)).digest();
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
        const secret = process.env.ORDERS_SECRET ?? "";
        if (!secret) return { status: 500 };
        const given = Buffer.from(String(req.headers["x-signature"]), "hex");
        const expected = createHmac("sha256", secret).update(JSON.stringify(req.body)).digest();
        if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { status: 401 };
        await ctx.contacts.update("c_1", { note: req.body.note });
        return { status: 200 };
      },
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "crypto/secret-fallback",
    .severity = Severity::error,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A secret that is not set is replaced by one that everybody knows",
    .why = "`process.env.SECRET ?? \"\"` signs with the empty key when the variable is forgotten, and "
           "anybody can do that.",
    .known_problems = "A fallback that an earlier test refuses is not reported, nor are public keys.",
    .cwe = 1188,
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  pass_on(kInfo, model, out);
}

}  // namespace

const Rule kCryptoSecretFallback{kInfo, check};

}  // namespace convotic::lint
