#pragma once

#include <string>

namespace convotic::cli {

// `word` as one word of a POSIX shell's command line, quoted where it must be.
std::string shell_word(const std::string& word);

}  // namespace convotic::cli
