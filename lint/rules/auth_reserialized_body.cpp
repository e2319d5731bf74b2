#include "lint/findings.hpp"
#include "lint/rules/rules.hpp"

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {{R"(import { createHmac, timingSafeEqual } from "node:crypto";

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

constexpr Example kRight[] = {{R"(import { createHash, timingSafeEqual } from "node:crypto";

export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/orders",
      auth: false,
      handler: async (req, ctx) => {
        if (req.headers["x-token"] === undefined) return { status: 401 };
        const given = createHash("sha256").update(req.headers["x-token"]).digest();
        const expected = createHash("sha256").update(process.env.ORDERS_TOKEN).digest();
        if (!timingSafeEqual(given, expected)) return { status: 401 };
        await ctx.contacts.update("c_1", { note: req.body.note });
        return { status: 200 };
      },
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "auth/reserialized-body",
    .severity = Severity::info,
    .profile = RuleInfo::Profile::recommended,
    .summary = "The signature is computed over the parsed body, written as JSON again",
    .why = "Senders sign the bytes that they send. JSON.stringify gives others where the sender orders, "
           "spaces or escapes differently, and good requests are refused. It is a warning where a raw body "
           "is known to be there.",
    .known_problems = "Some senders sign canonical JSON: suppress it then.",
    .cwe = 345,
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  pass_on(kInfo, model, out);
}

}  // namespace

const Rule kAuthReserializedBody{kInfo, check};

}  // namespace convotic::lint
