#pragma once

#include <condition_variable>
#include <iosfwd>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace convotic::cli {

// Writes lines on a thread of its own, so that a terminal or pipe that is slow does not hold up what is being
// reported. Safe from any thread; lines come out whole and in the order of `write`.
class LineWriter {
public:
  explicit LineWriter(std::ostream& out);
  // Writes what is left.
  ~LineWriter();
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  // `text` ends in a newline. Waits only where the reader is more than kMost bytes behind.
  void write(std::string_view text);

private:
  void work();

  static constexpr std::size_t kMost = 64u << 20;
  std::ostream& out_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string pending_;
  bool ending_ = false;
  std::jthread thread_;
};

}  // namespace convotic::cli
