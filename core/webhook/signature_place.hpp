#pragma once

#include "core/webhook/message.hpp"
#include "core/webhook/scheme_rules.hpp"
#include "core/webhook/signature.hpp"

#include <optional>
#include <string>
#include <vector>

namespace convotic::webhook {

// How many signatures are looked at where each costs time: more than any provider sends at once.
inline constexpr std::size_t kMostSignatures = 16;

// What a message says of its own signature, before anything is checked.
struct Signatures {
  std::vector<std::string> texts;                   // as they stand there, in the scheme's encoding
  enum class Rule { any, every } rule = Rule::any;  // how many of them must be right
  Verdict problem;                                  // why there are none
};
Signatures read_signatures(const SchemeRules& rules, const Message& message);

// The text of a timestamp or an id that the message bears, or why there is none. A claim of a token is not
// looked for here.
struct PlacedText {
  std::optional<std::string> text;
  Verdict problem;
};
PlacedText read_placed(const SchemeRules& rules, const Message& message, const Place& place);

// The same; what is empty is missing.
PlacedText read_filled(const SchemeRules& rules, const Message& message, const Place& place);

// Puts such a text in its place, less an item of the signature's header, which `write_signatures` writes.
Result<Message> write_placed(const SchemeRules& rules, const Message& message, const Place& place,
                             const std::string& text);

// Puts signatures (the first one, where there is room for one only; one for each element, where each bears
// its own) in place of those that the message has.
Result<Message> write_signatures(const SchemeRules& rules, const Message& message,
                                 const std::vector<std::string>& texts, const std::string& timestamp);

// The message without signatures, whatever they say.
Message without_signatures(const SchemeRules& rules, const Message& message);

// `value`, shortened, in quotes, for a reason.
std::string in_quotes(std::string_view value);

// The time that a timestamp stands for; nothing where it has another form.
std::optional<base::UnixMillis> parse_timestamp(TimestampRule::Unit unit, std::string_view text);
std::string format_timestamp(TimestampRule::Unit unit, base::UnixMillis time);
// "Unix time in seconds"
std::string_view unit_name(TimestampRule::Unit unit);

}  // namespace convotic::webhook
