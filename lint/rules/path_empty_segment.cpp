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
      method: "GET",
      path: "/orders/",
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
      path: "/orders",
      handler: async () => ({ status: 200 }),
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "path/empty-segment",
    .severity = Severity::warning,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A path has an empty segment, ends with a slash, or has . or .. in it",
    .why = "Whether /orders/ and /orders are the same route is not documented; in convotic dev they "
           "are not. Clients and proxies clean up what is empty or a dot, so such a route may never "
           "be reached.",
    .known_problems =
        "A webhook that was registered at its provider with the slash needs it; then suppress the "
        "finding with that reason.",
    .fixable = RuleInfo::Fixable::safe,
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  each_route(model, [&](const ModuleFile&, const Route& route) {
    if (!is_path(route.path) || route.path.text.find("://") != std::string::npos) return;
    const std::string& path = route.path.text;
    const auto segments = segments_of(path);
    for (std::size_t i = 0; i < segments.size(); ++i) {
      const Segment& segment = segments[i];
      const bool dots = segment.text == "." || segment.text == "..";
      if (!segment.text.empty() && !dots) continue;
      const bool last = i + 1 == segments.size();
      // The slash before an empty segment, and the one after it where it is not the last.
      const std::size_t length = dots ? segment.text.size() : 1;
      const std::size_t offset = dots ? segment.offset : segment.offset - 1;
      const Range at = place_in(model, route.path, offset, length);
      Finding finding = about(route, at,
                              dots   ? fmt::format("\"{}\" in a path", segment.text)
                              : last ? std::string("the path ends with \"/\"")
                                     : std::string("two slashes in a row"));
      finding.help = dots   ? "clients and proxies resolve it before the request is sent"
                     : last ? "leave it out: requests without it do not match"
                            : "leave one of them out";
      if (!dots && at.begin != route.path.at.begin)
        finding.fixes.push_back({"leave out the slash", Fix::Applicability::safe, {{at, ""}}});
      out.add(kInfo, std::move(finding));
    }
  });
}

}  // namespace

const Rule kPathEmptySegment{kInfo, check};

}  // namespace convotic::lint
