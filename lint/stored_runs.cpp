#include "lint/stored_runs.hpp"

#include "core/webhook/digest.hpp"
#include "lint/config_reader.hpp"
#include "lint/stored_text.hpp"

#include <fmt/format.h>

namespace convotic::lint {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kMagic = "convotic-lint-run 1";
// So many files are kept; a run replaces the one whose key ends with the same digit.
constexpr std::size_t kSlots = 16;

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

// "r <digest> <path>" and so on, up to an empty line.
std::optional<Trace> read_trace(std::string_view& text) {
  Trace trace;
  for (std::string_view line = take_line(text); !line.empty(); line = take_line(text)) {
    const std::size_t space = line.find(' ', 2);
    if (line.size() < 4 || space == std::string_view::npos) return std::nullopt;
    trace.answers.emplace(std::pair(fs::path(line.substr(space + 1)), static_cast<Trace::Question>(line[0])),
                          std::string(line.substr(2, space - 2)));
  }
  return trace;
}

std::optional<std::string> write_trace(const Trace& trace) {
  std::string out;
  for (const auto& [question, answer] : trace.answers) {
    const std::string path = question.first.string();
    if (path.find('\n') != std::string::npos) return std::nullopt;
    out += fmt::format("{} {} {}\n", static_cast<char>(question.second), answer, path);
  }
  return out + "\n";
}

}  // namespace

std::string StoredRuns::key(std::span<const Input> inputs, const fs::path& directory,
                            const Config& config) const {
  std::string text = fmt::format("{}\n{}\n{}\n{}\n", kMagic, build_, directory.string(), config_json(config));
  for (const Input& input : inputs)
    text += fmt::format("{}\n{}\n", input.path.string(), input.shown);
  std::string out;
  for (const char c : webhook::digest(webhook::Hash::sha256, text))
    out += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return out;
}

fs::path StoredRuns::file_of(const std::string& key) const {
  static_assert(kSlots == 16, "a slot is a hexadecimal digit");
  return folder_ / fmt::format("run-{}.txt", key.back());
}

std::optional<Analysed> StoredRuns::find(const std::string& key, unsigned threads) const {
  const fs::path file = file_of(key);
  if (!files_.is_file(file)) return std::nullopt;
  const auto stored = files_.read(file);
  if (!stored) return std::nullopt;
  std::string_view text = *stored;
  if (take_line(text) != kMagic || take_line(text) != key) return std::nullopt;
  const auto trace = read_trace(text);
  if (!trace) return std::nullopt;
  std::map<fs::path, std::string> texts;
  if (!still_holds(*trace, files_, threads, texts)) return std::nullopt;
  return read_analysed(text, texts);
}

Result<void> StoredRuns::store(const std::string& key, const fs::path& directory, const Trace& trace,
                               const Analysed& analysed) {
  const auto questions = write_trace(trace);
  const auto answer = write_analysed(analysed, directory, trace);
  if (!questions || !answer) return {};
  CONVOTIC_TRY(files_.make_directories(folder_));
  return files_.write(file_of(key), fmt::format("{}\n{}\n{}{}", kMagic, key, *questions, *answer));
}

}  // namespace convotic::lint
