#include "lint/fixes.hpp"
#include "tests/support/catch.hpp"

using convotic::lint::unified_diff;

TEST_CASE("A diff has three lines around a change") {
  CHECK(unified_diff("a.ts", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n") ==
        "--- a/a.ts\n+++ b/a.ts\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

TEST_CASE("Changes that are far apart have hunks of their own, and close ones share one") {
  std::string before, after, near;
  for (int i = 1; i <= 20; ++i) {
    const std::string line = std::to_string(i) + "\n";
    before += line;
    after += i == 2 || i == 18 ? "x\n" : line;
    near += i == 2 || i == 8 ? "x\n" : line;
  }
  CHECK(unified_diff("a", before, after) == "--- a/a\n+++ b/a\n"
                                            "@@ -1,5 +1,5 @@\n 1\n-2\n+x\n 3\n 4\n 5\n"
                                            "@@ -15,6 +15,6 @@\n 15\n 16\n 17\n-18\n+x\n 19\n 20\n");
  CHECK(unified_diff("a", before, near) ==
        "--- a/a\n+++ b/a\n@@ -1,11 +1,11 @@\n 1\n-2\n+x\n 3\n 4\n 5\n 6\n 7\n-8\n+x\n 9\n 10\n 11\n");
}

TEST_CASE("Lines that come and go move what follows") {
  CHECK(unified_diff("a", "b\n", "a\nb\n") == "--- a/a\n+++ b/a\n@@ -1 +1,2 @@\n+a\n b\n");
  CHECK(unified_diff("a", "", "a\n") == "--- a/a\n+++ b/a\n@@ -0,0 +1 @@\n+a\n");
  CHECK(unified_diff("a", "a\nb", "a\nc") == "--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at "
                                             "end of file\n+c\n\\ No newline at end of file\n");
  CHECK(unified_diff("a", "same\n", "same\n").empty());
}
