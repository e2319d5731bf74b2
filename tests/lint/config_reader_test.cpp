#include "lint/config_reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"

using namespace convotic;
using lint::Config;
using lint::Severity;

namespace {

Result<Config> read(const std::string& text) {
  const auto json = base::JsonReader::parse("convotic.json", text);
  REQUIRE(json);
  return lint::read_config(*json);
}

std::string error_of(const std::string& text) {
  return tests::describe(read(text));
}

// The effective severity of what a rule finds with its own severity.
Severity severity(const Config& config, const char* rule, const char* path = "src/index.ts",
                  lint::Confidence confidence = lint::Confidence::high) {
  const lint::RuleInfo& info = lint::find_rule(rule)->info;
  lint::Finding finding;
  finding.severity = info.severity;
  finding.confidence = confidence;
  return lint::severity_for(config, info, finding, path);
}

}  // namespace

TEST_CASE("Every key of the lint object is read") {
  const auto config = read(R"json({
    "root": true,
    "extends": ["convotic:pedantic"],
    "include": ["src/**/*.ts"],
    "exclude": ["generated/**"],
    "rules": { "path/*": "warn", "path/case": "off" },
    "overrides": [{ "files": ["legacy/**"], "rules": { "route/duplicate": "info" } }],
    "request": { "rawBody": "rawBody" },
    "middleware": "return",
    "routing": "ordered",
    "effects": { "write": ["ctx.*.*", "db.*"], "read": ["peek*"], "ignoreBeforeVerify": ["ctx.storage.set('rl:*')"] },
    "verifiers": [{ "from": "@acme/auth", "name": "verifyAcme", "result": "field:ok", "window": true }],
    "trustedRoutes": [{ "method": "GET", "path": "/public/*", "reason": "public catalogue" }],
    "defines": { "process.env.NODE_ENV": "production" },
    "globals": ["verifyAcme"],
    "route": { "extraOptions": ["timeout"] }
  })json");
  REQUIRE(config);
  CHECK(lint::config_json(*config) == R"json({
  "extends": [
    "convotic:pedantic"
  ],
  "include": [
    "src/**/*.ts"
  ],
  "exclude": [
    "generated/**"
  ],
  "rules": {
    "path/*": "warning",
    "path/case": "off"
  },
  "overrides": [
    {
      "files": [
        "legacy/**"
      ],
      "rules": {
        "route/duplicate": "info"
      }
    }
  ],
  "request": {
    "rawBody": "rawBody"
  },
  "middleware": "return",
  "routing": "ordered",
  "effects": {
    "write": [
      "ctx.*.*",
      "db.*"
    ],
    "read": [
      "peek*"
    ],
    "ignoreBeforeVerify": [
      "ctx.storage.set('rl:*')"
    ]
  },
  "verifiers": [
    {
      "from": "@acme/auth",
      "name": "verifyAcme",
      "result": "field:ok",
      "window": true
    }
  ],
  "trustedRoutes": [
    {
      "method": "GET",
      "path": "/public/*",
      "reason": "public catalogue"
    }
  ],
  "defines": {
    "process.env.NODE_ENV": "production"
  },
  "globals": [
    "verifyAcme"
  ],
  "route": {
    "extraOptions": [
      "timeout"
    ]
  }
}
)json");
}

TEST_CASE("The effective configuration can be read again") {
  const auto config = read(
      R"({ "rules": { "path/case": "error" }, "trustedRoutes": [{ "path": "/", "reason": "a landing page" }] })");
  REQUIRE(config);
  const std::string text = lint::config_json(*config);
  const auto again = read(text);
  REQUIRE(again);
  CHECK(lint::config_json(*again) == text);
}

