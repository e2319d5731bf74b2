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
      auth: process.env.NODE_ENV === "production",
      handler: async (req, ctx) => {
        return { status: 200 };
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
        return { status: 200 };
      },
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "auth/dynamic",
    .severity = Severity::warning,
    .profile = RuleInfo::Profile::recommended,
    .summary = "Whether a route is open is not known before it runs",
    .why = "Only `auth: false` as a constant is documented. A value that depends on a setting opens the "
           "route wherever the setting is not what you think, so the route is checked as an open one.",
    .known_problems = "A route that verifies on every path gives an information instead.",
    .cwe = 1188,
    .fixable = RuleInfo::Fixable::no,
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  pass_on(kInfo, model, out);
}

}  // namespace

const Rule kAuthDynamic{kInfo, check};

}  // namespace convotic::lint
