#include "replay/case.hpp"
#include "replay/errors.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"
#include "tests/support/fake_file_system.hpp"

using namespace convotic;
using namespace convotic::replay;
using tests::describe;
using tests::FakeFileSystem;

namespace {

struct World {
  FakeFileSystem files;
  webhook::SchemeTable schemes = webhook::SchemeTable::builtin();
  std::optional<std::string> scheme;
  std::optional<std::vector<std::string>> secrets;
  Seed seed;

  Result<Case> make(const std::string& members) {
    const std::string text = "{\"convotic\": \"capture/1\", \"path\": \"/hook?x=1\"" + members + "}";
    return make_case(parse_capture("/p/fixtures/a.json", text).value(),
                     {.files = files,
                      .schemes = schemes,
                      .secret = [](const std::string& reference, const Capture&) -> Result<webhook::Secret> {
                        if (reference == "env:GONE") return base::fail(kSecretMissing, "env:GONE is not set");
                        return "whsec_" + reference;
                      },
                      .directory = "/p",
                      .module = "shop",
                      .api_key = "cvtk_live_x",
                      .scheme = scheme,
                      .secrets = secrets,
                      .seed = seed});
  }
};

const char* const kStripe = R"(, "scheme": "stripe", "secrets": ["env:A", "env:B"])";

}  // namespace

TEST_CASE("A capture is made ready with its scheme, its secrets and the URL that its sender was given") {
  World world;
  const Case of = world.make(kStripe).value();
  CHECK(of.name == "fixtures/a.json");
  CHECK(of.scheme->name() == "stripe");
  CHECK(of.provider == "Stripe");
  CHECK(of.secrets == std::vector<std::string>{"whsec_env:A", "whsec_env:B"});
  CHECK(of.secret_names == std::vector<std::string>{"env:A", "env:B"});
  CHECK(of.message.url == "https://api.convotic.com/v1/modules/shop/hook?x=1");
  CHECK(world.make(R"(, "module": "other")")->message.url ==
        "https://api.convotic.com/v1/modules/other/hook?x=1");
  CHECK(world.make(R"(, "publicUrl": "https://shop.example/in")")->message.url == "https://shop.example/in");
}

TEST_CASE("Scheme and secrets of the command line take the place of the capture's") {
  World world;
  world.scheme = "github";
  world.secrets = std::vector<std::string>{"file:x"};
  const Case of = world.make(kStripe).value();
  CHECK(of.scheme->name() == "github");
  CHECK(of.secrets == std::vector<std::string>{"whsec_file:x"});
}

TEST_CASE("Keyed routes are sent with the project's key") {
  World world;
  const Case of = world.make(R"(, "scheme": "convotic")").value();
  CHECK(of.secrets == std::vector<std::string>{"cvtk_live_x"});
  CHECK(of.secret_names == std::vector<std::string>{"the project's key"});
}

TEST_CASE("A secret that is missing is an error before anything is sent") {
  World world;
  CHECK(describe(world.make(R"(, "scheme": "stripe")")) ==
        "secret-missing: fixtures/a.json is signed as stripe does it, and names no secret\n"
        "  help: write \"secrets\": [\"env:NAME\"] into it, or give --secret env:NAME");
  CHECK(describe(world.make(R"(, "scheme": "stripe", "secrets": ["env:GONE"])")) ==
        "secret-missing: env:GONE is not set");
  CHECK(describe(world.make(R"(, "scheme": "svix", "secrets": ["env:A"])")).starts_with("secret-invalid: "));
  CHECK(describe(world.make(R"(, "scheme": "strip")")).starts_with("scheme-unknown: "));
}

TEST_CASE("A seed is the capture's own, in it or beside it, else the one for all") {
  World world;
  world.seed = {"shared.json", "{}"};
  CHECK(world.make("")->seed == Seed{"shared.json", "{}"});
  world.files.add("/p/seeds/s.json", R"({"contacts": []})");
  CHECK(world.make(R"(, "seed": "../seeds/s.json")")->seed == Seed{"/p/seeds/s.json", R"({"contacts": []})"});
  CHECK(world.make(R"(, "seed": { "contacts": [] })")->seed ==
        Seed{"/p/fixtures/a.json", R"({ "contacts": [] })"});
  CHECK(describe(world.make(R"(, "seed": "gone.json")")) ==
        "capture-invalid: \"/p/fixtures/gone.json\" is not a file\n"
        "  help: a seed is the name of a JSON file beside the capture, or its objects\n"
        "  at /p/fixtures/a.json:1:56, 11 bytes of \"{\"convotic\": \"capture/1\", \"path\": \"/hook?x=1\", "
        "\"seed\": "
        "\"gone.json\"}\"");
}

TEST_CASE("What a capture expects is read with it") {
  World world;
  CHECK(describe(world.make(R"(, "expect": {"stat": 1})")).starts_with("json-invalid: unknown key \"stat\""));
}
