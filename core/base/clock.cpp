#include "core/base/clock.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <ctime>

namespace convotic::base {
namespace {

// Whole seconds, rounding towards the past so that times before 1970 stay correct.
std::int64_t floor_seconds(UnixMillis time) {
  return time >= 0 ? time / 1000 : -((-time + 999) / 1000);
}

std::tm utc(std::int64_t seconds) {
  const auto value = static_cast<std::time_t>(seconds);
  std::tm out{};
  gmtime_r(&value, &out);
  return out;
}

}  // namespace

UnixMillis SystemClock::now() const {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

std::string format_iso_millis(UnixMillis time) {
  const std::int64_t seconds = floor_seconds(time);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", utc(seconds), time - seconds * 1000);
}

std::string format_iso_seconds(UnixMillis time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}Z", utc(floor_seconds(time)));
}

std::string format_local_time(UnixMillis time) {
  const auto value = static_cast<std::time_t>(floor_seconds(time));
  std::tm local{};
  localtime_r(&value, &local);
  return fmt::format("{:%H:%M:%S}", local);
}

}  // namespace convotic::base
