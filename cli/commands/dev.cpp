#include "cli/api_key.hpp"
#include "cli/app.hpp"
#include "cli/commands.hpp"
#include "cli/dev_report.hpp"
#include "cli/errors.hpp"
#include "cli/flag_choice.hpp"
#include "cli/signals.hpp"
#include "core/project/project_config.hpp"
#include "emulator/emulator.hpp"
#include "emulator/node_program.hpp"

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
  bool ephemeral = false;
  bool strict = false;
  bool no_watch = false;
};

constexpr int kDefaultPort = 8787;
constexpr std::chrono::seconds kDefaultTimeout{30};

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

Result<std::vector<project::ModuleSource>>
find_modules(const DevOptions& options, const project::Project& project, const Context& context) {
  std::vector<fs::path> paths;
  for (const std::string& module : options.modules)
    paths.push_back(context.directory / module);
  if (paths.empty())
    for (const std::string& module : project.config.modules)
      paths.push_back(project.root / module);
  if (paths.empty()) paths.push_back(context.directory);
  std::vector<project::ModuleSource> sources;
  for (const fs::path& path : paths) {
    fs::path normal = path.lexically_normal();
    if (!normal.has_filename()) normal = normal.parent_path();  // "a/" means "a"
    CONVOTIC_TRY_ASSIGN(project::ModuleSource source, project::find_module(context.files, normal));
    for (const project::ModuleSource& other : sources)
      if (other.entry == source.entry)
        return base::fail(kUsage, fmt::format("\"{}\" is named twice", source.entry.string()),
                          "name it once");
    sources.push_back(std::move(source));
  }
  return sources;
}

// The project of one module that is named on the command line is that module's.
Result<project::Project> choose_project(const DevOptions& options, const Context& context) {
  if (options.modules.size() != 1) return project::find_project(context.files, context.directory);
  CONVOTIC_TRY_ASSIGN(const auto sources, find_modules(options, {}, context));
  return project::find_project(context.files, sources.front().directory);
}

