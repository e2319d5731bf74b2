#include "cli/line_writer.hpp"

#include <climits>

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ostream>

namespace convotic::cli {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// Lines are gathered for this long: under load, waking this thread for each would cost as much as the request
// it reports.
constexpr milliseconds kGather{2};
// How long a reader may take nothing once the end is near.
constexpr milliseconds kPatience{1000};
// How often a writer that waits for its reader looks whether the end has come near.
constexpr milliseconds kLook{50};

}  // namespace

LineWriter::LineWriter(std::ostream& out, std::optional<int> descriptor)
    : out_(out), descriptor_(descriptor), thread_([this] { work(); }) {}

LineWriter::~LineWriter() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = closing_ = true;
  }
  changed_.notify_all();
}

void LineWriter::end() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
}

void LineWriter::write(std::string_view text) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return pending_.size() < kMost || ending_ || given_up_; });
  if (given_up_ || pending_.size() >= kMost) return;
  const bool idle = pending_.empty();
  pending_ += text;
  lock.unlock();
  if (idle) changed_.notify_all();
}

void LineWriter::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return !pending_.empty() || closing_; });
    if (pending_.empty()) return;
    changed_.wait_for(lock, kGather, [this] { return closing_; });
    std::string batch;
    batch.swap(pending_);
    lock.unlock();
    changed_.notify_all();
    const bool written = put(batch);
    lock.lock();
    if (written) continue;
    given_up_ = true;
    pending_.clear();
    changed_.notify_all();
    return;
  }
}

// False where the reader has gone or is given up.
bool LineWriter::put(std::string_view batch) {
  if (!descriptor_) return static_cast<bool>(out_ << batch << std::flush);
  auto taken = Clock::now();
  while (!batch.empty()) {
    pollfd to{*descriptor_, POLLOUT, 0};
    const int ready = ::poll(&to, 1, static_cast<int>(kLook.count()));
    if (ready <= 0) {
      if (!patient(taken)) return false;
      continue;
    }
    // Up to this size a pipe that is ready takes it without waiting.
    const ssize_t count = ::write(*descriptor_, batch.data(), std::min<std::size_t>(batch.size(), PIPE_BUF));
    if (count < 0 && errno != EINTR && errno != EAGAIN) return false;
    if (count <= 0) continue;
    batch.remove_prefix(static_cast<std::size_t>(count));
    taken = Clock::now();
  }
  return true;
}

bool LineWriter::patient(Clock::time_point since) {
  const std::lock_guard lock(mutex_);
  return !ending_ || Clock::now() - since < kPatience;
}

}  // namespace convotic::cli
