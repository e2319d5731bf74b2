#include "core/base/random.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fakes.hpp"

#include <algorithm>
#include <deque>
#include <set>

using namespace convotic;
using base::Random;

namespace {

class ScriptedRandom final : public Random {
public:
  explicit ScriptedRandom(std::deque<std::uint64_t> values) : values_(std::move(values)) {}
  std::uint64_t next() override {
    const std::uint64_t value = values_.at(0);
    values_.pop_front();
    return value;
  }
  std::size_t left() const { return values_.size(); }

private:
  std::deque<std::uint64_t> values_;
};

}  // namespace

TEST_CASE("Text is drawn from the alphabet, a value for each character") {
  ScriptedRandom random({0, 1, 2, 3, 4, 35});
  CHECK(random.text("abc", 5) == "abcab");
  CHECK(random.text(base::kLowerAlphanumeric, 1) == "z");
  CHECK(random.text("abc", 0).empty());
  CHECK(random.left() == 0);
}

TEST_CASE("A value that would favour a character is drawn again") {
  // 2^64 - 1 is a multiple of 3: only the value above the last whole round is refused.
  ScriptedRandom random({UINT64_MAX, UINT64_MAX - 1});
  CHECK(random.text("abc", 1) == "c");
}

TEST_CASE("The fake draws the same text in every run") {
  tests::FakeRandom a, b;
  CHECK(a.text(base::kAlphanumeric, 24) == b.text(base::kAlphanumeric, 24));
}

TEST_CASE("The system's generator does not repeat itself") {
  base::SystemRandom random;
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 1000; ++i)
    seen.insert(random.next());
  CHECK(seen.size() == 1000);
  const std::string text = random.text(base::kAlphanumeric, 200);
  CHECK(text.size() == 200);
  CHECK(std::all_of(text.begin(), text.end(),
                    [](char c) { return base::kAlphanumeric.find(c) != std::string_view::npos; }));
}
