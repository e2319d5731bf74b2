#include "core/base/utf8.hpp"
#include "lint/findings.hpp"
#include "lint/rules/path_segments.hpp"
#include "lint/rules/route_text.hpp"
#include "lint/rules/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {{R"(export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "GET",
      path: "/orders?open=1",
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
    .id = "path/invalid-character",
    .severity = Severity::error,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A path has a character that cannot stand in a URL's path",
    .why = "Requests arrive with such characters encoded, or cut off at a ? or #, so the route never "
           "matches.",
    .known_problems = "",
    .wrong = kWrong,
    .right = kRight,
};

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
}

// Whether path/invalid-param has something to say of the segment around `at`.
bool in_odd_param(std::string_view path, std::size_t at) {
  const std::size_t start = path.rfind('/', at) + 1;
  const std::string_view segment = path.substr(start, std::min(path.find('/', at), path.size()) - start);
  const bool brackets =
      segment.size() > 2 && std::string_view("{[<").find(segment.front()) != std::string_view::npos;
  return segment.starts_with(':') || brackets;
}

// What is wrong with the character, and what to do.
std::optional<std::pair<std::string, std::string>> problem_at(std::string_view path, std::size_t at,
                                                              std::size_t length) {
  const char c = path[at];
  const auto code = static_cast<unsigned char>(c);
  if (c == kHole || in_odd_param(path, at)) return std::nullopt;
  if (c == '%') {
    if (path.size() >= at + 3 && is_hex(path.substr(at + 1, 2))) return std::nullopt;
    return {{"\"%\" without two hexadecimal digits after it", "write \"%25\" for the character itself"}};
  }
  if (c == '?')
    return {{"a query string is no part of a path", "leave it out, and read req.query in the handler"}};
  if (c == '#') return {{"a fragment never reaches a server", "leave it out"}};
  if (code < 0x20 || code == 0x7f)
    return {{fmt::format("a control character (0x{:02x}) in the path", code), "leave it out"}};
  if (code >= 0x80)
    return {{fmt::format("\"{}\" must be written in %-form in a path", path.substr(at, length)),
             "requests arrive encoded"}};
  if (std::string_view(" \\\"^`|{}[]<>").find(c) != std::string_view::npos)
    return {{fmt::format("\"{}\" cannot stand in a path", c == '\\' ? std::string("\\") : std::string(1, c)),
             c == '\\' ? "segments are separated by \"/\"" : fmt::format("write \"%{:02X}\"", code)}};
  return std::nullopt;
}

void check(const Model& model, Findings& out) {
  each_route(model, [&](const ModuleFile&, const Route& route) {
    if (!is_path(route.path) || route.path.text.find("://") != std::string::npos) return;
    const std::string& path = route.path.text;
    for (std::size_t at = 0; at < path.size(); ++at) {
      const std::size_t length =
          std::max<std::size_t>(1, base::utf8_sequence(std::string_view(path).substr(at)));
      const auto problem = problem_at(path, at, length);
      if (!problem) {
        at += length - 1;
        continue;
      }
      Finding finding = about(route, place_in(model, route.path, at, length), problem->first);
      finding.help = problem->second;
      out.add(kInfo, std::move(finding));
      return;  // one is enough
    }
  });
}

}  // namespace

const Rule kPathInvalidCharacter{kInfo, check};

}  // namespace convotic::lint
