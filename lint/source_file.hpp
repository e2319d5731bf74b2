#pragma once

#include "lint/finding.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace convotic::lint {

// A position as people and editors count it.
struct Position {
  std::uint32_t line = 1;    // counted from 1
  std::uint32_t column = 1;  // counted from 1
};

// A file of a run: its bytes, and where its lines begin. Ranges are in bytes of `text`; what a report prints
// is worked out here, since every format counts columns in its own unit.
struct SourceFile {
  std::string path;  // as it is reported: relative to where the run was started, with slashes
  std::string text;
  std::vector<std::uint32_t> line_starts;  // ascending; the first is 0

  // Column in bytes (rdjson), in code points (pretty, github), in UTF-16 units (SARIF, LSP counts them from
  // 0).
  Position byte_position(std::uint32_t offset) const;
  Position code_point_position(std::uint32_t offset) const;
  Position utf16_position(std::uint32_t offset) const;

  // The line's text without its line ending. `line` is counted from 1.
  std::string_view line(std::uint32_t line) const;
};

SourceFile make_source_file(std::string path, std::string text);

}  // namespace convotic::lint
