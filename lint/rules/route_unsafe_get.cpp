#include "lint/findings.hpp"
#include "lint/rules/route_text.hpp"
#include "lint/rules/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {{R"(export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "GET",
      path: "/orders/:id/seen",
      handler: async (req, ctx) => {
        await ctx.contacts.addTag(req.params.id, "seen");
        return { status: 204 };
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
      method: "POST",
      path: "/orders/:id/seen",
      handler: async (req, ctx) => {
        await ctx.contacts.addTag(req.params.id, "seen");
        return { status: 204 };
      },
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "route/unsafe-get",
    .severity = Severity::info,
    .profile = RuleInfo::Profile::pedantic,
    .summary = "A GET route changes data",
    .why = "Browsers, proxies, link previews and retries send GET requests that nobody asked for, "
           "and expect them to change nothing.",
    .known_problems = "Counting clicks on a link is done this way on purpose.",
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  each_route(model, [&](const ModuleFile&, const Route& route) {
    if (route.method.kind != Folded::Kind::string || route.method.text != "GET") return;
    const auto write = std::find_if(route.chain.effects.begin(), route.chain.effects.end(),
                                    [](const EffectSite& effect) { return effect.write; });
    if (write == route.chain.effects.end()) return;
    Finding finding = about(route, route.method.at, fmt::format("a GET request reaches {}", write->call));
    finding.related.push_back({write->at, fmt::format("{} changes data", write->call)});
    finding.help = "use POST, PUT, PATCH or DELETE for what changes data";
    out.add(kInfo, std::move(finding));
  });
}

}  // namespace

const Rule kRouteUnsafeGet{kInfo, check};

}  // namespace convotic::lint
