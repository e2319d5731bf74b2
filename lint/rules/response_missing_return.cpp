#include "lint/findings.hpp"
#include "lint/rules/rules.hpp"

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {{R"(export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/orders",
      auth: true,
      handler: async (req, ctx) => {
        if (req.body.type === "order") {
          return { status: 200 };
        }
      },
    });
  },
};
)"}};

constexpr Example kRight[] = {{R"(export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/orders",
      auth: true,
      handler: async (req, ctx) => {
        if (req.body.type === "order") {
          return { status: 200 };
        }
        return { status: 204 };
      },
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "response/missing-return",
    .severity = Severity::warning,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A path of a handler ends without a response",
    .why = "A handler must return an object with a status. What happens without one is not documented.",
    .known_problems = "",
    .fixable = RuleInfo::Fixable::no,
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  pass_on(kInfo, model, out);
}

}  // namespace

const Rule kResponseMissingReturn{kInfo, check};

}  // namespace convotic::lint
