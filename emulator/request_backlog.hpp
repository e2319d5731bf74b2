#pragma once

#include "emulator/store/store.hpp"

#include <cstddef>
#include <deque>
#include <vector>

namespace convotic::emulator {

// Requests on their way into the journal. Under load thousands come between two writes to it: of these the
// contents (RequestRecord::received) are kept for the latest only, and for the latest that failed.
class RequestBacklog {
public:
  static constexpr std::size_t kContents = 32;  // of each sort

  bool empty() const { return records_.empty(); }
  void add(RequestRecord record);
  // All of them, in the order in which they came.
  std::vector<RequestRecord> take();

private:
  std::vector<RequestRecord> records_;
  std::deque<std::size_t> good_, failed_;  // indices of those with contents
};

}  // namespace convotic::emulator
