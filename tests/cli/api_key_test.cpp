#include "cli/api_key.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"
#include "tests/support/fake_file_system.hpp"
#include "tests/support/fakes.hpp"

#include <sstream>

using namespace convotic;
using tests::describe;

namespace {

struct World {
  std::string choose(const std::string& given) {
    cli::Context context{.files = files,
                         .clock = clock,
                         .random = random,
                         .environment = environment,
                         .directory = "/shop",
                         .executable = "/opt/convotic/bin/convotic",
                         .in = in,
                         .out = out,
                         .err = err};
    const auto key = cli::choose_api_key(context, given, "/shop/.convotic");
    return key ? *key : describe(key);
  }

  tests::FakeFileSystem files;
  tests::FakeClock clock;
  tests::FakeRandom random;
  std::map<std::string, std::string> environment;
  std::istringstream in;
  std::ostringstream out, err;
};

std::string refused(const std::string& source) {
  return "bad-value: the API key in " + source +
         " cannot be sent in a header\n  help: a key is one line of printable characters";
}

}  // namespace

TEST_CASE("The key is the one given, else the environment's, else the project's own") {
  World world;
  world.files.add("/shop/.convotic/api-key", "from-file\n");
  CHECK(world.choose("") == "from-file");
  world.environment["CONVOTIC_API_KEY"] = "from-environment";
  CHECK(world.choose("") == "from-environment");
  CHECK(world.choose("given") == "given");
  CHECK(world.files.changes() == 0);
}

TEST_CASE("A project without a key gets one, and keeps it") {
  World world;
  const std::string key = world.choose("");
  CHECK(key.starts_with("cvtk_live_"));
  CHECK(key.size() == 34);
  CHECK(world.files.files().at("/shop/.convotic/api-key") == key + "\n");
  CHECK(world.choose("") == key);
}

TEST_CASE("A key that cannot be sent is refused, naming where it comes from and not itself") {
  for (const char* key : {"two\nlines", " leading", "trailing ", "a\rb"}) {
    CAPTURE(key);
    World world;
    CHECK(world.choose(key) == refused("--api-key"));
    world.environment["CONVOTIC_API_KEY"] = key;
    CHECK(world.choose("") == refused("CONVOTIC_API_KEY"));
  }
  World world;
  world.files.add("/shop/.convotic/api-key", "\n\n");
  CHECK(world.choose("") == refused("\"/shop/.convotic/api-key\""));
}

TEST_CASE("A key that cannot be kept is an error") {
  World world;
  world.files.fail_at("/shop/.convotic/api-key", "No space left on device");
  CHECK(world.choose("") == "io: cannot write \"/shop/.convotic/api-key\": No space left on device");
}
