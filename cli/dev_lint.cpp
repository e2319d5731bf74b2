#include "cli/dev_lint.hpp"

#include "lint/findings.hpp"
#include "lint/lint.hpp"
#include "lint/report/report.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::cli {
namespace {

using lint::Judged;
using lint::RouteSummary;
using lint::Severity;
using lint::Verdict;

bool is_of(const lint::Finding& finding, const RouteSummary& route) {
  if (!finding.route_range) return false;
  const lint::Range& at = *finding.route_range;
  return at.file == route.at.file && at.begin == route.at.begin;
}

// The finding that says what is wrong with the route's protection, if one is open.
const lint::Finding* worst_of(const lint::LintResult& result, const RouteSummary& route) {
  const lint::Finding* worst = nullptr;
  for (const Judged& judged : result.findings) {
    const lint::Finding& finding = judged.finding;
    const bool counts = judged.state == Judged::State::open && finding.severity != Severity::info &&
                        finding.rule.starts_with("auth/");
    if (!counts || !is_of(finding, route)) continue;
    if (worst == nullptr || finding.severity > worst->severity) worst = &finding;
  }
  return worst;
}

bool has_problem(const LintEvent& event) {
  return std::any_of(event.routes.begin(), event.routes.end(),
                     [](const LintEvent::Route& route) { return !route.problem.empty(); });
}

LintEvent::Route route_of(const lint::LintResult& result, const RouteSummary& route) {
  LintEvent::Route out;
  out.method = route.key.method;
  out.path = route.key.path;
  out.auth = auth_name(route.auth);
  out.verdict = verdict_slug(route.verdict);
  out.place = place_of(result.files, route.at);
  const bool open = route.auth != RouteSummary::Auth::key;
  if (open && route.verdict == Verdict::not_checked) out.problem = "could not be checked";
  if (!open || route.verdict != Verdict::unverified) return out;
  if (const lint::Finding* finding = worst_of(result, route)) {
    out.problem = finding->message;
    out.rule = finding->rule;
    out.place = place_of(result.files, finding->at);
  }
  return out;
}

}  // namespace

LintEvent lint_event(const lint::LintResult& result, const project::ModuleSource& module) {
  LintEvent event;
  event.module = module.directory.filename().string();
  event.file = module.entry;
  for (const RouteSummary& route : result.routes) {
    if (!route.module.empty()) event.module = route.module;
    event.routes.push_back(route_of(result, route));
  }
  event.errors = result.errors;
  event.warnings = result.warnings;
  event.infos = result.infos;
  return event;
}

DevLint::DevLint(std::vector<project::ModuleSource> modules, lint::LintOptions options,
                 const Context& context, DevReport& report)
    : modules_(std::move(modules)), options_(std::move(options)), context_(context), report_(report),
      thread_([this](const std::stop_token& stop) { work(stop); }) {}

DevLint::~DevLint() = default;

void DevLint::begin() {
  const std::lock_guard lock(mutex_);
  begun_ = wanted_ = true;
  changed_.notify_one();
}

void DevLint::on_reload(const emulator::ReloadEvent& event) {
  report_.on_reload(event);
  // What does not compile is told by the compiler.
  if (event.error) return;
  const std::lock_guard lock(mutex_);
  wanted_ = true;
  changed_.notify_one();
}

void DevLint::work(const std::stop_token& stop) {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [this] { return begun_ && wanted_; })) return;
      wanted_ = false;
    }
    for (const project::ModuleSource& module : modules_) {
      if (stop.stop_requested()) return;
      lint_module(module);
    }
  }
}

void DevLint::lint_module(const project::ModuleSource& module) {
  lint::LintOptions options = options_;
  options.paths = {module.entry};
  options.threads = 1;
  const auto result = lint::lint(context_.files, options);
  // The entry is gone, or has nothing in it, for a moment while an editor replaces it; the reload that follows
  // lints again.
  if (!result || result->files.empty() || result->files.front().text.empty()) return;
  LintEvent event = lint_event(*result, module);
  const auto [told, first] = told_.try_emplace(module.entry);
  if (!first && told->second == event) return;
  const LintEvent before = std::exchange(told->second, event);
  // Of a module without an open route that is not verified there is nothing to tell, unless it had one.
  if (!has_problem(event) && !has_problem(before)) return;
  event.at = context_.clock.now();
  report_.lint(event, before);
}

}  // namespace convotic::cli
