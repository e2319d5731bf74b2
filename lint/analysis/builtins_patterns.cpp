#include "lint/analysis/interpreter.hpp"

#include <algorithm>
#include <cctype>

namespace convotic::lint::outcome {

using Kind = Value::Kind;

namespace {

// Whether a pattern may be found in an empty text: what stands in for a header that was not sent. False only
// where it begins with characters of which one has to be there.
bool matches_empty(std::string_view pattern) {
  if (pattern.find('|') != std::string_view::npos) return true;
  if (pattern.starts_with('^')) pattern.remove_prefix(1);
  while (!pattern.empty() && pattern[0] != '$' && pattern[0] != '(') {
    std::size_t used = 1;
    if (pattern[0] == '\\') {
      used = 2;
      if (pattern.size() < 2 || pattern[1] == 'b' || pattern[1] == 'B') return true;
    } else if (pattern[0] == '[') {
      for (used = 1; used < pattern.size() && pattern[used] != ']'; ++used)
        if (pattern[used] == '\\') ++used;
      ++used;
    }
    if (used > pattern.size()) return true;
    pattern.remove_prefix(used);
    const bool optional = pattern.starts_with('*') || pattern.starts_with('?') || pattern.starts_with("{0");
    if (!optional) return false;
    pattern.remove_prefix(pattern[0] == '{' ? std::min(pattern.find('}'), pattern.size() - 1) + 1 : 1);
    if (pattern.starts_with('?')) pattern.remove_prefix(1);
  }
  return true;
}

// The length that a pattern such as ^sha256=[0-9a-f]{64}$ fixes; 0 where it fixes none.
std::uint16_t fixed_length(std::string_view pattern) {
  if (!pattern.starts_with('^') || !pattern.ends_with('$')) return 0;
  pattern = pattern.substr(1, pattern.size() - 2);
  std::size_t total = 0;
  while (!pattern.empty()) {
    std::size_t used = 1;
    if (pattern[0] == '[') {
      used = pattern.find(']');
      if (used == std::string_view::npos) return 0;
      ++used;
    } else if (pattern[0] == '\\') {
      used = 2;
    } else if (pattern[0] == '(' || pattern[0] == ')' || pattern[0] == '?' || pattern[0] == '*' ||
               pattern[0] == '+' || pattern[0] == '|') {
      return 0;
    }
    if (used > pattern.size()) return 0;
    pattern.remove_prefix(used);
    std::size_t times = 1;
    if (pattern.starts_with('{')) {
      const std::size_t end = pattern.find('}');
      if (end == std::string_view::npos) return 0;
      times = 0;
      for (const char c : pattern.substr(1, end - 1)) {
        if (std::isdigit(static_cast<unsigned char>(c)) == 0) return 0;
        times = times * 10 + static_cast<std::size_t>(c - '0');
        if (times > 4096) return 0;
      }
      pattern.remove_prefix(end + 1);
    } else if (!pattern.empty() && (pattern[0] == '*' || pattern[0] == '+' || pattern[0] == '?')) {
      return 0;
    }
    total += times;
  }
  return total > 4096 ? 0 : static_cast<std::uint16_t>(total);
}

// The bytes that base64 of a fixed length stands for, where the pattern says how many "=" there are at its
// end; 0 where it does not.
std::uint16_t fixed_decoded_length(std::string_view pattern) {
  const std::size_t length = fixed_length(pattern);
  if (length == 0) return 0;
  pattern.remove_suffix(1);
  std::size_t padding = 0;
  for (; pattern.ends_with('='); pattern.remove_suffix(1))
    ++padding;
  if (padding > 2 || pattern.find('=') != std::string_view::npos) return 0;
  return static_cast<std::uint16_t>((length - padding) * 3 / 4);
}

}  // namespace

// What a pattern finds in a text: the whole and its groups, of which some have a fixed length; or null.
Outcomes Interpreter::match_pattern(const Value* subject, std::string_view pattern, const Call& call,
                                    State state) {
  if (subject->kind == Kind::string && subject->text.empty() && !matches_empty(pattern))
    return one(std::move(state), with_facts(null(), subject->facts));
  const Facts* const made_of = all_facts(subject, state);
  Arguments groups;
  const auto group = [&](std::string_view inside, std::string_view before) {
    Facts of = made_of == nullptr ? Facts{} : *made_of;
    const std::string whole = "^" + std::string(inside) + "$";
    of.length = fixed_length(whole);
    of.decoded = fixed_decoded_length(whole);
    of.length_of = nullptr;
    if ((of.origin & origin::kHeaders) != 0 && (before.ends_with("t=") || before.ends_with("ts=")))
      of.origin |= origin::kTimestamp;
    groups.push_back(fresh(call, may::kString | may::kUndefined, facts(of), state,
                           20 + static_cast<std::uint32_t>(groups.size())));
  };
  group(".*", "");
  for (std::size_t at = 0; at < pattern.size() && groups.size() < 10; ++at) {
    if (pattern[at] == '\\') {
      ++at;
      continue;
    }
    if (pattern[at] != '(' || pattern.substr(at).starts_with("(?:")) continue;
    std::size_t end = at + 1;
    if (pattern.substr(at).starts_with("(?<")) end = pattern.find('>', at) + 1;
    const std::size_t begin = end;
    for (int depth = 1; end < pattern.size() && depth > 0; ++end) {
      if (pattern[end] == '\\')
        ++end;
      else if (pattern[end] == '(')
        ++depth;
      else if (pattern[end] == ')')
        --depth;
    }
    group(pattern.substr(begin, end > begin ? end - begin - 1 : 0), pattern.substr(0, at));
  }
  State none = state;
  Record found;
  found.type = Record::Type::array;
  found.elements = arena_.copy(groups);
  const Property named[] = {{"groups", fresh(call, may::kObject, made_of, state, 19)}};
  found.properties = arena_.copy(std::span<const Property>(named));
  const Value* const made = object(found, call, state);
  const Reason reason = reason_of(subject);
  decide(call.site, call.frame, true, reason, state);
  decide(call.site, call.frame, false, reason, none);
  Outcomes out = one(std::move(state), made);
  out.push_back({std::move(none), with_facts(null(), subject->facts), false});
  return out;
}

// test and exec of a regular expression.
Outcomes Interpreter::call_pattern_method(const Record& held, std::string_view name,
                                          const Arguments& arguments, const Call& call, State state) {
  const Value* const subject = arguments.empty() ? undefined() : arguments[0];
  const Value* const source = property(held, "source");
  const Facts* const made_of = all_facts(subject, state);
  if (name != "test")
    return match_pattern(subject, source == nullptr ? std::string_view{} : source->text, call,
                         std::move(state));
  if (source != nullptr && subject->kind == Kind::string && subject->text.empty() &&
      !matches_empty(source->text))
    return one(std::move(state), boolean(false));
  const std::uint16_t length = source == nullptr ? std::uint16_t{0} : fixed_length(source->text);
  // What is looked for in a body is most often a matter of its form; a fixed length is that of a signature.
  const Origin from = origin::kHeaders | origin::kQuery | (length == 0 ? Origin{0} : origin::kFromRequest);
  if (!subject->has(from)) {
    const Value* const found = fresh(call, may::kBoolean, made_of, state);
    return one(std::move(state), found);
  }
  if (subject->kind == Kind::string && length != 0 && subject->text.size() != length)
    return one(std::move(state), boolean(false));
  State other = state;
  if (length != 0 && subject->kind == Kind::unknown) {
    Known fixed;
    if (const Known* const old = state.known.find(subject->id)) fixed = *old;
    fixed.length = length;
    fixed.decoded = fixed_decoded_length(source->text);
    state.known.set(subject->id, arena_.make<Known>(fixed));
  }
  refine_may(subject, static_cast<std::uint8_t>(may::kAnything & ~may::kNullish), state);
  decide(call.site, call.frame, true, Reason::header_missing, state);
  decide(call.site, call.frame, false, Reason::header_missing, other);
  Outcomes out = one(std::move(state), boolean(true));
  out.push_back({std::move(other), boolean(false), false});
  return out;
}

}  // namespace convotic::lint::outcome
