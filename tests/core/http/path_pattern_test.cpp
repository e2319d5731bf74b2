#include "core/http/path_pattern.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

using namespace convotic::http;

namespace {

PathPattern pattern(std::string_view text) {
  return PathPattern::parse(text).value();
}

// "a=1 b=2", "" where it matches without parameters, "no match" where it does not.
std::string match(std::string_view text, std::string_view path) {
  const auto params = pattern(text).match(path);
  if (!params) return "no match";
  std::string out;
  for (const auto& [name, value] : *params)
    out += (out.empty() ? "" : " ") + name + "=" + value;
  return out;
}

// "message @offset+length"
std::string problem(std::string_view text) {
  const auto parsed = PathPattern::parse(text);
  if (parsed) return "none";
  return parsed.error().message + " @" + std::to_string(parsed.error().offset) + "+" +
         std::to_string(parsed.error().length);
}

}  // namespace

TEST_CASE("A pattern matches the whole path and captures its parameters") {
  struct Case {
    const char *pattern, *path, *expected;
  };
  const Case cases[] = {
      {"/", "/", ""},
      {"/", "", "no match"},
      {"/", "/a", "no match"},
      {"/orders", "/orders", ""},
      {"/orders", "/Orders", "no match"},
      {"/orders", "/orders/", "no match"},
      {"/orders/", "/orders/", ""},
      {"/orders/", "/orders", "no match"},
      {"/orders", "/orders/7", "no match"},
      {"/orders", "//orders", "no match"},
      {"/orders/:id", "/orders/7", "id=7"},
      {"/orders/:id", "/orders/", "no match"},
      {"/orders/:id", "/orders", "no match"},
      {"/orders/:id", "/orders/7/", "no match"},
      {"/orders/:id/", "/orders/7/", "id=7"},
      {"/:a/x/:b_2", "/1/x/2", "a=1 b_2=2"},
      {"/:a/x/:b", "/1/y/2", "no match"},
      {"/:a", "/", "no match"},
      {"/:a", "orders", "no match"},
      {"/:a/:b", "/x//", "no match"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.pattern, c.path);
    CHECK(match(c.pattern, c.path) == c.expected);
  }
}

TEST_CASE("Both sides are decoded before they are compared, segment by segment") {
  CHECK(match("/orders/:id", "/orders/a%2Fb%20c") == "id=a/b c");
  CHECK(match("/orders/:id", "/%6Frders/1") == "id=1");
  CHECK(match("/caf\xc3\xa9", "/caf%C3%A9") == "");
  CHECK(match("/caf%c3%a9", "/caf\xc3\xa9") == "");
  CHECK(match("/a%2Fb", "/a%2Fb") == "");
  CHECK(match("/a/b", "/a%2Fb") == "no match");
  CHECK(match("/:id", "/a+b%zz%4") == "id=a+b%zz%4");
}

TEST_CASE("What is not a pattern is refused with its place") {
  struct Case {
    const char *text, *problem;
  };
  const Case cases[] = {
      {"", "a path must start with \"/\" @0+1"},
      {"orders", "a path must start with \"/\" @0+1"},
      {"//", "a path must not have an empty segment @1+1"},
      {"/a//b", "a path must not have an empty segment @3+1"},
      {"/a/*", "Convotic documents no wildcards @3+1"},
      {"/a*b", "Convotic documents no wildcards @1+3"},
      {"/a/:", "the parameter \":\" needs a name of letters, digits and \"_\" @3+1"},
      {"/a/:1b", "the parameter \":1b\" needs a name of letters, digits and \"_\" @3+3"},
      {"/a/:b-c/d", "the parameter \":b-c\" needs a name of letters, digits and \"_\" @3+4"},
      {"/a/:b?", "the parameter \":b?\" needs a name of letters, digits and \"_\" @3+3"},
      {"/a/b:c", "a parameter must be a whole segment, which \"b:c\" is not @3+3"},
      {"/a/{b}", "parameters are written \":name\", not \"{b}\" @3+3"},
      {"/a/[b]", "parameters are written \":name\", not \"[b]\" @3+3"},
      {"/a b", "\" \" cannot stand in a path @1+3"},
      {"/a?b=1", "\"?\" cannot stand in a path @1+5"},
      {"/a#b", "\"#\" cannot stand in a path @1+3"},
      {"/(a)", "\"(\" cannot stand in a path @1+3"},
      {"/:a/x/:a", "the parameter \":a\" stands there twice @6+2"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(problem(c.text) == c.problem);
  }
}

TEST_CASE("Patterns of the same shape differ in the names of parameters only") {
  const auto same = [](const char* a, const char* b) { return pattern(a).same_shape(pattern(b)); };
  CHECK(same("/a/:x", "/a/:y"));
  CHECK(same("/caf%C3%A9", "/caf\xc3\xa9"));
  CHECK_FALSE(same("/a/:x", "/b/:x"));
  CHECK_FALSE(same("/a/:x", "/a/x"));
  CHECK_FALSE(same("/a", "/a/"));
  CHECK_FALSE(same("/a/:x", "/a/:x/:y"));
}

TEST_CASE("Fixed text is tried before a parameter, at the first segment where they differ") {
  const auto first = [](const char* a, const char* b) { return pattern(a).more_specific(pattern(b)); };
  CHECK(first("/orders/latest", "/orders/:id"));
  CHECK_FALSE(first("/orders/:id", "/orders/latest"));
  CHECK(first("/a/:x/:y", "/:x/b/c"));
  CHECK(first("/a/:x/c", "/a/:x/:y"));
  CHECK_FALSE(first("/a/b", "/c/d"));
  CHECK_FALSE(first("/:a", "/:b"));
  CHECK_FALSE(first("/:a", "/:a"));
}

TEST_CASE("The order is a strict weak one, as sorting needs it") {
  std::vector<PathPattern> all;
  for (const char* text :
       {"/", "/a", "/:a", "/a/b", "/a/:b", "/:a/b", "/:a/:b", "/a/b/c", "/:a/b/:c", "/a/:b/"})
    all.push_back(pattern(text));
  const auto equal = [](const PathPattern& a, const PathPattern& b) {
    return !a.more_specific(b) && !b.more_specific(a);
  };
  for (const PathPattern& a : all)
    for (const PathPattern& b : all) {
      CAPTURE(a.text(), b.text());
      CHECK_FALSE((a.more_specific(b) && b.more_specific(a)));
      for (const PathPattern& c : all) {
        if (a.more_specific(b) && b.more_specific(c)) CHECK(a.more_specific(c));
        if (equal(a, b) && equal(b, c)) CHECK(equal(a, c));
      }
    }
}

TEST_CASE("A pattern knows its text and the names of its parameters") {
  CHECK(pattern("/a/:x/:y").text() == "/a/:x/:y");
  CHECK(pattern("/a/:x/:y").param_names() == std::vector<std::string>{"x", "y"});
  CHECK(pattern("/a").param_names().empty());
}
