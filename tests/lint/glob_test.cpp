#include "lint/glob.hpp"
#include "tests/support/catch.hpp"

using convotic::lint::matches_glob;

TEST_CASE("A glob without a slash is about names at any depth") {
  CHECK(matches_glob("*.test.ts", "a.test.ts"));
  CHECK(matches_glob("*.test.ts", "src/deep/a.test.ts"));
  CHECK_FALSE(matches_glob("*.test.ts", "src/a.test.tsx"));
  CHECK(matches_glob("index.?s", "src/index.ts"));
  CHECK_FALSE(matches_glob("index.?s", "src/index.mts"));
}

TEST_CASE("A glob with a slash is about the whole path") {
  CHECK(matches_glob("src/*.ts", "src/a.ts"));
  CHECK_FALSE(matches_glob("src/*.ts", "src/b/a.ts"));
  CHECK_FALSE(matches_glob("src/*.ts", "lib/src/a.ts"));
  CHECK(matches_glob("./src/*.ts", "src/a.ts"));
}

TEST_CASE("Two stars are any number of folders") {
  CHECK(matches_glob("src/**/*.ts", "src/a.ts"));
  CHECK(matches_glob("src/**/*.ts", "src/b/c/a.ts"));
  CHECK(matches_glob("**/dist/**", "dist/a.js"));
  CHECK(matches_glob("**/dist/**", "x/dist/y/a.js"));
  CHECK_FALSE(matches_glob("**/dist/**", "x/distant/a.js"));
  CHECK(matches_glob("legacy/", "legacy/x/a.js"));
  CHECK_FALSE(matches_glob("legacy/", "src/legacy/a.js"));
}

TEST_CASE("Braces are alternatives and brackets are sets") {
  CHECK(matches_glob("src/**/*.{ts,js}", "src/a.js"));
  CHECK(matches_glob("{a,b}/{c,d}.ts", "b/d.ts"));
  CHECK_FALSE(matches_glob("src/**/*.{ts,js}", "src/a.mjs"));
  CHECK(matches_glob("v[0-9].ts", "v7.ts"));
  CHECK_FALSE(matches_glob("v[!0-9].ts", "v7.ts"));
  CHECK(matches_glob("v[ab].ts", "vb.ts"));
}

TEST_CASE("What is not closed stands for itself") {
  CHECK(matches_glob("a{b", "a{b"));
  CHECK(matches_glob("a[b", "a[b"));
}

TEST_CASE("Many stars do not take forever") {
  const std::string pattern = "a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", text(200, 'a');
  CHECK_FALSE(matches_glob(pattern, text));
}
