#include "emulator/store/json_slice.hpp"

#include <algorithm>
#include <charconv>
#include <unordered_map>

namespace convotic::emulator {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The value of a hexadecimal digit, or -1.
int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// A position that only moves forward, over the grammar of RFC 8259. No recursion: the depth of a text is its
// sender's choice.
class Scanner {
public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::size_t offset() const { return at_; }
  bool done() const { return at_ == text_.size(); }
  char peek() const { return done() ? '\0' : text_[at_]; }
  void skip_space() {
    while (!done() && is_space(text_[at_]))
      ++at_;
  }
  bool accept(char c) {
    if (peek() != c || done()) return false;
    ++at_;
    return true;
  }

  // A string, number or literal.
  bool scalar() {
    switch (peek()) {
    case '"':
      return string();
    case 't':
      return literal("true");
    case 'f':
      return literal("false");
    case 'n':
      return literal("null");
    default:
      return number();
    }
  }

  bool string() {
    if (!accept('"')) return false;
    while (!done()) {
      const auto c = static_cast<unsigned char>(text_[at_]);
      if (c == '"') return accept('"');
      if (c < 0x20) return false;
      if (c == '\\' ? !escape() : !character(c)) return false;
    }
    return false;
  }

  // The member name, its colon and the space around it.
  bool name() {
    skip_space();
    if (!string()) return false;
    skip_space();
    return accept(':');
  }

private:
  bool literal(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  bool digits() {
    const std::size_t start = at_;
    while (is_digit(peek()))
      ++at_;
    return at_ > start;
  }

  bool number() {
    accept('-');
    if (!accept('0') && !digits()) return false;
    if (accept('.') && !digits()) return false;
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (!accept('+')) accept('-');
      return digits();
    }
    return true;
  }

  bool escape() {
    ++at_;
    const char c = peek();
    ++at_;
    if (c != 'u') return c != '\0' && std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos;
    if (text_.size() - std::min(at_, text_.size()) < 4) return false;
    for (int i = 0; i < 4; ++i)
      if (hex_value(text_[at_++]) < 0) return false;
    return true;
  }

