#include "replay/errors.hpp"
#include "replay/variant.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"

#include <set>

using namespace convotic::replay;
using convotic::tests::describe;

TEST_CASE("Every variant has a name of its own, a meaning, and advice where a module can get it wrong") {
  std::set<std::string_view> names;
  for (const Variant& one : all_variants()) {
    CAPTURE(one.name);
    CHECK(names.insert(one.name).second);
    CHECK(&variant(one.id) == &one);
    CHECK_FALSE(one.meaning.empty());
    const bool can_be_wrong = one.expected == Expected::refused || one.expected == Expected::duplicate;
    CHECK(one.advice.empty() != can_be_wrong);
  }
  CHECK(names.size() == 11);
}

TEST_CASE("A variant is found by its name, and the nearest is offered") {
  CHECK((*find_variant("wrong-key", kCaptureInvalid))->id == VariantName::wrong_key);
  CHECK(describe(find_variant("wrongkey", kCaptureInvalid)) ==
        "capture-invalid: no variant \"wrongkey\"; did you mean \"wrong-key\"?\n"
        "  help: variants: recorded, signed, unsigned, wrong-key, tampered-body, stale, future, wrong-url, "
        "missing-header, duplicate, reserialized-body");
}
