#include "lint/findings.hpp"
#include "lint/rules/rules.hpp"

#include <fmt/format.h>

namespace convotic::lint {
namespace {

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
    .id = "meta/budget",
    .severity = Severity::warning,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A file or route cannot be checked in full",
    .why = "The analysis has limits of size, depth and time, so that no file can hold it up. What is "
           "beyond them is not checked, and is never counted as clean.",
    .known_problems = "Bundled and generated files are the usual case.",
    .wrong = {},
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  for (const BudgetStop& stop : model.budget_stops) {
    Finding finding;
    finding.at = stop.at;
    finding.message = fmt::format("not checked: {}", stop.what);
    finding.help = !stop.help.empty()
                       ? stop.help
                       : "split it, or leave it out with \"exclude\" in convotic.json if it is generated";
    out.add(kInfo, std::move(finding));
  }
}

}  // namespace

const Rule kMetaBudget{kInfo, check};

}  // namespace convotic::lint
