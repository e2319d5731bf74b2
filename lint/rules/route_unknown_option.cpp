#include "core/base/nearest.hpp"
#include "lint/findings.hpp"
#include "lint/rules/route_options.hpp"
#include "lint/rules/route_text.hpp"
#include "lint/rules/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

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

// The key of the property as it is written, with its quotes; empty where the property is made by code.
Range key_of(const Model& model, const RouteProperty& property) {
  const std::string_view text = text_of(model, property.at);
  const bool quoted = text.starts_with('"') || text.starts_with('\'');
  if (text.substr(quoted ? 1 : 0, property.name.size()) != property.name) return {};
  const std::size_t length = property.name.size() + (quoted ? 2 : 0);
  return {property.at.file, property.at.begin, property.at.begin + static_cast<std::uint32_t>(length)};
}

std::optional<Edit> renamed(const Model& model, const RouteProperty& property, const std::string& name) {
  const Range key = key_of(model, property);
  if (key.end == key.begin) return std::nullopt;
  // `{ middlewares }` names a variable too.
  if (key.end == property.at.end) return Edit{key, fmt::format("{}: {}", name, property.name)};
  const char quote = text_of(model, key).front();
  return Edit{key, quote == '"' || quote == '\'' ? quote + name + quote : name};
}

void check(const Model& model, Findings& out) {
  const std::vector<std::string>& extra = out.config().extra_route_options;
  each_route(model, [&](const ModuleFile&, const Route& route) {
    for (const RouteProperty& property : route.properties) {
      if (is_route_option(property.name)) continue;
      if (std::find(extra.begin(), extra.end(), property.name) != extra.end()) continue;
      const auto meant = meant_option(property.name);
      Finding finding =
          about(route, key_of(model, property).end > 0 ? key_of(model, property) : property.name_at,
                fmt::format("a route has no option \"{}\"", property.name));
      if (!meant) {
        finding.help = "it has no effect; Convotic knows method, path, auth, middleware and handler";
        out.add(kInfo, std::move(finding));
        continue;
      }
      finding.help = fmt::format("it has no effect; did you mean \"{}\"?", *meant);
      const bool certain =
          property_of(route, *meant) == nullptr && base::edit_distance(property.name, *meant) <= 2;
      if (const auto edit = certain ? renamed(model, property, *meant) : std::nullopt)
        finding.fixes.push_back(
            {fmt::format("rename it to \"{}\"", *meant), Fix::Applicability::safe, {*edit}});
      out.add(kInfo, Severity::error, std::move(finding));
    }
  });
}

}  // namespace

const Rule kRouteUnknownOption{kInfo, check};

}  // namespace convotic::lint
