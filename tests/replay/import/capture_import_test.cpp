#include "replay/import/capture_import.hpp"
#include "tests/replay/import/import_fixture.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;
using replay::CaptureImport;
using replay::ImportedRequest;
using replay::ImportWishes;
using replay::PlannedCapture;
using tests::describe;

namespace {

struct World {
  tests::FakeFileSystem files;
  webhook::SchemeTable schemes = webhook::SchemeTable::builtin();
  replay::Redaction redaction;
  CaptureImport import{files, "/p/fixtures", schemes, redaction};

  // The capture that is planned, or the error.
  std::string plan(const ImportWishes& wishes = {}, const std::string& body = "{}",
                   const std::vector<http::Header>& headers = {{"Stripe-Signature", "t=1,v1=a"}}) {
    ImportedRequest request;
    request.capture.path = "/hook?x=1";
    request.capture.body = body;
    request.capture.headers = headers;
    const auto planned = import.plan(std::move(request), wishes);
    if (!planned) return describe(planned);
    const replay::Capture& capture = planned->capture;
    std::string out =
        capture.file.string() + (planned->status == PlannedCapture::File::same ? " (same)" : "");
    out += " [" + capture.module + "] " + capture.path + " " + capture.scheme;
    for (const std::string& secret : capture.secrets)
      out += " " + secret;
    for (const std::string& candidate : planned->candidates)
      out += " ?" + candidate;
    for (const std::string& what : capture.redacted)
      out += " -" + what;
    for (const std::string& note : planned->notes)
      out += " note: " + note;
    return out;
  }
};

}  // namespace

TEST_CASE("An imported request gets its scheme and a file's name") {
  World world;
  CHECK(world.plan() == "/p/fixtures/stripe-hook.json [] /hook?x=1 stripe");
  CHECK(world.plan({}, "{\"a\":1}") == "/p/fixtures/stripe-hook-2.json [] /hook?x=1 stripe");
  CHECK(world.plan({}, "{}", {{"X-Hub-Signature-256", "sha256=a"}}) ==
        "/p/fixtures/hook.json [] /hook?x=1  ?github ?meta");
  CHECK(world.plan({}, "{}", {{"Cookie", "a=b"}}) == "/p/fixtures/hook-2.json [] /hook?x=1  -header:Cookie");
}

TEST_CASE("What is wished comes before what is guessed") {
  World world;
  CHECK(world.plan({.scheme = "none", .secrets = {}, .module = "", .path = ""}) ==
        "/p/fixtures/hook.json [] /hook?x=1 ");
  CHECK(world.plan({.scheme = "line", .secrets = {"env:A", "env:B"}, .module = "shop", .path = "/in"}) ==
        "/p/fixtures/line-in.json [shop] /in?x=1 line env:A env:B");
  CHECK(world.plan({.scheme = "", .secrets = {}, .module = "", .path = "/in?y=2"}) ==
        "/p/fixtures/stripe-in.json [] /in?y=2 stripe");
  CHECK(world.plan({.scheme = "strpe", .secrets = {}, .module = "", .path = ""}) ==
        "scheme-unknown: no signature scheme \"strpe\"; did you mean \"stripe\"?\n"
        "  help: convotic schemes lists them; convotic.json can describe one of your own");
}

TEST_CASE("A file that is there is never written over, and the same one is not written twice") {
  World world;
  world.files.add("/p/fixtures/stripe-hook.json", "something else");
  world.files.add_directory("/p/fixtures/stripe-hook-2.json");
  CHECK(world.plan() == "/p/fixtures/stripe-hook-3.json [] /hook?x=1 stripe");
  replay::Capture capture;
  capture.path = "/hook?x=1";
  capture.body = "{}";
  capture.scheme = "stripe";
  capture.headers = {{"Stripe-Signature", "t=1,v1=a"}};
  World other;
  other.files.add("/p/fixtures/stripe-hook.json", replay::format_capture(capture));
  CHECK(other.plan() == "/p/fixtures/stripe-hook.json (same) [] /hook?x=1 stripe");
  CHECK(other.plan() == "/p/fixtures/stripe-hook-2.json [] /hook?x=1 stripe");
}

TEST_CASE("What could not be redacted is told") {
  World world;
  const std::vector<std::string> rules{"$.email"};
  world.redaction = replay::Redaction::with(rules).value();
  CHECK(world.plan({}, "{\"email\":\"a@b.c\"}") ==
        "/p/fixtures/stripe-hook.json [] /hook?x=1 stripe -$.email");
  CHECK(world.plan({}, "text") ==
        "/p/fixtures/stripe-hook-2.json [] /hook?x=1 stripe note: \"$.email\" was not looked for: "
        "the body is neither JSON nor a form");
}
