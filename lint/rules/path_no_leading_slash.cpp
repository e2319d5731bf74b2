#include "lint/findings.hpp"
#include "lint/rules/path_segments.hpp"
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
      method: "POST",
      path: "orders/new",
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
      path: "/orders/new",
      handler: async () => ({ status: 200 }),
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "path/no-leading-slash",
    .severity = Severity::error,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A route's path does not begin with a slash",
    .why = "The path is appended to https://api.convotic.com/v1/modules/<name>. Without a slash the "
           "two run together, and the route is refused or never reached.",
    .known_problems = "A path that begins with something unknown is not judged.",
    .fixable = RuleInfo::Fixable::safe,
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  each_route(model, [&](const ModuleFile&, const Route& route) {
    if (!is_path(route.path)) return;
    const std::string& path = route.path.text;
    if (path.starts_with('/') || path.starts_with(kHole)) return;
    if (path.find("://") != std::string::npos) return;  // path/module-prefix tells it
    const std::string better = "/" + path;
    Finding finding =
        about(route, route.path.at,
              path.empty() ? std::string("the path is empty")
                           : fmt::format("the path \"{}\" must begin with \"/\"", key_of(route).path));
    finding.help = path.empty() ? "the path of the module itself is \"/\"" : "put a slash in front of it";
    if (const Range first = place_in(model, route.path, 0, 1); first.begin != route.path.at.begin)
      finding.fixes.push_back(
          {"insert \"/\"", Fix::Applicability::safe, {{{first.file, first.begin, first.begin}, "/"}}});
    else if (path.empty() && text_of(model, route.path.at).size() == 2)
      finding.fixes.push_back(
          {"write \"/\"",
           Fix::Applicability::safe,
           {{{route.path.at.file, route.path.at.begin + 1, route.path.at.begin + 1}, better}}});
    out.add(kInfo, std::move(finding));
  });
}

}  // namespace

const Rule kPathNoLeadingSlash{kInfo, check};

}  // namespace convotic::lint
