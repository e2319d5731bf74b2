#include "lint/findings.hpp"
#include "lint/rules/route_text.hpp"
#include "lint/rules/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {{R"(export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "GET",
      path: "/orders",
      handler: async (req) => ({ status: 200, body: { agent: req.headers["User-Agent"] } }),
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
      handler: async (req) => ({ status: 200, body: { agent: req.headers["user-agent"] } }),
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "request/header-case",
    .severity = Severity::info,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A header is looked up by a name with capital letters",
    .why = "The names in req.headers are lower-case in every Node server and in convotic dev, so "
           "such a lookup gives undefined. The documentation does not say which case Convotic uses.",
    .known_problems = "A platform that keeps the case in which a header was sent would need both. Where the "
                      "lower-case name is read too, nothing is said.",
    .fixable = RuleInfo::Fixable::safe,
    .wrong = kWrong,
    .right = kRight,
};

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// Whether the handler also reads the name in lower case, so that it is ready for either.
bool looked_up(const Route& route, const std::string& name) {
  return std::any_of(route.chain.header_reads.begin(), route.chain.header_reads.end(),
                     [&](const NamedRead& read) { return read.name == name; });
}

// A key in quotes stays in quotes; a name after a dot is a name still, since only letters change.
std::optional<Edit> replaced(const Model& model, const NamedRead& read, const std::string& lower) {
  std::string text(text_of(model, read.at));
  const std::size_t at = text.find(read.name);
  if (at == std::string::npos || text.size() > read.name.size() + 2) return std::nullopt;
  // `{ Authorization }` would rename a variable.
  if (at == 0) return std::nullopt;
  text.replace(at, read.name.size(), lower);
  return Edit{read.at, text};
}

void check(const Model& model, Findings& out) {
  std::set<std::pair<std::uint32_t, std::uint32_t>> seen;  // a handler may be shared
  each_route(model, [&](const ModuleFile&, const Route& route) {
    for (const NamedRead& read : route.chain.header_reads) {
      const std::string lower = lower_case(read.name);
      if (lower == read.name || looked_up(route, lower)) continue;
      if (!seen.emplace(read.at.file, read.at.begin).second) continue;
      Finding finding =
          about(route, read.at, fmt::format("header names are lower-case: there is no \"{}\"", read.name));
      finding.help = fmt::format("write \"{}\"", lower);
      if (const auto edit = replaced(model, read, lower))
        finding.fixes.push_back({fmt::format("write \"{}\"", lower), Fix::Applicability::safe, {*edit}});
      out.add(kInfo, std::move(finding));
    }
  });
}

}  // namespace

const Rule kRequestHeaderCase{kInfo, check};

}  // namespace convotic::lint
