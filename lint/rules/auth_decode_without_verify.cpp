#include "lint/findings.hpp"
#include "lint/rules/rules.hpp"

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {{R"(import jwt from "jsonwebtoken";

export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/orders",
      auth: false,
      handler: async (req, ctx) => {
        const claims = jwt.decode(req.headers.authorization);
        if (!claims) return { status: 401 };
        await ctx.contacts.update(claims.sub, { note: req.body.note });
        return { status: 200 };
      },
    });
  },
};
)"}};

constexpr Example kRight[] = {{R"(import jwt from "jsonwebtoken";

export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/orders",
      auth: false,
      handler: async (req, ctx) => {
        const claims = jwt.verify(req.headers.authorization, process.env.JWT_SECRET, { algorithms: ["HS256"] });
        await ctx.contacts.update(claims.sub, { note: "seen" });
        return { status: 200 };
      },
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "auth/decode-without-verify",
    .severity = Severity::error,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A token is decoded and believed, without its signature being checked",
    .why = "Decoding a JWT reads what its sender wrote. Only verify checks that it was signed by somebody "
           "you know.",
    .known_problems = "Decoding to pick a key, with a verification afterwards, is fine.",
    .cwe = 347,
    .fixable = RuleInfo::Fixable::no,
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  pass_on(kInfo, model, out);
}

}  // namespace

const Rule kAuthDecodeWithoutVerify{kInfo, check};

}  // namespace convotic::lint
