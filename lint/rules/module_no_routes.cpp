#include "lint/findings.hpp"
#include "lint/rules/rules.hpp"

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {{R"(export default {
  name: "orders",
  version: "1.0.0",
  register() {},
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
    .id = "module/no-routes",
    .severity = Severity::info,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A file looks like a module, and registers nothing",
    .why = "Either something is missing, or the routes are registered in a way that the linter does "
           "not see. Then they are not checked.",
    .known_problems =
        "A module whose routes come from a package in node_modules is reported: the linter does "
        "not look there.",
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  for (const ModuleFile& module : model.modules) {
    if (!module.looks_like_module || !module.routes.empty()) continue;
    // Topic handlers and nodes are not what is checked here, but they are something.
    const std::string& text = model.files[module.file].text;
    if (text.find("registerWorkerHandler") != std::string::npos ||
        text.find("registerNodeHandler") != std::string::npos)
      continue;
    Finding finding;
    finding.at = module.module_at;
    finding.message = "the module registers no route";
    finding.help = "call sdk.registerRoute in its register function";
    out.add(kInfo, std::move(finding));
  }
}

}  // namespace

const Rule kModuleNoRoutes{kInfo, check};

}  // namespace convotic::lint
