#include "lint/findings.hpp"
#include "lint/rules/rules.hpp"

#include <fmt/format.h>

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {{R"(import { rates } from "./rates";

export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "GET",
      path: "/orders",
      handler: async () => ({ status: 200, body: rates }),
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
    .id = "meta/unresolved-import",
    .severity = Severity::warning,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A file that a module imports is not there",
    .why = "What the import would bring cannot be checked; a verifier in it is trusted by its name "
           "at best. When it runs, the module does not load.",
    .known_problems = "Files that a build step makes are reported where they have not been made yet.",
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  for (const UnresolvedImport& import : model.unresolved_imports) {
    Finding finding;
    finding.at = import.at;
    finding.message = fmt::format("there is no file \"{}\"", import.specifier);
    finding.help = fmt::format("looked for {}", fmt::join(import.tried, ", "));
    out.add(kInfo, std::move(finding));
  }
}

}  // namespace

const Rule kMetaUnresolvedImport{kInfo, check};

}  // namespace convotic::lint
