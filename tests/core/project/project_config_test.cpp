#include "core/project/project_config.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"
#include "tests/support/fake_file_system.hpp"

using namespace convotic;
using project::find_project;
using project::Project;
using project::ProjectConfig;
using tests::describe;
using tests::FakeFileSystem;

namespace {

// All of a project as one text, or the error.
std::string found(const FakeFileSystem& files, const std::filesystem::path& directory) {
  const auto project = find_project(files, directory);
  if (!project) return describe(project);
  std::string out = project->root.string();
  for (const std::string& module : project->config.modules)
    out += " module=" + module;
  if (project->config.port) out += " port=" + std::to_string(*project->config.port);
  if (project->config.timeout) out += " timeout=" + std::to_string(project->config.timeout->count());
  for (const base::JsonReader& scheme : project->config.schemes)
    out += " scheme=" + scheme.dump();
  if (project->config.raw_body == ProjectConfig::RawBody::yes) out += " rawBody";
  for (const std::string& rule : project->config.redact)
    out += " redact=" + rule;
  return out;
}

std::string with_config(std::string text) {
  FakeFileSystem files;
  files.add("/shop/convotic.json", std::move(text));
  return found(files, "/shop");
}

}  // namespace

TEST_CASE("Without a convotic.json the project is the folder itself, with nothing configured") {
  FakeFileSystem files;
  files.add_directory("/projects/shop");
  CHECK(found(files, "/projects/shop") == "/projects/shop");
}

TEST_CASE("The project is the nearest folder upwards with a convotic.json") {
  FakeFileSystem files;
  files.add("/convotic.json", R"({"port": 1})");
  files.add("/projects/convotic.json", R"({"port": 2})");
  files.add_directory("/projects/shop/src");
  CHECK(found(files, "/projects/shop/src") == "/projects port=2");
  CHECK(found(files, "/projects") == "/projects port=2");
  CHECK(found(files, "/other") == "/ port=1");
}

TEST_CASE("Every key may be there, or none") {
  CHECK(with_config("{}") == "/shop");
  CHECK(with_config(
            R"({"$schema": "x", "modules": ["a", "b/c.ts"], "port": 0, "timeout": 3600, "rawBody": true})") ==
        "/shop module=a module=b/c.ts port=0 timeout=3600 rawBody");
  CHECK(with_config(R"({"schemes": [{"name": "a"}, 1]})") == "/shop scheme={\"name\":\"a\"} scheme=1");
  CHECK(with_config(R"({"redact": ["$.user.email", "$..phone", "header:X-Customer"]})") ==
        "/shop redact=$.user.email redact=$..phone redact=header:X-Customer");
  CHECK(with_config(R"({"modules": [], "port": null, "timeout": null, "rawBody": false})") == "/shop");
}

TEST_CASE("What convotic.json must not say is an error with its place") {
  struct Case {
    const char *text, *error;
  };
  const Case cases[] = {
      {"{\n  \"prot\": 1\n}", "json-invalid: unknown key \"prot\"\n  help: did you mean \"port\"?\n"
                              "  at /shop/convotic.json:2:3, 6 bytes of \"  \"prot\": 1\""},
      {"{\"name\": 1}", "json-invalid: unknown key \"name\"\n  help: known keys: $schema, modules, port, "
                        "timeout, rawBody, redact, schemes, lint\n"
                        "  at /shop/convotic.json:1:2, 6 bytes of \"{\"name\": 1}\""},
      {"{\"port\": 65536}", "config-invalid: \"/port\" must be between 0 and 65535, not 65536\n"
                            "  at /shop/convotic.json:1:10, 5 bytes of \"{\"port\": 65536}\""},
      {"{\"port\": -1}", "config-invalid: \"/port\" must be between 0 and 65535, not -1\n"
                         "  at /shop/convotic.json:1:10, 2 bytes of \"{\"port\": -1}\""},
      {"{\"port\": \"80\"}", "json-invalid: \"/port\" must be a whole number, not \"80\"\n"
                             "  at /shop/convotic.json:1:10, 4 bytes of \"{\"port\": \"80\"}\""},
      {"{\"timeout\": 0}", "config-invalid: \"/timeout\" must be between 1 and 3600, not 0\n"
                           "  at /shop/convotic.json:1:13, 1 bytes of \"{\"timeout\": 0}\""},
      {"{\"timeout\": 1.5}", "json-invalid: \"/timeout\" must be a whole number, not 1.5\n"
                             "  at /shop/convotic.json:1:13, 3 bytes of \"{\"timeout\": 1.5}\""},
      {"{\"modules\": \"a\"}", "json-invalid: \"/modules\" must be an array, not \"a\"\n"
                               "  at /shop/convotic.json:1:13, 3 bytes of \"{\"modules\": \"a\"}\""},
      {"{\"modules\": [\"a\", 7]}",
       "json-invalid: \"/modules/1\" must be a string, not 7\n"
       "  at /shop/convotic.json:1:19, 1 bytes of \"{\"modules\": [\"a\", 7]}\""},
      {"{\"rawBody\": 1}", "json-invalid: \"/rawBody\" must be true or false, not 1\n"
                           "  at /shop/convotic.json:1:13, 1 bytes of \"{\"rawBody\": 1}\""},
      {"{\"schemes\": {}}", "json-invalid: \"/schemes\" must be an array, not an object\n"
                            "  at /shop/convotic.json:1:13, 2 bytes of \"{\"schemes\": {}}\""},
      {"{\"redact\": [\"user.email\"]}",
       "config-invalid: \"user.email\" is neither a path into the body nor a header or query parameter\n"
       "  help: as in: $.user.email, $.items[*].token, $..phone, header:X-Customer, query:token\n"
       "  at /shop/convotic.json:1:13, 12 bytes of \"{\"redact\": [\"user.email\"]}\""},
      {"{\"redact\": [\"$.a[x]\"]}",
       "config-invalid: \"$.a[x]\" is not a path into the body: \"[\" is followed by a number, a name in "
       "quotes or "
       "\"*\"\n"
       "  help: as in: $.user.email, $.items[*].token, $..phone, header:X-Customer, query:token\n"
       "  at /shop/convotic.json:1:13, 8 bytes of \"{\"redact\": [\"$.a[x]\"]}\""},
      {"{\"redact\": [\"header:X Y\"]}",
       "config-invalid: \"header:X Y\" does not name a header\n"
       "  help: as in: $.user.email, $.items[*].token, $..phone, header:X-Customer, query:token\n"
       "  at /shop/convotic.json:1:13, 12 bytes of \"{\"redact\": [\"header:X Y\"]}\""},
      {"[]", "json-invalid: the document must be an object, not an array\n"
             "  at /shop/convotic.json:1:1, 2 bytes of \"[]\""},
      {"{", "json-invalid: not valid JSON: unexpected end of input; expected string literal\n"
            "  at /shop/convotic.json:1:2, 1 bytes of \"{\""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(with_config(c.text) == c.error);
  }
}
