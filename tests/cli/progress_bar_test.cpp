#include "cli/progress_bar.hpp"
#include "tests/support/catch.hpp"

#include <sstream>

using namespace convotic;
using cli::progress_line;
using std::chrono::milliseconds;

TEST_CASE("The line tells how far a run is, what has failed, and how long it still takes") {
  replay::Progress progress;
  progress.total = 4096;
  CHECK(progress_line(progress, milliseconds(1000)) == "[                    ] 0 of 4,096");
  progress.done = 1024;
  CHECK(progress_line(progress, milliseconds(2000)) ==
        "[#####               ] 1,024 of 4,096   512/s   6 s left");
  progress.failed = 3;
  progress.done = 4096;
  CHECK(progress_line(progress, milliseconds(2000)) ==
        "[####################] 4,096 of 4,096   3 failed   2,048/s   0 s left");
  progress.total = 1'234'567;
  CHECK(progress_line(progress, milliseconds(1))
            .starts_with("[                    ] 4,096 of 1,234,567   3 failed"));
}

TEST_CASE("A run that is over within a second draws nothing") {
  std::ostringstream terminal;
  const replay::Progress progress;
  { const cli::ProgressBar bar(terminal, progress); }
  CHECK(terminal.str().empty());
}
