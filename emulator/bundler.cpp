#include "emulator/bundler.hpp"

#include "core/base/event_loop.hpp"
#include "core/base/file_system.hpp"
#include "core/base/json_text.hpp"
#include "emulator/child_process.hpp"
#include "emulator/errors.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace convotic::emulator {
namespace fs = std::filesystem;
namespace {

// file:// URL of an absolute path.
std::string file_url(const fs::path& path) {
  std::string out = "file://";
  for (const char c : path.string()) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                       std::string_view("/-_.~").find(c) != std::string_view::npos;
    if (plain)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

// What a bundle lacks of its sources' surroundings. One line, so that it shifts no mapping; `require` is safe
// to declare since esbuild renames any that a module declares itself.
std::string banner(const project::ModuleSource& source) {
  return fmt::format("import {{ createRequire as __convotic_create_require }} from \"node:module\";"
                     "const __convotic_url = {}, __convotic_file = {}, __convotic_directory = {};"
                     "const require = __convotic_create_require(__convotic_url);",
                     base::json_string(file_url(source.entry)), base::json_string(source.entry.string()),
                     base::json_string(source.entry.parent_path().string()));
}

std::vector<std::string> arguments(const project::ModuleSource& source, const fs::path& output,
                                   const fs::path& sdk) {
  return {source.entry.string(),
          "--bundle",
          "--format=esm",
          "--platform=node",
          "--target=node18",
          "--packages=external",
          "--sourcemap=linked",
          "--keep-names",
          "--alias:@convotic/block-sdk=" + (sdk / "index.js").string(),
          "--define:import.meta.url=__convotic_url",
          "--define:import.meta.filename=__convotic_file",
          "--define:import.meta.dirname=__convotic_directory",
          "--define:__filename=__convotic_file",
          "--define:__dirname=__convotic_directory",
          "--banner:js=" + banner(source),
          "--log-level=error",
          "--color=false",
          "--metafile=" + output.string() + ".meta.json",
          "--outfile=" + output.string()};
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' '))
    text.remove_prefix(1);
  while (text.ends_with(' '))
    text.remove_suffix(1);
  return text;
}

// "src/index.ts:14:9:" -> the place. esbuild counts columns from 0.
std::optional<base::SourceSpan> parse_place(std::string_view line) {
  if (!line.ends_with(':')) return std::nullopt;
  line.remove_suffix(1);
  const std::size_t last = line.rfind(':');
  if (last == std::string_view::npos || last == 0) return std::nullopt;
  const std::size_t middle = line.rfind(':', last - 1);
  if (middle == std::string_view::npos) return std::nullopt;
  base::SourceSpan span;
  const auto number = [&](std::size_t from, std::size_t to, std::size_t& out) {
    const auto parsed = std::from_chars(line.data() + from, line.data() + to, out);
    return parsed.ec == std::errc() && parsed.ptr == line.data() + to;
  };
  if (!number(middle + 1, last, span.line) || !number(last + 1, line.size(), span.column))
    return std::nullopt;
  ++span.column;
  span.file = std::string(line.substr(0, middle));
  return span;
}

}  // namespace

Error parse_esbuild_errors(std::string_view text, const fs::path& directory) {
  constexpr std::string_view kMark = "[ERROR] ";
  Error error{&kModuleBuild, "", "", std::nullopt};
  std::size_t count = 0;
  bool underlined = false;  // what follows the underline is a suggestion, or a note with a picture of its own
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view line = take_line(rest);
    if (const auto at = line.find(kMark); at != std::string_view::npos && ++count == 1)
      error.message = std::string(trimmed(line.substr(at + kMark.size())));
    if (count != 1 || underlined) continue;
    const std::size_t bar = std::min(line.find("\u2502"), line.find("\u2575"));
    if (!error.where) {
      error.where = parse_place(trimmed(line));
    } else if (bar != std::string_view::npos && error.where->line_text.empty()) {
      error.where->line_text = std::string(line.substr(std::min(line.size(), bar + 4)));
    } else if (bar != std::string_view::npos) {
      error.where->length =
          std::max<std::size_t>(1, static_cast<std::size_t>(std::count(line.begin(), line.end(), '~')));
      underlined = true;
    }
  }
  if (error.message.empty()) error.message = "esbuild failed: " + std::string(trimmed(text.substr(0, 2000)));
  if (count > 1) error.hint = fmt::format("and {} more error{}", count - 1, count > 2 ? "s" : "");
  // The file itself knows its line better than esbuild's picture of it, which shortens long ones.
  if (error.where) {
    const base::RealFileSystem files;
    if (const auto source = files.read(directory / error.where->file)) {
      std::string_view lines = *source;
      for (std::size_t i = 1; i < error.where->line; ++i)
        take_line(lines);
      std::string_view line = take_line(lines);
      if (line.ends_with('\r')) line.remove_suffix(1);
      error.where->line_text = std::string(line);
    }
  }
  return error;
}

Result<std::vector<fs::path>> parse_metafile(const std::string& text, const fs::path& directory) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  const auto inputs = json.is_object() ? json.find("inputs") : json.end();
  if (!json.is_object() || inputs == json.end() || !inputs->is_object())
    return base::fail(kModuleBuild, "esbuild wrote a metafile without inputs");
  std::vector<fs::path> files;
  for (const auto& [name, value] : inputs->items())
    files.push_back((directory / name).lexically_normal());
  return files;
}

Bundler::Bundler(base::EventLoop& loop, fs::path esbuild, fs::path sdk)
    : loop_(loop), esbuild_(std::move(esbuild)), sdk_(std::move(sdk)) {}

Bundler::~Bundler() = default;

void Bundler::build(const project::ModuleSource& source, const fs::path& output, Done done) {
  errors_.clear();
  ChildListener listener;
  listener.errors = [this](std::string_view bytes) { errors_ += bytes; };
  listener.ended = [this, source, output, done](ExitStatus status) {
    child_.reset();
    finish(source, output, status.code == 0 && status.signal == 0, done);
  };
  auto child = ChildProcess::spawn(loop_,
                                   {esbuild_, arguments(source, output, sdk_), std::nullopt, source.directory,
                                    Channel::none, Session::ours},
                                   std::move(listener));
  if (child) {
    child_ = std::move(*child);
    return;
  }
  child_.reset();
  loop_.post([done, error = Error{&kToolMissing, child.error().message, "reinstall convotic", {}}] {
    done(base::Unexpected(error));
  });
}

void Bundler::finish(const project::ModuleSource& source, const fs::path& output, bool ok, const Done& done) {
  if (!ok) return done(base::Unexpected(parse_esbuild_errors(errors_, source.directory)));
  const base::RealFileSystem files;
  const auto metafile = files.read(output.string() + ".meta.json");
  if (!metafile) return done(base::Unexpected(metafile.error()));
  auto inputs = parse_metafile(*metafile, source.directory);
  if (!inputs) return done(base::Unexpected(inputs.error()));
  done(Bundle{output, std::move(*inputs)});
}

}  // namespace convotic::emulator
