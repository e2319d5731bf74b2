#include "cli/template_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace convotic::cli {
namespace {

constexpr std::string_view kMark = "__";
constexpr std::string_view kKeptPlaceholder = "NAME";

std::string_view trimmed(std::string_view text) {
  const std::size_t from = text.find_first_not_of(' ');
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(' ') + 1 - from);
}

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// The name in the placeholder that `text` begins with, or nothing where it begins with none.
std::optional<std::string_view> placeholder_at(std::string_view text) {
  if (!text.starts_with(kMark)) return std::nullopt;
  const std::size_t close = text.find(kMark, kMark.size());
  if (close == std::string_view::npos) return std::nullopt;
  const std::string_view name = text.substr(kMark.size(), close - kMark.size());
  return is_name(name) ? std::optional(name) : std::nullopt;
}

class Filling {
public:
  Filling(std::string_view file, const TemplateValues& values) : file_(file), values_(values) {}

  Result<std::string> run(std::string_view text) {
    while (!text.empty()) {
      const std::size_t newline = text.find('\n');
      const std::string_view line = text.substr(0, newline);
      const std::string_view end = newline == std::string_view::npos ? "" : "\n";
      ++line_;
      if (trimmed(line).starts_with('%')) {
        CONVOTIC_TRY(directive(trimmed(line)));
      } else if (kept()) {
        CONVOTIC_TRY(append(line, end));
      }
      text.remove_prefix(line.size() + end.size());
    }
    if (!blocks_.empty()) return mistake("a block does not close");
    return std::move(out_);
  }

private:
  base::Unexpected mistake(std::string_view what) const {
    return base::fail(base::kInternal, fmt::format("templates/{}:{}: {}", file_, line_, what));
  }

  bool kept() const {
    return std::all_of(blocks_.begin(), blocks_.end(), [](bool kept) { return kept; });
  }

  Result<void> directive(std::string_view line) {
    if (line.starts_with("%if ")) {
      blocks_.push_back(holds(trimmed(line.substr(4))));
      return {};
    }
    if (blocks_.empty()) return mistake(fmt::format("\"{}\" stands outside of any block", line));
    if (line == "%else")
      blocks_.back() = !blocks_.back();
    else if (line == "%end")
      blocks_.pop_back();
    else
      return mistake(fmt::format("\"{}\" is no directive", line));
    return {};
  }

  bool holds(std::string_view condition) const {
    const bool negated = condition.starts_with('!');
    if (negated) condition.remove_prefix(1);
    const std::size_t equals = condition.find('=');
    const auto found = values_.find(condition.substr(0, equals));
    const std::string_view value = found == values_.end() ? std::string_view() : found->second;
    const bool here =
        equals == std::string_view::npos ? !value.empty() : value == condition.substr(equals + 1);
    return here != negated;
  }

  Result<void> append(std::string_view line, std::string_view end) {
    const std::string_view word = trimmed(line);
    const auto alone = placeholder_at(word);
    if (alone && *alone != kKeptPlaceholder && word.size() == alone->size() + 2 * kMark.size()) {
      CONVOTIC_TRY_ASSIGN(const std::string_view value, value_of(*alone));
      if (!value.empty()) append_indented(value, line.substr(0, line.find('_')), end);
      return {};
    }
    for (std::size_t at = 0; at < line.size();) {
      const auto name = placeholder_at(line.substr(at));
      if (!name || *name == kKeptPlaceholder) {
        out_ += line[at++];
        continue;
      }
      CONVOTIC_TRY_ASSIGN(const std::string_view value, value_of(*name));
      out_ += value;
      at += name->size() + 2 * kMark.size();
    }
    out_ += end;
    return {};
  }

  Result<std::string_view> value_of(std::string_view name) const {
    const auto found = values_.find(name);
    if (found == values_.end()) return mistake(fmt::format("{} has no value", name));
    return std::string_view(found->second);
  }

  void append_indented(std::string_view value, std::string_view indentation, std::string_view end) {
    if (value.ends_with('\n')) value.remove_suffix(1);
    for (std::size_t from = 0; from <= value.size();) {
      const std::size_t to = std::min(value.find('\n', from), value.size());
      if (to > from) out_.append(indentation).append(value.substr(from, to - from));
      out_ += to == value.size() ? end : "\n";
      from = to + 1;
    }
  }

  std::string_view file_;
  const TemplateValues& values_;
  std::size_t line_ = 0;
  std::vector<bool> blocks_;
  std::string out_;
};

}  // namespace

Result<std::string> fill_template(std::string_view file, std::string_view text,
                                  const TemplateValues& values) {
  return Filling(file, values).run(text);
}

}  // namespace convotic::cli
