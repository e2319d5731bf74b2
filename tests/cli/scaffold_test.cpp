#include "cli/scaffold.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fake_file_system.hpp"

using namespace convotic;
using base::EmbeddedFile;
using cli::Plan;
using cli::Template;
using tests::FakeFileSystem;

namespace {

using Paths = std::map<std::string, std::string>;

const std::vector<EmbeddedFile> kFiles{
    {"base/README.md", "# __NAME__ of base\n"},
    {"base/_gitignore", "node_modules/\n"},
    {"tiny/_github/workflows/__NAME__.yml", "name: __NAME__, __NAME__\n"},
    {"tiny/README.md", "# __NAME__\n"},
    {"tiny/template.json",
     R"({"description": "the smallest", "notes": {"src/": "z first", "README.md": "a second"}})"},
    {"tiny/_env.example", "SECRET=__NAME__\n"},
};
const std::vector<EmbeddedFile> kSdk{{"package.json", "{}"}, {"index.d.ts", "export {};\n"}};

Template tiny() {
  const auto templates = cli::load_templates(kFiles);
  REQUIRE(templates);
  REQUIRE(templates->size() == 1);
  return templates->front();
}

std::string obstacle(const FakeFileSystem& files, const Plan& plan) {
  const auto found = cli::find_obstacle(files, "/projects/hooks", plan);
  REQUIRE(found);
  return *found ? (*found)->string() : "none";
}

}  // namespace

TEST_CASE("A template is its own folder over the base, with its description and notes in their order") {
  const Template one = tiny();
  CHECK(one.name == "tiny");
  CHECK(one.description == "the smallest");
  CHECK(one.notes ==
        std::vector<std::pair<std::string, std::string>>{{"src/", "z first"}, {"README.md", "a second"}});
  CHECK(one.files == Paths{{".env.example", "SECRET=__NAME__\n"},
                           {".github/workflows/__NAME__.yml", "name: __NAME__, __NAME__\n"},
                           {".gitignore", "node_modules/\n"},
                           {"README.md", "# __NAME__\n"}});
}

TEST_CASE("A template.json with an unknown member is refused with its place") {
  const std::vector<EmbeddedFile> files{{"odd/template.json", R"({"descriptoin": "x"})"}};
  const auto templates = cli::load_templates(files);
  REQUIRE_FALSE(templates);
  CHECK(templates.error().kind == &base::kJsonInvalid);
  REQUIRE(templates.error().where);
  CHECK(templates.error().where->file == "templates/odd/template.json");
}

TEST_CASE("A planned project has the name filled in, an .env, and the SDK with its link") {
  const Plan plan = cli::plan_project(tiny(), "shop-hooks", kSdk);
  CHECK(plan.files == Paths{{".env", "SECRET=shop-hooks\n"},
                            {".env.example", "SECRET=shop-hooks\n"},
                            {".github/workflows/shop-hooks.yml", "name: shop-hooks, shop-hooks\n"},
                            {".gitignore", "node_modules/\n"},
                            {"README.md", "# shop-hooks\n"},
                            {"vendor/block-sdk/index.d.ts", "export {};\n"},
                            {"vendor/block-sdk/package.json", "{}"}});
  REQUIRE(plan.links.size() == 1);
  CHECK(plan.links.at("node_modules/@convotic/block-sdk") == "../../vendor/block-sdk");
}

TEST_CASE("The toolkit's TypeScript is linked in packages that npm install will replace") {
  FakeFileSystem files;
  files.add("/opt/node_modules/typescript/package.json", R"({"name": "typescript", "version": "5.9.3"})");
  files.add("/opt/node_modules/@types/node/package.json",
            R"({"name": "@types/node", "version": "20.19.43"})");
  const auto plan = cli::plan_types(files, "/opt/node_modules");
  REQUIRE(plan);
  CHECK(plan->files == Paths{{"node_modules/@types/node/package.json", R"({
  "name": "@types/node",
  "version": "20.19.43-linked",
  "types": "index.d.ts"
}
)"},
                             {"node_modules/typescript/package.json", R"({
  "name": "typescript",
  "version": "5.9.3-linked",
  "main": "./lib/typescript.js", "bin": { "tsc": "./bin/tsc", "tsserver": "./bin/tsserver" }
}
)"}});
  CHECK(plan->links ==
        std::map<std::string, std::filesystem::path>{
            {"node_modules/.bin/tsc", "../typescript/bin/tsc"},
            {"node_modules/@types/node/index.d.ts", "/opt/node_modules/@types/node/index.d.ts"},
            {"node_modules/typescript/bin", "/opt/node_modules/typescript/bin"},
            {"node_modules/typescript/lib", "/opt/node_modules/typescript/lib"}});
}

