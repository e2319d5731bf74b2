#include "cli/scaffold.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/run_cli.hpp"

#include <algorithm>
#include <set>

using namespace convotic;
using tests::CliRun;
using tests::CliWorld;

namespace {

constexpr const char* kNoTypes =
    "convotic: this installation has no TypeScript to link; run npm install before npm run typecheck\n";

constexpr const char* kList = "blank            one GET route, to start from nothing\n"
                              "contacts-api     find, create, update and tag contacts by your own ids\n"
                              "route            typed routes with a :param, kept in ctx.storage\n"
                              "signed-webhook   an open webhook that verifies an HMAC before it acts\n";

constexpr const char* kCreatedRoute =
    "Created orders/\n"
    "  src/index.ts                     GET, PUT and DELETE /orders/:orderId\n"
    "  src/order.ts                     the type, and the check of what arrives\n"
    "  test/orders.test.mjs             runs the module on the emulator: npm test\n"
    "  vendor/block-sdk/                the types of @convotic/block-sdk\n"
    "  .github/workflows/convotic.yml   lint, type check and test on every push\n"
    "Next:  cd orders && convotic dev\n";

constexpr const char* kMenu = "  1  blank           one GET route, to start from nothing\n"
                              "  2  contacts-api    find, create, update and tag contacts by your own ids\n"
                              "  3  route           typed routes with a :param, kept in ctx.storage\n"
                              "  4  signed-webhook  an open webhook that verifies an HMAC before it acts\n";

void add_types(CliWorld& world) {
  world.fake_files.add("/opt/convotic/share/convotic/node_modules/typescript/package.json",
                       R"({"version": "5.9.3"})");
  world.fake_files.add("/opt/convotic/share/convotic/node_modules/@types/node/package.json",
                       R"({"version": "20.19.43"})");
}

void check_refused(CliWorld& world, const std::vector<std::string>& arguments, const std::string& err) {
  const CliRun run = world.run(arguments);
  CHECK(run.exit == 2);
  CHECK(run.out.empty());
  CHECK(run.err == err);
  CHECK(world.fake_files.changes() == 0);
}

}  // namespace

TEST_CASE("new --list prints the templates, one line each") {
  CliWorld world;
  const CliRun run = world.run({"new", "--list"});
  CHECK(run.exit == 0);
  CHECK(run.out == kList);
  CHECK(run.err.empty());
  CHECK(world.fake_files.accesses().empty());
}

TEST_CASE("new creates the project in a folder of the module's name and says what is where") {
  CliWorld world;
  add_types(world);
  const CliRun run = world.run({"new", "orders", "--template", "route"});
  CHECK(run.exit == 0);
  CHECK(run.out == kCreatedRoute);
  CHECK(run.err.empty());

  const auto& files = world.fake_files.files();
  CHECK(files.at("/projects/orders/src/index.ts").find("name: \"orders\",\n") != std::string::npos);
  CHECK(files.at("/projects/orders/package.json").find("\"name\": \"orders\",\n") != std::string::npos);
  CHECK(files.at("/projects/orders/.gitignore") == "node_modules/\n.convotic/\n.env\n");
  CHECK(files.at("/projects/orders/.env") == files.at("/projects/orders/.env.example"));
  CHECK(world.fake_files.links().at("/projects/orders/node_modules/@convotic/block-sdk") ==
        "../../vendor/block-sdk");
  CHECK(world.fake_files.links().at("/projects/orders/node_modules/typescript/lib") ==
        "/opt/convotic/share/convotic/node_modules/typescript/lib");
}

TEST_CASE("new says in one line that there is no TypeScript to link") {
  CliWorld world;
  const CliRun run = world.run({"new", "orders", "--template", "route"});
  CHECK(run.exit == 0);
  CHECK(run.out == kCreatedRoute);
  CHECK(run.err == kNoTypes);
  CHECK(world.fake_files.links().size() == 1);
}