  // One UTF-8 sequence (RFC 3629, section 4).
  bool character(unsigned char first) {
    ++at_;
    if (first < 0x80) return true;
    if (first < 0xc2 || first > 0xf4) return false;
    unsigned char low = 0x80, high = 0xbf;
    if (first == 0xe0) low = 0xa0;
    if (first == 0xed) high = 0x9f;
    if (first == 0xf0) low = 0x90;
    if (first == 0xf4) high = 0x8f;
    for (int left = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3; left > 0; --left, low = 0x80, high = 0xbf) {
      if (done()) return false;
      const auto next = static_cast<unsigned char>(text_[at_++]);
      if (next < low || next > high) return false;
    }
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// Moves over one value of a text that is known to be well-formed and returns its bytes.
class WellFormedScanner {
public:
  explicit WellFormedScanner(std::string_view text) : text_(text) {}

  void open() { ++at_; }
  // Skips space, commas and colons; the first character of what follows.
  char peek() {
    while (is_space(text_[at_]) || text_[at_] == ',' || text_[at_] == ':')
      ++at_;
    return text_[at_];
  }
  std::string_view value() {
    peek();
    const std::size_t start = at_;
    std::size_t open = 0;
    do {
      const char c = text_[at_];
      if (c == '"') {
        string();
      } else if (c == '{' || c == '[') {
        ++open, ++at_;
      } else if (c == '}' || c == ']') {
        --open, ++at_;
      } else if (open == 0) {
        while (at_ < text_.size() &&
               std::string_view(" \t\r\n,]}").find(text_[at_]) == std::string_view::npos)
          ++at_;
      } else {
        ++at_;
      }
    } while (open > 0);
    return text_.substr(start, at_ - start);
  }

private:
  void string() {
    for (++at_; text_[at_] != '"'; ++at_)
      if (text_[at_] == '\\') ++at_;
    ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

void append_utf8(std::string& out, std::uint32_t code) {
  const auto byte = [&out](std::uint32_t value) {
    out += static_cast<char>(static_cast<unsigned char>(value));
  };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xc0 | code >> 6), byte(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    byte(0xe0 | code >> 12), byte(0x80 | (code >> 6 & 0x3f)), byte(0x80 | (code & 0x3f));
  } else {
    byte(0xf0 | code >> 18), byte(0x80 | (code >> 12 & 0x3f));
    byte(0x80 | (code >> 6 & 0x3f)), byte(0x80 | (code & 0x3f));
  }
}

std::uint32_t hex4(std::string_view digits) {
  std::uint32_t value = 0;
  for (const char c : digits.substr(0, 4))
    value = value * 16 + static_cast<std::uint32_t>(hex_value(c));
  return value;
}

bool is_high_surrogate(std::uint32_t code) {
  return code >= 0xd800 && code < 0xdc00;
}
bool is_low_surrogate(std::uint32_t code) {
  return code >= 0xdc00 && code < 0xe000;
}

// Appends what the \u escape at the start of `rest` means and returns how many bytes it took.
std::size_t append_unicode_escape(std::string& out, std::string_view rest) {
  const std::uint32_t code = hex4(rest.substr(2));
  if (is_high_surrogate(code) && rest.size() >= 12 && rest.substr(6, 2) == "\\u") {
    if (const std::uint32_t low = hex4(rest.substr(8)); is_low_surrogate(low)) {
      append_utf8(out, 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00));
      return 12;
    }
  }
  append_utf8(out, is_high_surrogate(code) || is_low_surrogate(code) ? 0xfffd : code);
  return 6;
}

std::vector<JsonSlice::Member> without_duplicates(std::vector<JsonSlice::Member> members) {
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < members.size(); ++i)
    places.emplace(members[i].name, i);
  if (places.size() == members.size()) return members;
  std::vector<JsonSlice::Member> out;
  std::vector<std::size_t> moved_to(members.size());
  for (std::size_t i = 0; i < members.size(); ++i) {
    const std::size_t first = places.at(members[i].name);
    if (first == i) {
      moved_to[i] = out.size();
      out.push_back(members[i]);
    } else {
      out[moved_to[first]].value = members[i].value;
    }
  }
  return out;
}

}  // namespace

JsonFault check_json(std::string_view text, std::size_t depth) {
  Scanner scanner(text);
  std::vector<char> closers;  // of the arrays and objects that are open
  for (;;) {
    scanner.skip_space();
    if (scanner.peek() == '{' || scanner.peek() == '[') {
      if (closers.size() == depth) return JsonFault::too_deep;
      const char closer = scanner.peek() == '{' ? '}' : ']';
      scanner.accept(scanner.peek());
      scanner.skip_space();
      closers.push_back(closer);
      if (scanner.peek() != closer) {
        if (closer == '}' && !scanner.name()) return JsonFault::malformed;
        continue;
      }
    } else if (!scanner.scalar()) {
      return JsonFault::malformed;
    }
    // After a value: close what ends here; go on with the next member or item.
    for (;;) {
      scanner.skip_space();
      if (closers.empty()) return scanner.done() ? JsonFault::none : JsonFault::malformed;
      if (scanner.accept(closers.back())) {
        closers.pop_back();
        continue;
      }
      if (!scanner.accept(',')) return JsonFault::malformed;
      if (closers.back() == '}' && !scanner.name()) return JsonFault::malformed;
      break;
    }
  }
}

JsonSlice::JsonSlice(std::string_view text) : text_(text) {
  while (!text_.empty() && is_space(text_.front()))
    text_.remove_prefix(1);
  while (!text_.empty() && is_space(text_.back()))
    text_.remove_suffix(1);
}

JsonKind JsonSlice::kind() const {
  switch (text_.front()) {
  case 'n':
    return JsonKind::null;
  case 't':
  case 'f':
    return JsonKind::boolean;
  case '"':
    return JsonKind::string;
  case '[':
    return JsonKind::array;
  case '{':
    return JsonKind::object;
  default:
    return JsonKind::number;
  }
}

std::string JsonSlice::string() const {
  std::string_view rest = text_.substr(1, text_.size() - 2);
  std::string out;
  out.reserve(rest.size());
  while (!rest.empty()) {
    const std::size_t plain = std::min(rest.find('\\'), rest.size());
    out += rest.substr(0, plain);
    rest.remove_prefix(plain);
    if (rest.empty()) break;
    constexpr std::string_view kNames = "bfnrt", kValues = "\b\f\n\r\t";
    std::size_t taken = 2;
    if (rest[1] == 'u')
      taken = append_unicode_escape(out, rest);
    else if (const std::size_t at = kNames.find(rest[1]); at != std::string_view::npos)
      out += kValues[at];
    else
      out += rest[1];
    rest.remove_prefix(taken);
  }
  return out;
}

std::optional<std::int64_t> JsonSlice::integer() const {
  std::int64_t value = 0;
  const char* end = text_.data() + text_.size();
  const auto [stop, error] = std::from_chars(text_.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

std::vector<JsonSlice> JsonSlice::items() const {
  std::vector<JsonSlice> out;
  WellFormedScanner scanner(text_);
  for (scanner.open(); scanner.peek() != ']';)
    out.emplace_back(scanner.value());
  return out;
}

std::vector<JsonSlice::Member> JsonSlice::members() const {
  std::vector<Member> out;
  WellFormedScanner scanner(text_);
  for (scanner.open(); scanner.peek() != '}';) {
    const std::string_view name_text = scanner.value();
    out.push_back({JsonSlice(name_text).string(), name_text, JsonSlice(scanner.value())});
  }
  return without_duplicates(std::move(out));
}

std::string JsonSlice::described() const {
  if (kind() == JsonKind::object) return "an object";
  if (kind() == JsonKind::array) return "an array";
  if (text_.size() <= 60) return std::string(text_);
  // Not in the middle of a character.
  std::size_t end = 57;
  while ((static_cast<unsigned char>(text_[end]) & 0xc0) == 0x80)
    --end;
  return std::string(text_.substr(0, end)) + "...";
}

}  // namespace convotic::emulator
