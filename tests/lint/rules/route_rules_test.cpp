#include "tests/support/lint_sources.hpp"

using namespace convotic;
using tests::lines_of;
using tests::LintSources;
using tests::module_with;
using tests::route_with;
using Lines = std::vector<std::string>;

namespace {

const std::string kHandler = "handler: async () => ({ status: 200 })";

Lines found(const std::string& source, const lint::Config& config = {}) {
  LintSources sources({{"m.ts", source}});
  sources.options.config = config;
  return lines_of(sources.run());
}

Lines fields(const std::string& text) {
  return found(route_with(text));
}

std::string route(const std::string& method, const std::string& path) {
  return "sdk.registerRoute({ method: \"" + method + "\", path: \"" + path + "\", " + kHandler + " });\n";
}

lint::Config pedantic() {
  lint::Config config;
  config.profile = lint::Config::Profile::pedantic;
  return config;
}

}  // namespace

TEST_CASE("A method is one of five, in upper case") {
  CHECK(fields("method: \"PATCH\", path: \"/\", " + kHandler) == Lines{});
  CHECK(fields("method: \"post\", path: \"/\", " + kHandler) ==
        Lines{"m.ts:2:29 error route/invalid-method: the method \"post\" must be in upper case (write "
              "\"POST\")"});
  CHECK(fields("method: \"PSOT\", path: \"/\", " + kHandler) ==
        Lines{"m.ts:2:29 error route/invalid-method: there is no method \"PSOT\" (did you mean \"POST\"?)"});
  CHECK(fields("method: \"HEAD\", path: \"/\", " + kHandler) ==
        Lines{"m.ts:2:29 error route/invalid-method: there is no method \"HEAD\" (Convotic has GET, POST, "
              "PUT, PATCH and "
              "DELETE)"});
  CHECK(fields("method: 1, path: \"/\", " + kHandler) ==
        Lines{"m.ts:2:29 error route/invalid-method: the method is a number (it is one of \"GET\", \"POST\", "
              "\"PUT\", "
              "\"PATCH\" and \"DELETE\")"});
}

TEST_CASE("A method is followed to where it is written") {
  CHECK(
      found("const METHOD = \"get\" as const;\n" + route_with("method: METHOD, path: \"/\", " + kHandler)) ==
      Lines{
          "m.ts:1:16 error route/invalid-method: the method \"get\" must be in upper case (write \"GET\")"});
}

TEST_CASE("A route has a method, a path and a handler") {
  CHECK(fields("method: \"GET\"") ==
        Lines{"m.ts:2:19 error route/missing-field: the route has no \"handler\" (add handler: async (req, "
              "ctx) => ({ status: 200 }))",
              "m.ts:2:19 error route/missing-field: the route has no \"path\" (add path: \"/...\")"});
  CHECK(fields("path: \"/\", " + kHandler) == Lines{"m.ts:2:19 error route/missing-field: the route has no "
                                                    "\"method\" (add method: \"POST\" or another of GET, "
                                                    "PUT, PATCH and DELETE)"});
  CHECK(fields("method: \"GET\", path: \"/\", handler: undefined") ==
        Lines{"m.ts:2:47 error route/missing-field: the route has no \"handler\" (add handler: async (req, "
              "ctx) => ({ "
              "status: 200 }))"});
}

TEST_CASE("A spread that is not known may have the rest") {
  const LintSources sources(
      {{"m.ts", "import { rest } from \"somewhere\";\n" + route_with("method: \"GET\", ...rest")}});
  CHECK(lines_of(sources.run(), "route/missing-field") == Lines{});
}

TEST_CASE("An option that is close to a real one is an error, another one a warning") {
  CHECK(fields("method: \"GET\", path: \"/\", middlewares: [], " + kHandler) ==
        Lines{"m.ts:2:47 error route/unknown-option: a route has no option \"middlewares\" (it has no "
              "effect; did you mean "
              "\"middleware\"?)"});
  CHECK(fields("method: \"GET\", path: \"/\", preHandler: [], " + kHandler) ==
        Lines{"m.ts:2:47 error route/unknown-option: a route has no option \"preHandler\" (it has no effect; "
              "did you mean "
              "\"middleware\"?)"});
  CHECK(fields("method: \"GET\", path: \"/\", description: \"x\", " + kHandler) ==
        Lines{"m.ts:2:47 warning route/unknown-option: a route has no option \"description\" (it has no "
              "effect; Convotic "
              "knows method, path, auth, middleware and handler)"});
  lint::Config config;
  config.extra_route_options = {"description"};
  CHECK(found(route_with("method: \"GET\", path: \"/\", description: \"x\", " + kHandler), config) ==
        Lines{});
}

