#include "core/base/json_layout.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace convotic::base {
namespace {

constexpr std::array<std::pair<JsonLayout, std::string_view>, 4> kLayouts{
    {{JsonLayout::compact, "compact"},
     {JsonLayout::spaced, "spaced"},
     {JsonLayout::indented_2, "indented-2"},
     {JsonLayout::indented_4, "indented-4"}}};

constexpr std::string_view kWhiteSpace = " \t\r\n";

class Layouter {
public:
  Layouter(std::string_view json, JsonLayout layout, std::size_t margin, std::size_t most = std::string::npos)
      : json_(json), layout_(layout), margin_(margin), most_(most) {
    if (layout == JsonLayout::indented_2) step_ = 2;
    if (layout == JsonLayout::indented_4) step_ = 4;
  }

  // Nothing where it is longer than allowed.
  std::optional<std::string> run() {
    for (char next = peek(); next != '\0'; next = peek()) {
      token(next);
      if (out_.size() > most_) return std::nullopt;
    }
    return std::move(out_);
  }

private:
  // The next character that is not white space, or NUL at the end.
  char peek() {
    at_ = std::min(json_.find_first_not_of(kWhiteSpace, at_), json_.size());
    return at_ < json_.size() ? json_[at_] : '\0';
  }

  void token(char next) {
    if (next == '"') {
      copy_string();
      return;
    }
    if (std::string_view("{}[],:").find(next) == std::string_view::npos) {
      const std::size_t end = std::min(json_.find_first_of(" \t\r\n{}[],:\"", at_), json_.size());
      out_ += json_.substr(at_, end - at_);
      at_ = end;
      return;
    }
    ++at_;
    if (next == '}' || next == ']') {
      depth_ -= depth_ > 0 ? 1 : 0;
      line_end();
    }
    out_ += next;
    if (next == '{' || next == '[')
      open(next == '{' ? '}' : ']');
    else if (next == ':' && layout_ != JsonLayout::compact)
      out_ += ' ';
    else if (next == ',')
      layout_ == JsonLayout::spaced ? static_cast<void>(out_ += ' ') : line_end();
  }

  // What is empty stays on its line.
  void open(char closing) {
    if (peek() == closing) {
      out_ += closing;
      ++at_;
      return;
    }
    ++depth_;
    line_end();
  }

  void copy_string() {
    const std::size_t start = at_;
    for (++at_; at_ < json_.size() && json_[at_] != '"'; ++at_)
      if (json_[at_] == '\\') ++at_;
    at_ = std::min(at_ + 1, json_.size());
    out_ += json_.substr(start, at_ - start);
  }

  void line_end() {
    if (step_ == 0) return;
    out_ += '\n';
    out_.append(margin_ + depth_ * step_, ' ');
  }

  std::string_view json_;
  JsonLayout layout_;
  std::size_t margin_;
  std::size_t most_;
  std::size_t step_ = 0;
  std::size_t depth_ = 0;
  std::size_t at_ = 0;
  std::string out_;
};

}  // namespace

std::string lay_out(std::string_view json, JsonLayout layout, std::size_t margin) {
  return *Layouter(json, layout, margin).run();
}

std::optional<std::string> lay_out_within(std::string_view json, JsonLayout layout, std::size_t most) {
  return Layouter(json, layout, 0, most).run();
}

std::optional<JsonLayout> layout_of(std::string_view json) {
  for (const auto& [layout, name] : kLayouts)
    if (lay_out_within(json, layout, json.size()) == json) return layout;
  return std::nullopt;
}

std::string_view layout_name(JsonLayout layout) {
  return std::find_if(kLayouts.begin(), kLayouts.end(), [&](const auto& row) { return row.first == layout; })
      ->second;
}

std::optional<JsonLayout> layout_called(std::string_view name) {
  for (const auto& [layout, known] : kLayouts)
    if (known == name) return layout;
  return std::nullopt;
}

}  // namespace convotic::base
