#include "cli/line_writer.hpp"
#include "tests/support/catch.hpp"

#include <unistd.h>

#include <latch>
#include <sstream>
#include <thread>
#include <vector>

using convotic::cli::LineWriter;

namespace {

// A stream whose first write waits until the test lets it go on.
class SlowBuffer final : public std::stringbuf {
public:
  std::latch begun{1}, go_on{1};

protected:
  std::streamsize xsputn(const char* bytes, std::streamsize count) override {
    if (!std::exchange(first_, false)) return std::stringbuf::xsputn(bytes, count);
    begun.count_down();
    go_on.wait();
    return std::stringbuf::xsputn(bytes, count);
  }

private:
  bool first_ = true;
};

}  // namespace

TEST_CASE("Lines come out in the order of writing, the last ones too") {
  std::ostringstream out;
  std::string expected;
  {
    LineWriter writer(out, std::nullopt);
    for (int i = 0; i < 1000; ++i) {
      const std::string line = "line " + std::to_string(i) + "\n";
      writer.write(line);
      expected += line;
    }
  }
  CHECK(out.str() == expected);
}

TEST_CASE("A writer that was never used ends at once") {
  std::ostringstream out;
  { const LineWriter writer(out, std::nullopt); }
  CHECK(out.str().empty());
}

TEST_CASE("Lines of many threads come out whole, and those of one in order") {
  constexpr int kThreads = 6, kLines = 500;
  std::ostringstream out;
  {
    LineWriter writer(out, std::nullopt);
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t)
      threads.emplace_back([&, t] {
        for (int i = 0; i < kLines; ++i)
          writer.write(std::to_string(t) + " " + std::to_string(i) + "\n");
      });
  }
  std::vector<int> next(kThreads);
  std::istringstream lines(out.str());
  int thread = 0, number = 0, count = 0;
  for (; lines >> thread >> number; ++count)
    CHECK(number == next.at(static_cast<std::size_t>(thread))++);
  CHECK(count == kThreads * kLines);
}

TEST_CASE("A slow reader does not hold up whoever writes") {
  SlowBuffer buffer;
  std::ostream out(&buffer);
  {
    LineWriter writer(out, std::nullopt);
    writer.write("first\n");
    buffer.begun.wait();
    for (int i = 0; i < 100; ++i)
      writer.write("more\n");  // would wait forever if it waited for the reader
    buffer.go_on.count_down();
  }
  CHECK(buffer.str().size() == 6 + 500);
}

TEST_CASE("A reader that takes nothing more is given up when the end is near") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  std::ostringstream unused;
  {
    LineWriter writer(unused, ends[1]);
    std::string much(1 << 20, 'x');  // more than a pipe holds
    much += '\n';
    writer.write(much);
    writer.end();
    writer.write("late\n");
  }
  ::close(ends[0]);
  ::close(ends[1]);
  SUCCEED("the writer ended");
}

TEST_CASE("A reader behind a descriptor gets every byte in order") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  std::ostringstream unused;
  std::string text(600'002, 'a');
  text[300'000] = text[600'001] = '\n';
  std::string read;
  std::thread reader([&] {
    char chunk[4096];
    for (ssize_t count = 0; (count = ::read(ends[0], chunk, sizeof(chunk))) > 0;)
      read.append(chunk, static_cast<std::size_t>(count));
  });
  {
    LineWriter writer(unused, ends[1]);
    writer.write(text.substr(0, 300'001));
    writer.write(text.substr(300'001));
  }
  ::close(ends[1]);
  reader.join();
  ::close(ends[0]);
  CHECK(read == text);
  CHECK(unused.str().empty());
}
