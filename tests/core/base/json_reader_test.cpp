#include "core/base/json_reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"

using namespace convotic;
using base::JsonPart;
using base::JsonReader;
using base::locate_json;
using tests::describe;

namespace {

JsonReader parse(std::string text) {
  return JsonReader::parse("f.json", std::move(text)).value();
}

// The text at a pointer.
std::string at(std::string_view text, std::string_view pointer, JsonPart part = JsonPart::value) {
  const base::JsonRange range = locate_json(text, pointer, part);
  return std::string(text.substr(range.offset, range.length));
}

}  // namespace

TEST_CASE("Values of every type are read") {
  const JsonReader root = parse(R"({"s":"é","i":-7,"b":true,"a":[1,"x"],"o":{"k":null},"n":null})");
  CHECK(root.get("s")->as_string().value() == "é");
  CHECK(root.get("i")->as_integer().value() == -7);
  CHECK(root.get("b")->as_boolean().value());
  CHECK(root.get("a")->as_array()->at(1).as_string().value() == "x");
  CHECK(root.get("o")->as_object()->at(0).first == "k");
  CHECK(root.get("a")->as_array()->at(1).pointer() == "/a/1");
  CHECK(root.pointer().empty());
}

TEST_CASE("The members of an object come in the order of the text") {
  std::string names;
  const JsonReader root = parse(R"({"z":1,"a":2,"m":3})");
  const auto members = root.as_object();
  for (const auto& [name, value] : *members)
    names += name + value.dump();
  CHECK(names == "z1a2m3");
  CHECK(parse(R"( {"z" : 1, "a":[ ] } )").dump() == R"({"z":1,"a":[]})");
}

TEST_CASE("A member that is missing is no error for find, nor is one that is null") {
  const JsonReader root = parse(R"({"a":1,"n":null})");
  CHECK(root.find("a").value().has_value());
  CHECK_FALSE(root.find("b").value().has_value());
  CHECK_FALSE(root.find("n").value().has_value());
}

TEST_CASE("A reader outlives the one it came from") {
  auto inner = parse(R"({"a":{"b":"deep"}})").get("a");
  CHECK(inner->get("b")->as_string().value() == "deep");
}

TEST_CASE("A member that must be there is asked for with the place of its object") {
  const JsonReader root = parse("{\n  \"a\": {\"x\": 1}\n}");
  CHECK(describe(root.get("b")) == "json-invalid: \"b\" is missing from the document\n"
                                   "  at f.json:1:1, 1 bytes of \"{\"");
  CHECK(describe(root.get("a")->get("b")) == "json-invalid: \"b\" is missing from \"/a\"\n"
                                             "  at f.json:2:8, 8 bytes of \"  \"a\": {\"x\": 1}\"");
}

TEST_CASE("A value of another type is named with its place, what was expected and what is there") {
  const JsonReader root = parse("{\n\t\"port\": \"80\",\n\t\"list\": [1, {}, [2]],\n\t\"a/b~\": 1.5\n}");
  CHECK(describe(root.get("port")->as_integer()) ==
        "json-invalid: \"/port\" must be a whole number, not \"80\"\n"
        "  at f.json:2:10, 4 bytes of \"\t\"port\": \"80\",\"");
  CHECK(describe(root.get("port")->as_array()) == "json-invalid: \"/port\" must be an array, not \"80\"\n"
                                                  "  at f.json:2:10, 4 bytes of \"\t\"port\": \"80\",\"");
  const auto list = root.get("list")->as_array().value();
  CHECK(describe(list[0].as_string()) == "json-invalid: \"/list/0\" must be a string, not 1\n"
                                         "  at f.json:3:11, 1 bytes of \"\t\"list\": [1, {}, [2]],\"");
  CHECK(describe(list[1].as_boolean()) == "json-invalid: \"/list/1\" must be true or false, not an object\n"
                                          "  at f.json:3:14, 2 bytes of \"\t\"list\": [1, {}, [2]],\"");
  CHECK(describe(list[2].as_object()) == "json-invalid: \"/list/2\" must be an object, not an array\n"
                                         "  at f.json:3:18, 3 bytes of \"\t\"list\": [1, {}, [2]],\"");
  CHECK(describe(root.get("a/b~")->as_integer()) ==
        "json-invalid: \"/a~1b~0\" must be a whole number, not 1.5\n"
        "  at f.json:4:10, 3 bytes of \"\t\"a/b~\": 1.5\"");
  CHECK(describe(root.find("list")->value().find("x")) ==
        "json-invalid: \"/list\" must be an object, not an array\n"
        "  at f.json:3:10, 12 bytes of \"\t\"list\": [1, {}, [2]],\"");
  CHECK(describe(root.as_array()) == "json-invalid: the document must be an array, not an object\n"
                                     "  at f.json:1:1, 1 bytes of \"{\"");
}

