#include "core/base/nearest.hpp"
#include "lint/findings.hpp"
#include "lint/rules/route_options.hpp"
#include "lint/rules/route_text.hpp"
#include "lint/rules/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {{R"(const audit = async (req, ctx, next) => next();

export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/orders",
      middlewares: [audit],
      handler: async () => ({ status: 200 }),
    });
  },
};
)"}};

constexpr Example kRight[] = {{R"(const audit = async (req, ctx, next) => next();

export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/orders",
      middleware: [audit],
      handler: async () => ({ status: 200 }),
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "route/unknown-option",
    .severity = Severity::warning,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A route has a key that Convotic does not know",
    .why = "Unknown keys do nothing. Where one is close to a real key, what it was to do is silently "
           "off: a guard under middlewares never runs.",
    .known_problems =
        "Options that Convotic adds later are named under route.extraOptions of the configuration "
        "until convotic knows them.",
    .fixable = RuleInfo::Fixable::safe,
    .wrong = kWrong,
    .right = kRight,
};

Edit renamed(const Model& model, const RouteProperty& property, const std::string& name) {
  const std::string_view key = text_of(model, property.name_at);
  // `{ middlewares }` names a variable too.
  if (property.name_at.begin == property.at.begin && property.name_at.end == property.at.end)
    return {property.name_at, fmt::format("{}: {}", name, key)};
  const bool quoted = key.size() >= 2 && (key.front() == '"' || key.front() == '\'');
  return {property.name_at, quoted ? key.front() + name + key.front() : name};
}

void check(const Model& model, Findings& out) {
  const std::vector<std::string>& extra = out.config().extra_route_options;
  each_route(model, [&](const ModuleFile&, const Route& route) {
    for (const RouteProperty& property : route.properties) {
      if (is_route_option(property.name)) continue;
      if (std::find(extra.begin(), extra.end(), property.name) != extra.end()) continue;
      const auto meant = meant_option(property.name);
      Finding finding =
          about(route, property.name_at, fmt::format("a route has no option \"{}\"", property.name));
      if (!meant) {
        finding.help = "it has no effect; Convotic knows method, path, auth, middleware and handler";
        out.add(kInfo, std::move(finding));
        continue;
      }
      finding.help = fmt::format("it has no effect; did you mean \"{}\"?", *meant);
      if (property_of(route, *meant) == nullptr && base::edit_distance(property.name, *meant) <= 2)
        finding.fixes.push_back({fmt::format("rename it to \"{}\"", *meant),
                                 Fix::Applicability::safe,
                                 {renamed(model, property, *meant)}});
      out.add(kInfo, Severity::error, std::move(finding));
    }
  });
}

}  // namespace

const Rule kRouteUnknownOption{kInfo, check};

}  // namespace convotic::lint
