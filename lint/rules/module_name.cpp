#include "core/project/module_name.hpp"

#include "core/project/errors.hpp"
#include "lint/findings.hpp"
#include "lint/rules/route_text.hpp"
#include "lint/rules/rules.hpp"

#include <fmt/format.h>

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {{R"(export default {
  name: "Shop Orders!",
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

constexpr Example kRight[] = {{R"(export default {
  name: "shop-orders",
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
    .id = "module/name",
    .severity = Severity::warning,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A module's name cannot be part of a URL",
    .why = "The name is one segment of the address of every route: "
           "https://api.convotic.com/v1/modules/<name>. Documented names are of lower-case letters, "
           "digits and hyphens.",
    .known_problems = "The exact rule is not documented; this is that of a DNS label.",
    .fixable = RuleInfo::Fixable::unsafe,
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  for (const ModuleFile& module : model.modules) {
    if (!module.looks_like_module) continue;
    using Kind = Folded::Kind;
    const Folded& name = module.name;
    if (name.kind == Kind::unknown || name.kind == Kind::pattern) continue;
    Finding finding;
    finding.at = name.kind == Kind::absent ? module.module_at : name.at;
    if (name.kind == Kind::absent) {
      finding.message = "the module has no name";
      finding.help = "add name: \"my-module\"";
    } else if (name.kind != Kind::string) {
      finding.message = fmt::format("the module's name is {}", name_of(name.kind));
      finding.help = "it is a string of a-z, 0-9 and \"-\"";
    } else if (const auto checked = project::check_module_name(name.text, project::kConfigInvalid);
               !checked) {
      const std::string better = project::nearest_module_name(name.text);
      finding.message = checked.error().message;
      finding.help = fmt::format("\"{}\" would do", better);
      if (const auto edit = replace_string(model, name, better))
        finding.fixes.push_back({fmt::format("write \"{}\"", better), Fix::Applicability::unsafe, {*edit}});
    } else {
      continue;
    }
    out.add(kInfo, std::move(finding));
  }
}

}  // namespace

const Rule kModuleName{kInfo, check};

}  // namespace convotic::lint
