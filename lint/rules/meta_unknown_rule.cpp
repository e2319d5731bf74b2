#include "core/base/nearest.hpp"
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
    // convotic-lint-disable-next-line path/empty-segmnt -- the shop system calls it so
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
    .id = "meta/unknown-rule",
    .severity = Severity::error,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A suppression comment names a rule or a directive that does not exist",
    .why = "It has no effect, and nobody notices. In convotic.json an unknown rule is an error of "
           "the configuration.",
    .known_problems = "",
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  for (std::uint32_t file = 0; file < model.files.size(); ++file)
    for (const Directive& directive : directives_of(model.files[file], file)) {
      if (directive.kind == Directive::Kind::unknown) {
        Finding finding;
        finding.at = directive.at;
        finding.message = fmt::format("there is no directive \"convotic-lint-{}\"", directive.word);
        const auto close = base::nearest(directive.word, directive_words());
        finding.help = close ? fmt::format("did you mean \"convotic-lint-{}\"?", *close)
                             : fmt::format("there are convotic-lint-{}", fmt::join(directive_words(), ", -"));
        out.add(kInfo, std::move(finding));
      }
      for (const Directive::Named& named : directive.rules) {
        if (find_rule(named.id) != nullptr) continue;
        Finding finding;
        finding.at = named.at;
        finding.message = fmt::format("there is no rule \"{}\"", named.id);
        const auto close = nearest_rule(named.id);
        finding.help = named.id.ends_with("*") ? std::string("a suppression names each rule")
                       : close                 ? fmt::format("did you mean \"{}\"?", *close)
                                               : std::string("convotic lint --list-rules lists them");
        out.add(kInfo, std::move(finding));
      }
    }
}

}  // namespace

const Rule kMetaUnknownRule{kInfo, check};

}  // namespace convotic::lint
