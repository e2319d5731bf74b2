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
        const claims = jwt.verify(req.headers.authorization, process.env.JWT_SECRET, { algorithms: ["HS256"] });
        ctx.logger.info("caller", { id: claims.sub });
        await ctx.contacts.update(req.body.userId, { note: "seen" });
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
    .id = "request/unverified-source",
    .severity = Severity::info,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A route with a token takes from the body whom it acts on",
    .why = "The token says who is calling. An id from the body lets that caller act on somebody else.",
    .known_problems = "Tokens of administrators may do that.",
    .cwe = 639,
    .fixable = RuleInfo::Fixable::no,
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  pass_on(kInfo, model, out);
}

}  // namespace

const Rule kRequestUnverifiedSource{kInfo, check};

}  // namespace convotic::lint
