#include "lint/analysis/analysis.hpp"

#include "lint/analysis/explanation.hpp"
#include "lint/analysis/interpreter.hpp"
#include "lint/analysis/raw_body.hpp"
#include "lint/analysis/unreached.hpp"
#include "lint/model/route_code.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <iterator>
#include <thread>

namespace convotic::lint {
namespace {

std::string shown(const Folded& value) {
  if (value.kind != Folded::Kind::string && value.kind != Folded::Kind::pattern) return "?";
  std::string out;
  for (const char c : value.text) {
    if (c == kHole)
      out += "…";
    else
      out += c;
  }
  return out;
}

bool matches(std::string_view pattern, std::string_view text) {
  if (pattern.ends_with('*')) return text.starts_with(pattern.substr(0, pattern.size() - 1));
  return pattern == text;
}

bool is_trusted(const RouteKey& key, const Config& config) {
  for (const TrustedRoute& trusted : config.trusted_routes)
    if ((trusted.method == "*" || trusted.method == key.method) && matches(trusted.path, key.path))
      return true;
  return false;
}

using Auth = RouteSummary::Auth;

Auth auth_of(const Route& route) {
  switch (route.auth.kind) {
  case Folded::Kind::absent:
    // A route of which nothing can be read may say anything.
    return route.has_unknown_spread || route.properties.empty() ? Auth::dynamic : Auth::key;
  case Folded::Kind::boolean:
    return route.auth.boolean ? Auth::key : Auth::open;
  default:
    return Auth::dynamic;
  }
}

class RouteAnalysis {
public:
  RouteAnalysis(const Model& model, const Project& project, const Config& config, const VerifierTable& table,
                const RawBodyReaders& raw_body)
      : model_(model), project_(project), config_(config), table_(table), raw_body_(raw_body) {}

  // What the routes have given, in their order.
  std::vector<Finding> findings;
  std::vector<RouteSummary> summaries;
  std::vector<BudgetStop> stops;

  void run(const ModuleFile& module, const Route& route, const RouteCode& code) {
    RouteSummary summary;
    summary.at = route.site;
    summary.key = {shown(route.method), shown(route.path)};
    summary.module = module.name.kind == Folded::Kind::string ? module.name.text : "";
    summary.auth = auth_of(route);
    const bool open = summary.auth != Auth::key;
    const bool trusted = open && is_trusted(summary.key, config_);
    outcome::Report report;
    report.raw_body_known = config_.raw_body.has_value() || raw_body_.reached_from(module.file);
    outcome::Interpreter interpreter(project_, config_, table_, report);
    const bool followed = route.unresolvable.empty() && interpreter.run(code, open && !trusted);
    if (!interpreter.stopped().empty())
      stops.push_back({route.site, interpreter.stopped() + ", so the route is not checked"});
    std::vector<Finding> found;
    // What is known of a part only proves nothing: the guard may be in the other.
    const bool complete =
        followed && interpreter.stopped().empty() && !interpreter.incomplete() && !route.damaged;
    if (open && !trusted && complete) found = outcome::explain(report, route, code.object, project_);
    const bool unverified = !found.empty();
    const bool proven = complete && (unverified || !open || trusted || is_whole(route, report));
    summary.verdict = verdict(summary.auth, trusted, proven, unverified, report);
    if (open) warn_about_auth(route, summary, found);
    // What a handler answers is only known once it was followed to its end.
    if (!complete)
      std::erase_if(report.findings,
                    [](const Finding& finding) { return finding.rule.starts_with("response/"); });
    for (Finding& finding : report.findings)
      found.push_back(std::move(finding));
    for (Finding& finding : found) {
      finding.route_range = route.site;
      finding.route = summary.key;
      findings.push_back(std::move(finding));
    }
    summaries.push_back(std::move(summary));
  }

private:
  // Whether what was followed is all that can happen; if not, it is said.
  bool is_whole(const Route& route, outcome::Report& report) {
    constexpr const char* kHelp =
        "check by hand that it verifies the request first, or write it more plainly";
    if (report.gaps.empty())
      if (const auto at = outcome::unreached_effect(report, route.chain, config_, project_)) {
        const std::string_view call = text_of(model_, *at);
        report.gaps.emplace_back(
            *at, fmt::format("no path that could be followed comes to {}", call.substr(0, call.find('('))));
      }
    for (const auto& [at, what] : report.gaps)
      stops.push_back({at, what + ", so the route is not checked", kHelp});
    return report.gaps.empty();
  }

