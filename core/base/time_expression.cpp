#include "core/base/time_expression.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>

namespace convotic::base {
namespace {

// Up to 15 digits: any time that matters, and no overflow when it is multiplied.
constexpr std::size_t kMostDigits = 15;
// Unix times in seconds have 10 digits until the year 2286, those in milliseconds 12 since 1973.
constexpr std::size_t kMillisecondsFrom = 12;

// The number that `text` is, if it is nothing but digits.
std::optional<std::int64_t> digits(std::string_view text) {
  if (text.empty() || text.size() > kMostDigits) return std::nullopt;
  if (text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::optional<std::int64_t> milliseconds_of(std::string_view unit) {
  constexpr std::array<std::pair<std::string_view, std::int64_t>, 5> kUnits{
      {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
  for (const auto& [name, length] : kUnits)
    if (unit == name) return length;
  return std::nullopt;
}

// "+6m", "-90s"
std::optional<std::int64_t> parse_shift(std::string_view text) {
  if (text.empty() || (text.front() != '+' && text.front() != '-')) return std::nullopt;
  const std::size_t unit_at = std::min(text.find_first_not_of("0123456789", 1), text.size());
  const std::string_view number = text.substr(1, unit_at - 1);
  const auto count = number.size() <= 9 ? digits(number) : std::nullopt;
  const auto unit = milliseconds_of(text.substr(unit_at));
  if (!count || !unit) return std::nullopt;
  return (text.front() == '-' ? -1 : 1) * *count * *unit;
}

// Takes fixed pieces off the front of a text.
class Pieces {
public:
  explicit Pieces(std::string_view text) : rest_(text) {}

  // The number that the next `count` characters are, within bounds.
  int number(std::size_t count, int low, int high) {
    const auto value = count <= rest_.size() ? digits(rest_.substr(0, count)) : std::nullopt;
    if (!value || *value < low || *value > high) return fail();
    rest_.remove_prefix(count);
    return static_cast<int>(*value);
  }
  void literal(char expected) {
    if (!take(expected)) fail();
  }
  bool take(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // The digits after a decimal point, as thousandths.
  int thousandths() {
    const std::size_t count = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    if (count == 0 || count > kMostDigits) return fail();
    int value = 0;
    for (std::size_t i = 0; i < 3; ++i)
      value = value * 10 + (i < count ? rest_[i] - '0' : 0);
    rest_.remove_prefix(count);
    return value;
  }
  bool good() const { return good_ && rest_.empty(); }

private:
  int fail() {
    good_ = false;
    return 0;
  }
  std::string_view rest_;
  bool good_ = true;
};

}  // namespace

std::optional<UnixMillis> parse_iso_time(std::string_view text) {
  using namespace std::chrono;
  Pieces pieces(text);
  const int y = pieces.number(4, 1970, 9999);
  pieces.literal('-');
  const int m = pieces.number(2, 1, 12);
  pieces.literal('-');
  const int d = pieces.number(2, 1, 31);
  pieces.literal('T');
  const int hour = pieces.number(2, 0, 23);
  pieces.literal(':');
  const int minute = pieces.number(2, 0, 59);
  pieces.literal(':');
  const int second = pieces.number(2, 0, 59);
  const int fraction = pieces.take('.') ? pieces.thousandths() : 0;
  int offset = 0;  // minutes
  if (!pieces.take('Z')) {
    const bool west = pieces.take('-');
    if (!west) pieces.literal('+');
    offset = pieces.number(2, 0, 23) * 60;
    pieces.literal(':');
    offset += pieces.number(2, 0, 59);
    if (west) offset = -offset;
  }
  if (!pieces.good()) return std::nullopt;
  const year_month_day date{year(y), month(static_cast<unsigned>(m)), day(static_cast<unsigned>(d))};
  if (!date.ok()) return std::nullopt;
  const auto time = sys_days(date).time_since_epoch() + hours(hour) + minutes(minute) + seconds(second) +
                    milliseconds(fraction) - minutes(offset);
  return duration_cast<milliseconds>(time).count();
}

Result<UnixMillis> parse_time_expression(std::string_view text, UnixMillis now) {
  if (text == "now") return now;
  if (const auto shift = parse_shift(text)) return now + *shift;
  if (const auto count = digits(text)) return text.size() >= kMillisecondsFrom ? *count : *count * 1000;
  if (const auto iso = parse_iso_time(text)) return *iso;
  return fail(kTimeInvalid, fmt::format("\"{}\" is not a time", text),
              fmt::format("as in: now, +6m, -90s, {}, {}", now / 1000, format_iso_seconds(now)));
}

}  // namespace convotic::base