TEST_CASE("new --dir names the folder to create") {
  CliWorld world;
  add_types(world);
  const CliRun run = world.run({"new", "orders", "--template", "blank", "--dir", "my modules/shop/"});
  CHECK(run.exit == 0);
  CHECK(run.out.starts_with("Created my modules/shop/\n"));
  CHECK(run.out.ends_with("Next:  cd 'my modules/shop' && convotic dev\n"));
  CHECK(world.fake_files.files().contains("/projects/my modules/shop/src/index.ts"));

  const CliRun absolute = world.run({"new", "orders", "--template", "blank", "--dir", "/elsewhere/orders"});
  CHECK(absolute.exit == 0);
  CHECK(absolute.out.ends_with("Next:  cd /elsewhere/orders && convotic dev\n"));
  CHECK(world.fake_files.files().contains("/elsewhere/orders/src/index.ts"));
}

TEST_CASE("new --dir . fills the current folder if it is empty or a fresh repository") {
  CliWorld world;
  add_types(world);
  world.fake_files.add("/projects/.git/HEAD", "ref: refs/heads/main\n");
  const CliRun run = world.run({"new", "orders", "--template", "blank", "--dir", "."});
  CHECK(run.exit == 0);
  CHECK(run.out.starts_with("Created ./\n"));
  CHECK(run.out.ends_with("Next:  convotic dev\n"));
  CHECK(world.fake_files.files().contains("/projects/src/index.ts"));
}

TEST_CASE("new --dry-run prints every file and writes none") {
  CliWorld world;
  world.executable = "/t/bin/convotic";
  world.fake_files.add("/t/share/convotic/node_modules/typescript/package.json", R"({"version": "5.9.3"})");
  world.fake_files.add("/t/share/convotic/node_modules/@types/node/package.json",
                       R"({"version": "20.19.43"})");
  std::set<std::string> sdk;
  for (const base::EmbeddedFile& file : cli::sdk_files())
    sdk.insert("  vendor/block-sdk/" + std::string(file.path) + "\n");
  std::string sdk_rows;
  for (const std::string& row : sdk)
    sdk_rows += row;

  const CliRun run = world.run({"new", "orders", "--template", "route", "--dry-run"});
  CHECK(run.exit == 0);
  CHECK(run.err.empty());
  CHECK(run.out ==
        "Would create orders/\n"
        "  .env\n"
        "  .env.example\n"
        "  .github/workflows/convotic.yml          lint, type check and test on every push\n"
        "  .gitignore\n"
        "  README.md\n"
        "  node_modules/.bin/tsc                   -> ../typescript/bin/tsc\n"
        "  node_modules/@convotic/block-sdk        -> ../../vendor/block-sdk\n"
        "  node_modules/@types/node/index.d.ts     -> /t/share/convotic/node_modules/@types/node/index.d.ts\n"
        "  node_modules/@types/node/package.json\n"
        "  node_modules/typescript/bin             -> /t/share/convotic/node_modules/typescript/bin\n"
        "  node_modules/typescript/lib             -> /t/share/convotic/node_modules/typescript/lib\n"
        "  node_modules/typescript/package.json\n"
        "  package.json\n"
        "  src/index.ts                            GET, PUT and DELETE /orders/:orderId\n"
        "  src/order.ts                            the type, and the check of what arrives\n"
        "  test/emulator.mjs\n"
        "  test/orders.test.mjs                    runs the module on the emulator: npm test\n"
        "  tsconfig.json\n" +
            sdk_rows);
  CHECK(world.fake_files.changes() == 0);
}

TEST_CASE("new writes what --dry-run says, and the same every time") {
  CliWorld first, second;
  for (CliWorld* world : {&first, &second}) {
    add_types(*world);
    const std::string planned = world->run({"new", "a", "--template", "signed-webhook", "--dry-run"}).out;
    REQUIRE(world->run({"new", "a", "--template", "signed-webhook"}).exit == 0);
    const auto written = [&](const auto& entries) {
      return std::all_of(entries.begin(), entries.end(), [&](const auto& entry) {
        const std::string& path = entry.first;
        return !path.starts_with("/projects/a/") ||
               planned.find("  " + path.substr(std::string("/projects/a/").size())) != std::string::npos;
      });
    };
    CHECK(written(world->fake_files.files()));
    CHECK(written(world->fake_files.links()));
  }
  CHECK(first.fake_files.files() == second.fake_files.files());
  CHECK(first.fake_files.links() == second.fake_files.links());
}

