#include "lint/findings.hpp"
#include "lint/rules/route_text.hpp"
#include "lint/rules/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <span>

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {{R"(export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "GET",
      path: "/orders",
      handler: async () => ({ status: "200" }),
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
    .id = "response/invalid-status",
    .severity = Severity::error,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A handler answers with a status that is no HTTP status",
    .why = "A status is a whole number from 100 to 599. With anything else the platform has to make "
           "up an answer of its own, and the caller sees a 500.",
    .known_problems = "",
    .fixable = RuleInfo::Fixable::safe,
    .wrong = kWrong,
    .right = kRight,
};

bool is_status(const std::string& text) {
  const bool digits =
      std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  return digits && text.size() == 3 && text.front() >= '1' && text.front() <= '5';
}

// Something that a function gives to say that nothing is wrong, 0 or undefined, and that the caller looks at
// before it answers with it: written elsewhere than the response.
bool says_nothing_wrong(const ResponseSite& response) {
  const Folded& status = response.status;
  const bool elsewhere = status.at.file != response.at.file || status.at.begin < response.at.begin ||
                         status.at.end > response.at.end;
  const bool falsy = status.kind == Folded::Kind::undefined || status.kind == Folded::Kind::null ||
                     (status.kind == Folded::Kind::boolean && !status.boolean) ||
                     (status.kind == Folded::Kind::number && status.number == 0);
  return elsewhere && falsy;
}

// What is wrong with a status, or nothing. One that is not known is not judged.
std::string problem_of(const Folded& status) {
  switch (status.kind) {
  case Folded::Kind::absent:
  case Folded::Kind::unknown:
    return {};
  case Folded::Kind::number:
    if (status.number == std::floor(status.number) && status.number >= 100 && status.number <= 599) return {};
    return fmt::format("{} is no HTTP status", status.number);
  case Folded::Kind::string:
    return fmt::format("the status is the string \"{}\"", status.text);
  default:
    return fmt::format("the status is {}", name_of(status.kind));
  }
}

// Read from one of several objects, of which others have a status: what tells them apart is asked before.
bool others_have_one(const ResponseSite& response, std::span<const ResponseSite> responses) {
  return response.status.kind == Folded::Kind::undefined &&
         std::any_of(responses.begin(), responses.end(), [&](const ResponseSite& other) {
           return other.at.file == response.at.file && other.at.begin == response.at.begin &&
                  other.status.kind == Folded::Kind::number && problem_of(other.status).empty();
         });
}

void check(const Model& model, Findings& out) {
  each_route(model, [&](const ModuleFile&, const Route& route) {
    for (const ResponseSite& response : route.chain.responses) {
      const std::string wrong = problem_of(response.status);
      if (wrong.empty() || says_nothing_wrong(response) || others_have_one(response, route.chain.responses))
        continue;
      const Range at = response.status.at.end > response.status.at.begin ? response.status.at : response.at;
      Finding finding = about(route, at, wrong);
      finding.help = "it is a whole number from 100 to 599, such as 200";
      const Folded& status = response.status;
      if (status.kind == Folded::Kind::string && is_status(status.text) &&
          text_of(model, status.at).size() == status.text.size() + 2)
        finding.fixes.push_back(
            {fmt::format("write {}", status.text), Fix::Applicability::safe, {{status.at, status.text}}});
      out.add(kInfo, std::move(finding));
    }
  });
}

}  // namespace

const Rule kResponseInvalidStatus{kInfo, check};

}  // namespace convotic::lint
