#include "lint/findings.hpp"
#include "lint/rules/route_options.hpp"
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
      path: "/orders",
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
    .id = "route/missing-field",
    .severity = Severity::error,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A route lacks its method, path or handler",
    .why = "registerRoute needs all three. Without one the module does not load, or the route never "
           "answers.",
    .known_problems = "Where the object spreads something unknown, nothing is said: the field may come from "
                      "there.",
    .wrong = kWrong,
    .right = kRight,
};

// Whether a key was meant to be the field, which route/unknown-option tells.
bool misspelt(const Route& route, std::string_view field) {
  for (const RouteProperty& property : route.properties)
    if (!is_route_option(property.name) && meant_option(property.name) == field) return true;
  return false;
}

void check(const Model& model, Findings& out) {
  each_route(model, [&](const ModuleFile&, const Route& route) {
    if (route.has_unknown_spread) return;
    for (const std::string_view field : {"method", "path", "handler"}) {
      const RouteProperty* property = property_of(route, field);
      const bool missing = property == nullptr || property->value.kind == Folded::Kind::undefined;
      if (!missing || misspelt(route, field)) continue;
      const Range at = property == nullptr ? route.site : property->at;
      Finding finding = about(route, at, fmt::format("the route has no \"{}\"", field));
      finding.help = field == "method" ? "add method: \"POST\" or another of GET, PUT, PATCH and DELETE"
                     : field == "path" ? "add path: \"/...\""
                                       : "add handler: async (req, ctx) => ({ status: 200 })";
      out.add(kInfo, std::move(finding));
    }
  });
}

}  // namespace

const Rule kRouteMissingField{kInfo, check};

}  // namespace convotic::lint
