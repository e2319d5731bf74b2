#include "lint/findings.hpp"
#include "lint/rules/rules.hpp"
#include "lint/suppressions.hpp"

#include <fmt/format.h>

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {
    {R"(// convotic-lint-disable-file auth/unverified -- this module had a public form once
export default {
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
    .id = "meta/unused-suppression",
    .severity = Severity::warning,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A suppression comment silences nothing",
    .why = "It was for something that is gone, and would hide the next finding in its place. One "
           "that is opened and never closed has no effect at all.",
    .known_problems = "A suppression that is needed only with some configurations is unused with the others.",
    .fixable = RuleInfo::Fixable::safe,
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  // Which suppressions were of use is known once findings have been matched: lint/judgement.cpp reports it.
  // What is never closed is known now.
  for (std::uint32_t file = 0; file < model.files.size(); ++file)
    for (const Directive& directive : unclosed(directives_of(model.files[file], file))) {
      Finding finding;
      finding.at = directive.at;
      finding.message = "the suppression is never closed, and has no effect";
      finding.help =
          fmt::format("close it with /* convotic-lint-enable {} */, or use convotic-lint-disable-file",
                      directive.rule_list());
      out.add(kInfo, std::move(finding));
    }
}

}  // namespace

const Rule kMetaUnusedSuppression{kInfo, check};

}  // namespace convotic::lint
