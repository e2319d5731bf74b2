#include "lint/findings.hpp"
#include "lint/rules/path_segments.hpp"
#include "lint/rules/route_pairs.hpp"
#include "lint/rules/route_text.hpp"
#include "lint/rules/rules.hpp"

#include <fmt/format.h>

#include <cctype>

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {{R"(export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "GET",
      path: "/Orders",
      handler: async () => ({ status: 200 }),
    });
    sdk.registerRoute({
      method: "GET",
      path: "/orders",
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
    sdk.registerRoute({
      method: "GET",
      path: "/orders/open",
      handler: async () => ({ status: 200 }),
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "path/case",
    .severity = Severity::info,
    .profile = RuleInfo::Profile::pedantic,
    .summary = "Two routes differ only in the case of letters",
    .why = "Whether case counts is not documented. Where it does not, one of the two is never "
           "reached.",
    .known_problems = "",
    .wrong = kWrong,
    .right = kRight,
};

std::string fixed_lower(std::string path) {
  for (char& c : path)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return path;
}

void check(const Model& model, Findings& out) {
  each_pair(model, [&](const Route& first, const Route& second) {
    if (overlap_of(first.path.text, second.path.text) == Overlap::same) return;
    if (overlap_of(fixed_lower(first.path.text), fixed_lower(second.path.text)) != Overlap::same) return;
    Finding finding = about(second, second.path.at,
                            fmt::format("\"{}\" and \"{}\" differ only in the case of letters",
                                        first.path.text, second.path.text));
    finding.related.push_back({first.path.at, "the other is here"});
    finding.help = "paths in lower case only cannot collide";
    out.add(kInfo, std::move(finding));
  });
}

}  // namespace

const Rule kPathCase{kInfo, check};

}  // namespace convotic::lint
