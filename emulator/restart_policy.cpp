#include "emulator/restart_policy.hpp"

#include <algorithm>

namespace convotic::emulator {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::seconds kWindow{10};
constexpr std::size_t kFree = 2;
constexpr milliseconds kFirst{250};
constexpr milliseconds kLongest{5000};

}  // namespace

milliseconds RestartPolicy::after_crash(Time now) {
  crashes_.push_back(now);
  while (crashes_.front() + kWindow < now)
    crashes_.pop_front();
  if (crashes_.size() <= kFree) return milliseconds(0);
  const std::size_t doublings = std::min<std::size_t>(crashes_.size() - kFree - 1, 10);
  return std::min(kLongest, kFirst * (1u << doublings));
}

}  // namespace convotic::emulator
