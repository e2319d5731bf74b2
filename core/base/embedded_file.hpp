#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace convotic::base {

// A file compiled into the program (see cmake/EmbedFiles.cmake).
struct EmbeddedFile {
  std::string_view path;      // relative, with '/'
  std::string_view contents;  // may hold any byte
};

}  // namespace convotic::base