  static Verdict verdict(Auth auth, bool trusted, bool complete, bool unverified,
                         const outcome::Report& report) {
    if (auth == Auth::key) return Verdict::keyed;
    if (trusted) return Verdict::trusted;
    if (unverified) return Verdict::unverified;
    if (!complete) return Verdict::not_checked;
    if (!report.reads) return Verdict::harmless;
    return report.assumed ? Verdict::assumed : Verdict::verified;
  }

  // auth/dynamic and auth/non-boolean.
  void warn_about_auth(const Route& route, const RouteSummary& summary, std::vector<Finding>& found) {
    if (summary.auth != Auth::dynamic || route.properties.empty()) return;
    const RouteProperty* property = nullptr;
    for (const RouteProperty& candidate : route.properties)
      if (candidate.name == "auth") property = &candidate;
    Finding finding;
    finding.at = property != nullptr ? property->at : route.site;
    const Folded::Kind kind = route.auth.kind;
    const bool constant = kind == Folded::Kind::string || kind == Folded::Kind::number ||
                          kind == Folded::Kind::null || kind == Folded::Kind::undefined ||
                          kind == Folded::Kind::object || kind == Folded::Kind::function;
    if (constant) {
      finding.rule = "auth/non-boolean";
      finding.severity = Severity::warning;
      if (route.auth.at.end != 0) finding.at = route.auth.at;
      finding.message = fmt::format("auth is {}, neither true nor false", text_of(model_, finding.at));
      finding.help = "write true or false";
      const bool says_false =
          kind == Folded::Kind::string && (route.auth.text == "false" || route.auth.text == "true");
      if (says_false)
        finding.fixes.push_back(
            {"write " + route.auth.text, Fix::Applicability::safe, {{finding.at, route.auth.text}}});
    } else {
      finding.rule = "auth/dynamic";
      const bool safe = summary.verdict == Verdict::verified;
      finding.severity = safe ? Severity::info : Severity::warning;
      finding.message = property == nullptr
                            ? "whether the route is open depends on something that is spread into it"
                            : "whether the route is open is not known before it runs";
      finding.help = "write auth: true or auth: false; it is checked as an open route";
    }
    found.push_back(std::move(finding));
  }

  const Model& model_;
  const Project& project_;
  const Config& config_;
  const VerifierTable& table_;
  const RawBodyReaders& raw_body_;
};

}  // namespace

void analyse(Model& model, const Project& project, const Config& config, unsigned threads) {
  const VerifierTable table = VerifierTable::with(config);
  const RawBodyReaders raw_body(project);
  const RouteCodes& codes = project.codes();
  const std::size_t count = model.modules.size();
  std::vector<RouteAnalysis> analyses(count, RouteAnalysis(model, project, config, table, raw_body));
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t m = next++; m < count; m = next++)
      for (std::size_t r = 0; r < model.modules[m].routes.size(); ++r)
        analyses[m].run(model.modules[m], model.modules[m].routes[r], codes.of_module[m][r]);
  };
  if (threads == 0) threads = std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::jthread> others;
  for (std::size_t t = 1; t < std::min<std::size_t>(threads, count); ++t)
    others.emplace_back(work);
  work();
  others.clear();
  for (RouteAnalysis& analysis : analyses) {
    std::move(analysis.findings.begin(), analysis.findings.end(), std::back_inserter(model.auth_findings));
    std::move(analysis.summaries.begin(), analysis.summaries.end(), std::back_inserter(model.summaries));
    std::move(analysis.stops.begin(), analysis.stops.end(), std::back_inserter(model.budget_stops));
  }
}

}  // namespace convotic::lint