TEST_CASE("new refuses a name that cannot be a URL segment and offers the nearest that can") {
  CliWorld world;
  check_refused(
      world, {"new", "Shop Hooks!"},
      "convotic: error[bad-value]: \"Shop Hooks!\" cannot be a module's name: use a-z, 0-9 and \"-\"\n"
      "  help: convotic new shop-hooks\n");
  check_refused(world, {"new", "ERP", "--template", "route", "--dir", "my erp"},
                "convotic: error[bad-value]: \"ERP\" cannot be a module's name: use a-z, 0-9 and \"-\"\n"
                "  help: convotic new erp --template route --dir 'my erp'\n");
  check_refused(
      world, {"new", "../orders", "--template", "route"},
      "convotic: error[bad-value]: \"../orders\" cannot be a module's name: use a-z, 0-9 and \"-\"\n"
      "  help: convotic new orders --template route\n");
}

TEST_CASE("new without a name or a template is a usage error where nobody can be asked") {
  CliWorld world;
  check_refused(world, {"new"},
                "convotic: error[usage]: convotic new needs the name of the module\n"
                "  help: convotic new shop-hooks --template route\n");
  check_refused(world, {"new", "--template", "blank"},
                "convotic: error[usage]: convotic new needs the name of the module\n"
                "  help: convotic new shop-hooks --template blank\n");
  check_refused(
      world, {"new", "orders"},
      "convotic: error[usage]: convotic new needs a template: blank, contacts-api, route, signed-webhook\n"
      "  help: convotic new orders --template route\n");
}

TEST_CASE("new offers the nearest template") {
  CliWorld world;
  check_refused(
      world, {"new", "hooks", "--template", "signed-webhok"},
      "convotic: error[bad-value]: no template \"signed-webhok\"; did you mean \"signed-webhook\"?\n"
      "  help: templates: blank, contacts-api, route, signed-webhook\n");
  check_refused(world, {"new", "hooks", "--template", "graphql"},
                "convotic: error[bad-value]: no template \"graphql\"\n"
                "  help: templates: blank, contacts-api, route, signed-webhook\n");
}

TEST_CASE("new never writes into a folder that has something in it") {
  CliWorld world;
  world.fake_files.add("/projects/orders/README.md", "mine");
  const std::string taken =
      "convotic: error[already-exists]: \"orders/README.md\" is already there; nothing was written\n"
      "  help: --dir names another folder\n";
  check_refused(world, {"new", "orders", "--template", "route"}, taken);
  check_refused(world, {"new", "orders", "--template", "route", "--dry-run"}, taken);
  check_refused(world, {"new", "orders", "--template", "route", "--dir", "./orders/../orders"}, taken);
  CHECK(world.fake_files.files().at("/projects/orders/README.md") == "mine");

  world.fake_files.add("/projects/notes", "a file");
  check_refused(world, {"new", "notes", "--template", "route"},
                "convotic: error[already-exists]: \"notes\" is already there; nothing was written\n"
                "  help: --dir names another folder\n");
}

TEST_CASE("new says how far it came when the disk fails") {
  CliWorld whole, broken;
  REQUIRE(whole.run({"new", "orders", "--template", "blank"}).exit == 0);
  const std::size_t total = whole.fake_files.files().size() + whole.fake_files.links().size();

  broken.fake_files.fail_at("/projects/orders/README.md", "No space left on device");
  const CliRun run = broken.run({"new", "orders", "--template", "blank"});
  CHECK(run.exit == 1);
  CHECK(run.out.empty());
  CHECK(run.err ==
        "convotic: error[io]: cannot write \"/projects/orders/README.md\": No space left on device\n"
        "  help: 4 of " +
            std::to_string(total) +
            " files were written to \"/projects/orders\"; remove them before you try again\n");
  CHECK(broken.fake_files.files().size() == 4);
}

