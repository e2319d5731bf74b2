#include "replay/import/shell_words.hpp"

#include "core/base/utf8.hpp"
#include "replay/errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>

namespace convotic::replay {
namespace {

class ShellReader {
public:
  explicit ShellReader(std::string_view text) : text_(text) {}

  Result<std::vector<ShellCommand>> run() {
    while (problem_.empty() && !done())
      step();
    end_command();
    if (!problem_.empty())
      return base::fail(kImportFailed, problem_, "the command may have been cut when it was copied");
    return std::move(commands_);
  }

private:
  bool done() const { return at_ >= text_.size(); }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  std::string& word() {
    if (!word_) word_.emplace();
    return *word_;
  }

  void step() {
    const char c = peek();
    if (skip_continuation()) return;
    if (c == '\n') {
      ++at_;
      end_command();
      read_here_documents();
    } else if (c == ' ' || c == '\t' || c == '\r') {
      ++at_;
      end_word();
    } else if (c == '#' && !word_) {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (c == ';' || c == '&' || c == '|') {
      ++at_;
      end_command();
    } else if (c == '<' || c == '>') {
      redirection();
    } else {
      word_piece();
    }
  }

  // A backslash before a line end is nothing at all.
  bool skip_continuation() {
    if (peek() != '\\') return false;
    const std::size_t length = peek(1) == '\n' ? 2 : peek(1) == '\r' && peek(2) == '\n' ? 3 : 0;
    at_ += length;
    return length > 0;
  }

  void word_piece() {
    const char c = peek();
    if (c == '\'') {
      single_quotes();
    } else if (c == '"') {
      double_quotes();
    } else if (c == '$' && peek(1) == '\'') {
      escaped_quotes();
    } else if (c == '\\') {
      if (at_ + 1 < text_.size()) word() += peek(1);
      at_ += 2;
    } else if (c == '$' || c == '`') {
      expansion();
    } else {
      word() += c;
      ++at_;
    }
  }

  void single_quotes() {
    const std::size_t end = text_.find('\'', at_ + 1);
    if (end == std::string_view::npos) return not_closed("'");
    word() += text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
  }

  void double_quotes() {
    word();
    for (++at_; peek() != '"' && problem_.empty();) {
      if (done()) return not_closed("\"");
      if (skip_continuation()) continue;
      if (peek() == '\\' && std::string_view("$`\"\\").find(peek(1)) != std::string_view::npos &&
          peek(1) != '\0') {
        word() += peek(1);
        at_ += 2;
      } else if (peek() == '$' || peek() == '`') {
        expansion();
      } else {
        word() += peek();
        ++at_;
      }
    }
    ++at_;
  }

  // $'…' with the escapes of ANSI C.
  void escaped_quotes() {
    word();
    for (at_ += 2; peek() != '\'';) {
      if (done()) return not_closed("$'");
      if (peek() != '\\') {
        word() += peek();
        ++at_;
        continue;
      }
      ++at_;
      escape();
    }
    ++at_;
  }

  void escape() {
    constexpr std::string_view kLetters = "abefnrtvE\\'\"?", kMeanings = "\a\b\x1b\f\n\r\t\v\x1b\\'\"?";
    const char c = peek();
    ++at_;
    if (const std::size_t known = kLetters.find(c); known != std::string_view::npos && c != '\0')
      word() += kMeanings[known];
    else if (c == 'x')
      put_byte(number(16, 2));
    else if (c == 'u' || c == 'U')
      put_code_point(number(16, c == 'u' ? 4 : 8));
    else if (c >= '0' && c <= '7')
      --at_, put_byte(number(8, 3));
    else
      word() += {'\\', c};
  }

  unsigned long number(int base, std::size_t most) {
    unsigned long value = 0;
    for (std::size_t i = 0; i < most && std::isxdigit(static_cast<unsigned char>(peek())) != 0; ++i, ++at_) {
      const int digit =
          std::isdigit(static_cast<unsigned char>(peek())) != 0 ? peek() - '0' : (peek() | 32) - 'a' + 10;
      if (digit >= base) break;
      value = value * static_cast<unsigned long>(base) + static_cast<unsigned long>(digit);
    }
    return value;
  }
  void put_byte(unsigned long value) {
    word() += static_cast<char>(static_cast<unsigned char>(value & 0xff));
  }
  // Browsers write a character beyond U+FFFF as two escapes of half a pair each.
  void put_code_point(unsigned long value) {
    if (value >= 0xd800 && value < 0xdc00 && peek() == '\\' && peek(1) == 'u') {
      const std::size_t back = at_;
      at_ += 2;
      const unsigned long low = number(16, 4);
      if (low >= 0xdc00 && low < 0xe000) {
        base::append_utf8(word(), static_cast<char32_t>(0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00)));
        return;
      }
      at_ = back;
    }
    const bool valid = value < 0x110000 && (value < 0xd800 || value > 0xdfff);
    base::append_utf8(word(), valid ? static_cast<char32_t>(value) : U'\ufffd');
  }

  // $NAME, ${…}, $(…), `…`: kept as it stands.
  void expansion() {
    const std::size_t start = at_;
    if (peek() == '`') {
      const std::size_t end = text_.find('`', at_ + 1);
      if (end == std::string_view::npos) return not_closed("`");
      at_ = end + 1;
    } else if (peek(1) == '{' || peek(1) == '(') {
      const char open = peek(1), close = open == '{' ? '}' : ')';
      std::size_t depth = 0;
      for (++at_; !done(); ++at_) {
        if (peek() == open) ++depth;
        if (peek() == close && --depth == 0) break;
      }
      if (done()) return not_closed(std::string("$") + open);
      ++at_;
    } else {
      for (++at_; std::isalnum(static_cast<unsigned char>(peek())) != 0 || peek() == '_';)
        ++at_;
    }
    const std::string piece(text_.substr(start, at_ - start));
    word() += piece;
    if (piece.size() > 1) command_.unknown.push_back(piece);
  }

