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
        const expected = createHmac("sha256", "whsec_4f9a7c1e").update(JSON.stringify(req.body)).digest();
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
    .id = "crypto/hardcoded-secret",
    .severity = Severity::error,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A secret is written in the code",
    .why = "Everybody who can read the repository, or the bundle, can sign. Take it from the environment, "
           "and replace the one that was committed.",
    .known_problems = "Public keys may be written down.",
    .cwe = 798,
    .fixable = RuleInfo::Fixable::no,
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  pass_on(kInfo, model, out);
}

}  // namespace

const Rule kCryptoHardcodedSecret{kInfo, check};

}  // namespace convotic::lint
