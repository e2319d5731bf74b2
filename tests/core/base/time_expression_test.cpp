#include "core/base/time_expression.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"

using namespace convotic;
using base::parse_iso_time;
using base::parse_time_expression;

namespace {

constexpr base::UnixMillis kNow = 1'774'880'520'000;  // 2026-03-30T14:22:00Z

std::string read(std::string_view text) {
  const auto time = parse_time_expression(text, kNow);
  return time ? base::format_iso_millis(*time) : tests::describe(time);
}

}  // namespace

TEST_CASE("A time is now, a shift from now, Unix time or ISO 8601") {
  CHECK(read("now") == "2026-03-30T14:22:00.000Z");
  CHECK(read("+6m") == "2026-03-30T14:28:00.000Z");
  CHECK(read("-6m") == "2026-03-30T14:16:00.000Z");
  CHECK(read("-90s") == "2026-03-30T14:20:30.000Z");
  CHECK(read("+250ms") == "2026-03-30T14:22:00.250Z");
  CHECK(read("-2h") == "2026-03-30T12:22:00.000Z");
  CHECK(read("+1d") == "2026-03-31T14:22:00.000Z");
  CHECK(read("+0s") == "2026-03-30T14:22:00.000Z");
  CHECK(read("1700000000") == "2023-11-14T22:13:20.000Z");
  CHECK(read("1700000000123") == "2023-11-14T22:13:20.123Z");
  CHECK(read("0") == "1970-01-01T00:00:00.000Z");
  CHECK(read("2026-03-30T16:22:00+02:00") == "2026-03-30T14:22:00.000Z");
}

TEST_CASE("ISO 8601 is read with fractions and zones, and only as far as it names a moment that exists") {
  CHECK(parse_iso_time("2026-03-30T14:22:00Z") == kNow);
  CHECK(parse_iso_time("2026-03-30T14:22:00.1Z") == kNow + 100);
  CHECK(parse_iso_time("2026-03-30T14:22:00.1239999Z") == kNow + 123);
  CHECK(parse_iso_time("2026-03-30T10:52:00-03:30") == kNow);
  CHECK(parse_iso_time("2024-02-29T00:00:00Z") == 1'709'164'800'000);
  CHECK(parse_iso_time("1970-01-01T00:00:00Z") == 0);
  for (const char* text :
       {"", "2026-03-30", "2026-03-30T14:22:00", "2026-03-30 14:22:00Z", "2026-3-30T14:22:00Z",
        "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-03-30T24:00:00Z", "2026-03-30T14:60:00Z",
        "2026-03-30T14:22:60Z", "2026-03-30T14:22:00.Z", "2026-03-30T14:22:00Zx", "2026-03-30T14:22:00+0200",
        "1969-12-31T23:59:59Z", "+026-03-30T14:22:00Z", "2026-03-30T14:22:00.1234567890123456Z"}) {
    CAPTURE(text);
    CHECK(parse_iso_time(text) == std::nullopt);
  }
}

TEST_CASE("What is no time is quoted, with what would be one") {
  CHECK(read("tomorrow") == "time-invalid: \"tomorrow\" is not a time\n"
                            "  help: as in: now, +6m, -90s, 1774880520, 2026-03-30T14:22:00Z");
  for (const char* text : {"", "+", "+6", "6m", "+6y", "+-6m", "--6m", "+6 m", "12abc", "1.5", "-5", " 5",
                           "NaN", "+1234567890s", "1234567890123456", "2026-03-30"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_time_expression(text, kNow));
  }
}