  // A digit before it is the number of a descriptor, not a word.
  void redirection() {
    if (word_ && word_->size() == 1 && std::isdigit(static_cast<unsigned char>(word_->front())) != 0)
      word_.reset();
    end_word();
    if (text_.substr(at_).starts_with("<<") && peek(2) != '<') {
      at_ += 2;
      const bool strip = peek() == '-';
      if (strip) ++at_;
      here_ = {true, strip, false, {}, commands_.size()};
    } else {
      at_ += peek(1) == peek() ? 2u : 1u;
      if (peek() == '&') ++at_;
    }
    skips_word_ = true;
    while (peek() == ' ' || peek() == '\t')
      ++at_;
    if (here_.wanted) here_.literal = peek() == '\'' || peek() == '"' || peek() == '\\';
  }

  void read_here_documents() {
    if (!here_.wanted) return;
    std::string content;
    while (!done()) {
      const std::size_t end = std::min(text_.find('\n', at_), text_.size());
      std::string_view line = text_.substr(at_, end - at_);
      at_ = std::min(end + 1, text_.size());
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (here_.strip) line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
      if (line == here_.end) break;
      content += std::string(line) + "\n";
    }
    if (here_.command < commands_.size()) take_input(commands_[here_.command], std::move(content));
    here_ = {};
  }

  void take_input(ShellCommand& command, std::string content) {
    if (!here_.literal)
      if (const std::size_t dollar = content.find_first_of("$`"); dollar != std::string::npos)
        command.unknown.push_back(content.substr(dollar, 1) + " in its here document");
    command.input = std::move(content);
  }

  void end_word() {
    if (!word_) return;
    if (skips_word_) {
      if (here_.wanted) here_.end = *word_;
    } else {
      command_.words.push_back(std::move(*word_));
    }
    skips_word_ = false;
    word_.reset();
  }

  void end_command() {
    end_word();
    if (!command_.words.empty()) commands_.push_back(std::move(command_));
    command_ = {};
  }

  void not_closed(std::string_view quote) {
    problem_ = fmt::format("{} is opened and not closed in the command", quote);
    at_ = text_.size();
  }

  struct HereDocument {
    bool wanted = false;
    bool strip = false;    // <<-
    bool literal = false;  // its end is quoted, so that nothing in it is expanded
    std::string end;
    std::size_t command = 0;  // whose input it is
  };

  std::string_view text_;
  std::size_t at_ = 0;
  std::optional<std::string> word_;
  ShellCommand command_;
  std::vector<ShellCommand> commands_;
  HereDocument here_;
  bool skips_word_ = false;
  std::string problem_;
};

// What cmd.exe makes of its carets, line by line; the result has no line ends that are not part of a word.
std::vector<std::string> without_carets(std::string_view text) {
  std::vector<std::string> lines(1);
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    if (c == '"') quoted = !quoted;
    if (c == '^' && !quoted) {
      if (i + 1 < text.size() && text[i + 1] == '\r') ++i;
      if (i + 1 < text.size() && text[i + 1] == '\n') {
        ++i;  // the line goes on, and what comes next is taken as it is, even another line end
        if (i + 1 < text.size() && text[i + 1] == '\r') ++i;
        if (i + 1 < text.size() && text[i + 1] == '\n') lines.back() += text[++i];
      } else if (i + 1 < text.size()) {
        lines.back() += text[++i];
      }
    } else if (c == '\n' || (!quoted && (c == '&' || c == '|'))) {
      lines.emplace_back();
      quoted = false;
    } else {
      lines.back() += c;
    }
  }
  return lines;
}

// The words of a line as a program gets them.
std::vector<std::string> program_arguments(std::string_view line) {
  std::vector<std::string> words;
  std::optional<std::string> word;
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (!quoted && (c == ' ' || c == '\t')) {
      if (word) words.push_back(std::move(*word));
      word.reset();
      continue;
    }
    if (!word) word.emplace();
    if (c == '\\') {
      // Backslashes are themselves, but before a quote two are one, and one makes the quote a character.
      const std::size_t end = std::min(line.find_first_not_of('\\', i), line.size());
      const std::size_t count = end - i;
      const bool before_quote = end < line.size() && line[end] == '"';
      word->append(before_quote ? count / 2 : count, '\\');
      i = end - 1;
      if (before_quote && count % 2 == 1) *word += line[++i];
    } else if (c == '"') {
      if (quoted && i + 1 < line.size() && line[i + 1] == '"')
        *word += line[++i];
      else
        quoted = !quoted;
    } else {
      *word += c;
    }
  }
  if (word) words.push_back(std::move(*word));
  return words;
}

}  // namespace

Result<std::vector<ShellCommand>> shell_commands(std::string_view text) {
  return ShellReader(text).run();
}

bool is_windows_command(std::string_view text) {
  for (const std::string_view mark : {"^\n", "^\r\n", "^\""})
    if (text.find(mark) != std::string_view::npos) return true;
  return false;
}

std::vector<ShellCommand> windows_commands(std::string_view text) {
  std::vector<ShellCommand> commands;
  for (const std::string& line : without_carets(text)) {
    ShellCommand command{program_arguments(line), {}, {}};
    if (!command.words.empty()) commands.push_back(std::move(command));
  }
  return commands;
}

}  // namespace convotic::replay
