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
        const expected = createHmac("md5", process.env.ORDERS_SECRET).update(JSON.stringify(req.body)).digest();
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
    .id = "crypto/weak-hash",
    .severity = Severity::warning,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A signature is made with MD5, or by hashing secret and body together",
    .why = "MD5 is broken, and a hash over secret and body can be extended by whoever has seen one. "
           "HMAC-SHA-1 holds, but only where the provider asks for it.",
    .known_problems = "HMAC-SHA-1 is an information only.",
    .cwe = 327,
    .fixable = RuleInfo::Fixable::no,
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  pass_on(kInfo, model, out);
}

}  // namespace

const Rule kCryptoWeakHash{kInfo, check};

}  // namespace convotic::lint
