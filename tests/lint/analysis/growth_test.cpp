// Code that is small and would take for ever: what grows is cut off, and said where it matters.
#include "tests/lint/analysis/checked_module.hpp"
#include "tests/support/catch.hpp"

#include <fmt/format.h>

using convotic::tests::checked;
using convotic::tests::open_route;

namespace {

const std::string kCheck = convotic::tests::kHmac + convotic::tests::kOk;

// A value that is put together with itself `times` times: s0, s1 and so on.
std::string doubled(const std::string& first, const std::string& next, int times) {
  std::string out = "const s0 = " + first + ";\n";
  for (int i = 1; i <= times; ++i)
    out += fmt::format(fmt::runtime("const s{0} = " + next + ";\n"), i, i - 1);
  return out;
}

}  // namespace

TEST_CASE("Many choices of texts about the request are no many ways") {
  std::string object;
  for (int i = 0; i < 40; ++i)
    object += fmt::format(
        "a{0}: req.body.a{0} ? \"yes\" : \"no\", b{0}: req.body.b === \"x{0}\" ? \"one\" : \"other\", ", i);
  const std::string act = "await ctx.contacts.create({ " + object + "}); return { status: 200 };";
  CHECK(checked(open_route("if (!ok(req)) return { status: 401 };\n" + act, kCheck)) ==
        "POST /x: verified\n");
  CHECK(checked(open_route(act, kCheck)).starts_with("POST /x: unverified\nindex.ts:"));
}

TEST_CASE("A choice that tells what was verified is still one") {
  CHECK(checked(open_route("const who = ok(req) ? \"sender\" : \"stranger\";\n"
                           "if (who !== \"sender\") return { status: 401 };\n"
                           "await ctx.storage.set(\"a\", 1); return { status: 200 };",
                           kCheck)) == "POST /x: verified\n");
}

TEST_CASE("Objects with many properties that may be missing are followed") {
  std::string object;
  for (int i = 0; i < 20; ++i)
    object += fmt::format("a{0}: req.body.a{0} ? {0} : undefined, ", i);
  const std::string act = "await ctx.contacts.create({ " + object + "}); return { status: 200 };";
  CHECK(checked(open_route("if (!ok(req)) return { status: 401 };\n" + act, kCheck)) ==
        "POST /x: verified\n");
  CHECK(checked(open_route(act, kCheck)) ==
        "POST /x: unverified\nindex.ts:8 error auth/unverified: the route is open, reaches ctx.contacts.create "
        "and nothing on the way verifies the request\n");
}

TEST_CASE("A text that is doubled again and again is not written out") {
  CHECK(checked(open_route(
            "if (!ok(req)) return { status: 401 };\nawait ctx.storage.set(s40, 1); return { status: 200 };",
            kCheck + doubled("\"0123456789\"", "s{1} + s{1}", 40))) == "POST /x: verified\n");
}

TEST_CASE("A list that is doubled again and again ends the analysis") {
  CHECK(
      checked(open_route(
          "if (!ok(req)) return { status: 401 };\nawait ctx.storage.set(\"a\", s40); return { status: 200 };",
          kCheck + doubled("[1, 2, 3]", "[...s{1}, ...s{1}]", 40))) ==
      "POST /x: not checked\n"
      "budget: a list gets more than 10000 elements, so the route is not checked\n");
}
