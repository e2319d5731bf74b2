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
      method: "POST",
      path: "/v1/modules/orders/new",
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
      method: "POST",
      path: "/new",
      handler: async () => ({ status: 200 }),
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "path/module-prefix",
    .severity = Severity::warning,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A path repeats the prefix that every route has",
    .why = "Convotic puts https://api.convotic.com/v1/modules/<name> in front of a path. A route "
           "with the prefix in its path is reached under both, one after the other.",
    .known_problems = "A module may really have routes below /v1/modules. Only the whole prefix with this "
                      "module's name counts.",
    .fixable = RuleInfo::Fixable::unsafe,
    .wrong = kWrong,
    .right = kRight,
};

// How much of the path is the prefix: the address of a server, and "/v1/modules/<name>".
std::size_t prefix_of(std::string_view path, const Folded& name) {
  std::size_t at = 0;
  if (path.starts_with("http://") || path.starts_with("https://"))
    at = std::min(path.find('/', path.find("://") + 3), path.size());
  constexpr std::string_view kModules = "/v1/modules/";
  if (path.substr(at).starts_with(kModules)) {
    const std::size_t start = at + kModules.size();
    const std::size_t end = std::min(path.find('/', start), path.size());
    const bool known = name.kind == Folded::Kind::string;
    if (end > start && (at > 0 || !known || path.substr(start, end - start) == name.text)) at = end;
  }
  return at;
}

void check(const Model& model, Findings& out) {
  each_route(model, [&](const ModuleFile& module, const Route& route) {
    if (!is_path(route.path)) return;
    const std::string& path = route.path.text;
    const std::size_t length = prefix_of(path, module.name);
    if (length == 0) return;
    const std::string rest = length < path.size() ? path.substr(length) : "/";
    const Range at = place_in(model, route.path, 0, length);
    Finding finding = about(
        route, at,
        fmt::format("the path repeats \"{}\", which Convotic puts in front of it", path.substr(0, length)));
    finding.help = fmt::format("write \"{}\"", rest);
    if (const auto edit = replace_string(model, route.path, rest))
      finding.fixes.push_back({fmt::format("write \"{}\"", rest), Fix::Applicability::unsafe, {*edit}});
    out.add(kInfo, std::move(finding));
  });
}

}  // namespace

const Rule kPathModulePrefix{kInfo, check};

}  // namespace convotic::lint
