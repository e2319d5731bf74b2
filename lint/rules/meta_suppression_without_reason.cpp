#include "lint/findings.hpp"
#include "lint/rules/rules.hpp"
#include "lint/suppressions.hpp"

#include <fmt/format.h>

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {{R"(export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    // convotic-lint-disable-next-line path/empty-segment
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
      // convotic-lint-disable-next-line path/empty-segment -- the shop system calls it with the slash
      path: "/orders/",
      handler: async () => ({ status: 200 }),
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "meta/suppression-without-reason",
    .severity = Severity::error,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A suppression comment does not say why",
    .why = "Whoever reads it next has to know whether it still holds. Without a reason of at least "
           "ten characters after \"--\" it has no effect.",
    .known_problems = "",
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  for (std::uint32_t file = 0; file < model.files.size(); ++file)
    for (const Directive& directive : directives_of(model.files[file], file)) {
      using Kind = Directive::Kind;
      if (directive.kind == Kind::unknown || directive.kind == Kind::enable) continue;
      Finding finding;
      finding.at = directive.at;
      if (directive.rules.empty()) {
        finding.message = "the suppression names no rule, and has no effect";
        finding.help = fmt::format("convotic-lint-{} <rule> -- <reason>", directive.word);
      } else if (!directive.has_reason()) {
        finding.message = directive.reason.empty()
                              ? std::string("the suppression gives no reason, and has no effect")
                              : fmt::format("\"{}\" is too short for a reason; the suppression has no effect",
                                            directive.reason);
        finding.help = fmt::format("convotic-lint-{} {} -- <why it is right here>", directive.word,
                                   directive.rule_list());
      } else if (directive.too_late) {
        finding.message =
            "convotic-lint-disable-file must stand in the first 10 lines, and has no effect here";
        finding.help = "move it up";
      } else {
        continue;
      }
      out.add(kInfo, std::move(finding));
    }
}

}  // namespace

const Rule kMetaSuppressionWithoutReason{kInfo, check};

}  // namespace convotic::lint
