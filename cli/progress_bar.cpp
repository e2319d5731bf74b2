#include "cli/progress_bar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <ostream>

namespace convotic::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kQuiet{1000};
constexpr std::chrono::milliseconds kInterval{100};
constexpr std::size_t kBar = 20;

// "12,345"
std::string grouped(std::size_t number) {
  std::string out = fmt::format("{}", number);
  for (std::size_t at = out.size(); at > 3;) {
    at -= 3;
    out.insert(at, ",");
  }
  return out;
}

}  // namespace

std::string progress_line(const replay::Progress& progress, std::chrono::milliseconds elapsed) {
  const std::size_t total = progress.total, done = std::min<std::size_t>(progress.done, total);
  const std::size_t filled = total == 0 ? 0 : done * kBar / total;
  std::string out = fmt::format("[{}{}] {} of {}", std::string(filled, '#'), std::string(kBar - filled, ' '),
                                grouped(done), grouped(total));
  if (const std::size_t failed = progress.failed; failed > 0)
    out += fmt::format("   {} failed", grouped(failed));
  const double seconds = static_cast<double>(elapsed.count()) / 1000;
  if (done == 0 || seconds <= 0) return out;
  const double rate = static_cast<double>(done) / seconds;
  const double left = static_cast<double>(total - done) / rate;
  out += fmt::format("   {}/s   {:.0f} s left", grouped(static_cast<std::size_t>(rate)), left);
  return out;
}

ProgressBar::ProgressBar(std::ostream& terminal, const replay::Progress& progress)
    : terminal_(terminal), progress_(progress), thread_([this](const std::stop_token& stop) { draw(stop); }) {
}

ProgressBar::~ProgressBar() = default;

void ProgressBar::draw(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  const auto began = Clock::now();
  const auto wait = [&](std::chrono::milliseconds time) {
    never.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
  };
  if (!wait(kQuiet)) return;
  do {
    const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began);
    // The rest of a longer line that was there is cleared.
    terminal_ << "\r" << progress_line(progress_, elapsed) << "\x1b[K" << std::flush;
  } while (wait(kInterval));
  terminal_ << "\r\x1b[K" << std::flush;
}

}  // namespace convotic::cli
