#include "core/base/nearest.hpp"
#include "lint/findings.hpp"
#include "lint/rules/route_text.hpp"
#include "lint/rules/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {{R"(export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "post",
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
      method: "POST",
      path: "/orders",
      handler: async () => ({ status: 200 }),
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "route/invalid-method",
    .severity = Severity::error,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A route's method is none of GET, POST, PUT, PATCH and DELETE",
    .why = "Convotic documents five methods, in upper case. A route with another one is refused or never "
           "reached, depending on when that is noticed.",
    .known_problems =
        "A method that comes from an entry of a table that is never registered is reported too.",
    .fixable = RuleInfo::Fixable::safe,
    .wrong = kWrong,
    .right = kRight,
};

const std::vector<std::string>& methods() {
  static const std::vector<std::string> all{"GET", "POST", "PUT", "PATCH", "DELETE"};
  return all;
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

void check(const Model& model, Findings& out) {
  each_route(model, [&](const ModuleFile&, const Route& route) {
    const Folded& method = route.method;
    using Kind = Folded::Kind;
    if (method.kind == Kind::absent || method.kind == Kind::unknown || method.kind == Kind::pattern) return;
    if (method.kind != Kind::string) {
      Finding finding = about(route, method.at, fmt::format("the method is {}", name_of(method.kind)));
      finding.help = "it is one of \"GET\", \"POST\", \"PUT\", \"PATCH\" and \"DELETE\"";
      out.add(kInfo, std::move(finding));
      return;
    }
    const auto is = [](const std::string& word) {
      return std::find(methods().begin(), methods().end(), word) != methods().end();
    };
    if (is(method.text)) return;
    const std::string loud = upper(method.text);
    if (is(loud)) {
      Finding finding =
          about(route, method.at, fmt::format("the method \"{}\" must be in upper case", method.text));
      finding.help = fmt::format("write \"{}\"", loud);
      if (const auto edit = replace_string(model, method, loud))
        finding.fixes.push_back({fmt::format("write \"{}\"", loud), Fix::Applicability::safe, {*edit}});
      out.add(kInfo, std::move(finding));
      return;
    }
    const auto close = base::nearest(method.text, methods());
    Finding finding = about(route, method.at, fmt::format("there is no method \"{}\"", method.text));
    finding.help =
        close ? fmt::format("did you mean \"{}\"?", *close) : "Convotic has GET, POST, PUT, PATCH and DELETE";
    out.add(kInfo, std::move(finding));
  });
}

}  // namespace

const Rule kRouteInvalidMethod{kInfo, check};

}  // namespace convotic::lint
