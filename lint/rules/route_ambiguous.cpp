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
      path: "/orders/:id/lines",
      handler: async () => ({ status: 200 }),
    });
    sdk.registerRoute({
      method: "GET",
      path: "/orders/open/:line",
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
      path: "/orders/:id/lines",
      handler: async () => ({ status: 200 }),
    });
    sdk.registerRoute({
      method: "GET",
      path: "/open-orders/:line",
      handler: async () => ({ status: 200 }),
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "route/ambiguous",
    .severity = Severity::warning,
    .profile = RuleInfo::Profile::recommended,
    .summary = "Two routes take some of the same requests, and neither is more specific",
    .why = "Which of them answers such a request is not documented.",
    .known_problems =
        "With \"routing\": \"ordered\" or \"specificity\" in the configuration nothing is said: then it "
        "is decided.",
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  if (out.config().routing != Config::Routing::unspecified) return;
  each_pair(model, [&](const Route& first, const Route& second) {
    if (overlap_of(first.path.text, second.path.text) != Overlap::crossed) return;
    Finding finding = about(second, second.path.at,
                            fmt::format("{} and {} take some of the same requests", name_of(key_of(first)),
                                        name_of(key_of(second))));
    finding.related.push_back({first.path.at, fmt::format("the other is {}", name_of(key_of(first)))});
    finding.help = "give one of them a path that the other cannot match";
    out.add(kInfo, std::move(finding));
  });
}

}  // namespace

const Rule kRouteAmbiguous{kInfo, check};

}  // namespace convotic::lint
