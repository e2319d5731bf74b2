#include "lint/findings.hpp"
#include "lint/rules/path_segments.hpp"
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
      path: "/teams/:teamId",
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
      path: "/teams/:teamId",
      handler: async (req) => ({ status: 200, body: { id: req.params.teamId } }),
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "path/unused-param",
    .severity = Severity::info,
    .profile = RuleInfo::Profile::pedantic,
    .summary = "A path has a parameter that its handler never reads",
    .why = "It is left over, or something else is read by mistake.",
    .known_problems =
        "Paths that mirror a hierarchy have parameters that only some handlers need. Where req or "
        "req.params is handed on, nothing is said.",
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  each_route(model, [&](const ModuleFile&, const Route& route) {
    if (!is_path(route.path) || route.chain.params_escape) return;
    if (route.handler.kind != Folded::Kind::function) return;
    for (const Segment& param : params_of(route.path.text)) {
      const bool read =
          std::any_of(route.chain.param_reads.begin(), route.chain.param_reads.end(),
                      [&](const NamedRead& other) { return other.name == param.text.substr(1); });
      if (read) continue;
      Finding finding = about(route, place_in(model, route.path, param.offset, param.text.size()),
                              fmt::format("\"{}\" is never read", param.text));
      finding.help = fmt::format("read req.params.{}, or leave it out of the path", param.text.substr(1));
      out.add(kInfo, std::move(finding));
    }
  });
}

}  // namespace

const Rule kPathUnusedParam{kInfo, check};

}  // namespace convotic::lint
