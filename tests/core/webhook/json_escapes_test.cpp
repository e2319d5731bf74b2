#include "core/webhook/json_escapes.hpp"
#include "tests/support/catch.hpp"

using namespace convotic::webhook;

TEST_CASE("Characters are escaped where they stand in strings, and nowhere else") {
  const std::string json = "{\"\u00e9/<\": [\"a\\\"/&\U0001F600\", 1.0 , \"\\\\\"]}";
  CHECK(with_escapes(json, JsonEscape::non_ascii) ==
        "{\"\\u00e9/<\": [\"a\\\"/&\\ud83d\\ude00\", 1.0 , \"\\\\\"]}");
  CHECK(with_escapes(json, JsonEscape::slash) ==
        "{\"\u00e9\\/<\": [\"a\\\"\\/&\U0001F600\", 1.0 , \"\\\\\"]}");
  CHECK(with_escapes(json, JsonEscape::html) ==
        "{\"\u00e9/\\u003c\": [\"a\\\"/\\u0026\U0001F600\", 1.0 , \"\\\\\"]}");
}

TEST_CASE("Escapes are undone, and no others") {
  CHECK(without_escapes(R"({"\u00E9\/\u003c": "\ud83d\ude00\n\u0041"})", JsonEscape::non_ascii) ==
        "{\"\u00e9\\/\\u003c\": \"\U0001F600\\n\\u0041\"}");
  CHECK(without_escapes(R"({"\u00e9\/": "\\/"})", JsonEscape::slash) == R"({"\u00e9/": "\\/"})");
  CHECK(without_escapes(R"({"\u00e9\u003C\u0026": 1})", JsonEscape::html) == R"({"\u00e9<&": 1})");
}

TEST_CASE("Half of a pair, and an escaped backslash before u, stay as they are") {
  for (const char* json :
       {R"("\ud83d")", R"("\ud83dx")", R"("\ude00")", R"("\\u00e9")", R"("\ud83d\u0041")"}) {
    CAPTURE(json);
    CHECK(without_escapes(json, JsonEscape::non_ascii) == json);
  }
}
