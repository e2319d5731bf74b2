#include "core/base/json_path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace convotic::base {

class JsonPath::Parser {
public:
  explicit Parser(std::string_view text) : rest_(text) {}

  tl::expected<std::vector<Step>, std::string> run() {
    if (!take("$")) return tl::unexpected(std::string("it begins with \"$\""));
    while (!rest_.empty() && problem_.empty())
      step();
    if (problem_.empty() && steps_.empty()) problem_ = "\"$\" alone is the whole body";
    if (!problem_.empty()) return tl::unexpected(problem_);
    return std::move(steps_);
  }

private:
  bool take(std::string_view prefix) {
    if (!rest_.starts_with(prefix)) return false;
    rest_.remove_prefix(prefix.size());
    return true;
  }

  void step() {
    if (take("..")) {
      steps_.push_back({Step::Kind::descend, {}, 0});
      if (!rest_.starts_with('[')) name();
    } else if (take(".")) {
      name();
    } else if (!rest_.starts_with('[')) {
      problem_ = fmt::format("\"{}\" must begin with \".\" or \"[\"", rest_);
      return;
    }
    if (problem_.empty() && take("[")) bracket();
  }

  void name() {
    const std::size_t end = std::min(rest_.find_first_of(".[]'\"* \t"), rest_.size());
    if (take("*")) {
      steps_.push_back({Step::Kind::all, {}, 0});
    } else if (end == 0) {
      problem_ = "a name is missing after \".\"";
    } else {
      steps_.push_back({Step::Kind::member, std::string(rest_.substr(0, end)), 0});
      rest_.remove_prefix(end);
    }
  }

  void bracket() {
    if (take("*")) {
      steps_.push_back({Step::Kind::all, {}, 0});
    } else if (const char quote = rest_.empty() ? '\0' : rest_.front(); quote == '\'' || quote == '"') {
      const std::size_t end = rest_.find(quote, 1);
      if (end == std::string_view::npos) {
        problem_ = "a quote is not closed";
        return;
      }
      steps_.push_back({Step::Kind::member, std::string(rest_.substr(1, end - 1)), 0});
      rest_.remove_prefix(end + 1);
    } else {
      std::size_t index = 0;
      const auto [after, code] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), index);
      if (code != std::errc()) {
        problem_ = "\"[\" is followed by a number, a name in quotes or \"*\"";
        return;
      }
      steps_.push_back({Step::Kind::index, {}, index});
      rest_.remove_prefix(static_cast<std::size_t>(after - rest_.data()));
    }
    if (!take("]")) problem_ = "\"]\" is missing";
  }

  std::string_view rest_;
  std::vector<Step> steps_;
  std::string problem_;
};

// Walks the text once, with the set of steps that a place may be at. Without recursion, since a text may nest
// deeper than the stack is.
class JsonPath::Finder {
public:
  Finder(std::string_view json, const std::vector<Step>& steps) : json_(json), steps_(steps) {
    if (json_.starts_with("\xef\xbb\xbf")) at_ = 3;
  }

  std::vector<JsonRange> run() {
    value({0});
    while (!open_.empty()) {
      const char next = peek();
      if (next == '\0') break;
      if (next == '}' || next == ']') {
        ++at_;
        close();
      } else {
        member();
      }
    }
    return std::move(found_);
  }

private:
  using States = std::vector<std::size_t>;  // indices of steps_; its size means "found"
  struct Container {
    std::size_t start = 0;
    enum class Kind { object, array } kind = Kind::object;
    std::size_t index = 0;
    States states;
    bool found = false;
  };

  char peek() {
    at_ = std::min(json_.find_first_not_of(" \t\r\n,:", at_), json_.size());
    return at_ < json_.size() ? json_[at_] : '\0';
  }

  std::string_view string() {
    const std::size_t start = at_;
    for (++at_; at_ < json_.size() && json_[at_] != '"'; ++at_)
      if (json_[at_] == '\\') ++at_;
    at_ = std::min(at_ + 1, json_.size());
    return json_.substr(start, at_ - start);
  }

  // What a member's name means; mostly it is what it looks like.
  static std::string name_of(std::string_view raw) {
    if (raw.size() >= 2 && raw.front() == '"' && raw.find('\\') == std::string_view::npos)
      return std::string(raw.substr(1, raw.size() - 2));
    const auto key = JsonReader::parse("key", std::string(raw));
    const auto text = key ? key->as_string() : Result<std::string>(std::string());
    return text ? *text : std::string();
  }

  void member() {
    Container& container = open_.back();
    States next;
    std::string name;
    if (container.kind == Container::Kind::object) {
      name = name_of(string());
    }
    for (const std::size_t state : container.states)
      advance(state, name, container, next);
    ++container.index;
    value(std::move(next));
  }

  // What a state becomes in a member of a container.
  void advance(std::size_t state, const std::string& name, const Container& container, States& next) const {
    if (state >= steps_.size()) return;
    const Step& step = steps_[state];
    const bool object = container.kind == Container::Kind::object;
    const auto put = [&](std::size_t one) {
      if (std::find(next.begin(), next.end(), one) == next.end()) next.push_back(one);
    };
    if (step.kind == Step::Kind::descend) {
      put(state);
      advance(state + 1, name, container, next);
    } else if (step.kind == Step::Kind::all ||
               (object && step.kind == Step::Kind::member && step.name == name) ||
               (!object && step.kind == Step::Kind::index && step.index == container.index)) {
      put(state + 1);
    }
  }

  void value(States states) {
    const char next = peek();
    const std::size_t start = at_;
    const bool found = within_ == 0 && std::find(states.begin(), states.end(), steps_.size()) != states.end();
    if (next == '{' || next == '[') {
      ++at_;
      if (found) ++within_;
      open_.push_back({start, next == '{' ? Container::Kind::object : Container::Kind::array, 0,
                       std::move(states), found});
      return;
    }
    if (next == '"')
      string();
    else
      at_ = std::min(json_.find_first_of(" \t\r\n,:]}", at_), json_.size());
    if (at_ == start && at_ < json_.size()) ++at_;  // not well-formed; on with it
    if (found) found_.push_back({start, at_ - start});
  }

  void close() {
    if (open_.back().found) {
      --within_;
      found_.push_back({open_.back().start, at_ - open_.back().start});
    }
    open_.pop_back();
  }

  std::string_view json_;
  const std::vector<Step>& steps_;
  std::size_t at_ = 0;
  std::size_t within_ = 0;  // a value that was found, whose members are part of it
  std::vector<Container> open_;
  std::vector<JsonRange> found_;
};

tl::expected<JsonPath, std::string> JsonPath::parse(std::string_view text) {
  auto steps = Parser(text).run();
  if (!steps) return tl::unexpected(std::move(steps).error());
  JsonPath path;
  path.text_ = std::string(text);
  path.steps_ = std::move(*steps);
  return path;
}

std::vector<JsonRange> JsonPath::find(std::string_view json) const {
  return Finder(json, steps_).run();
}

}  // namespace convotic::base
