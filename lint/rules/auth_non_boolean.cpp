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
      auth: "false",
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
      auth: false,
      handler: async (req, ctx) => {
        return { status: 200 };
      },
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "auth/non-boolean",
    .severity = Severity::warning,
    .profile = RuleInfo::Profile::recommended,
    .summary = "`auth` is neither true nor false",
    .why = "It is not documented what another value does. \"false\" is a string, and truthy.",
    .known_problems = "",
    .cwe = 704,
    .fixable = RuleInfo::Fixable::safe,
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  pass_on(kInfo, model, out);
}

}  // namespace

const Rule kAuthNonBoolean{kInfo, check};

}  // namespace convotic::lint
