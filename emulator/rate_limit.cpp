#include "emulator/rate_limit.hpp"

#include <algorithm>

namespace convotic::emulator {
namespace {

constexpr base::UnixMillis kWindow = 60'000;

}  // namespace

RateLimit::Verdict RateLimit::take(base::UnixMillis now) {
  if (limit_ == 0) return {};
  const std::lock_guard lock(mutex_);
  if (now >= window_end_) {
    window_end_ = now + kWindow;
    used_ = 0;
  }
  if (used_ >= limit_) return {false, 0, std::max(1, static_cast<int>((window_end_ - now + 999) / 1000))};
  ++used_;
  return {true, limit_ - used_, 0};
}

}  // namespace convotic::emulator
