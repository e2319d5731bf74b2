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
      handler: async () => {
        const total = ;
        return { status: 200, body: { total } };
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
      handler: async () => ({ status: 200 }),
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "meta/parse-error",
    .severity = Severity::warning,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A syntax error hides code from the linter",
    .why = "What lies around a syntax error cannot be read reliably. In a route, or in a function "
           "that a route runs, that is an error: a missing check may have been overlooked.",
    .known_problems = "A few valid forms are unknown to the grammar, such as import defer and export type * "
                      "from.",
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  for (const SyntaxError& error : model.syntax_errors) {
    Finding finding;
    finding.at = error.at;
    finding.message = error.in_route ? "a syntax error in what a route runs: the route is not checked"
                                     : "a syntax error: what is around it may not be checked";
    finding.help = "mend it; convotic dev shows what the compiler says";
    for (const ModuleFile& module : model.modules)
      for (const Route& route : module.routes)
        if (error.in_route && route.site.file == error.at.file && route.site.begin <= error.at.begin &&
            error.at.end <= route.site.end) {
          finding.route_range = route.site;
          finding.route = key_of(route);
        }
    out.add(kInfo, error.in_route ? Severity::error : kInfo.severity, std::move(finding));
  }
}

}  // namespace

const Rule kMetaParseError{kInfo, check};

}  // namespace convotic::lint
