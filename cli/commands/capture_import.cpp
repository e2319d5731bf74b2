#include "replay/import/capture_import.hpp"

#include "cli/capture_commands.hpp"
#include "cli/errors.hpp"
#include "cli/flag_choice.hpp"
#include "cli/import_report.hpp"
#include "cli/webhook_flags.hpp"
#include "core/project/project_config.hpp"
#include "replay/import/importer.hpp"
#include "replay/secret_reference.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <istream>
#include <iterator>
#include <memory>
#include <ostream>

namespace convotic::cli {
namespace fs = std::filesystem;
namespace {

using base::ExitCode;

struct ImportOptions {
  std::vector<std::string> files;
  std::string kind;
  std::string output = "fixtures";
  std::string public_url;
  std::vector<std::size_t> entries;
  replay::ImportWishes wishes;
  std::string format = "pretty";
  bool dry_run = false;
};

std::vector<std::string> kinds() {
  std::vector<std::string> out;
  for (const replay::Importer* importer : replay::importers())
    out.emplace_back(importer->kind);
  std::sort(out.begin(), out.end());
  return out;
}

Result<void> check(const ImportOptions& options) {
  CONVOTIC_TRY(check_choice("--format", options.format, {"pretty", "json"}));
  if (!options.kind.empty()) CONVOTIC_TRY(check_choice("--as", options.kind, kinds()));
  if (options.files.empty())
    return base::fail(kUsage, "convotic capture import needs a file to import", "\"-\" is standard input");
  for (const std::string& secret : options.wishes.secrets)
    if (!replay::SecretReference::parse(secret))
      return base::fail(kBadValue, "--secret takes a reference to a secret, not the secret itself",
                        std::string(replay::kReferenceAdvice));
  const std::string& path = options.wishes.path;
  if (!path.empty() && (!path.starts_with('/') || path.find_first_of(" \t\r\n#") != std::string::npos))
    return base::fail(kBadValue,
                      fmt::format("--path cannot be \"{}\": it begins with \"/\" and has no blanks", path),
                      "it is what follows /v1/modules/<module>");
  const std::string& url = options.public_url;
  if (!url.empty() && ((!url.starts_with("http://") && !url.starts_with("https://")) ||
                       url.find_first_of(" \t\r\n#") != std::string::npos))
    return base::fail(kBadValue, fmt::format("--public-url cannot be \"{}\"", url),
                      "as in https://shop.example/hook");
  return {};
}

Result<replay::Recording> read_recording(const std::string& name, const ImportOptions& options,
                                         Context& context) {
  replay::Recording recording{.name = name,
                              .text = {},
                              .folder = context.directory,
                              .files = &context.files,
                              .entries = options.entries,
                              .public_url = options.public_url,
                              .json = {}};
  if (name == "-") {
    recording.name = "standard input";
    recording.text.assign(std::istreambuf_iterator<char>(context.in), std::istreambuf_iterator<char>());
    return recording;
  }
  const fs::path file = (context.directory / name).lexically_normal();
  if (context.files.is_directory(file))
    return base::fail(kBadValue, fmt::format("\"{}\" is a folder, and not a file to import", name),
                      "name the files in it");
  CONVOTIC_TRY_ASSIGN(recording.text, context.files.read(file));
  recording.name = file.filename().string();
  recording.folder = file.parent_path();
  return recording;
}

Result<void> write(const std::vector<replay::PlannedCapture>& planned, const fs::path& folder,
                   Context& context) {
  CONVOTIC_TRY(context.files.make_directories(folder));
  for (const replay::PlannedCapture& one : planned)
    if (one.status == replay::PlannedCapture::File::absent)
      CONVOTIC_TRY(context.files.write(one.capture.file, replay::format_capture(one.capture)));
  return {};
}

Result<ExitCode> run_import(const ImportOptions& options, Context& context) {
  CONVOTIC_TRY(check(options));
  CONVOTIC_TRY_ASSIGN(const project::Project project,
                      project::find_project(context.files, context.directory));
  CONVOTIC_TRY_ASSIGN(const webhook::SchemeTable schemes, known_schemes(context));
  CONVOTIC_TRY_ASSIGN(const replay::Redaction redaction, replay::Redaction::with(project.config.redact));
  const fs::path folder = (context.directory / options.output).lexically_normal();
  replay::CaptureImport import(context.files, folder, schemes, redaction);
  ImportReport report;
  report.mode = options.dry_run ? ImportReport::Mode::dry_run : ImportReport::Mode::written;
  report.folder = options.output;
  report.directory = context.directory;
  // All or nothing: a file that cannot be read leaves no half of an import behind.
  for (const std::string& name : options.files) {
    CONVOTIC_TRY_ASSIGN(replay::Recording recording, read_recording(name, options, context));
    const std::string shown = recording.name;
    CONVOTIC_TRY_ASSIGN(replay::Import imported,
                        replay::import_recording(std::move(recording), options.kind));
    for (const std::string& note : imported.notes)
      report.notes.push_back({shown, note});
    for (replay::ImportedRequest& request : imported.requests) {
      CONVOTIC_TRY_ASSIGN(replay::PlannedCapture planned, import.plan(std::move(request), options.wishes));
      report.captures.push_back(std::move(planned));
    }
  }
  if (!options.dry_run) CONVOTIC_TRY(write(report.captures, folder, context));
  if (options.format == "json")
    print_import_json(report, context.out);
  else
    print_import(report, context);
  return ExitCode::ok;
}

void add_flags(CLI::App& sub, ImportOptions& options) {
  const auto many = CLI::MultiOptionPolicy::TakeAll;
  sub.add_option("--as", options.kind, fmt::format("What the file is: {}", fmt::join(kinds(), ", ")))
      ->type_name("KIND");
  sub.add_option("--output", options.output, "The folder for the captures (default fixtures)")
      ->type_name("DIR");
  sub.add_option("--entry", options.entries,
                 "Take only this one of several requests, from 1; may be repeated")
      ->type_name("N")
      ->multi_option_policy(many)
      ->allow_extra_args(false);
  sub.add_option("--scheme", options.wishes.scheme,
                 "How it is signed, or none; default: what its headers say")
      ->type_name("NAME");
  sub.add_option("--secret", options.wishes.secrets,
                 "What signs it: env:NAME, dotenv:NAME or file:PATH; may be repeated")
      ->type_name("REFERENCE")
      ->multi_option_policy(many)
      ->allow_extra_args(false);
  sub.add_option("--module", options.wishes.module, "The module that it is for, where a project has several")
      ->type_name("NAME");
  sub.add_option("--path", options.wishes.path, "Its path below the module, where it was recorded at another")
      ->type_name("PATH");
  sub.add_option("--public-url", options.public_url,
                 "The URL that the provider was given, where the recording has another")
      ->type_name("URL");
  sub.add_flag("--dry-run", options.dry_run, "Print what would be written, and write nothing");
  sub.add_option("--format", options.format, "pretty, or json for programs (default pretty)")
      ->type_name("FORMAT");
}

}  // namespace

Command register_capture_import(CLI::App& capture) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App* sub = capture.add_subcommand("import", "Make captures of requests that other tools recorded");
  sub->add_option("files", options->files,
                  "HAR files, curl commands, raw messages and more; - is standard input")
      ->type_name("FILE...");
  add_flags(*sub, *options);
  sub->footer("Nothing is sent, no command is run, and no file is written over.\n\n"
              "Examples\n"
              "  convotic capture import shop.har --secret dotenv:STRIPE_WEBHOOK_SECRET\n"
              "  curl -s http://127.0.0.1:4040/api/requests/http | convotic capture import -\n"
              "  convotic capture import order.curl --path /webhook --dry-run");
  return {sub, [options](Context& context) { return run_import(*options, context); }};
}

}  // namespace convotic::cli
