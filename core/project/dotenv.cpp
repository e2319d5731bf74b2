#include "core/project/dotenv.hpp"

#include "core/project/errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace convotic::project {
namespace {

class DotenvParser {
public:
  DotenvParser(const std::string& file, std::string_view text) : file_(file), text_(text) {
    if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
  }

  Result<Variables> parse() {
    for (;;) {
      skip_blank();
      if (done()) return std::move(variables_);
      CONVOTIC_TRY(parse_line());
    }
  }

private:
  bool done() const { return at_ >= text_.size(); }
  char peek() const { return done() ? '\n' : text_[at_]; }
  static bool is_name(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '-';
  }

  // Blank lines and comments.
  void skip_blank() {
    while (!done()) {
      if (std::isspace(static_cast<unsigned char>(peek())) != 0)
        ++at_;
      else if (peek() == '#')
        skip_line();
      else
        return;
    }
  }
  void skip_line() { at_ = std::min(text_.find('\n', at_), text_.size()); }
  void skip_spaces() {
    while (!done() && (peek() == ' ' || peek() == '\t'))
      ++at_;
  }

  base::Unexpected invalid(std::size_t offset, std::string message) const {
    base::SourceSpan span = base::span_at(file_, text_, offset, 1);
    span.line_text.clear();  // it may hold a secret
    return base::fail_at(kDotenvInvalid, std::move(span), std::move(message), "lines are NAME=value");
  }

  Result<void> parse_line() {
    const std::size_t start = at_;
    if (text_.substr(at_).starts_with("export ")) at_ += 7;
    skip_spaces();
    const std::size_t name_start = at_;
    while (!done() && is_name(peek()))
      ++at_;
    const std::string name(text_.substr(name_start, at_ - name_start));
    skip_spaces();
    if (name.empty() || peek() != '=') return invalid(start, "this line is not NAME=value");
    ++at_;
    skip_spaces();
    CONVOTIC_TRY_ASSIGN(std::string value, parse_value(name));
    std::erase_if(variables_, [&](const auto& pair) { return pair.first == name; });
    variables_.emplace_back(name, std::move(value));
    return {};
  }

  Result<std::string> parse_value(const std::string& name) {
    const char quote = peek();
    if (quote != '"' && quote != '\'' && quote != '`') return bare_value();
    const std::size_t start = at_++;
    std::string value;
    for (; !done() && peek() != quote; ++at_) {
      if (quote == '"' && peek() == '\\' && at_ + 1 < text_.size())
        value += unescape(text_[++at_]);
      else
        value += peek();
    }
    if (done()) return invalid(start, fmt::format("the quote of {} is not closed", name));
    ++at_;
    skip_spaces();
    if (peek() == '#') skip_line();
    if (peek() == '\r') ++at_;
    if (!done() && peek() != '\n')
      return invalid(at_, fmt::format("something follows the quoted value of {}", name));
    return value;
  }

  static std::string unescape(char c) {
    switch (c) {
    case 'n':
      return "\n";
    case 'r':
      return "\r";
    case 't':
      return "\t";
    case '"':
      return "\"";
    case '\\':
      return "\\";
    default:
      return {'\\', c};
    }
  }

  // Up to the end of the line, or to a '#' that follows a blank.
  std::string bare_value() {
    const std::size_t start = at_;
    skip_line();
    std::string_view value = text_.substr(start, at_ - start);
    for (std::size_t i = 0; i < value.size(); ++i)
      if (value[i] == '#' && (i == 0 || value[i - 1] == ' ' || value[i - 1] == '\t'))
        value = value.substr(0, i);
    while (!value.empty() && std::isspace(static_cast<unsigned char>(value.back())) != 0)
      value.remove_suffix(1);
    return std::string(value);
  }

  const std::string& file_;
  std::string_view text_;
  std::size_t at_ = 0;
  Variables variables_;
};

}  // namespace

Result<Variables> parse_dotenv(const std::string& file, std::string_view text) {
  return DotenvParser(file, text).parse();
}

}  // namespace convotic::project