TEST_CASE("A misspelt field is told once") {
  CHECK(fields("method: \"GET\", pth: \"/\", " + kHandler) ==
        Lines{"m.ts:2:36 error route/unknown-option: a route has no option \"pth\" (it has no effect; did "
              "you mean "
              "\"path\"?)"});
}

TEST_CASE("Two routes that answer the same are duplicates, whatever their parameters are called") {
  CHECK(found(module_with(route("GET", "/a/:id") + route("GET", "/a/:name"))) ==
        Lines{"m.ts:3:42 error route/duplicate: GET /a/:name is registered twice (leave one of them out, or "
              "give it "
              "another path)"});
  CHECK(found(module_with(route("GET", "/a/:id") + route("PUT", "/a/:id"))) == Lines{});
}

TEST_CASE("Routes of branches that exclude each other are no duplicates") {
  CHECK(found(module_with("if (process.env.OLD) {\n" + route("GET", "/a") + "} else {\n" +
                          route("GET", "/a") + "}")) == Lines{});
  CHECK(
      found(module_with(route("GET", "/a") + "if (process.env.OLD) {\n" + route("GET", "/a") + "}")).size() ==
      1);
}

TEST_CASE("A fixed path behind a parameter is shadowed, unless routing is known to sort") {
  const std::string source = module_with(route("GET", "/a/:id") + route("GET", "/a/open"));
  CHECK(found(source) ==
        Lines{"m.ts:3:42 warning route/shadowed: GET /a/open may never be reached behind GET /a/:id "
              "(register it before the other one)"});
  lint::Config config;
  config.routing = lint::Config::Routing::ordered;
  CHECK(found(source, config) ==
        Lines{"m.ts:3:42 warning route/shadowed: GET /a/open is never reached behind GET "
              "/a/:id (register it before the other one)"});
  config.routing = lint::Config::Routing::specificity;
  CHECK(found(source, config) == Lines{});
  CHECK(found(module_with(route("GET", "/a/open") + route("GET", "/a/:id"))) == Lines{});
}

TEST_CASE("Routes that overlap without one being more specific are ambiguous, unless routing is known") {
  const std::string source = module_with(route("GET", "/a/:x/b") + route("GET", "/a/c/:y"));
  CHECK(found(source) ==
        Lines{"m.ts:3:42 warning route/ambiguous: GET /a/:x/b and GET /a/c/:y take some of the same "
              "requests (give one of them a path that the other cannot match)"});
  lint::Config config;
  config.routing = lint::Config::Routing::ordered;
  CHECK(found(source, config) == Lines{});
}

TEST_CASE("A handler is a function") {
  CHECK(found("const on = { get: 1 };\n" + route_with("method: \"GET\", path: \"/\", handler: on")) ==
        Lines{"m.ts:3:47 error route/handler-not-function: the handler is an object (it is an async function "
              "of (req, "
              "ctx))"});
  CHECK(fields("method: \"GET\", path: \"/\", handler: \"on\"") ==
        Lines{"m.ts:2:47 error route/handler-not-function: the handler is a string (it is an async function "
              "of (req, "
              "ctx))"});
}

TEST_CASE("A GET route that changes data is told to those who want to know") {
  const std::string source = route_with("method: \"GET\", path: \"/\", handler: async (req, ctx) => { await "
                                        "ctx.storage.set(\"a\", 1); return { "
                                        "status: 200 }; }");
  CHECK(found(source) == Lines{});
  CHECK(found(source, pedantic()) == Lines{"m.ts:2:29 info route/unsafe-get: a GET request reaches "
                                           "ctx.storage.set (use POST, PUT, PATCH or DELETE for "
                                           "what changes data)"});
}

TEST_CASE("What cannot be known is said") {
  const Lines lines =
      found("import { load } from \"somewhere\";\n" + module_with("sdk.registerRoute(load());"));
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].starts_with("m.ts:3:"));
  CHECK(lines[0].find("info route/unresolvable: this route is not checked: ") != std::string::npos);
  lint::Config config;
  config.profile = lint::Config::Profile::audit;
  const Lines audit =
      found("import { load } from \"somewhere\";\n" + module_with("sdk.registerRoute(load());"), config);
  REQUIRE(audit.size() == 1);
  CHECK(audit[0].find(" warning route/unresolvable: ") != std::string::npos);
}

