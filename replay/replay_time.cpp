#include "replay/replay_time.hpp"

#include "replay/errors.hpp"

#include <fmt/format.h>

namespace convotic::replay {

Result<std::chrono::milliseconds> shift_for(const Case& of, const ReplayTime& time, base::UnixMillis now) {
  if (time.kind == ReplayTime::Kind::shifted) return time.shift;
  std::optional<base::UnixMillis> at;
  if (of.scheme) at = webhook::signed_at(*of.scheme, of.message);
  if (!at) at = of.capture.origin.at;
  if (!at)
    return base::fail(kCaptureInvalid, fmt::format("{} does not say when it was signed or received", of.name),
                      "--at takes a time as well, such as 2026-03-30T14:22:00Z");
  return std::chrono::milliseconds(*at - now);
}

}  // namespace convotic::replay
