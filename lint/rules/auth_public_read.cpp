#include "lint/findings.hpp"
#include "lint/rules/rules.hpp"

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {{R"(export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "GET",
      path: "/orders",
      auth: false,
      handler: async (req, ctx) => {
        const answer = await fetch("https://prices.example/today");
        return { status: 200, body: await answer.json() };
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
      method: "GET",
      path: "/orders",
      auth: false,
      handler: async (req, ctx) => {
        return { status: 200, body: { ok: true } };
      },
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "auth/public-read",
    .severity = Severity::info,
    .profile = RuleInfo::Profile::audit,
    .summary = "An open route returns data that does not come from ctx",
    .why = "Worth a look: what is fetched or read from a file is public with the route.",
    .known_problems = "",
    .cwe = 200,
    .fixable = RuleInfo::Fixable::no,
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  pass_on(kInfo, model, out);
}

}  // namespace

const Rule kAuthPublicRead{kInfo, check};

}  // namespace convotic::lint
