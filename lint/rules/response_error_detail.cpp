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
        try {
          jwt.verify(req.headers.authorization, process.env.JWT_SECRET, { algorithms: ["HS256"] });
        } catch (error) {
          return { status: 401, body: { error: error.message } };
        }
        await ctx.contacts.update("c_1", { note: "seen" });
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
        try {
          jwt.verify(req.headers.authorization, process.env.JWT_SECRET, { algorithms: ["HS256"] });
        } catch (error) {
          return { status: 401, body: { error: "not allowed" } };
        }
        await ctx.contacts.update("c_1", { note: "seen" });
        return { status: 200 };
      },
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "response/error-detail",
    .severity = Severity::info,
    .profile = RuleInfo::Profile::recommended,
    .summary = "The message of a verification's error is returned",
    .why = "It tells who is trying what was wrong: the time, the length, the key.",
    .known_problems = "Errors of your own with fixed texts are fine.",
    .cwe = 209,
    .fixable = RuleInfo::Fixable::no,
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  pass_on(kInfo, model, out);
}

}  // namespace

const Rule kResponseErrorDetail{kInfo, check};

}  // namespace convotic::lint