TEST_CASE("On a terminal new asks for the name and the template") {
  CliWorld world;
  add_types(world);
  world.interactive = cli::Interactive::yes;
  world.in = "orders\n\n";
  const CliRun run = world.run({"new"});
  CHECK(run.exit == 0);
  CHECK(run.err == std::string("Name of the module: ") + kMenu + "Template [route]: ");
  CHECK(run.out == kCreatedRoute);
}

TEST_CASE("On a terminal new asks only for what is missing, and takes a number or a name") {
  for (const std::string answer : {"2\n", "contacts-api\n", "  contacts-api \r\n"}) {
    CliWorld world;
    add_types(world);
    world.interactive = cli::Interactive::yes;
    world.in = answer;
    const CliRun run = world.run({"new", "crm"});
    CHECK(run.exit == 0);
    CHECK(run.err == std::string(kMenu) + "Template [route]: ");
    CHECK(world.fake_files.files().contains("/projects/crm/src/contact.ts"));
  }
}

TEST_CASE("On a terminal new asks again after an answer that cannot be, with a suggestion") {
  CliWorld world;
  add_types(world);
  world.interactive = cli::Interactive::yes;
  world.in = "\nShop Orders\n\nrout\n9\n3\n";
  const CliRun run = world.run({"new"});
  CHECK(run.exit == 0);
  CHECK(run.err == std::string("Name of the module: Name of the module: ") +
                       "\"Shop Orders\" cannot be a module's name: use a-z, 0-9 and \"-\"\n"
                       "Name of the module [shop-orders]: " +
                       kMenu +
                       "Template [route]: \"rout\" is not one of them; did you mean \"route\"?\n"
                       "Template [route]: \"9\" is not one of them\n"
                       "Template [route]: ");
  CHECK(world.fake_files.files().contains("/projects/shop-orders/src/order.ts"));
}

TEST_CASE("On a terminal the end of the input ends new with a usage error") {
  CliWorld world;
  world.interactive = cli::Interactive::yes;
  check_refused(world, {"new"},
                "Name of the module: \n"
                "convotic: error[usage]: the input ended before the question was answered\n"
                "  help: give the answers as arguments instead\n");
  check_refused(world, {"new", "orders"},
                std::string(kMenu) +
                    "Template [route]: \n"
                    "convotic: error[usage]: the input ended before the question was answered\n"
                    "  help: give the answers as arguments instead\n");
}

TEST_CASE("new offers the nearest flag") {
  CliWorld world;
  check_refused(
      world, {"new", "orders", "--templat", "route"},
      "convotic: error[unknown-flag]: convotic new has no flag \"--templat\"; did you mean \"--template\"?\n"
      "  help: convotic new --help lists what it takes\n");
}

TEST_CASE("new --help says what --dir means and has examples") {
  CliWorld world;
  const CliRun run = world.run({"new", "--help"});
  CHECK(run.exit == 0);
  CHECK(run.out ==
        "Scaffold a module that runs, type-checks and passes its own tests\n\n"
        "Usage: convotic new [NAME] [flags]\n\n"
        "Arguments\n"
        "  [NAME]                  The module's name: a-z, 0-9 and \"-\", as it stands in its URLs\n\n"
        "Flags\n"
        "  -h, --help              Print this help\n"
        "  --template NAME         What to begin with; --list shows them\n"
        "  --provider NAME         With signed-webhook: whose webhooks, such as stripe; convotic schemes "
        "lists them\n"
        "  --dir DIR               The folder to create; ./NAME where it is left out\n"
        "  --dry-run               Print what would be written, and write nothing\n"
        "  --list                  List the templates\n\n"
        "Examples\n"
        "  convotic new orders --template route\n"
        "  convotic new hooks --template signed-webhook --provider stripe\n"
        "  convotic new hooks --template signed-webhook --dir modules/hooks\n"
        "  convotic new orders --template route --dry-run\n"
        "  convotic new --list\n");
}
