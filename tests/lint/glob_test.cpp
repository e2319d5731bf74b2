#include "lint/glob.hpp"
#include "tests/support/catch.hpp"

using convotic::lint::path_matches;

TEST_CASE("A glob without a slash is about names at any depth") {
  CHECK(path_matches("*.test.ts", "a.test.ts"));
  CHECK(path_matches("*.test.ts", "src/deep/a.test.ts"));
  CHECK_FALSE(path_matches("*.test.ts", "src/a.test.tsx"));
  CHECK(path_matches("index.?s", "src/index.ts"));
  CHECK_FALSE(path_matches("index.?s", "src/index.mts"));
}

TEST_CASE("A glob with a slash is about the whole path") {
  CHECK(path_matches("src/*.ts", "src/a.ts"));
  CHECK_FALSE(path_matches("src/*.ts", "src/b/a.ts"));
  CHECK_FALSE(path_matches("src/*.ts", "lib/src/a.ts"));
  CHECK(path_matches("./src/*.ts", "src/a.ts"));
}

TEST_CASE("Two stars are any number of folders") {
  CHECK(path_matches("src/**/*.ts", "src/a.ts"));
  CHECK(path_matches("src/**/*.ts", "src/b/c/a.ts"));
  CHECK(path_matches("**/dist/**", "dist/a.js"));
  CHECK(path_matches("**/dist/**", "x/dist/y/a.js"));
  CHECK_FALSE(path_matches("**/dist/**", "x/distant/a.js"));
  CHECK(path_matches("legacy/", "legacy/x/a.js"));
  CHECK_FALSE(path_matches("legacy/", "src/legacy/a.js"));
}

TEST_CASE("Braces are alternatives and brackets are sets") {
  CHECK(path_matches("src/**/*.{ts,js}", "src/a.js"));
  CHECK(path_matches("{a,b}/{c,d}.ts", "b/d.ts"));
  CHECK_FALSE(path_matches("src/**/*.{ts,js}", "src/a.mjs"));
  CHECK(path_matches("v[0-9].ts", "v7.ts"));
  CHECK_FALSE(path_matches("v[!0-9].ts", "v7.ts"));
  CHECK(path_matches("v[ab].ts", "vb.ts"));
}

TEST_CASE("What is not closed stands for itself") {
  CHECK(path_matches("a{b", "a{b"));
  CHECK(path_matches("a[b", "a[b"));
}

TEST_CASE("Many stars do not take forever") {
  const std::string pattern = "a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", text(200, 'a');
  CHECK_FALSE(path_matches(pattern, text));
}
