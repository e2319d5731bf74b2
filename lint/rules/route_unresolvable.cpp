#include "lint/findings.hpp"
#include "lint/rules/rules.hpp"

#include <fmt/format.h>

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {{R"(import { load } from "route-loader";

export default {
  name: "orders",
  version: "1.0.0",
  async register(sdk) {
    sdk.registerRoute(await load("orders"));
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
    .id = "route/unresolvable",
    .severity = Severity::info,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A route could not be understood, and is not checked",
    .why = "The linter reads code and does not run it. What it cannot follow it does not guess: a "
           "route that it says nothing about may still be open.",
    .known_problems = "None: it says what is not known.",
    .wrong = kWrong,
    .right = kRight,
};

bool within(const Range& inner, const Range& outer) {
  return inner.file == outer.file && inner.begin >= outer.begin && inner.end <= outer.end;
}

// Whether meta/budget tells that the route was given up.
bool stopped(const Model& model, const Route& route) {
  for (const BudgetStop& stop : model.budget_stops)
    if (within(stop.at, route.site) || within(route.site, stop.at) || within(stop.at, route.handler_at))
      return true;
  return false;
}

void check(const Model& model, Findings& out) {
  const Severity severity =
      out.config().profile == Config::Profile::audit ? Severity::warning : Severity::info;
  std::size_t number = 0;
  for (const ModuleFile& module : model.modules) {
    for (const Route& route : module.routes) {
      const RouteSummary* summary = number < model.summaries.size() ? &model.summaries[number] : nullptr;
      ++number;
      const auto add = [&](Range at, std::string message, std::string_view help) {
        Finding finding = about(route, at, std::move(message));
        finding.help = help;
        out.add(kInfo, severity, std::move(finding));
      };
      if (!route.unresolvable.empty()) {
        add(route.site, fmt::format("this route is not checked: {}", route.unresolvable),
            "write the route's object where it is registered, or in a constant");
        continue;
      }
      if (route.damaged) continue;  // meta/parse-error tells it
      for (const std::string_view name : {"method", "path"}) {
        const RouteProperty* property = property_of(route, name);
        if (property != nullptr && property->value.kind == Folded::Kind::unknown)
          add(property->at, fmt::format("the {} of this route is not known before it runs", name),
              "write it as a string, or as a constant made of strings");
      }
      const bool unchecked = summary != nullptr && summary->verdict == Verdict::not_checked;
      if (unchecked && !stopped(model, route))
        add(route.handler_at.end > route.handler_at.begin ? route.handler_at : route.site,
            fmt::format("{} is not checked: what its handler runs cannot be known", name_of(key_of(route))),
            "name a function of this project as the handler");
    }
  }
}

}  // namespace

const Rule kRouteUnresolvable{kInfo, check};

}  // namespace convotic::lint