TEST_CASE("Unknown keys and values are errors with a place and the nearest of what there is") {
  CHECK(error_of(R"({ "rule": {} })") == "json-invalid: unknown key \"rule\"\n"
                                         "  help: did you mean \"rules\"?\n"
                                         "  at convotic.json:1:3, 6 bytes of \"{ \"rule\": {} }\"");
  CHECK(error_of(R"({ "rules": { "path/cas": "off" } })") ==
        "config-invalid: there is no rule \"path/cas\"\n"
        "  help: did you mean \"path/case\"?\n"
        "  at convotic.json:1:26, 5 bytes of \"{ \"rules\": { \"path/cas\": \"off\" } }\"");
  CHECK(error_of(R"({ "rules": { "routes/*": "off" } })") ==
        "config-invalid: there is no rule \"routes/*\"\n"
        "  help: convotic lint --list-rules lists them; \"auth/*\" means all of a group\n"
        "  at convotic.json:1:26, 5 bytes of \"{ \"rules\": { \"routes/*\": \"off\" } }\"");
  CHECK(error_of(R"({ "rules": { "path/case": "warnin" } })") ==
        "config-invalid: \"/rules/path~1case\" cannot be \"warnin\"\n"
        "  help: did you mean \"warning\"?\n"
        "  at convotic.json:1:27, 8 bytes of \"{ \"rules\": { \"path/case\": \"warnin\" } }\"");
  CHECK(error_of(R"({ "extends": ["recommended"] })") ==
        "config-invalid: \"/extends/0\" cannot be \"recommended\"\n"
        "  help: it is one of convotic:recommended, convotic:pedantic, convotic:audit\n"
        "  at convotic.json:1:15, 13 bytes of \"{ \"extends\": [\"recommended\"] }\"");
  CHECK(error_of(R"({ "verifiers": [{ "from": "a", "name": "b", "result": "bool" }] })") ==
        "config-invalid: no verifier gives \"bool\"\n"
        "  help: it is one of boolean, promise-boolean, throws, promise-throws and field:<name>\n"
        "  at convotic.json:1:55, 6 bytes of \"{ \"verifiers\": [{ \"from\": \"a\", \"name\": \"b\", "
        "\"result\": "
        "\"bool\" }] }\"");
  CHECK(error_of(R"({ "trustedRoutes": [{ "path": "/", "reason": "ok" }] })") ==
        "config-invalid: \"ok\" is too short for a reason\n"
        "  help: say in at least 10 characters why the route may be open\n"
        "  at convotic.json:1:46, 4 bytes of \"{ \"trustedRoutes\": [{ \"path\": \"/\", \"reason\": \"ok\" "
        "}] }\"");
}

TEST_CASE("A profile decides which rules report, and settings which severity they have") {
  Config config;
  CHECK(severity(config, "route/duplicate") == Severity::error);
  CHECK(severity(config, "path/case") == Severity::off);
  config.profile = Config::Profile::pedantic;
  CHECK(severity(config, "path/case") == Severity::info);
  config.rules = {{"path/*", {Severity::warning}}, {"path/case", {Severity::error}}, {"*", {Severity::info}}};
  CHECK(severity(config, "path/case") == Severity::info);
  config.rules.pop_back();
  CHECK(severity(config, "path/case") == Severity::error);
  CHECK(severity(config, "path/empty-segment") == Severity::warning);
  CHECK(severity(config, "route/duplicate") == Severity::error);
}

TEST_CASE("An override counts for its files only, and comes last") {
  Config config;
  config.rules = {{"route/duplicate", {Severity::warning}}};
  config.overrides = {{{"legacy/**", "*.old.ts"}, {{"route/*", {Severity::off}}}}};
  CHECK(severity(config, "route/duplicate") == Severity::warning);
  CHECK(severity(config, "route/duplicate", "legacy/a/b.ts") == Severity::off);
  CHECK(severity(config, "route/duplicate", "src/x.old.ts") == Severity::off);
}

TEST_CASE("Guesses are for profiles that ask for them") {
  Config config;
  CHECK(severity(config, "route/duplicate", "src/index.ts", lint::Confidence::low) == Severity::off);
  CHECK(severity(config, "route/duplicate", "src/index.ts", lint::Confidence::medium) == Severity::error);
  config.profile = Config::Profile::pedantic;
  CHECK(severity(config, "route/duplicate", "src/index.ts", lint::Confidence::low) == Severity::error);
}