TEST_CASE("A long value is shortened in an error") {
  const std::string text = "\"" + std::string(80, 'x') + "\"";
  CHECK(describe(parse(text).as_integer()) == "json-invalid: the document must be a whole number, not \"" +
                                                  std::string(56, 'x') +
                                                  "...\n  at f.json:1:1, 82 bytes of \"" + text + "\"");
}

TEST_CASE("A number that does not fit is not a whole number") {
  CHECK(parse("9223372036854775807").as_integer().value() == INT64_MAX);
  CHECK(describe(parse("9223372036854775808").as_integer()) ==
        "json-invalid: the document must be a whole number, not 9223372036854775808\n"
        "  at f.json:1:1, 19 bytes of \"9223372036854775808\"");
}

TEST_CASE("An unknown key is shown with the nearest known one") {
  const JsonReader root = parse("{\n  \"port\": 1,\n  \"prot\": {\"port\": 2}\n}");
  CHECK(describe(root.check_keys({"port", "prot"})) == "ok");
  CHECK(describe(root.check_keys({"port", "modules"})) ==
        "json-invalid: unknown key \"prot\"\n"
        "  help: did you mean \"port\"?\n"
        "  at f.json:3:3, 6 bytes of \"  \"prot\": {\"port\": 2}\"");
  CHECK(describe(root.check_keys({"modules", "timeout"})) ==
        "json-invalid: unknown key \"port\"\n"
        "  help: known keys: modules, timeout\n"
        "  at f.json:2:3, 6 bytes of \"  \"port\": 1,\"");
  CHECK(describe(parse("[]").check_keys({"a"})) ==
        "json-invalid: the document must be an object, not an array\n"
        "  at f.json:1:1, 2 bytes of \"[]\"");
}

TEST_CASE("An error of the caller's own stands at the value") {
  constexpr base::ErrorKind kKind{"own-kind", base::ExitCode::usage, ""};
  const JsonReader root = parse(R"({"port": 99999})");
  CHECK(describe(root.get("port")->error(kKind, "too large", "take less")) ==
        "own-kind: too large\n"
        "  help: take less\n"
        "  at f.json:1:10, 5 bytes of \"{\"port\": 99999}\"");
}

