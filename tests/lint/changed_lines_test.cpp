#include "lint/changed_lines.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"

using namespace convotic;

TEST_CASE("A diff without context says which lines have changed") {
  lint::ChangedLines changes;
  REQUIRE(lint::read_diff("diff --git a/src/a.ts b/src/a.ts\n"
                          "index 1..2 100644\n"
                          "--- a/src/a.ts\n"
                          "+++ b/src/a.ts\n"
                          "@@ -3 +3,2 @@ function x() {\n"
                          "-old\n"
                          "+new\n"
                          "+new\n"
                          "@@ -10,2 +12,0 @@\n"
                          "-gone\n"
                          "-gone\n",
                          "/repo", changes));
  CHECK(changes.meets("/repo/src/a.ts", 3, 3));
  CHECK(changes.meets("/repo/src/a.ts", 4, 4));
  CHECK_FALSE(changes.meets("/repo/src/a.ts", 5, 11));
  // Around what was taken out.
  CHECK(changes.meets("/repo/src/a.ts", 12, 12));
  CHECK(changes.meets("/repo/src/a.ts", 13, 13));
  CHECK_FALSE(changes.meets("/repo/src/a.ts", 14, 99));
  CHECK_FALSE(changes.meets("/repo/src/b.ts", 1, 99));
}

TEST_CASE("Names are read as git writes them, and what was deleted has no lines") {
  lint::ChangedLines changes;
  REQUIRE(lint::read_diff(
      "diff --git a/x b/x\n--- a/x\n+++ \"b/sch\\303\\266n \\\"a\\\".ts\"\n@@ -0,0 +1 @@\n+x\n"
      "diff --git a/with blank.ts b/with blank.ts\n+++ b/with blank.ts\t\n@@ -1 +1 @@\n+x\n"
      "diff --git a/gone.ts b/gone.ts\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n",
      "/repo", changes));
  CHECK(changes.meets("/repo/schön \"a\".ts", 1, 1));
  CHECK(changes.meets("/repo/with blank.ts", 1, 1));
  CHECK_FALSE(changes.meets("/repo/gone.ts", 1, 1));
}

TEST_CASE("A file can have changed as a whole") {
  lint::ChangedLines changes;
  changes.add_file("/repo/./new.ts");
  CHECK(changes.meets("/repo/new.ts", 4711, 4711));
}

TEST_CASE("What is no hunk is an error") {
  lint::ChangedLines changes;
  CHECK(tests::describe(lint::read_diff("+++ b/a.ts\n@@ nonsense @@\n", "/repo", changes)) ==
        "diff-unknown: git printed a line that is no hunk: \"@@ nonsense @@\"");
}
