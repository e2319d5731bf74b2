#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// JSON as the bytes it was written in. What a module stores must come back as it was, and a parsed value
// cannot promise that: -0, 1.0, whole numbers above 2^64 and escaped lone surrogates (JSON.stringify writes
// them) do not survive nlohmann/json.
namespace convotic::emulator {

// How deep arrays and objects of one value may nest. Deeper ones crash naive readers of the state file.
inline constexpr std::size_t kJsonDepth = 512;

enum class JsonFault { none, malformed, too_deep };

// Whether `text` is one well-formed JSON value (RFC 8259, UTF-8) whose arrays and objects nest at most
// `depth` levels.
JsonFault check_json(std::string_view text, std::size_t depth);

enum class JsonKind { null, boolean, number, string, array, object };

// A value inside a text that passed check_json. Views that text.
class JsonSlice {
public:
  struct Member;

  // `text` is exactly one value, with or without white space around it.
  explicit JsonSlice(std::string_view text);

  JsonKind kind() const;
  // The value's own bytes.
  std::string_view text() const { return text_; }

  // A string without its escapes; a lone surrogate becomes U+FFFD, as in every UTF-8 encoder. Only for
  // strings.
  std::string string() const;
  // The number, where it is a whole one that fits. Only for numbers.
  std::optional<std::int64_t> integer() const;
  // Only for arrays.
  std::vector<JsonSlice> items() const;
  // In the order of the text; of a name that occurs twice the last value counts, as with JSON.parse. Only for
  // objects.
  std::vector<Member> members() const;

  // How an error message names it: `an object`, `an array`, or the value itself, cut at 60 bytes.
  std::string described() const;

private:
  std::string_view text_;
};

struct JsonSlice::Member {
  std::string name;
  std::string_view name_text;  // as written, with its quotes
  JsonSlice value;
};

}  // namespace convotic::emulator
