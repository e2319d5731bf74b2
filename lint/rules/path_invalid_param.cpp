#include "lint/findings.hpp"
#include "lint/rules/path_segments.hpp"
#include "lint/rules/route_text.hpp"
#include "lint/rules/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {{R"(export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "GET",
      path: "/orders/{orderId}",
      handler: async () => ({ status: 200 }),
    });
  },
};
)"},
                              {R"(export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "GET",
      path: "/files/*",
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
      path: "/orders/:orderId",
      handler: async () => ({ status: 200 }),
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "path/invalid-param",
    .severity = Severity::error,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A parameter in a path is not written as :name",
    .why = "Convotic documents one form: a whole segment of a colon and a name. Braces, brackets, "
           "patterns, wildcards and optional parameters of other routers are taken as plain text at "
           "best.",
    .known_problems =
        "A colon within a segment, as in /v1/orders:cancel, is valid elsewhere; Convotic does not "
        "document what it does.",
    .fixable = RuleInfo::Fixable::safe,
    .wrong = kWrong,
    .right = kRight,
};

struct Problem {
  std::string message;
  std::string help;
  std::string better;  // the segment as it should be, where that is certain
};

// `{id}`, `[id]` and `<id>` of other routers.
std::optional<std::string_view> bracketed(std::string_view segment) {
  for (const std::string_view pair : {"{}", "[]", "<>"})
    if (segment.size() > 2 && segment.front() == pair.front() && segment.back() == pair.back())
      return segment.substr(1, segment.size() - 2);
  return std::nullopt;
}

std::optional<Problem> colon_problem(std::string_view segment) {
  const std::string_view name = segment.substr(1);
  if (is_param_name(name)) return std::nullopt;
  if (name.empty()) return Problem{"\":\" has no name", "write a name after it: \":id\"", ""};
  if (name.ends_with('?') && is_param_name(name.substr(0, name.size() - 1)))
    return Problem{fmt::format("optional parameters are not documented: \"{}\"", segment),
                   "register two routes, one without the segment", ""};
  if (name.find_first_of("(*+") != std::string_view::npos)
    return Problem{fmt::format("patterns of parameters are not documented: \"{}\"", segment),
                   fmt::format("take \"{}\" and check the value in the handler",
                               segment.substr(0, segment.find_first_of("(*+"))),
                   ""};
  return Problem{fmt::format("\"{}\" is no name of a parameter", name),
                 "it has letters, digits and \"_\", and does not begin with a digit", ""};
}

std::optional<Problem> problem_of(std::string_view segment) {
  if (segment.starts_with(':')) return colon_problem(segment);
  if (const auto name = bracketed(segment)) {
    const bool plain = is_param_name(*name);
    return Problem{fmt::format("\"{}\" is plain text here, not a parameter", segment),
                   plain ? fmt::format("write \":{}\"", *name) : "a parameter is written \":name\"",
                   plain ? fmt::format(":{}", *name) : std::string()};
  }
  if (segment.find('*') != std::string_view::npos)
    return Problem{fmt::format("wildcards are not documented: \"{}\"", segment),
                   "register a route for each depth, with parameters", ""};
  if (segment.find(':') != std::string_view::npos)
    return Problem{fmt::format("the colon in \"{}\" does not begin a segment", segment),
                   "a parameter takes a whole segment: \"/:name\"", ""};
  return std::nullopt;
}

void check(const Model& model, Findings& out) {
  each_route(model, [&](const ModuleFile&, const Route& route) {
    if (!is_path(route.path)) return;
    for (const Segment& segment : segments_of(route.path.text)) {
      if (segment.has_hole()) continue;
      const auto problem = problem_of(segment.text);
      if (!problem) continue;
      const Range at =
          place_in(model, route.path, segment.offset, std::max<std::size_t>(1, segment.text.size()));
      Finding finding = about(route, at, problem->message);
      finding.help = problem->help;
      if (!problem->better.empty() && at.begin != route.path.at.begin)
        finding.fixes.push_back({fmt::format("write \"{}\"", problem->better),
                                 Fix::Applicability::safe,
                                 {{at, problem->better}}});
      out.add(kInfo, std::move(finding));
    }
  });
}

}  // namespace

const Rule kPathInvalidParam{kInfo, check};

}  // namespace convotic::lint