emulator::SupervisorOptions supervisor_options(const DevOptions& options, const project::Project& project,
                                               const Context& context, fs::path node) {
  using emulator::LoadHead;
  emulator::SupervisorOptions out;
  out.installation = project::locate_installation(context.executable);
  out.runner.node = std::move(node);
  out.runner.launcher = out.installation.launcher;
  out.runner.program = out.installation.runner;
  out.runner.memory_mb = options.memory;
  const auto configured = project.config.timeout.value_or(kDefaultTimeout);
  out.request_timeout = options.timeout > 0
                            ? std::chrono::milliseconds(static_cast<std::int64_t>(options.timeout * 1000))
                            : std::chrono::milliseconds(configured);
  out.module.request_timeout = out.request_timeout;
  out.module.strict = options.strict ? LoadHead::Strict::yes : LoadHead::Strict::no;
  const bool raw_body = project.config.raw_body == project::ProjectConfig::RawBody::yes && !options.strict;
  out.module.raw_body = raw_body ? LoadHead::RawBody::yes : LoadHead::RawBody::no;
  if (options.no_watch) out.module.watch = emulator::ModuleSettings::Watch::no;
  for (const auto& [name, value] : context.environment)
    out.module.environment.insert(name);
  return out;
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

// Makes the folder of state and key: the project's; without a convotic.json the one module's, or that in
// which several are run. It keeps itself out of version control.
Result<fs::path> make_folder(const project::Project& project,
                             const std::vector<project::ModuleSource>& modules, Context& context) {
  const bool of_module = project.file == project::Project::File::absent && modules.size() == 1;
  const fs::path folder = (of_module ? modules.front().directory : project.root) / ".convotic";
  CONVOTIC_TRY(context.files.make_directories(folder));
  const fs::path ignore = folder / ".gitignore";
  if (!context.files.exists(ignore)) CONVOTIC_TRY(context.files.write(ignore, "*\n"));
  return folder;
}

using Failures = std::vector<emulator::StartReport::Failure>;

// In the order in which the modules were named, with places as seen from where convotic was run.
Failures arranged(Failures failures, const std::vector<project::ModuleSource>& modules,
                  const fs::path& directory) {
  const auto position = [&](const auto& failure) {
    return std::find_if(modules.begin(), modules.end(),
                        [&](const auto& module) { return module.entry == failure.source.entry; });
  };
  std::sort(failures.begin(), failures.end(),
            [&](const auto& a, const auto& b) { return position(a) < position(b); });
  for (auto& [source, error] : failures) {
    if (error.where) error.where->file = shown_path(source.directory / error.where->file, directory);
  }
  return failures;
}

std::unique_ptr<DevReport> make_report(const std::string& format, Context& context) {
  if (format == "json") return std::make_unique<JsonDevReport>(context);
  return std::make_unique<PrettyDevReport>(context);
}

Result<base::ExitCode> run_dev(const DevOptions& options, Context& context) {
  const auto began = std::chrono::steady_clock::now();
  CONVOTIC_TRY(check(options));
  CONVOTIC_TRY_ASSIGN(const project::Project project, choose_project(options, context));
  emulator::EmulatorOptions emulator;
  CONVOTIC_TRY_ASSIGN(emulator.modules, find_modules(options, project, context));
  CONVOTIC_TRY_ASSIGN(fs::path node,
                      emulator::find_node(context.variable("CONVOTIC_NODE"), context.variable("PATH")));
  CONVOTIC_TRY_ASSIGN(emulator.rate_limit, parse_rate_limit(options.rate_limit));
  CONVOTIC_TRY_ASSIGN(const fs::path folder, make_folder(project, emulator.modules, context));
  CONVOTIC_TRY_ASSIGN(emulator.api_key, choose_api_key(context, options.api_key, folder));
  TemporaryFolder temporary;
  emulator.state = folder / (options.state + ".sqlite");
  if (options.ephemeral) {
    CONVOTIC_TRY_ASSIGN(const fs::path path, temporary.make());
    emulator.state = path / "state.sqlite";
  }
  if (!options.seed.empty()) {
    emulator.seed = (context.directory / options.seed).lexically_normal();
    if (!context.files.is_file(*emulator.seed))
      return base::fail(kBadValue,
                        fmt::format("--seed names \"{}\", which is not a file", emulator.seed->string()),
                        "it is a JSON file of contacts, conversations, workflows and storage");
  }
  emulator.supervisor = supervisor_options(options, project, context, std::move(node));
  emulator.server.host = options.host;
  emulator.server.port = options.port >= 0 ? options.port : project.config.port.value_or(kDefaultPort);
  emulator.server.max_body = options.max_body;
  if (!is_loopback(options.host))
    context.err << fmt::format(
        "convotic: warning: {} is not loopback: others on the network can reach your modules\n",
        options.host);

  allow_many_connections();
  StopSignals signals;
  emulator.stop = signals.token();
  const std::string key = emulator.api_key;
  const std::string state =
      options.ephemeral ? "temporary" : emulator.state.lexically_relative(context.directory).string();
  const auto report = make_report(options.format, context);
  const std::vector<project::ModuleSource> sources = emulator.modules;
  CONVOTIC_TRY_ASSIGN(const auto running,
                      emulator::Emulator::start(std::move(emulator), *report, context.clock, context.random));
  if (signals.token().stop_requested()) {
    report->stopping();
    return ExitCode::ok;
  }
  const Failures failures = arranged(running->failures(), sources, context.directory);
  // With nothing to serve, only a person who is about to mend it has use for a server.
  if (failures.size() == sources.size() && context.interactive == Interactive::no) {
    for (std::size_t i = 0; i + 1 < failures.size(); ++i)
      context.err << render_error(failures[i].error, context.err_palette);
    return base::Unexpected(failures.back().error);
  }
  const auto took =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
  report->ready({running->url(), running->port(), key, state, took, context.directory, running->routes()});
  for (const auto& failure : failures)
    report->module_failed(failure.source.entry, failure.error);
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
  sub->add_flag("--strict", options->strict, "Reject every member of ctx that Convotic does not document");
  sub->add_flag("--no-watch", options->no_watch, "Do not reload when files change");
  sub->footer("Examples\n"
              "  convotic dev                       the module in this folder\n"
              "  convotic dev orders hooks          two modules at once\n"
              "  convotic dev --port 0 --ephemeral --format json      in a test\n"
              "  convotic dev --seed fixtures/seed.json --strict");
  return {sub, [options](Context& context) { return run_dev(*options, context); }};
}

}  // namespace convotic::cli
