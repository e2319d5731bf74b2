#include "lint/findings.hpp"
#include "lint/rules/path_segments.hpp"
#include "lint/rules/route_text.hpp"
#include "lint/rules/rules.hpp"

#include <fmt/format.h>

#include <map>

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {{R"(export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "GET",
      path: "/teams/:id/members/:id",
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
      path: "/teams/:teamId/members/:memberId",
      handler: async () => ({ status: 200 }),
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "path/duplicate-param",
    .severity = Severity::error,
    .profile = RuleInfo::Profile::recommended,
    .summary = "Two parameters of a path have the same name",
    .why = "req.params has one value for each name, so one of the two is lost.",
    .known_problems = "",
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  each_route(model, [&](const ModuleFile&, const Route& route) {
    if (!is_path(route.path)) return;
    std::map<std::string_view, Segment> seen;
    for (const Segment& param : params_of(route.path.text)) {
      const auto [first, fresh] = seen.emplace(param.text, param);
      if (fresh) continue;
      Finding finding = about(route, place_in(model, route.path, param.offset, param.text.size()),
                              fmt::format("the path has \"{}\" twice", param.text));
      finding.related.push_back(
          {place_in(model, route.path, first->second.offset, param.text.size()), "the first is here"});
      finding.help = "give each parameter a name of its own";
      out.add(kInfo, std::move(finding));
    }
  });
}

}  // namespace

const Rule kPathDuplicateParam{kInfo, check};

}  // namespace convotic::lint