TEST_CASE("A text that is not JSON fails at the offending byte") {
  struct Case {
    std::string text, error;
  };
  const Case cases[] = {
      {"", "unexpected end of input; expected '[', '{', or a literal\n  at f.json:1:1, 1 bytes of \"\""},
      {"{\n  \"a\": tru\n}", "invalid literal\n  at f.json:2:11, 1 bytes of \"  \"a\": tru\""},
      {"{\"a\": 1,}", "unexpected '}'; expected string literal\n  at f.json:1:9, 1 bytes of \"{\"a\": 1,}\""},
      {"{\"a\" 1}", "unexpected number literal; expected ':'\n  at f.json:1:6, 1 bytes of \"{\"a\" 1}\""},
      {"[1", "unexpected end of input; expected ']'\n  at f.json:1:3, 1 bytes of \"[1\""},
      {"1 2", "unexpected number literal; expected end of input\n  at f.json:1:3, 1 bytes of \"1 2\""},
      {"\"\xff\"", "invalid string: ill-formed UTF-8 byte\n  at f.json:1:2, 1 bytes of \"\"\xff\"\""},
      {"[1e999]", "number overflow parsing '1e999'\n  at f.json:1:2, 5 bytes of \"[1e999]\""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(describe(JsonReader::parse("f.json", c.text)) == "json-invalid: not valid JSON: " + c.error);
  }
}

TEST_CASE("Values and member names are found in the text") {
  const std::string text = R"({ "a" : [1, "x,]", {"b\"\\": {"c": null}}] , "": true, "~/": -1.5e3 })";
  CHECK(at(text, "") == text);
  CHECK(at(text, "/a") == R"([1, "x,]", {"b\"\\": {"c": null}}])");
  CHECK(at(text, "/a", JsonPart::key) == "\"a\"");
  CHECK(at(text, "/a/0") == "1");
  CHECK(at(text, "/a/1") == "\"x,]\"");
  CHECK(at(text, "/a/2/b\"\\/c") == "null");
  CHECK(at(text, "/a/2/b\"\\/c", JsonPart::key) == "\"c\"");
  CHECK(at(text, "/") == "true");
  CHECK(at(text, "/~0~1") == "-1.5e3");
  CHECK(at(R"({"\u0061": 1})", "/a") == "1");
}

TEST_CASE("A pointer that leads nowhere means the start of the text") {
  const std::string text = R"({"a": [1], "b": "a"})";
  for (const char* pointer : {"/c", "/a/1", "/a/x", "/a/-1", "/b/a", "/a/0/0", "//"}) {
    CAPTURE(pointer);
    const base::JsonRange range = locate_json(text, pointer, JsonPart::value);
    CHECK(range.offset == 0);
    CHECK(range.length == 1);
  }
  CHECK(locate_json("", "/a", JsonPart::value).length == 1);
}

TEST_CASE("A byte order mark does not move the places") {
  CHECK(describe(parse("\xef\xbb\xbf{\"a\": \"x\"}").get("a")->as_integer()) ==
        "json-invalid: \"/a\" must be a whole number, not \"x\"\n"
        "  at f.json:1:10, 3 bytes of \"\xef\xbb\xbf{\"a\": \"x\"}\"");
}

TEST_CASE("Deep nesting is walked without using up the stack") {
  const std::string text = std::string(200'000, '[') + std::string(200'000, ']');
  const auto root = JsonReader::parse("f.json", text);
  REQUIRE(root);
  CHECK(describe(root->as_integer())
            .starts_with("json-invalid: the document must be a whole number, not an array\n  at f.json:1:1, "
                         "400000 bytes of "));
}

TEST_CASE("A value can be had as it stands in the text") {
  const auto root = JsonReader::parse("f.json", "{ \"a\": [1.0, 1e2 ,\t\"\\u00e9\"], \"b\": {} }\n");
  REQUIRE(root);
  CHECK(root->raw() == "{ \"a\": [1.0, 1e2 ,\t\"\\u00e9\"], \"b\": {} }");
  CHECK(root->get("a")->raw() == "[1.0, 1e2 ,\t\"\\u00e9\"]");
  CHECK(root->get("a")->as_array()->at(1).raw() == "1e2");
  CHECK(root->get("b")->raw() == "{}");
}

TEST_CASE("A value says what sort it is") {
  using Kind = JsonReader::Kind;
  const auto values = parse(R"([{}, [], "s", 1, -1, 1.5, true, null])").as_array();
  REQUIRE(values);
  const std::vector<Kind> expected{Kind::object, Kind::array,  Kind::string,  Kind::number,
                                   Kind::number, Kind::number, Kind::boolean, Kind::null};
  REQUIRE(values->size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    CHECK(((*values)[i].kind() == expected[i]));
}
