#include "core/base/clock.hpp"
#include "tests/support/catch.hpp"

#include <cstdlib>
#include <ctime>

using namespace convotic::base;

namespace {

constexpr UnixMillis kAfternoon = 1'774'880'520'007;  // 2026-03-30T14:22:00.007Z

// Sets the time zone and puts the old one back.
class TimeZone {
public:
  explicit TimeZone(const char* name) {
    if (const char* before = std::getenv("TZ")) before_ = before;
    ::setenv("TZ", name, 1);
    ::tzset();
  }
  ~TimeZone() {
    before_.empty() ? ::unsetenv("TZ") : ::setenv("TZ", before_.c_str(), 1);
    ::tzset();
  }
  TimeZone(const TimeZone&) = delete;
  TimeZone& operator=(const TimeZone&) = delete;

private:
  std::string before_;
};

}  // namespace

TEST_CASE("A time is written as ISO 8601 in UTC, whatever the local time zone") {
  const TimeZone tokyo("JST-9");
  CHECK(format_iso_millis(kAfternoon) == "2026-03-30T14:22:00.007Z");
  CHECK(format_iso_seconds(kAfternoon) == "2026-03-30T14:22:00Z");
  CHECK(format_iso_millis(0) == "1970-01-01T00:00:00.000Z");
  CHECK(format_iso_seconds(999) == "1970-01-01T00:00:00Z");
}

TEST_CASE("A time before 1970 rounds towards the past") {
  CHECK(format_iso_millis(-1) == "1969-12-31T23:59:59.999Z");
  CHECK(format_iso_millis(-1000) == "1969-12-31T23:59:59.000Z");
  CHECK(format_iso_millis(-1001) == "1969-12-31T23:59:58.999Z");
  CHECK(format_iso_seconds(-1) == "1969-12-31T23:59:59Z");
}

TEST_CASE("A log line's time is local") {
  {
    const TimeZone bangkok("ICT-7");
    CHECK(format_local_time(kAfternoon) == "21:22:00");
  }
  const TimeZone utc("UTC0");
  CHECK(format_local_time(kAfternoon) == "14:22:00");
}

TEST_CASE("The system clock counts milliseconds since 1970") {
  const auto before = static_cast<UnixMillis>(std::time(nullptr)) * 1000;
  const UnixMillis now = SystemClock().now();
  const auto after = (static_cast<UnixMillis>(std::time(nullptr)) + 1) * 1000;
  CHECK(before <= now);
  CHECK(now <= after);
}
