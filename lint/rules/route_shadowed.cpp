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
      path: "/orders/open",
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
      path: "/orders/open",
      handler: async () => ({ status: 200 }),
    });
    sdk.registerRoute({
      method: "GET",
      path: "/orders/:id",
      handler: async () => ({ status: 200 }),
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "route/shadowed",
    .severity = Severity::warning,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A route stands behind one with a parameter that takes its requests",
    .why = "The documentation does not say in which order routes are tried. If it is the order of "
           "registration, the second route is never reached.",
    .known_problems = "convotic dev tries the more specific route first. If Convotic does the same, set "
                      "\"routing\": \"specificity\" in the configuration.",
    .fixable = RuleInfo::Fixable::unsafe,
    .wrong = kWrong,
    .right = kRight,
};

// Nothing where the calls are not two that stand apart.
std::vector<Edit> swapped(const Model& model, const Range& first, const Range& second) {
  if (first.file != second.file || first.end > second.begin) return {};
  return {{first, std::string(text_of(model, second))}, {second, std::string(text_of(model, first))}};
}

void check(const Model& model, Findings& out) {
  if (out.config().routing == Config::Routing::specificity) return;
  each_pair(model, [&](const Route& first, const Route& second) {
    if (overlap_of(first.path.text, second.path.text) != Overlap::first_wide) return;
    const bool sure = out.config().routing == Config::Routing::ordered;
    Finding finding =
        about(second, second.path.at,
              fmt::format("{} {} behind {}", name_of(key_of(second)),
                          sure ? "is never reached" : "may never be reached", name_of(key_of(first))));
    finding.related.push_back(
        {first.path.at, fmt::format("{} also takes its requests", name_of(key_of(first)))});
    finding.help = "register it before the other one";
    if (const auto edits = swapped(model, first.call, second.call); !edits.empty())
      finding.fixes.push_back({"swap the two registrations", Fix::Applicability::unsafe, edits});
    out.add(kInfo, std::move(finding));
  });
}

}  // namespace

const Rule kRouteShadowed{kInfo, check};

}  // namespace convotic::lint