TEST_CASE("Without TypeScript, or without Node's types, nothing is linked") {
  FakeFileSystem files;
  CHECK_FALSE(cli::plan_types(files, "/opt/node_modules"));
  files.add("/opt/node_modules/typescript/package.json", R"({"version": "5.9.3"})");
  CHECK_FALSE(cli::plan_types(files, "/opt/node_modules"));
  files.add("/opt/node_modules/@types/node/package.json", "not JSON");
  CHECK_FALSE(cli::plan_types(files, "/opt/node_modules"));
}

TEST_CASE("A folder that is missing, empty or a fresh repository is free") {
  const Plan plan{.files = {{"README.md", ""}}, .links = {}};
  FakeFileSystem files;
  CHECK(obstacle(files, plan) == "none");
  files.add_directory("/projects/hooks");
  CHECK(obstacle(files, plan) == "none");
  files.add("/projects/hooks/.git/HEAD", "ref: refs/heads/main\n");
  CHECK(obstacle(files, plan) == "none");
  CHECK(files.changes() == 0);
}

TEST_CASE("A folder with anything else in it is taken, and a file that would be overwritten is named first") {
  const Plan plan{.files = {{"README.md", ""}, {"src/index.ts", ""}}, .links = {}};
  FakeFileSystem files;
  files.add("/projects/hooks/AUTHORS", "");
  CHECK(obstacle(files, plan) == "/projects/hooks/AUTHORS");
  files.add("/projects/hooks/src/index.ts", "");
  CHECK(obstacle(files, plan) == "/projects/hooks/src/index.ts");
}

TEST_CASE("A file or a dangling link in the folder's place is in the way") {
  FakeFileSystem files;
  files.add("/projects/hooks", "");
  CHECK(obstacle(files, {}) == "/projects/hooks");

  FakeFileSystem with_link;
  with_link.add_directory("/projects");
  REQUIRE(with_link.make_symlink("nowhere", "/projects/hooks"));
  CHECK(obstacle(with_link, {}) == "/projects/hooks");
}

TEST_CASE("A plan is written with its folders, files before links") {
  FakeFileSystem files;
  const Plan plan{.files = {{"a.txt", "A"}, {"deep/er/b.txt", "B"}}, .links = {{"links/c", "../a.txt"}}};
  REQUIRE(cli::write_plan(files, "/projects/hooks", plan));
  CHECK(files.files() == Paths{{"/projects/hooks/a.txt", "A"}, {"/projects/hooks/deep/er/b.txt", "B"}});
  CHECK(files.links() == Paths{{"/projects/hooks/links/c", "../a.txt"}});
  CHECK(files.accesses() ==
        std::vector<std::string>{"make_directories /projects/hooks", "write /projects/hooks/a.txt",
                                 "make_directories /projects/hooks/deep/er", "write /projects/hooks/deep/er/b.txt",
                                 "make_directories /projects/hooks/links", "make_symlink /projects/hooks/links/c"});
}

TEST_CASE("A failure says how much had been written by then") {
  const Plan plan{.files = {{"a", "A"}, {"b", "B"}}, .links = {{"c", "a"}}};
  FakeFileSystem files;
  files.fail_at("/projects/hooks/b", "No space left on device");
  const auto result = cli::write_plan(files, "/projects/hooks", plan);
  REQUIRE_FALSE(result);
  CHECK(result.error().kind == &base::kIo);
  CHECK(result.error().message == "cannot write \"/projects/hooks/b\": No space left on device");
  CHECK(result.error().hint ==
        "1 of 3 files were written to \"/projects/hooks\"; remove them before you try again");

  FakeFileSystem read_only;
  read_only.fail_at("/projects/hooks", "Permission denied");
  const auto refused = cli::write_plan(read_only, "/projects/hooks", plan);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().hint == "nothing was written");
  CHECK(read_only.changes() == 0);
}
