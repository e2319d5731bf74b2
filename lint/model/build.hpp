#pragma once

#include "core/base/file_system.hpp"
#include "core/base/result.hpp"
#include "lint/config.hpp"
#include "lint/model/model.hpp"

#include <filesystem>
#include <span>
#include <string>

namespace convotic::lint {

// A file to check. Its imports are followed through `files`.
struct Input {
  std::filesystem::path path;  // absolute
  std::string shown;           // as reports name it
};

// Reads, parses and analyses the inputs, in as many threads as `threads` says (0: as many as there are
// processors). What cannot be read, parsed or understood is in the model as such; there is no failure.
Model build_model(const base::FileSystem& files, std::span<const Input> inputs, const Config& config,
                  unsigned threads);

}  // namespace convotic::lint
