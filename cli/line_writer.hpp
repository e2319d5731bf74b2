#pragma once

#include <chrono>
#include <condition_variable>
#include <iosfwd>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace convotic::cli {

// Writes lines on a thread of its own, so that a terminal or pipe that is slow does not hold up what is being
// reported. Safe from any thread; lines come out whole and in the order of `write`.
class LineWriter {
public:
  // Writes to `descriptor`, or to `out` where there is none (then `out` must not block).
  LineWriter(std::ostream& out, std::optional<int> descriptor);
  // Writes what is left, as far as the reader takes it.
  ~LineWriter();
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  // `text` ends in a newline. Waits only where the reader is more than kMost bytes behind; dropped where it
  // has gone.
  void write(std::string_view text);

  // The end is near: from now on a reader that takes nothing for a second is given up, and `write` waits for
  // nobody.
  void end();

private:
  void work();
  bool put(std::string_view batch);
  bool patient(std::chrono::steady_clock::time_point since);

  static constexpr std::size_t kMost = 64u << 20;
  std::ostream& out_;
  const std::optional<int> descriptor_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string pending_;
  bool ending_ = false;
  bool closing_ = false;   // nothing more will be written
  bool given_up_ = false;  // the reader has gone, or takes nothing
  std::jthread thread_;
};

}  // namespace convotic::cli
