#include "lint/baseline.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"

using namespace convotic;

TEST_CASE("A baseline is sorted, one entry a line, and reads back") {
  const lint::Baseline baseline{
      {{"path/case", "src/b.ts", "GET /B", "ff", 2}, {"auth/unverified", "src/a.ts", "", "00", 1}}};
  const std::string text = lint::write_baseline(baseline);
  CHECK(text == R"({
  "version": 1,
  "findings": [
    {"rule": "auth/unverified", "file": "src/a.ts", "route": "", "fingerprint": "00", "count": 1},
    {"rule": "path/case", "file": "src/b.ts", "route": "GET /B", "fingerprint": "ff", "count": 2}
  ]
}
)");
  const auto again = lint::read_baseline("b.json", text);
  REQUIRE(again);
  CHECK(lint::write_baseline(*again) == text);
  CHECK(lint::write_baseline({}) == "{\n  \"version\": 1,\n  \"findings\": []\n}\n");
}

TEST_CASE("A baseline that cannot be understood is an error with its place") {
  CHECK(tests::describe(lint::read_baseline("b.json", R"({"version": 2, "findings": []})")) ==
        "baseline-invalid: this convotic reads version 1 of baselines, not 2\n"
        "  help: write it anew with convotic lint --write-baseline\n"
        "  at b.json:1:13, 1 bytes of \"{\"version\": 2, \"findings\": []}\"");
  CHECK(
      tests::describe(lint::read_baseline(
          "b.json",
          R"({"version": 1, "findings": [{"rule": "meta/budget", "file": "a", "fingerprint": "0"}]})")) ==
      "baseline-invalid: \"meta/budget\" cannot be in a baseline\n"
      "  help: mend it: it says that something was not checked\n"
      "  at b.json:1:38, 13 bytes of \"{\"version\": 1, \"findings\": [{\"rule\": \"meta/budget\", \"file\": "
      "\"a\", \"fingerprint\": \"0\"}]}\"");
  CHECK(
      tests::describe(lint::read_baseline(
          "b.json",
          R"({"version": 1, "findings": [{"rule": "a/b", "file": "a", "fingerprint": "0", "count": 0}]})")) ==
      "baseline-invalid: a count must be at least 1, not 0\n"
      "  at b.json:1:87, 1 bytes of \"{\"version\": 1, \"findings\": [{\"rule\": \"a/b\", \"file\": \"a\", "
      "\"fingerprint\": \"0\", \"count\": 0}]}\"");
}
