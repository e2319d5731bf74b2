#include "emulator/request_backlog.hpp"

#include <utility>

namespace convotic::emulator {

void RequestBacklog::add(RequestRecord record) {
  if (record.received) {
    std::deque<std::size_t>& sort = has_failed(record.status) ? failed_ : good_;
    sort.push_back(records_.size());
    if (sort.size() > kContents) {
      records_[sort.front()].received.reset();
      sort.pop_front();
    }
  }
  records_.push_back(std::move(record));
}

std::vector<RequestRecord> RequestBacklog::take() {
  good_.clear();
  failed_.clear();
  return std::exchange(records_, {});
}

}  // namespace convotic::emulator
