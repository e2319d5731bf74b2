#include "lint/findings.hpp"
#include "lint/rules/path_segments.hpp"
#include "lint/rules/route_pairs.hpp"
#include "lint/rules/route_text.hpp"
#include "lint/rules/rules.hpp"

#include <fmt/format.h>

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {{R"(export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "GET",
      path: "/orders/:id",
      handler: async () => ({ status: 200 }),
    });
    sdk.registerRoute({
      method: "GET",
      path: "/orders/:orderId",
      handler: async () => ({ status: 200 }),
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
      path: "/orders/:id",
      handler: async () => ({ status: 200 }),
    });
    sdk.registerRoute({
      method: "PUT",
      path: "/orders/:id",
      handler: async () => ({ status: 200 }),
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "route/duplicate",
    .severity = Severity::error,
    .profile = RuleInfo::Profile::recommended,
    .summary = "Two routes of a module answer the same requests",
    .why = "Which of them answers is not documented; the other one never runs. Names of parameters "
           "make no difference.",
    .known_problems =
        "Routes that are registered in branches of which only one is ever taken do not count as "
        "two.",
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  each_pair(model, [&](const Route& first, const Route& second) {
    if (overlap_of(first.path.text, second.path.text) != Overlap::same) return;
    Finding finding =
        about(second, second.path.at, fmt::format("{} is registered twice", name_of(key_of(second))));
    finding.related.push_back({first.path.at, fmt::format("the first is {}", name_of(key_of(first)))});
    finding.help = "leave one of them out, or give it another path";
    out.add(kInfo, std::move(finding));
  });
}

}  // namespace

const Rule kRouteDuplicate{kInfo, check};

}  // namespace convotic::lint
