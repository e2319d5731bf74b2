#include "tests/support/lint_sources.hpp"

using namespace convotic;
using tests::lines_of;
using tests::LintSources;
using tests::module_with;
using Lines = std::vector<std::string>;

namespace {

// What path/ says of a path, without its place: that is checked where it matters.
Lines said(const std::string& path, const std::string& handler = "async () => ({ status: 200 })") {
  const LintSources sources({{"m.ts", module_with("sdk.registerRoute({ method: \"GET\", path: " + path +
                                                  ", handler: " + handler + " });")}});
  Lines out = lines_of(sources.run(), "path/");
  for (std::string& line : out)
    line.erase(0, line.find(' ') + 1);
  return out;
}

std::string place(const std::string& path) {
  const LintSources sources({{"m.ts", module_with("sdk.registerRoute({ method: \"GET\", path: " + path +
                                                  ", handler: async () => ({ status: 200 }) });")}});
  const lint::LintResult result = sources.run();
  REQUIRE(result.findings.size() == 1);
  const lint::Range at = result.findings[0].finding.at;
  return result.files[at.file].text.substr(at.begin, at.end - at.begin);
}

}  // namespace

TEST_CASE("A path begins with a slash") {
  CHECK(said("\"/\"") == Lines{});
  CHECK(said("\"/a/:b/c\"") == Lines{});
  CHECK(said("\"a/b\"") == Lines{"error path/no-leading-slash: the path \"a/b\" must begin with \"/\" (put a "
                                 "slash in front of it)"});
  CHECK(said("\"\"") ==
        Lines{"error path/no-leading-slash: the path is empty (the path of the module itself is \"/\")"});
  CHECK(said("`${process.env.BASE}/a`") == Lines{});
}

TEST_CASE("A parameter is a whole segment of a colon and a name") {
  CHECK(said("\"/:a_1/:B\"") == Lines{});
  CHECK(said("\"/a/:\"") ==
        Lines{"error path/invalid-param: \":\" has no name (write a name after it: \":id\")"});
  CHECK(said("\"/::a\"") ==
        Lines{"error path/invalid-param: \":a\" is no name of a parameter (it has letters, digits and "
              "\"_\", and does not begin with a digit)"});
  CHECK(said("\"/:1a\"").size() == 1);
  CHECK(said("\"/:a-b\"").size() == 1);
  CHECK(said("\"/a/:b?\"") ==
        Lines{"error path/invalid-param: optional parameters are not documented: \":b?\" (register "
              "two routes, one without the segment)"});
  CHECK(said("\"/:a(\\\\d+)\"") ==
        Lines{"error path/invalid-param: patterns of parameters are not documented: "
              "\":a(\\d+)\" (take \":a\" and check the value in the handler)"});
  CHECK(said("\"/a/*\"") ==
        Lines{"error path/invalid-param: wildcards are not documented: \"*\" (register a route for "
              "each depth, with parameters)"});
  CHECK(said("\"/{id}\"") ==
        Lines{"error path/invalid-param: \"{id}\" is plain text here, not a parameter (write \":id\")"});
  CHECK(said("\"/[...all]\"") ==
        Lines{"error path/invalid-param: \"[...all]\" is plain text here, not a parameter (a "
              "parameter is written \":name\")"});
  CHECK(said("\"/<id>\"").size() == 1);
  CHECK(said("\"/v1/orders:cancel\"") ==
        Lines{"error path/invalid-param: the colon in \"orders:cancel\" does not begin a "
              "segment (a parameter takes a whole segment: \"/:name\")"});
  CHECK(place("\"/a/{id}/b\"") == "{id}");
  CHECK(place("`/a/${process.env.X}/{id}`") == "{id}");
}

TEST_CASE("A parameter is there once") {
  CHECK(
      said("\"/a/:id/b/:id\"", "async (req) => ({ status: 200, body: req.params.id })") ==
      Lines{
          "error path/duplicate-param: the path has \":id\" twice (give each parameter a name of its own)"});
}

TEST_CASE("A path has only what can stand in a URL's path") {
  CHECK(said("\"/a%20b/~x!$&'()+,;=@\"") == Lines{});
  CHECK(said("\"/a?b=1\"") ==
        Lines{"error path/invalid-character: a query string is no part of a path (leave it out, "
              "and read req.query in the handler)"});
  CHECK(said("\"/a#b\"") ==
        Lines{"error path/invalid-character: a fragment never reaches a server (leave it out)"});
  CHECK(said("\"/a b\"") ==
        Lines{"error path/invalid-character: \" \" cannot stand in a path (write \"%20\")"});
  CHECK(said("\"/a\\\\b\"") ==
        Lines{"error path/invalid-character: \"\\\" cannot stand in a path (segments are separated "
              "by \"/\")"});
  CHECK(said("\"/ü\"") ==
        Lines{"error path/invalid-character: \"ü\" must be written in %-form in a path (requests arrive "
              "encoded)"});
  CHECK(said("\"/100%\"") ==
        Lines{"error path/invalid-character: \"%\" without two hexadecimal digits after it (write "
              "\"%25\" for the character itself)"});
  CHECK(said("\"/a\\u0002\"").size() == 1);
}

