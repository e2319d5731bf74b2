#include "replay/secret_reference.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"
#include "tests/support/fake_file_system.hpp"

using namespace convotic;
using tests::describe;

namespace {

struct World {
  tests::FakeFileSystem files;
  std::map<std::string, std::string> environment;

  // The secret, or the error.
  std::string resolve(const std::string& reference) const {
    const auto secret =
        replay::SecretResolver(files, environment).resolve(reference, {"/p/shop", "/p/shop/fixtures"});
    return secret ? *secret : describe(secret);
  }
};

}  // namespace

TEST_CASE("A secret comes from where its reference says") {
  World world;
  world.environment = {{"STRIPE", "from env"}};
  world.files.add("/p/shop/.env", "LINE=from dotenv\n");
  world.files.add("/p/shop/keys/a.pem", "-----BEGIN-----\nx\n-----END-----\r\n");
  CHECK(world.resolve("env:STRIPE") == "from env");
  CHECK(world.resolve("dotenv:LINE") == "from dotenv");
  CHECK(world.resolve("file:../keys/a.pem") == "-----BEGIN-----\nx\n-----END-----");
  CHECK(world.resolve("file:/p/shop/keys/a.pem") == "-----BEGIN-----\nx\n-----END-----");
}

TEST_CASE("A variable of the environment comes before .env, as it does for the module") {
  World world;
  world.environment = {{"LINE", "outside"}, {"EMPTY", ""}};
  world.files.add("/p/shop/.env", "LINE=inside\nEMPTY=inside\n");
  CHECK(world.resolve("dotenv:LINE") == "outside");
  CHECK(world.resolve("dotenv:EMPTY") == "inside");
}

TEST_CASE("A secret that is not set is an error that names its reference and says what to do") {
  World world;
  CHECK(world.resolve("env:STRIPE") ==
        "secret-missing: the secret \"env:STRIPE\" is not set: the environment has no STRIPE\n"
        "  help: export STRIPE=..., with what the provider shows as the secret");
  CHECK(world.resolve("dotenv:LINE") ==
        "secret-missing: the secret \"dotenv:LINE\" is not set: there is no \"/p/shop/.env\"\n"
        "  help: add the line LINE=... to \"/p/shop/.env\"");
  world.files.add("/p/shop/.env", "OTHER=x\nLINE=\n");
  CHECK(world.resolve("dotenv:LINE") ==
        "secret-missing: the secret \"dotenv:LINE\" is not set: \"/p/shop/.env\" has no LINE\n"
        "  help: add the line LINE=... to \"/p/shop/.env\"");
  CHECK(world.resolve("file:../k") ==
        "secret-missing: the secret \"file:../k\" is not set: there is no \"/p/shop/k\"\n"
        "  help: write the secret into that file, and keep the file out of git");
  world.files.add("/p/shop/k", "\r\n");
  CHECK(world.resolve("file:../k") ==
        "secret-missing: the secret \"file:../k\" is not set: \"/p/shop/k\" is empty\n"
        "  help: write the secret into that file, and keep the file out of git");
  world.environment = {{"STRIPE", ""}};
  CHECK(world.resolve("env:STRIPE") ==
        "secret-missing: the secret \"env:STRIPE\" is not set: the environment has no STRIPE\n"
        "  help: export STRIPE=..., with what the provider shows as the secret");
}

TEST_CASE("What is no reference is not quoted") {
  CHECK(World().resolve("whsec_secret") ==
        "secret-missing: a secret is given in place of a reference to one\n"
        "  help: put it into the environment, .env or a file, and write env:NAME, dotenv:NAME or file:PATH");
}

TEST_CASE("A .env that cannot be read is told without its lines") {
  World world;
  world.files.add("/p/shop/.env", "OTHER='secret\n");
  CHECK(world.resolve("dotenv:LINE") ==
        "dotenv-invalid: the quote of OTHER is not closed\n  help: lines are NAME=value\n"
        "  at /p/shop/.env:1:7, 1 bytes of \"\"");
}
