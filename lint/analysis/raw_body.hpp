#pragma once

#include "lint/model/project.hpp"

#include <vector>

namespace convotic::lint {

// Which modules ask a request for the bytes of its body, so that they seem to be there: whoever signs the
// parsed body in the same module could have used them.
class RawBodyReaders {
public:
  explicit RawBodyReaders(const Project& project);

  // Whether a file, or one that it takes something from, reads `rawBody`.
  bool reached_from(FileId file) const;

private:
  const Project& project_;
  std::vector<bool> reads_;  // by file
};

}  // namespace convotic::lint
