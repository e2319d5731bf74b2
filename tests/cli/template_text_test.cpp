#include "cli/template_text.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;

namespace {

const cli::TemplateValues kValues{
    {"TITLE", "Stripe"}, {"FORM", "fields"}, {"EMPTY", ""}, {"LINES", "first\n\n  second\n"}};

std::string filled(std::string_view text) {
  const auto result = cli::fill_template("a.ts", text, kValues);
  REQUIRE(result);
  return *result;
}

std::string mistake(std::string_view text) {
  const auto result = cli::fill_template("a.ts", text, kValues);
  REQUIRE_FALSE(result);
  CHECK(result.error().kind == &base::kInternal);
  return result.error().message;
}

}  // namespace

TEST_CASE("A placeholder is replaced wherever it stands, and the module's name stays for later") {
  CHECK(filled("from __TITLE__, to __TITLE__: __NAME__, snake_case__ and __lower__\n") ==
        "from Stripe, to Stripe: __NAME__, snake_case__ and __lower__\n");
  CHECK(filled("__TITLE____TITLE__") == "StripeStripe");
  CHECK(filled("a__EMPTY__b\n") == "ab\n");
}

TEST_CASE("A placeholder alone on its line gives every line of the value its indentation") {
  CHECK(filled("{\n    __LINES__\n}\n") == "{\n    first\n\n      second\n}\n");
  CHECK(filled("a\n  __EMPTY__\nb\n") == "a\nb\n");
  CHECK(filled("  __TITLE__") == "  Stripe");
  CHECK(filled("  __NAME__\n") == "  __NAME__\n");
}

TEST_CASE("Conditional lines stay where their value is there, or is the one asked for") {
  CHECK(filled("%if TITLE\nyes\n%else\nno\n%end\nafter\n") == "yes\nafter\n");
  CHECK(filled("%if EMPTY\nyes\n%else\nno\n%end\n") == "no\n");
  CHECK(filled("%if UNKNOWN\nyes\n%end\n") == "");
  CHECK(filled("  %if !UNKNOWN\n  yes\n  %end\n") == "  yes\n");
  CHECK(filled("%if FORM=fields\nfields\n%end\n%if FORM=plain\nplain\n%end\n") == "fields\n");
  CHECK(filled("%if !FORM=plain\nnot plain\n%end\n") == "not plain\n");
}

TEST_CASE("Conditions nest, and what is dropped is not looked at") {
  CHECK(filled("%if EMPTY\n%if TITLE\na __UNKNOWN__\n%else\nb\n%end\n%else\nc\n%end\n") == "c\n");
  CHECK(filled("%if TITLE\n%if EMPTY\na\n%else\nb\n%end\nc\n%end\n") == "b\nc\n");
}

TEST_CASE("A mistake in a template is named with its file and line") {
  CHECK(mistake("a\nb __UNKNOWN__\n") == "templates/a.ts:2: UNKNOWN has no value");
  CHECK(mistake("a\n%if TITLE\nb\n") == "templates/a.ts:3: a block does not close");
  CHECK(mistake("a\n%end\n") == "templates/a.ts:2: \"%end\" stands outside of any block");
  CHECK(mistake("%if TITLE\n%fi\n") == "templates/a.ts:2: \"%fi\" is no directive");
}
