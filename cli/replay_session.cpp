#include "cli/replay_session.hpp"

#include "cli/dev_report.hpp"
#include "cli/errors.hpp"
#include "cli/journal_captures.hpp"
#include "cli/progress_bar.hpp"
#include "core/project/errors.hpp"
#include "replay/errors.hpp"
#include "replay/handshake.hpp"
#include "replay/report/report.hpp"
#include "replay/scheme_guess.hpp"
#include "replay/secret_reference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <ostream>

namespace convotic::cli {
namespace fs = std::filesystem;
namespace {

using base::ExitCode;

// The module in whose folder a file lies.
fs::path module_folder(const LocalModules& local, const fs::path& file) {
  for (const project::ModuleSource& module : local.modules) {
    const fs::path relative = file.lexically_relative(module.directory);
    if (!relative.empty() && *relative.begin() != "..") return module.directory;
  }
  return local.modules.empty() ? local.project.root : local.modules.front().directory;
}

std::vector<std::string> secrets_of(const replay::Plan& plan, ChosenTargets& targets) {
  std::vector<std::string> out;
  for (const replay::Case& of : plan.cases)
    out.insert(out.end(), of.secrets.begin(), of.secrets.end());
  if (!targets.api_key().empty()) out.push_back(targets.api_key());
  return out;
}

// Why this does not write, for people.
std::string question(std::size_t count) {
  return fmt::format("Change what {} captures expect? [y/N] ", count);
}

}  // namespace

ReplaySession::ReplaySession(const ReplayOptions& options, ReplayOrder order, Context& context,
                             std::stop_token stop)
    : options_(options), order_(std::move(order)), context_(context), stop_(std::move(stop)),
      at_(context.clock.now()) {}

Result<LocalModules> ReplaySession::find_modules() const {
  auto local = find_local_modules(options_.modules, context_);
  const bool elsewhere = !options_.url.empty() && options_.modules.empty();
  if (local || !elsewhere || local.error().kind != &project::kModuleNotFound) return local;
  // Captures can be sent to a server from any folder.
  LocalModules none;
  CONVOTIC_TRY_ASSIGN(none.project, project::find_project(context_.files, context_.directory));
  return none;
}

// Without a secret nothing could be signed anew: then it is sent as it was received.
Result<replay::Capture> ReplaySession::received_capture(const LocalModules& local) const {
  using Outcome = emulator::RequestWanted::Outcome;
  CONVOTIC_TRY_ASSIGN(replay::Capture capture,
                      journal_capture(local, context_, options_.failed ? Outcome::failed : Outcome::any));
  if (options_.secrets.empty() || !options_.scheme.empty()) return capture;
  CONVOTIC_TRY_ASSIGN(const webhook::SchemeTable schemes,
                      webhook::SchemeTable::builtin().with(local.project.config.schemes));
  capture.scheme = replay::guess_scheme(schemes, capture.headers).scheme;
  return capture;
}

Result<std::vector<replay::Capture>> ReplaySession::find_captures(const LocalModules& local) const {
  if (options_.last || options_.failed) {
    CONVOTIC_TRY_ASSIGN(replay::Capture capture, received_capture(local));
    return std::vector<replay::Capture>{std::move(capture)};
  }
  std::vector<fs::path> paths;
  for (const std::string& path : options_.paths)
    paths.push_back((context_.directory / path).lexically_normal());
  if (!paths.empty()) return replay::find_captures(context_.files, paths);
  std::vector<std::string> tried;
  for (const project::ModuleSource& module : local.modules) {
    const fs::path folder = module.directory / "fixtures";
    tried.push_back(shown_path(folder, context_.directory));
    if (context_.files.is_directory(folder)) paths.push_back(folder);
  }
  if (paths.empty())
    return base::fail(
        replay::kNoCaptures,
        fmt::format("there is no {}, where captures are looked for", fmt::join(tried, ", ")),
        "convotic replay PATH names another place; convotic capture import and convotic dev --record "
        "make captures");
  return replay::find_captures(context_.files, paths);
}

Result<webhook::Secret> ReplaySession::secret(const std::string& reference, const fs::path& file,
                                              const LocalModules& local) const {
  const replay::SecretResolver resolver(context_.files, context_.environment);
  const fs::path folder = file.empty() ? context_.directory : file.parent_path();
  return resolver.resolve(reference,
                          {module_folder(local, file.empty() ? context_.directory : file), folder});
}

Result<replay::Plan> ReplaySession::plan_handshakes(const LocalModules& local, const ChosenTargets& targets,
                                                    const webhook::SchemeTable& schemes) {
  replay::HandshakeTo to;
  to.module = targets.module_of(context_.directory / "fixtures");
  to.path = options_.handshake_path;
  to.url = replay::public_url(to.module, to.path);
  for (const std::string& reference : options_.secrets) {
    CONVOTIC_TRY_ASSIGN(webhook::Secret secret, this->secret(reference, {}, local));
    to.secrets.push_back(std::move(secret));
    to.secret_names.push_back(reference);
  }
  replay::Plan out;
  for (const std::string& name : options_.handshakes) {
    CONVOTIC_TRY_ASSIGN(const replay::Handshake handshake, replay::find_handshake(name, kBadValue));
    CONVOTIC_TRY_ASSIGN(
        replay::Plan plan,
        replay::plan_handshake(handshake, to, schemes, at_ + order_.time.shift.count(), context_.random));
    for (replay::Trial& trial : plan.trials) {
      trial.of += out.cases.size();
      out.trials.push_back(std::move(trial));
    }
    std::move(plan.cases.begin(), plan.cases.end(), std::back_inserter(out.cases));
  }
  return out;
}

Result<replay::Plan> ReplaySession::make_plan(const LocalModules& local,
                                              std::vector<replay::Capture> captures, ChosenTargets& targets) {
  CONVOTIC_TRY_ASSIGN(const webhook::SchemeTable schemes,
                      webhook::SchemeTable::builtin().with(local.project.config.schemes));
  if (!options_.handshakes.empty()) return plan_handshakes(local, targets, schemes);
  replay::CaseSources sources{
      .files = context_.files,
      .schemes = schemes,
      .secret = [&](const std::string& reference,
                    const replay::Capture& capture) { return secret(reference, capture.file, local); },
      .directory = context_.directory,
      .module = {},
      .api_key = targets.api_key(),
      .scheme = options_.scheme.empty() ? std::nullopt : std::optional(options_.scheme),
      .secrets = options_.secrets.empty() ? std::nullopt : std::optional(options_.secrets),
      .seed = seed_};
  std::vector<replay::Case> cases;
  for (replay::Capture& capture : captures) {
    if (capture.module.empty()) capture.module = targets.module_of(capture.file);
    sources.module = capture.module;
    CONVOTIC_TRY_ASSIGN(replay::Case of, replay::make_case(std::move(capture), sources));
    // A server somewhere else has been told of itself by its own address.
    if (!options_.url.empty() && of.capture.public_url.empty()) {
      replay::Delivery delivery;
      delivery.module = of.capture.module;
      delivery.path = of.capture.path;
      of.message.url = targets.first().url_of(delivery);
    }
    cases.push_back(std::move(of));
  }
  return replay::make_plan(std::move(cases), order_.choice, {at_, order_.time}, context_.random);
}

Result<replay::Run> ReplaySession::send(const replay::Plan& plan, ChosenTargets& targets,
                                        const replay::ReplayTime& time) {
  replay::ExecutionOptions execution;
  const bool kept = options_.keep_state || targets.first().state() == replay::Target::State::foreign;
  if (kept) execution.state = replay::ExecutionOptions::State::keep;
  execution.jobs = kept ? std::min(options_.jobs, targets.first().capacity()) : 1;
  execution.repeat = options_.repeat;
  execution.shuffle = order_.shuffle;
  execution.rate = options_.rate;
  execution.time = time;
  execution.seed = seed_;
  const std::size_t side_by_side = kept ? 1 : std::min(options_.jobs, plan.trials.size() * options_.repeat);
  CONVOTIC_TRY_ASSIGN(const std::vector<replay::Target*> chosen, targets.several(side_by_side));
  replay::Progress progress;
  std::optional<ProgressBar> bar;
  if (context_.err_terminal == Terminal::yes) bar.emplace(context_.err, progress);
  return replay::Execution(plan, std::move(execution), context_.clock, context_.random)
      .run(chosen, progress, stop_);
}

// Expectations that are there are only changed where nobody can be asked, or has said yes.
Result<bool> ReplaySession::may_write(const std::vector<replay::Update>& updates,
                                      const replay::Concealment& concealment) {
  std::size_t changed = 0;
  for (const replay::Update& update : updates) {
    if (update.kind != replay::Update::Kind::changed) continue;
    ++changed;
    context_.err << shown_path(update.file, context_.directory) << '\n';
    for (const std::string& line : update.diff) {
      const std::string text = base::printable(concealment(line));
      context_.err << "  "
                   << (line.front() == '-'   ? context_.err_palette.bad(text)
                       : line.front() == '+' ? context_.err_palette.good(text)
                                             : text)
                   << '\n';
    }
  }
  if (changed == 0 || options_.yes || context_.interactive == Interactive::no) return true;
  context_.err << question(changed) << std::flush;
  std::string answer;
  std::getline(context_.in, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

Result<void> ReplaySession::update(replay::Plan& plan, replay::Run& run, ChosenTargets& targets) {
  if (run.end == replay::Run::End::interrupted) {
    context_.err << "convotic: interrupted: no expectation was written\n";
    return {};
  }
  std::optional<replay::Run> again;
  if (targets.first().state() == replay::Target::State::ours && !options_.keep_state) {
    // At another time, so that times are seen to be such.
    replay::ReplayTime later = order_.time;
    if (later.kind == replay::ReplayTime::Kind::shifted)
      later.shift += std::chrono::hours(1) + std::chrono::seconds(1);
    CONVOTIC_TRY_ASSIGN(again, send(plan, targets, later));
  }
  const replay::Concealment concealment(secrets_of(plan, targets));
  CONVOTIC_TRY_ASSIGN(const std::vector<replay::Update> updates,
                      replay::make_updates(plan, run, again ? &*again : nullptr, context_.files));
  if (updates.empty()) {
    context_.err << "convotic: what the captures expect is what happened; nothing was written\n";
    return {};
  }
  CONVOTIC_TRY_ASSIGN(const bool may, may_write(updates, concealment));
  if (!may) {
    context_.err << "convotic: nothing was written\n";
    return {};
  }
  for (const replay::Update& update : updates)
    CONVOTIC_TRY(context_.files.write(update.file, update.text));
  context_.err << fmt::format("convotic: wrote what {} expect\n",
                              updates.size() == 1 ? shown_path(updates.front().file, context_.directory)
                                                  : fmt::format("{} captures", updates.size()));
  return replay::judge_again(plan, run, updates);
}

Result<void> ReplaySession::report(const replay::Plan& plan, const replay::Run& run, ChosenTargets& targets) {
  replay::ReportFacts facts;
  facts.at = at_;
  facts.took =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began_);
  facts.target = targets.shown();
  facts.shuffle = order_.shuffle;
  facts.secrets = secrets_of(plan, targets);
  if (!options_.handshakes.empty()) {
    facts.one = "handshake";
    facts.many = "handshakes";
  }
  if (order_.choice.set == replay::Choice::Set::named) facts.left_out = replay::ReportFacts::LeftOut::shown;
  const replay::Report report = replay::make_report(plan, run, std::move(facts));
  if (options_.output.empty()) {
    context_.out << order_.reporter->write(report, context_.out_palette);
    return {};
  }
  // The file is for a program; whoever looks on still wants to see what happened, above all where it cannot
  // be written.
  context_.out << replay::write_pretty(report, context_.out_palette) << std::flush;
  return context_.files.write((context_.directory / options_.output).lexically_normal(),
                              order_.reporter->write(report, base::Palette(base::Colour::never)));
}

Result<ExitCode> ReplaySession::run() {
  if (!options_.seed.empty()) {
    const fs::path file = (context_.directory / options_.seed).lexically_normal();
    CONVOTIC_TRY_ASSIGN(seed_.text, context_.files.read(file));
    seed_.file = file.string();
  }
  if (!options_.output.empty()) {
    const fs::path folder = (context_.directory / options_.output).lexically_normal().parent_path();
    if (!context_.files.is_directory(folder))
      return base::fail(kBadValue,
                        fmt::format("--output names \"{}\", and there is no folder \"{}\"", options_.output,
                                    shown_path(folder, context_.directory)),
                        "make the folder first");
  }
  CONVOTIC_TRY_ASSIGN(LocalModules local, find_modules());
  std::vector<replay::Capture> captures;
  if (options_.handshakes.empty()) {
    CONVOTIC_TRY_ASSIGN(captures, find_captures(local));
  }
  TargetOptions where;
  where.kind = options_.live          ? TargetOptions::Kind::live
               : options_.url.empty() ? TargetOptions::Kind::emulator
                                      : TargetOptions::Kind::url;
  where.url = options_.url;
  where.at_once = options_.jobs;
  if (options_.timeout)
    where.timeout = std::chrono::milliseconds(static_cast<std::int64_t>(*options_.timeout * 1000));
  const bool moves = order_.time.kind == replay::ReplayTime::Kind::recorded ||
                     order_.time.shift.count() != 0 || options_.update;
  if (moves) where.clock = TargetOptions::Clock::movable;
  where.stop = stop_;
  CONVOTIC_TRY_ASSIGN(ChosenTargets targets, ChosenTargets::start(local, context_, std::move(where)));
  if (stop_.stop_requested()) return ExitCode::interrupted;
  CONVOTIC_TRY_ASSIGN(replay::Plan plan, make_plan(local, std::move(captures), targets));
  CONVOTIC_TRY_ASSIGN(replay::Run run, send(plan, targets, order_.time));
  if (options_.update) CONVOTIC_TRY(update(plan, run, targets));
  CONVOTIC_TRY(report(plan, run, targets));
  if (run.end == replay::Run::End::interrupted) return ExitCode::interrupted;
  const bool failed =
      std::any_of(run.rows.begin(), run.rows.end(), [](const replay::Row& row) { return row.failed > 0; });
  return failed ? ExitCode::findings : ExitCode::ok;
}

}  // namespace convotic::cli
