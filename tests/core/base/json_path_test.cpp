#include "core/base/json_path.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;
using base::JsonPath;

namespace {

// The values that a path names, or why it is none.
std::string found(std::string_view path, std::string_view json) {
  const auto parsed = JsonPath::parse(path);
  if (!parsed) return "not a path: " + parsed.error();
  std::string out;
  for (const base::JsonRange& range : parsed->find(json))
    out += std::string(json.substr(range.offset, range.length)) + " ";
  return out;
}

}  // namespace

TEST_CASE("A path names members, elements, all of them, and any depth") {
  const std::string json = R"( {"user": {"email":"a@b", "x y":1, "tags":["t", "u" ]},
      "items":[{"token":1.0},{"token":[ 2 ]},{"other":3}], "e\u006dail" : null} )";
  CHECK(found("$.user.email", json) == "\"a@b\" ");
  CHECK(found("$.user", json) == R"({"email":"a@b", "x y":1, "tags":["t", "u" ]} )");
  CHECK(found("$.user['x y']", json) == "1 ");
  CHECK(found("$[\"user\"].tags[1]", json) == "\"u\" ");
  CHECK(found("$.items[*].token", json) == "1.0 [ 2 ] ");
  CHECK(found("$.items[0]", json) == "{\"token\":1.0} ");
  CHECK(found("$.user.*", json) == "\"a@b\" 1 [\"t\", \"u\" ] ");
  CHECK(found("$.email", json) == "null ");
  CHECK(found("$..email", json) == "\"a@b\" null ");
  CHECK(found("$..token[0]", json) == "2 ");
  CHECK(found("$..[1]", json) == "\"u\" {\"token\":[ 2 ]} ");
  CHECK(found("$.user.items", json).empty());
  CHECK(found("$.items.token", json).empty());
  CHECK(found("$[0]", json).empty());
}

TEST_CASE("A member that is there twice is named twice, and nothing within what is named") {
  CHECK(found("$.a", R"({"a":1,"b":0,"a":{"a":2}})") == "1 {\"a\":2} ");
  CHECK(found("$..a", R"({"a":1,"b":[{"a":{"a":2}}],"a":3})") == "1 {\"a\":2} 3 ");
  CHECK(found("$[*]", "[[1,2],[]]") == "[1,2] [] ");
}

TEST_CASE("Braces and quotes in strings are text") {
  CHECK(found("$.b", R"({"a":"{\"b\":1}]","b":"\\"})") == R"("\\" )");
  CHECK(found("$[1]", "\xef\xbb\xbf[\"]\",2]") == "2 ");
}

TEST_CASE("Deep nesting does not exhaust the stack, and what is no JSON comes to an end") {
  std::string deep(100'000, '[');
  deep += "{\"a\":7}";
  deep.append(100'000, ']');
  CHECK(found("$..a", deep) == "7 ");
  for (const char* text : {"", "{", "[1", "{\"a\"", "{\"a\":", "}", "{]", "\"", "{1:2}", "[\"a", "{\"a\":}"})
    CHECK_NOTHROW(found("$..a", text));
}

TEST_CASE("What is not a path says why") {
  CHECK(found("user.email", "{}") == "not a path: it begins with \"$\"");
  CHECK(found("$", "{}") == "not a path: \"$\" alone is the whole body");
  CHECK(found("$user", "{}") == "not a path: \"user\" must begin with \".\" or \"[\"");
  CHECK(found("$.", "{}") == "not a path: a name is missing after \".\"");
  CHECK(found("$.a..", "{}") == "not a path: a name is missing after \".\"");
  CHECK(found("$['a", "{}") == "not a path: a quote is not closed");
  CHECK(found("$[x]", "{}") == "not a path: \"[\" is followed by a number, a name in quotes or \"*\"");
  CHECK(found("$[1", "{}") == "not a path: \"]\" is missing");
}
