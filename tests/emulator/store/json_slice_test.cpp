#include "emulator/store/iso_time.hpp"
#include "emulator/store/json_slice.hpp"
#include "tests/support/catch.hpp"

#include <nlohmann/json.hpp>

using namespace convotic::emulator;

TEST_CASE("JSON is well-formed where the grammar says so") {
  const std::string text = GENERATE(
      as<std::string>(), "1", " [ 1 , 2 ] ", "{}", R"({"a":{"b":[true,false,null]},"c":"\u00e9\n"})",
      "-0.5e-7", "0", R"("é😀")", "[[],{},[{}]]", "\t\r\n1\n", R"("\"")", "1E5", R"({"":""})",
      // and these are not
      "", " ", "[", "]", "{", "}", "[1,]", "[,1]", "{,}", R"({"a"})", R"({"a":})", R"({"a":1,})", R"({a:1})",
      "01", "1.", ".5", "-", "+1", "1e", "tru", "nul", "truee", R"("a)", R"("\x")", R"("\u12g4")", R"("\u12)",
      "\"\n\"", "1 2", "[1}", R"({"a":1])", "\"\xff\"", "\"\xc3\"", "\"\xed\xa0\x80\"",
      "\"\xf5\x80\x80\x80\"", "\"\xc0\xaf\"", "\"\\", "'a'", "NaN", "[1 2]", R"({"a" 1})",
      "\xef\xbb\xbf"
      "1x",
      "--1", "0x1", R"(["a":1])");
  CAPTURE(text);
  CHECK((check_json(text, 10) == JsonFault::none) == nlohmann::json::accept(text));
}

TEST_CASE("Escapes of lone surrogates are well-formed, and read as the replacement character") {
  for (const char* text : {R"("\ud800")", R"("\udc00")", R"("\ud800x")", R"("\ud800\ud800")"})
    CHECK(check_json(text, 1) == JsonFault::none);
  CHECK(JsonSlice(R"("a\ud800")").string() == "a\xef\xbf\xbd");
  CHECK(JsonSlice(R"("\udc00\ud83d\ude00")").string() == "\xef\xbf\xbd😀");
  CHECK(JsonSlice(R"("\ud83d\ud83d\ude00")").string() == "\xef\xbf\xbd😀");
}

TEST_CASE("Depth counts arrays and objects") {
  CHECK(check_json("1", 0) == JsonFault::none);
  CHECK(check_json("[]", 0) == JsonFault::too_deep);
  CHECK(check_json(R"([{"a":[]}])", 3) == JsonFault::none);
  CHECK(check_json(R"([{"a":[]}])", 2) == JsonFault::too_deep);
  CHECK(check_json("[[],[],[]]", 2) == JsonFault::none);
}

TEST_CASE("Strings are read as every JSON parser reads them") {
  const std::string text = GENERATE(as<std::string>(), R"("")", R"("plain")", R"("\"\\\/\b\f\n\r\t")",
                                    R"("\u0041\u00e9\u20ac\ud83d\ude00\u0000 end")", R"("é😀")");
  CHECK(JsonSlice(text).string() == nlohmann::json::parse(text).get<std::string>());
}

TEST_CASE("Items and members are the bytes that were written") {
  const std::vector<JsonSlice> items = JsonSlice(R"( [ 1.0 , "a,]" ,[ 2 ],{"x":[ ]} ,null ] )").items();
  REQUIRE(items.size() == 5);
  CHECK(items[0].text() == "1.0");
  CHECK(items[1].text() == R"("a,]")");
  CHECK(items[2].text() == "[ 2 ]");
  CHECK(items[3].text() == R"({"x":[ ]})");
  CHECK(items[4].kind() == JsonKind::null);

  const auto members = JsonSlice(R"({"a":1,"b\"}":{"c":2},"a":[3]})").members();
  REQUIRE(members.size() == 2);
  CHECK(members[0].name == "a");
  CHECK(members[0].value.text() == "[3]");
  CHECK(members[1].name == "b\"}");
  CHECK(members[1].name_text == R"("b\"}")");
  CHECK(JsonSlice("[]").items().empty());
  CHECK(JsonSlice("{ }").members().empty());
}

TEST_CASE("Whole numbers are told from others") {
  CHECK(JsonSlice("42").integer() == 42);
  CHECK(JsonSlice("-9223372036854775808").integer() == INT64_MIN);
  CHECK_FALSE(JsonSlice("9223372036854775808").integer());
  CHECK_FALSE(JsonSlice("1.0").integer());
  CHECK_FALSE(JsonSlice("1e3").integer());
}

TEST_CASE("A long value is cut between characters when it is described") {
  CHECK(JsonSlice("[1]").described() == "an array");
  CHECK(JsonSlice(R"({"a":1})").described() == "an object");
  CHECK(JsonSlice("\"" + std::string(58, 'a') + "\"").described() == "\"" + std::string(58, 'a') + "\"");
  const std::string text = "\"" + std::string(55, 'a') + "é" + std::string(20, 'b') + "\"";
  CHECK(JsonSlice(text).described() == "\"" + std::string(55, 'a') + "...");
}

TEST_CASE("Times are read with their zone and to the millisecond") {
  CHECK(parse_iso_time("1970-01-01T00:00:00Z") == 0);
  CHECK(parse_iso_time("2026-03-30T14:22:00Z") == 1'774'880'520'000);
  CHECK(parse_iso_time("2026-03-30T14:22:00.5Z") == 1'774'880'520'500);
  CHECK(parse_iso_time("2026-03-30T14:22:00.123456Z") == 1'774'880'520'123);
  CHECK(parse_iso_time("2026-03-30T23:22:00+09:00") == 1'774'880'520'000);
  CHECK(parse_iso_time("2026-03-30T10:52:00-0330") == 1'774'880'520'000);
  CHECK(parse_iso_time("1969-12-31T23:59:59Z") == -1000);
  for (const char* text :
       {"", "2026-03-30", "2026-03-30T14:22:00", "2026-02-30T14:22:00Z", "2026-13-01T00:00:00Z",
        "2026-03-30T24:00:00Z", "2026-03-30T14:22:00.Z", "2026-03-30T14:22:00Zx", "2026-03-30T14:22Z",
        "30.03.2026", "2026-03-30T14:22:00+25:00", "2026-3-30T14:22:00Z"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_iso_time(text));
  }
}
