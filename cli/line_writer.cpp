#include "cli/line_writer.hpp"

#include <chrono>
#include <ostream>

namespace convotic::cli {
namespace {

// Lines are gathered for this long: under load, waking this thread for each would cost as much as the request
// it reports.
constexpr std::chrono::milliseconds kGather{2};

}  // namespace

LineWriter::LineWriter(std::ostream& out) : out_(out), thread_([this] { work(); }) {}

LineWriter::~LineWriter() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
}

void LineWriter::write(std::string_view text) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return pending_.size() < kMost || ending_; });
  const bool idle = pending_.empty();
  pending_ += text;
  lock.unlock();
  if (idle) changed_.notify_all();
}

void LineWriter::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return !pending_.empty() || ending_; });
    if (pending_.empty()) return;
    changed_.wait_for(lock, kGather, [this] { return ending_; });
    std::string batch;
    batch.swap(pending_);
    lock.unlock();
    changed_.notify_all();
    out_ << batch << std::flush;
    lock.lock();
  }
}

}  // namespace convotic::cli