TEST_CASE("A status is a whole number from 100 to 599") {
  const auto status = [](const std::string& value) {
    return fields("method: \"GET\", path: \"/\", handler: async () => ({ status: " + value + " })");
  };
  CHECK(status("204") == Lines{});
  CHECK(status("\"200\"") ==
        Lines{"m.ts:2:79 error response/invalid-status: the status is the string \"200\" (it is a "
              "whole number from 100 to 599, such as 200)"});
  CHECK(status("99") ==
        Lines{"m.ts:2:79 error response/invalid-status: 99 is no HTTP status (it is a whole number from "
              "100 to 599, such as 200)"});
  CHECK(status("200.5").size() == 1);
  CHECK(status("600").size() == 1);
}

TEST_CASE("What says that nothing is wrong is not answered with") {
  const auto guarded = [](const std::string& fine) {
    return fields("method: \"GET\", path: \"/\", handler: async (req) => {"
                  " const refusal = (() => (req.query.a ? " +
                  fine + " : 401))(); if (refusal) return { status: refusal }; return { status: 200 }; }");
  };
  CHECK(guarded("0") == Lines{});
  CHECK(guarded("undefined") == Lines{});
  CHECK(guarded("20").size() == 1);
  // One of several objects, which the caller tells apart.
  const auto told_apart = [](const std::string& found) {
    return fields(
        "method: \"GET\", path: \"/\", handler: async (req) => { const it = (() => (req.query.a ? " + found +
        " : { kind: \"missing\", status: 404 }))();"
        " if (it.kind === \"missing\") return { status: it.status }; return { status: 200 }; }");
  };
  CHECK(told_apart("{ kind: \"found\" }") == Lines{});
  CHECK(told_apart("{ kind: \"missing\", status: 4 }").size() == 1);
}

TEST_CASE("Headers are looked up in lower case") {
  const auto handler = [](const std::string& body) {
    return fields("method: \"GET\", path: \"/\", handler: async (req) => ({ status: 200, body: { a: " + body +
                  " } })");
  };
  CHECK(handler("req.headers[\"x-sig\"]") == Lines{});
  CHECK(handler("req.headers[\"X-Sig\"]") ==
        Lines{"m.ts:2:110 info request/header-case: header names are lower-case: "
              "there is no \"X-Sig\" (write \"x-sig\")"});
  CHECK(handler("req.headers[\"X-Sig\"] ?? req.headers[\"x-sig\"]") == Lines{});
}

TEST_CASE("A module has a name that fits into a URL, and routes") {
  CHECK(found("export default { name: \"Shop!\", version: \"1\", register(sdk) {\n" + route("GET", "/") +
              "} };\n") ==
        Lines{"m.ts:1:24 warning module/name: \"Shop!\" cannot be a module's name: use a-z, 0-9 and \"-\" "
              "(\"shop\" would do)"});
  CHECK(found("export default { name: \"shop\", version: \"1\", register(sdk) {} };\n") ==
        Lines{"m.ts:1:16 info module/no-routes: the module registers no route (call sdk.registerRoute in its "
              "register "
              "function)"});
  CHECK(found("export default { name: \"shop\", version: \"1\", register(sdk) { "
              "sdk.registerWorkerHandler(\"t\", () => {}); } "
              "};\n") == Lines{});
}

TEST_CASE("A file that is imported and not there is told, with what was looked for") {
  const Lines lines =
      found("import { rates } from \"./rates\";\n" +
            route_with("method: \"GET\", path: \"/\", handler: async () => ({ status: 200, body: rates })"));
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].starts_with(
      "m.ts:1:23 warning meta/unresolved-import: there is no file \"./rates\" (looked for rates"));
}

TEST_CASE("A syntax error in what a route runs is an error, elsewhere a warning") {
  CHECK(fields("method: \"GET\", path: \"/\", handler: async () => { const x = ; return { status: 200 }; }")
            .at(0)
            .find(" error meta/parse-error: a syntax error in what a route runs: the route is not checked") !=
        std::string::npos);
  const Lines outside = found("const y = ;\n" + route_with("method: \"GET\", path: \"/\", " + kHandler));
  REQUIRE(outside.size() == 1);
  CHECK(outside[0].find(" warning meta/parse-error: a syntax error: what is around it may not be checked") !=
        std::string::npos);
}
