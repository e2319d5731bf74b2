#include "lint/findings.hpp"
#include "lint/rules/rules.hpp"

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {{R"(import { createHash } from "node:crypto";

export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/orders",
      auth: false,
      handler: async (req, ctx) => {
        const digest = createHash("sha256").update(JSON.stringify(req.body)).digest("hex");
        if (req.headers["x-signature"] !== digest) return { status: 401 };
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
    .id = "auth/unkeyed-digest",
    .severity = Severity::error,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A plain hash of the request is taken for a signature",
    .why = "Everybody can compute a hash. A signature needs a key that only the two sides know: an HMAC.",
    .known_problems = "A checksum beside a signature is not reported.",
    .cwe = 347,
    .fixable = RuleInfo::Fixable::no,
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  pass_on(kInfo, model, out);
}

}  // namespace

const Rule kAuthUnkeyedDigest{kInfo, check};

}  // namespace convotic::lint
