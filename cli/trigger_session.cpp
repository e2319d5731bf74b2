#include "cli/trigger_session.hpp"

#include "cli/errors.hpp"
#include "cli/local_modules.hpp"
#include "cli/replay_targets/chosen_targets.hpp"
#include "cli/signed_request.hpp"
#include "cli/trigger_report.hpp"
#include "cli/webhook_flags.hpp"
#include "cli/webhook_template/webhook_template.hpp"
#include "core/base/time_expression.hpp"
#include "core/project/errors.hpp"
#include "replay/case.hpp"
#include "replay/composition.hpp"
#include "replay/errors.hpp"
#include "replay/report/concealment.hpp"
#include "replay/samples.hpp"
#include "replay/secret_reference.hpp"

#include <fmt/format.h>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <ostream>

namespace convotic::cli {
namespace fs = std::filesystem;
namespace {

using base::ExitCode;

// The module that a sample is for. Without one, a sample can still be printed and sent elsewhere.
Result<LocalModules> find_module_of(const TriggerOptions& options, Context& context) {
  auto local = find_local_modules(
      options.module.empty() ? std::vector<std::string>() : std::vector{options.module}, context);
  const bool needed = options.print.empty() && options.to.empty();
  if (local || needed || local.error().kind != &project::kModuleNotFound) return local;
  LocalModules none;
  CONVOTIC_TRY_ASSIGN(none.project, project::find_project(context.files, context.directory));
  return none;
}

fs::path folder_of(const LocalModules& local) {
  return local.modules.empty() ? local.project.root : local.modules.front().directory;
}

// A sample is for one module.
Result<void> check_is_one(const LocalModules& local) {
  if (local.modules.size() < 2) return {};
  std::vector<std::string> folders;
  for (const project::ModuleSource& module : local.modules)
    folders.push_back(module.directory.lexically_relative(local.project.root).string());
  return base::fail(kUsage,
                    fmt::format("there are several modules to send it to: {}", fmt::join(folders, ", ")),
                    fmt::format("--module {} takes that one", folders.front()));
}

// The secrets that the flags name, or the one that the provider's scaffold has.
Result<std::vector<std::string>> references(const TriggerOptions& options, const replay::Sample& sample) {
  std::vector<std::string> out;
  for (const std::string& name : options.secret_env)
    out.push_back("env:" + name);
  for (const std::string& name : options.secret_dotenv)
    out.push_back("dotenv:" + name);
  for (const std::string& name : options.secret_file)
    out.push_back("file:" + name);
  if (!out.empty()) return out;
  CONVOTIC_TRY_ASSIGN(const auto usual, signing_secret_of(sample.provider));
  if (usual) return std::vector{"dotenv:" + *usual};
  return base::fail(kUsage, fmt::format("convotic trigger {} needs a secret", sample.name()),
                    "--secret-env NAME, --secret-dotenv NAME or --secret-file FILE");
}

// A sample that is ready to be sent.
struct Prepared {
  replay::Sample sample;
  replay::Case of;
  webhook::Message message;
};

// Where a sample goes: the name of the module, and the address of a server somewhere else.
struct Receiver {
  std::string module;
  std::string url;
};

Result<Prepared> prepare(const TriggerOptions& options, Context& context, const LocalModules& local,
                         const Receiver& receiver) {
  CONVOTIC_TRY_ASSIGN(const auto samples, replay::all_samples());
  CONVOTIC_TRY_ASSIGN(replay::Sample sample, replay::find_sample(samples, options.sample));
  webhook::SignOptions signing;
  CONVOTIC_TRY_ASSIGN(signing.at, base::parse_time_expression(options.timestamp, context.clock.now()));

  const replay::SecretResolver resolver(context.files, context.environment);
  const replay::SecretPlaces places{folder_of(local), context.directory};
  replay::Capture capture = sample.capture;
  CONVOTIC_TRY_ASSIGN(capture.secrets, references(options, sample));
  capture.module = receiver.module;
  if (!options.path.empty()) capture.path = options.path;
  capture.public_url = options.public_url;
  if (capture.public_url.empty()) capture.public_url = receiver.url;
  if (capture.public_url.empty())
    if (auto url = resolver.resolve("dotenv:" + std::string(kUrlSecret), places)) capture.public_url = *url;

  CONVOTIC_TRY_ASSIGN(const webhook::SchemeTable schemes,
                      webhook::SchemeTable::builtin().with(local.project.config.schemes));
  const replay::CaseSources sources{
      .files = context.files,
      .schemes = schemes,
      .secret = [&](const std::string& reference,
                    const replay::Capture&) { return resolver.resolve(reference, places); },
      .directory = context.directory,
      .module = receiver.module,
      .api_key = {},
      .scheme = std::nullopt,
      .secrets = std::nullopt,
      .seed = {}};
  CONVOTIC_TRY_ASSIGN(replay::Case of, replay::make_case(std::move(capture), sources));
  CONVOTIC_TRY_ASSIGN(webhook::Message message,
                      webhook::sign(*of.scheme, of.message, of.secrets, signing, context.random));
  return Prepared{std::move(sample), std::move(of), std::move(message)};
}

// Sends it and waits for the answer; nothing where `stop` was requested before.
std::optional<replay::Exchange> exchange(replay::Target& target, replay::Delivery delivery,
                                         std::stop_token stop) {
  struct Waiting {
    std::mutex mutex;
    std::condition_variable_any came;
    std::optional<Result<replay::Answer>> answer;
  };
  // The target may tell of it when nobody waits any more.
  const auto waiting = std::make_shared<Waiting>();
  target.deliver(std::move(delivery), [waiting](Result<replay::Answer> answer) {
    const std::lock_guard lock(waiting->mutex);
    waiting->answer.emplace(std::move(answer));
    waiting->came.notify_all();
  });
  std::unique_lock lock(waiting->mutex);
  if (!waiting->came.wait(lock, stop, [&] { return waiting->answer.has_value(); })) return std::nullopt;
  replay::Exchange out{std::move(*waiting->answer), {}};
  lock.unlock();
  for (replay::Target::Late& late : target.settle())
    out.late.push_back(std::move(late.effect));
  return out;
}

// Whatever a module answers or stores, no secret gets onto the terminal.
void conceal(replay::Exchange& exchange, const std::vector<webhook::Secret>& secrets) {
  const replay::Concealment concealment(secrets);
  replay::Answer& answer = *exchange.answer;
  answer.response.body = concealment(answer.response.body);
  for (std::string& line : answer.log)
    line = concealment(line);
  const auto hide = [&](std::vector<replay::Effect>& effects) {
    for (replay::Effect& effect : effects) {
      effect.target = concealment(effect.target);
      effect.arguments = concealment(effect.arguments);
    }
  };
  if (answer.effects) hide(*answer.effects);
  hide(exchange.late);
}

}  // namespace

Result<ExitCode> send_sample(const TriggerOptions& options, Context& context, std::stop_token stop) {
  CONVOTIC_TRY_ASSIGN(const LocalModules local, find_module_of(options, context));
  CONVOTIC_TRY(check_is_one(local));
  TargetOptions where;
  where.kind = options.live         ? TargetOptions::Kind::live
               : options.to.empty() ? TargetOptions::Kind::emulator
                                    : TargetOptions::Kind::url;
  where.url = options.to;
  where.stop = stop;
  CONVOTIC_TRY_ASSIGN(ChosenTargets targets, ChosenTargets::start(local, context, std::move(where)));
  if (stop.stop_requested()) return ExitCode::interrupted;
  const Receiver receiver{targets.module_of(folder_of(local) / "trigger"), options.to};
  CONVOTIC_TRY_ASSIGN(const Prepared prepared, prepare(options, context, local, receiver));

  const replay::Delivery delivery = replay::make_delivery(prepared.of, prepared.message);
  CONVOTIC_TRY(targets.first().reset({}, {}));
  std::optional<replay::Exchange> exchange = cli::exchange(targets.first(), delivery, stop);
  if (!exchange) return ExitCode::interrupted;
  if (!exchange->answer) return base::Unexpected(std::move(exchange->answer).error());
  conceal(*exchange, prepared.of.secrets);

  const TriggerReport report{.sample = prepared.sample.name(),
                             .description = prepared.sample.capture.name,
                             .url = targets.first().url_of(delivery),
                             .secret = fmt::format("{}", fmt::join(prepared.of.secret_names, ", ")),
                             .method = delivery.method,
                             .exchange = std::move(*exchange)};
  context.out << (options.format == "json" ? trigger_json(report)
                                           : trigger_pretty(report, context.out_palette));
  const int status = report.exchange.answer->response.status;
  return status >= 200 && status < 300 ? ExitCode::ok : ExitCode::findings;
}

Result<void> print_sample(const TriggerOptions& options, Context& context) {
  CONVOTIC_TRY_ASSIGN(const LocalModules local, find_module_of(options, context));
  CONVOTIC_TRY_ASSIGN(const Prepared prepared,
                      prepare(options, context, local, {folder_of(local).filename().string(), options.to}));
  context.out << (options.print == "json"   ? request_as_json(prepared.message)
                  : options.print == "curl" ? request_as_curl(prepared.message)
                                            : prepared.message.body);
  return {};
}

}  // namespace convotic::cli
