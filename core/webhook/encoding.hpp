#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace convotic::webhook {

// How bytes are written as text.
enum class Encoding { hex, base64, base64url };

// "hex", "base64", "base64url"
std::string_view encoding_name(Encoding encoding);

// Hexadecimal digits in lower case; base64 with its padding; base64url without, as JSON Web Tokens have it.
std::string encode(Encoding encoding, std::string_view bytes);

// The bytes that `text` stands for. Hexadecimal digits may be in either case. Nothing where `text` is not
// exactly what `encode` makes of some bytes, so that no two texts stand for the same ones: white space,
// missing padding, the other alphabet and stray bits at the end are refused.
std::optional<std::string> decode(Encoding encoding, std::string_view text);

}  // namespace convotic::webhook
