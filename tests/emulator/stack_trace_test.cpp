#include "emulator/stack_trace.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

using namespace convotic;
using emulator::place_in_stack;

namespace {

// "file:line:column <line's text>", or "nowhere".
std::string place(const std::string& stack) {
  const auto span = place_in_stack(stack);
  return span ? base::format_place(*span) + " <" + span->line_text + ">" : "nowhere";
}

}  // namespace

TEST_CASE("The place is the topmost one in a file of the user's, with its line") {
  const tests::TempDir dir;
  const std::string file = dir.write("src/index.ts", "one\r\n  two(three)\nfour").string();
  CHECK(place("TypeError: x is not a function\n    at two (" + file + ":2:3)\n    at main (" + file +
              ":3:1)") == file + ":2:3 <  two(three)>");
  CHECK(place("Error: a\n    at " + file + ":1:1") == file + ":1:1 <one>");
  CHECK(place("Error: a\n    at async " + file + ":3:2") == file + ":3:2 <four>");
  CHECK(place("Error: a\n    at async Object.handler [as run] (" + file + ":3:2)\n") == file + ":3:2 <four>");
  CHECK(place("Error: a\n    at file://" + file + ":3:2") == file + ":3:2 <four>");
  CHECK(place("Error: a\n    at new Shop (file://" + file + ":3:2)") == file + ":3:2 <four>");
}

TEST_CASE("Frames of packages, of Node and without numbers are passed over") {
  CHECK(place("Error: a\n"
              "    at stripe (/shop/node_modules/stripe/lib/index.js:10:5)\n"
              "    at node:internal/process/task_queues:95:5\n"
              "    at async Promise.all (index 0)\n"
              "    at <anonymous>\n"
              "    at eval (eval at run (/shop/x.ts:1:1), <anonymous>:1:1)\n"
              "    at pay (/gone/src/pay.ts:7:9)") == "/gone/src/pay.ts:7:9 <>");
}

TEST_CASE("The place of a cause counts where the error itself has none") {
  CHECK(place("Error: a\n    at node:internal:1:1\nCaused by: Error: b\n    at /gone/b.ts:4:2") ==
        "/gone/b.ts:4:2 <>");
}

TEST_CASE("A line that is no longer there has no text") {
  const tests::TempDir dir;
  const std::string file = dir.write("short.ts", "one\ntwo").string();
  CHECK(place("    at " + file + ":2:1") == file + ":2:1 <two>");
  CHECK(place("    at " + file + ":3:1") == file + ":3:1 <>");
}

TEST_CASE("A path may have parentheses and blanks") {
  CHECK(place("    at pay (/my shop (copy)/pay.ts:7:9)") == "/my shop (copy)/pay.ts:7:9 <>");
  CHECK(place("    at /my shop (copy)/pay.ts:7:9") == "/my shop (copy)/pay.ts:7:9 <>");
}

TEST_CASE("A stack without any place has none") {
  for (const char* stack : {"", "\n\n", "Error: at", "Error: a\n    at ", "at :1:2", "at /a:x:y",
                            "at /a:1:", "at (:)", "    at relative/path.ts:1:2"}) {
    CAPTURE(stack);
    CHECK(place(stack) == "nowhere");
  }
}

TEST_CASE("A message that looks like a place is not one") {
  CHECK(place("Error: cannot look at /etc/hosts:1:2\n    at pay (/gone/pay.ts:7:9)") ==
        "/gone/pay.ts:7:9 <>");
}
