#include "core/project/dotenv.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"

using namespace convotic;
using project::parse_dotenv;
using project::Variables;
using tests::describe;

namespace {

Variables parse(std::string_view text) {
  return parse_dotenv(".env", text).value();
}

std::string problem(std::string_view text) {
  return describe(parse_dotenv(".env", text));
}

std::string invalid(const std::string& message, const std::string& place) {
  return "dotenv-invalid: " + message + "\n  help: lines are NAME=value\n  at .env:" + place +
         ", 1 bytes of \"\"";
}

}  // namespace

TEST_CASE("Lines of NAME=value are read in order, blanks and comments passed over") {
  CHECK(parse("").empty());
  CHECK(parse("\n# only a comment\n  \n#").empty());
  CHECK(parse("A=1\n\n  # comment\nB = two words \nexport C=3\n D.e-f_9=x") ==
        Variables{{"A", "1"}, {"B", "two words"}, {"C", "3"}, {"D.e-f_9", "x"}});
  CHECK(parse("A=\nB=  \nC=''") == Variables{{"A", ""}, {"B", ""}, {"C", ""}});
  CHECK(parse("A=1=2==\nB=a#b\nC=a #b\nD=#b") ==
        Variables{{"A", "1=2=="}, {"B", "a#b"}, {"C", "a"}, {"D", ""}});
}

TEST_CASE("A later line wins, in its place") {
  CHECK(parse("A=1\nB=2\nA=3") == Variables{{"B", "2"}, {"A", "3"}});
}

TEST_CASE("Line ends may be CRLF, and a byte order mark is passed over") {
  CHECK(parse("\xef\xbb\xbf"
              "A=1\r\nB=\"2\"\r\n\r\nC='3'\r\n") == Variables{{"A", "1"}, {"B", "2"}, {"C", "3"}});
}

TEST_CASE("Single quotes take everything as it is") {
  CHECK(parse(R"(A=' a\n"b" #c ' # comment)") == Variables{{"A", R"( a\n"b" #c )"}});
  CHECK(parse("A='one\ntwo'\nB=2") == Variables{{"A", "one\ntwo"}, {"B", "2"}});
  CHECK(parse("A=`it's \"so\"`") == Variables{{"A", "it's \"so\""}});
}

TEST_CASE("Double quotes know escapes and span lines, as a private key needs") {
  CHECK(parse(R"(A="x\ny\tz\r\"q\"\\ \d")") == Variables{{"A", "x\ny\tz\r\"q\"\\ \\d"}});
  CHECK(parse("KEY=\"-----BEGIN-----\nabc=\n-----END-----\"\nB=2") ==
        Variables{{"KEY", "-----BEGIN-----\nabc=\n-----END-----"}, {"B", "2"}});
  CHECK(parse("A=\"\"#c") == Variables{{"A", ""}});
}

TEST_CASE("A line that is not understood is an error with its place, never with its text") {
  const std::string not_a_line = "this line is not NAME=value";
  CHECK(problem("A=1\n  secret\nB=2") == invalid(not_a_line, "2:3"));
  CHECK(problem("=secret") == invalid(not_a_line, "1:1"));
  CHECK(problem("A B=secret") == invalid(not_a_line, "1:1"));
  CHECK(problem("export secret") == invalid(not_a_line, "1:1"));
  CHECK(problem("A: secret") == invalid(not_a_line, "1:1"));
  CHECK(problem("A=1\nB=\"secret\nC=2\n") == invalid("the quote of B is not closed", "2:3"));
  CHECK(problem("A='") == invalid("the quote of A is not closed", "1:3"));
  CHECK(problem("A=\"\\") == invalid("the quote of A is not closed", "1:3"));
  CHECK(problem("A='secret' more") == invalid("something follows the quoted value of A", "1:12"));
}
