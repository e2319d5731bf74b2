#include "cli/prompt.hpp"

#include "cli/errors.hpp"
#include "core/base/nearest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <istream>
#include <ostream>

namespace convotic::cli {
namespace {

std::string trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(kBlank) - first + 1));
}

}  // namespace

Result<std::string> ask_text(Context& context, std::string_view question, std::string_view suggestion) {
  const std::string brackets = suggestion.empty()
                                   ? std::string()
                                   : " " + context.err_palette.secondary(fmt::format("[{}]", suggestion));
  for (;;) {
    context.err << question << brackets << ": " << std::flush;
    std::string line;
    if (!std::getline(context.in, line)) {
      context.err << '\n';  // the cursor stands behind the question
      return base::fail(kUsage, "the input ended before the question was answered",
                        "give the answers as arguments instead");
    }
    const std::string answer = trimmed(line);
    if (!answer.empty()) return answer;
    if (!suggestion.empty()) return std::string(suggestion);
  }
}

Result<std::string> ask_choice(Context& context, std::string_view question,
                               const std::vector<std::pair<std::string, std::string>>& choices,
                               std::size_t suggestion) {
  std::vector<std::string> names;
  std::size_t width = 0;
  for (const auto& [name, description] : choices) {
    names.push_back(name);
    width = std::max(width, name.size());
  }
  for (std::size_t i = 0; i < choices.size(); ++i)
    context.err << fmt::format("  {}  {:{}}  {}\n", i + 1, names[i], width,
                               context.err_palette.secondary(choices[i].second));
  for (;;) {
    CONVOTIC_TRY_ASSIGN(const std::string answer, ask_text(context, question, names[suggestion]));
    for (std::size_t i = 0; i < names.size(); ++i)
      if (answer == names[i] || answer == std::to_string(i + 1)) return names[i];
    const auto close = base::nearest(answer, names);
    context.err << fmt::format("\"{}\" is not one of them{}\n", base::printable(answer),
                               close ? fmt::format("; did you mean \"{}\"?", *close) : std::string());
  }
}

}  // namespace convotic::cli