TEST_CASE("A path has no empty segment, no slash at its end, and no dots") {
  CHECK(said("\"/a//b\"") ==
        Lines{"warning path/empty-segment: two slashes in a row (leave one of them out)"});
  CHECK(said("\"/a/\"") ==
        Lines{"warning path/empty-segment: the path ends with \"/\" (leave it out: requests without it "
              "do not match)"});
  CHECK(said("\"/a/../b\"") ==
        Lines{"warning path/empty-segment: \"..\" in a path (clients and proxies resolve it before "
              "the request is sent)"});
  CHECK(place("\"/a//b\"") == "/");
}

TEST_CASE("A path does not repeat what Convotic puts in front of it") {
  CHECK(said("\"/v1/modules/shop/a\"") ==
        Lines{"warning path/module-prefix: the path repeats \"/v1/modules/shop\", which "
              "Convotic puts in front of it (write \"/a\")"});
  CHECK(said("\"https://api.convotic.com/v1/modules/shop/a\"") ==
        Lines{"warning path/module-prefix: the path repeats \"https://api.convotic.com/v1/modules/shop\", "
              "which Convotic "
              "puts in front of it (write \"/a\")"});
  CHECK(said("\"/v1/modules/other/a\"") == Lines{});
  CHECK(said("\"/v1/a\"") == Lines{});
}

TEST_CASE("A handler reads parameters that its path has") {
  const auto read = [](const std::string& body) {
    return said("\"/orders/:orderId\"", "async (req, ctx) => { " + body + " return { status: 200 }; }");
  };
  CHECK(read("await ctx.storage.get(req.params.orderId);") == Lines{});
  CHECK(read("await ctx.storage.get(req.params.orderID);") ==
        Lines{"error path/undeclared-param: the path \"/orders/:orderId\" has no \":orderID\" (did you mean "
              "\"orderId\"?)"});
  CHECK(read("const { orderID } = req.params; await ctx.storage.get(orderID);").size() == 1);
  CHECK(read("await ctx.storage.get(req.params[\"customer\"]);") ==
        Lines{"error path/undeclared-param: the path \"/orders/:orderId\" has no \":customer\" (add the "
              "parameter to the "
              "path, or take the value from req.query or req.body)"});
}

TEST_CASE("A handler of several routes may read what only some of them have") {
  const auto both = [](const std::string& second) {
    const LintSources sources(
        {{"m.ts", module_with("const on = async (req) => ({ status: 200, body: req.params.id });\n"
                              "sdk.registerRoute({ method: \"GET\", path: \"/a/:id\", handler: on });\n"
                              "sdk.registerRoute({ method: \"GET\", path: \"" +
                              second + "\", handler: on });")}});
    return lines_of(sources.run(), "path/");
  };
  CHECK(both("/b") == Lines{});
  CHECK(both("/b/:iD") ==
        Lines{"m.ts:4:46 error path/undeclared-param: the handler of \"/b/:iD\" reads \"id\", which this "
              "path does not have (did you mean \":id\"?)"});
}

TEST_CASE(
    "A parameter that is never read, and letters that differ in case, are told to those who want to know") {
  LintSources sources(
      {{"m.ts",
        module_with(
            "sdk.registerRoute({ method: \"GET\", path: \"/a/:id\", handler: async () => ({ status: 200 }) "
            "});\n"
            "sdk.registerRoute({ method: \"GET\", path: \"/A/:id\", handler: async (req) => ({ status: 200, "
            "body: req }) });")}});
  CHECK(lines_of(sources.run(), "path/") == Lines{});
  sources.options.config.profile = lint::Config::Profile::pedantic;
  CHECK(lines_of(sources.run(), "path/") == Lines{"m.ts:2:46 info path/unused-param: \":id\" is never read "
                                                  "(read req.params.id, or leave it out of the path)",
                                                  "m.ts:3:42 info path/case: \"/a/:id\" and \"/A/:id\" "
                                                  "differ only in the case of letters (paths in lower case "
                                                  "only cannot collide)"});
}
