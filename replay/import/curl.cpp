#include "replay/errors.hpp"
#include "replay/import/curl_options.hpp"
#include "replay/import/curl_request.hpp"
#include "replay/import/importers.hpp"
#include "replay/import/shell_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

// Command lines with curl, as documentation shows them and browsers copy them. They are taken apart, never
// run.
namespace convotic::replay {
namespace {

bool is_curl(std::string_view word) {
  word.remove_prefix(std::min(word.find_last_of("/\\") + 1, word.size()));
  return word == "curl" || word == "curl.exe";
}

// What may stand before the name of a program: a prompt, a variable, a program that runs another.
bool is_lead(std::string_view word) {
  const std::size_t equals = word.find('=');
  const bool assignment =
      equals != std::string_view::npos && equals > 0 &&
      std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(equals),
                  [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; });
  return word == "$" || word == "%" || word == "sudo" || word == "time" || word == "env" || assignment;
}

// The words after "curl", where the command is one.
std::optional<std::vector<std::string>> arguments_of(const ShellCommand& command) {
  auto word = command.words.begin();
  while (word != command.words.end() && is_lead(*word))
    ++word;
  if (word == command.words.end() || !is_curl(*word)) return std::nullopt;
  return std::vector<std::string>(word + 1, command.words.end());
}

// "curl" as a word on a line, with nothing but a lead before it.
bool is_curl_text(const Recording& recording) {
  std::string_view rest = recording.text;
  if (recording.json) return false;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    for (std::size_t at = 0; at < line.size();) {
      const std::size_t start = std::min(line.find_first_not_of(" \t\r", at), line.size());
      at = std::min(line.find_first_of(" \t\r", start), line.size());
      const std::string_view word = line.substr(start, at - start);
      if (is_curl(word)) return true;
      if (!is_lead(word)) break;
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

// The parts between --next.
std::vector<std::vector<CurlOption>> parts_of(const std::vector<CurlOption>& options) {
  std::vector<std::vector<CurlOption>> parts(1);
  for (const CurlOption& option : options)
    if (option.name == "--next")
      parts.emplace_back();
    else
      parts.back().push_back(option);
  return parts;
}

Result<std::vector<ImportedRequest>> read_curl(const Recording& recording, std::vector<std::string>& notes) {
  std::vector<ShellCommand> commands;
  if (is_windows_command(recording.text)) {
    commands = windows_commands(recording.text);
  } else {
    CONVOTIC_TRY_ASSIGN(commands, shell_commands(recording.text));
  }
  std::vector<ImportedRequest> requests;
  std::size_t others = 0;
  for (const ShellCommand& command : commands) {
    const auto arguments = arguments_of(command);
    if (!arguments) {
      ++others;
      continue;
    }
    CONVOTIC_TRY_ASSIGN(const std::vector<CurlOption> options, curl_options(*arguments));
    for (const std::vector<CurlOption>& part : parts_of(options)) {
      CONVOTIC_TRY_ASSIGN(ImportedRequest request, curl_request(part, {recording, command.input}));
      for (const std::string& unknown : command.unknown)
        request.lost.push_back(fmt::format("the command has {}, which only a shell can fill in", unknown));
      requests.push_back(std::move(request));
    }
  }
  if (others > 0 && !requests.empty())
    notes.push_back(fmt::format("{} other command{} left out", others, others == 1 ? " was" : "s were"));
  if (requests.size() > 1)
    for (std::size_t i = 0; i < requests.size(); ++i)
      requests[i].capture.origin.entry = i + 1;
  return requests;
}

}  // namespace

const Importer kCurlImporter{"curl", "a curl command", is_curl_text, read_curl};

}  // namespace convotic::replay
