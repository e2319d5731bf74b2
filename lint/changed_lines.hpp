#pragma once

#include "core/base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace convotic::lint {

// Which lines have changed, in files by their absolute paths.
class ChangedLines {
public:
  // All of a file, say since it is new.
  void add_file(const std::filesystem::path& file);
  // Lines `first` to `last`, counted from 1.
  void add(const std::filesystem::path& file, std::uint32_t first, std::uint32_t last);

  // Whether one of the lines has changed.
  bool meets(const std::filesystem::path& file, std::uint32_t first, std::uint32_t last) const;

private:
  std::map<std::filesystem::path, std::vector<std::pair<std::uint32_t, std::uint32_t>>> files_;
};

// Adds what a unified diff without context says (`git diff --unified=0`), with paths relative to `root`.
// Where lines were only taken out, the two around them count as changed: a check that is gone is a change of
// what it protected. Fails with kDiffUnknown where a line of it cannot be understood.
Result<void> read_diff(std::string_view diff, const std::filesystem::path& root, ChangedLines& out);

}  // namespace convotic::lint
