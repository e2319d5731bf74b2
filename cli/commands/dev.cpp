#include "cli/api_key.hpp"
#include "cli/app.hpp"
#include "cli/commands.hpp"
#include "cli/dev_lint.hpp"
#include "cli/dev_recording.hpp"
#include "cli/dev_report.hpp"
#include "cli/dev_session.hpp"
#include "cli/errors.hpp"
#include "cli/flag_choice.hpp"
#include "cli/local_modules.hpp"
#include "cli/signals.hpp"
#include "emulator/emulator.hpp"
#include "lint/lint.hpp"
#include "lint/settings.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <ostream>

namespace convotic::cli {
namespace fs = std::filesystem;
namespace {

struct DevOptions {
  std::vector<std::string> modules;
  std::string host = "127.0.0.1";
  int port = -1;  // not given
  std::string api_key;
  double timeout = 0;  // not given
  std::string rate_limit = "1000";
  std::size_t max_body = 10u << 20;
  int memory = 512;
  std::string format = "pretty";
  std::string state = "state";
  std::string seed;
  std::string record;
  bool ephemeral = false;
  bool strict = false;
  bool no_watch = false;
  bool no_lint = false;
};

constexpr int kDefaultPort = 8787;
constexpr std::size_t kTokenLength = 32;

// A folder that is gone with the object.
class TemporaryFolder {
public:
  Result<fs::path> make() {
    std::string pattern = (fs::temp_directory_path() / "convotic-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr)
      return base::fail(base::kIo, fmt::format("cannot create a temporary folder \"{}\"", pattern));
    return path_ = pattern;
  }
  TemporaryFolder() = default;
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

private:
  fs::path path_;
};

// As CLI::Range, but it quotes the value and names the bounds as a person would write them.
CLI::Validator between(double low, double high) {
  return CLI::Validator(
      [low, high](std::string& text) {
        double value = 0;
        const bool is_number = CLI::detail::lexical_cast(text, value);
        return is_number && value >= low && value <= high
                   ? std::string()
                   : fmt::format("\"{}\" is not a number from {} to {}", text, low, high);
      },
      "");
}

Result<int> parse_rate_limit(const std::string& text) {
  if (text == "off" || text == "0") return 0;
  const bool digits =
      !text.empty() && text.size() <= 9 &&
      std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  if (digits) return std::stoi(text);
  return base::fail(kBadValue, fmt::format("--rate-limit cannot be \"{}\"", text),
                    "it is requests a minute, such as 1000, or off");
}

Result<void> check(const DevOptions& options) {
  CONVOTIC_TRY(check_choice("--format", options.format, {"pretty", "json"}));
  if (options.ephemeral && options.state != "state")
    return base::fail(kUsage, "--ephemeral and --state contradict each other", "leave one of them out");
  const bool plain =
      !options.state.empty() && std::all_of(options.state.begin(), options.state.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '-' || c == '_';
      });
  if (!plain)
    return base::fail(kBadValue, fmt::format("--state cannot be \"{}\"", options.state),
                      "it is a name of letters, digits, \"-\" and \"_\"");
  return {};
}

RunSettings run_settings(const DevOptions& options) {
  RunSettings settings;
  if (options.timeout > 0)
    settings.timeout = std::chrono::milliseconds(static_cast<std::int64_t>(options.timeout * 1000));
  settings.memory_mb = options.memory;
  if (options.strict) settings.strict = RunSettings::Strict::yes;
  if (!options.no_watch) settings.watch = RunSettings::Watch::yes;
  return settings;
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

// A connection costs a file descriptor, and many shells allow 1024 until they are asked for more.
void allow_many_connections() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

// Nothing where nothing is to be recorded.
Result<std::unique_ptr<DevRecording>> make_recording(const DevOptions& options, const LocalModules& local,
                                                     Context& context, DevReport& report) {
  if (options.record.empty()) return nullptr;
  const fs::path folder = (context.directory / options.record).lexically_normal();
  if (context.files.exists(folder) && !context.files.is_directory(folder))
    return base::fail(kBadValue, fmt::format("--record names \"{}\", which is not a folder", options.record),
                      "captures are files in a folder, such as fixtures");
  CONVOTIC_TRY_ASSIGN(webhook::SchemeTable schemes,
                      webhook::SchemeTable::builtin().with(local.project.config.schemes));
  CONVOTIC_TRY_ASSIGN(replay::Redaction redaction, replay::Redaction::with(local.project.config.redact));
  CONVOTIC_TRY(context.files.make_directories(folder));
  return std::make_unique<DevRecording>(RecordingSettings{folder, std::move(schemes), std::move(redaction)},
                                        context, report);
}

std::unique_ptr<DevReport> make_report(const std::string& format, Context& context) {
  if (format == "json") return std::make_unique<JsonDevReport>(context);
  return std::make_unique<PrettyDevReport>(context);
}

// Nothing where nobody wants it.
Result<std::unique_ptr<DevLint>> make_lint(const DevOptions& options, const LocalModules& local,
                                           const Context& context, DevReport& report) {
  if (options.no_lint) return nullptr;
  CONVOTIC_TRY_ASSIGN(lint::Settings settings, lint::settings_of(local.project));
  lint::LintOptions order;
  order.folders = {context.directory, std::move(settings.root)};
  order.config = std::move(settings.config);
  return std::make_unique<DevLint>(local.modules, std::move(order), context, report);
}

Result<base::ExitCode> run_dev(const DevOptions& options, Context& context) {
  const auto began = std::chrono::steady_clock::now();
  CONVOTIC_TRY(check(options));
  CONVOTIC_TRY_ASSIGN(const LocalModules local, find_local_modules(options.modules, context));
  emulator::EmulatorOptions emulator;
  emulator.modules = local.modules;
  CONVOTIC_TRY_ASSIGN(emulator.supervisor, supervisor_options(local, run_settings(options), context));
  CONVOTIC_TRY_ASSIGN(emulator.rate_limit, parse_rate_limit(options.rate_limit));
  CONVOTIC_TRY_ASSIGN(const fs::path folder, make_state_folder(local, context));
  CONVOTIC_TRY_ASSIGN(emulator.api_key, choose_api_key(context, options.api_key, folder));
  TemporaryFolder temporary;
  fs::path state_file = folder / (options.state + ".sqlite");
  if (options.ephemeral) {
    CONVOTIC_TRY_ASSIGN(const fs::path path, temporary.make());
    state_file = path / "state.sqlite";
  }
  emulator.state = state_file;
  if (!options.seed.empty()) {
    emulator.seed = (context.directory / options.seed).lexically_normal();
    if (!context.files.is_file(*emulator.seed))
      return base::fail(kBadValue,
                        fmt::format("--seed names \"{}\", which is not a file", emulator.seed->string()),
                        "it is a JSON file of contacts, conversations, workflows and storage");
  }
  emulator.server.emplace();
  emulator.server->host = options.host;
  emulator.server->port = options.port >= 0 ? options.port : local.project.config.port.value_or(kDefaultPort);
  emulator.max_body = options.max_body;
  if (!is_loopback(options.host))
    context.err << fmt::format(
        "convotic: warning: {} is not loopback: others on the network can reach your modules\n",
        options.host);

  allow_many_connections();
  StopSignals signals;
  emulator.stop = signals.token();
  DevSession session;
  session.api_key = emulator.api_key;
  session.state = state_file;
  session.token = emulator.delivery_token = context.random.text(base::kAlphanumeric, kTokenLength);
  const std::string state =
      options.ephemeral ? "temporary" : state_file.lexically_relative(context.directory).string();
  const auto report = make_report(options.format, context);
  CONVOTIC_TRY_ASSIGN(const auto recording, make_recording(options, local, context, *report));
  emulator.recorder = recording.get();
  CONVOTIC_TRY_ASSIGN(const auto lint, make_lint(options, local, context, *report));
  emulator::EventSink& events = lint ? static_cast<emulator::EventSink&>(*lint) : *report;
  CONVOTIC_TRY_ASSIGN(const auto running,
                      emulator::Emulator::start(std::move(emulator), events, context.clock, context.random));
  if (signals.token().stop_requested()) {
    report->stopping();
    return ExitCode::ok;
  }
  const auto failures = arranged(running->failures(), local, context);
  // With nothing to serve, only a person who is about to mend it has use for a server.
  if (failures.size() == local.modules.size() && context.interactive == Interactive::no) {
    for (std::size_t i = 0; i + 1 < failures.size(); ++i)
      context.err << render_error(failures[i].error, context.err_palette);
    return base::Unexpected(failures.back().error);
  }
  const auto took =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
  session.url = running->url();
  session.port = running->port();
  session.pid = ::getpid();
  for (const auto& module : running->routes()->modules())
    for (const project::ModuleSource& source : local.modules)
      if (source.entry == module->entry) session.modules.push_back({module->name, source.directory});
  CONVOTIC_TRY_ASSIGN(const DevSessionFile session_file,
                      DevSessionFile::write(context.files, folder, session));
  report->ready(
      {session.url, session.port, session.api_key, state, took, context.directory, running->routes()});
  for (const auto& failure : failures)
    report->module_failed(failure.source.entry, failure.error);
  if (lint) lint->begin();
  signals.wait();
  report->stopping();
  return ExitCode::ok;
}

}  // namespace

Command register_dev(CLI::App& app) {
  auto options = std::make_shared<DevOptions>();
  CLI::App* sub = app.add_subcommand("dev", "Run modules on a local emulator, with hot reload");
  sub->add_option("modules", options->modules,
                  "Folders or entry files; default: those of convotic.json, or this folder")
      ->type_name("[module...]");
  sub->add_option("--port", options->port, "Port to listen on; 0 for any free one (default 8787)")
      ->type_name("PORT")
      ->check(between(0, 65535));
  sub->add_option("--host", options->host, "Address to listen on (default 127.0.0.1)")->type_name("ADDRESS");
  sub->add_option("--api-key", options->api_key,
                  "Key that requests must carry; default: CONVOTIC_API_KEY, or the project's own")
      ->type_name("KEY");
  sub->add_option("--timeout", options->timeout, "Seconds a handler may take (default 30)")
      ->type_name("SECONDS")
      ->check(between(0.01, 3600));
  sub->add_option("--rate-limit", options->rate_limit,
                  "Requests a minute and key, or off (default 1000, as documented)")
      ->type_name("N");
  sub->add_option("--max-body", options->max_body, "Largest request body in bytes (default 10485760)")
      ->type_name("BYTES")
      ->check(between(1, 200 << 20));
  sub->add_option("--memory", options->memory, "Memory limit of a module in MB (default 512)")
      ->type_name("MB")
      ->check(between(16, 65536));
  sub->add_option("--format", options->format,
                  "pretty, or json for one event a line on stdout (default pretty)")
      ->type_name("FORMAT");
  sub->add_option("--state", options->state, "Keep state under another name: .convotic/NAME.sqlite")
      ->type_name("NAME");
  sub->add_flag("--ephemeral", options->ephemeral, "Keep state in a temporary file that is gone afterwards");
  sub->add_option("--seed", options->seed,
                  "Put contacts, conversations, workflows and storage from a JSON file in first")
      ->type_name("FILE");
  sub->add_option("--record", options->record,
                  "Write every request to an open route as a capture into a folder")
      ->type_name("DIR");
  sub->add_flag("--strict", options->strict, "Reject every member of ctx that Convotic does not document");
  sub->add_flag("--no-watch", options->no_watch, "Do not reload when files change");
  sub->add_flag("--no-lint", options->no_lint, "Do not warn of open routes that are not verified");
  sub->footer("Examples\n"
              "  convotic dev                       the module in this folder\n"
              "  convotic dev orders hooks          two modules at once\n"
              "  convotic dev --port 0 --ephemeral --format json      in a test\n"
              "  convotic dev --seed fixtures/seed.json --strict\n"
              "  convotic dev --record fixtures     keeps webhooks, for convotic replay");
  return {sub, [options](Context& context) { return run_dev(*options, context); }};
}

}  // namespace convotic::cli
