#pragma once

#include <cstddef>

namespace convotic::webhook {

// How much may be done in search of a cause. Counted and not timed, so that an answer does not depend on the
// machine; it is well under a second's work, and bodies and headers come from anybody.
class Work {
public:
  // What one try costs beyond its bytes: a hash of a few blocks, or a check with a public key.
  static constexpr std::size_t kTry = 1024;
  static constexpr std::size_t kPublicKey = 256 * 1024;
  // A byte that is written anew costs more than one that is hashed.
  static constexpr std::size_t kWritten = 4;
  // And one of JSON or a form whose values are looked up costs more again.
  static constexpr std::size_t kParsed = 32;

  // False where there is none left for it.
  bool take(std::size_t bytes) {
    if (bytes > left_) left_ = 0;
    if (left_ == 0) return false;
    left_ -= bytes;
    return true;
  }
  bool is_done() const { return left_ == 0; }

private:
  std::size_t left_ = 256u << 20;
};

}  // namespace convotic::webhook
