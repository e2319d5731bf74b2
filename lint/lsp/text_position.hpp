#pragma once

#include "lint/source_file.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace convotic::lint::lsp {

// What a client counts the characters of a line in; both sides agree on it at the start.
enum class Encoding { utf8, utf16, utf32 };
std::string_view encoding_name(Encoding encoding);

// A place as the protocol has it: lines and characters counted from 0.
struct TextPosition {
  std::uint32_t line = 0;
  std::uint32_t character = 0;
};

TextPosition position_of(const SourceFile& file, std::uint32_t offset, Encoding encoding);
// Behind the end of a line means its end; behind the last line, the end of the text.
std::uint32_t offset_of(const SourceFile& file, TextPosition position, Encoding encoding);

// "file:///a/b%20c.ts" and back. Nothing for addresses of another kind.
std::string uri_of(const std::filesystem::path& path);
std::optional<std::filesystem::path> path_of(std::string_view uri);

}  // namespace convotic::lint::lsp
