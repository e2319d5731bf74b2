#include "cli/dev_report.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fake_file_system.hpp"
#include "tests/support/fakes.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <sstream>

using namespace convotic;
using emulator::Deployment;
using emulator::LogEvent;
using emulator::ReloadEvent;
using emulator::RequestEvent;
using std::chrono::microseconds;

namespace {

constexpr base::UnixMillis kNow = 1'774'880'520'007;  // 2026-03-30T14:22:00.007Z
constexpr base::ErrorKind kKind{"some-kind", base::ExitCode::usage, ""};

// What a report writes about `tell`, in UTC.
template <typename Report> std::string told(const std::function<void(Report&)>& tell, base::Colour colour) {
  ::setenv("TZ", "UTC0", 1);
  ::tzset();
  tests::FakeFileSystem files;
  tests::FakeClock clock(kNow);
  tests::FakeRandom random;
  std::istringstream in;
  std::ostringstream out, err;
  cli::Context context{.files = files,
                       .clock = clock,
                       .random = random,
                       .environment = {},
                       .directory = "/projects",
                       .executable = "/opt/convotic/bin/convotic",
                       .in = in,
                       .out = out,
                       .err = err,
                       .out_palette = base::Palette(colour)};
  {
    Report report(context);
    tell(report);
  }
  CHECK(err.str().empty());
  return out.str();
}

std::string pretty(const std::function<void(cli::PrettyDevReport&)>& tell,
                   base::Colour colour = base::Colour::never) {
  return told(tell, colour);
}

std::string json(const std::function<void(cli::JsonDevReport&)>& tell) {
  return told(tell, base::Colour::never);
}

cli::ReadyReport ready_report() {
  using Auth = emulator::RegisteredRoute::Auth;
  const auto deployment = [](emulator::LoadedHead head, std::size_t index, const char* entry) {
    auto made = std::make_shared<Deployment>(emulator::make_deployment(std::move(head)).value());
    made->module = index;
    made->entry = entry;
    return std::shared_ptr<const Deployment>(made);
  };
  std::vector<std::shared_ptr<const Deployment>> modules{
      deployment({"shop",
                  "1.2.0",
                  {{"POST", "/hooks/:id", Auth::open, 0}, {"DELETE", "/", Auth::api_key, 1}},
                  {},
                  {}},
                 0, "/projects/shop/src/index.ts"),
      deployment({"empty", "", {}, {}, {}}, 1, "/elsewhere/index.ts"),
      deployment({"rest", "2", {}, {"orders.new"}, {"lookup"}}, 2, "/projects/rest.ts")};
  return {"http://127.0.0.1:8787",
          8787,
          "cvtk_live_x",
          ".convotic/state.sqlite",
          std::chrono::milliseconds(85),
          "/projects",
          std::make_shared<emulator::RoutingTable>(std::move(modules))};
}

RequestEvent request() {
  RequestEvent event;
  event.at = kNow;
  event.id = 7;
  event.module = "shop";
  event.method = "POST";
  event.path = "/hooks/1";
  event.route = "/hooks/:id";
  event.status = 200;
  event.duration = microseconds(3140);
  return event;
}

RequestEvent refused() {
  RequestEvent event;
  event.at = kNow;
  event.id = 8;
  event.method = "GET";
  event.path = "/\x1b[2J";
  event.query = "a=1";
  event.status = 404;
  event.duration = microseconds(850'400);
  event.note = "not below /v1/modules/";
  return event;
}

RequestEvent with_effects() {
  RequestEvent event = request();
  event.status = 500;
  event.duration = microseconds(12'345'678);
  event.effects = {{"storage.set", "a", "[\"a\",1]"}, {"contacts.addTag", "ct_1", "[\"ct_1\",\"vip\"]"}};
  return event;
}

Error failure() {
  return {&kKind, "it failed", "mend it", base::span_at("src/index.ts", "const a = ;", 10, 1)};
}

}  // namespace

TEST_CASE("People are told what is served, where, and with which key") {
  CHECK(pretty([](auto& report) { report.ready(ready_report()); }) ==
        "convotic 0.1.0 · ready in 85 ms\n"
        "  shop 1.2.0   shop/src/index.ts\n"
        "    POST   http://127.0.0.1:8787/v1/modules/shop/hooks/:id   open\n"
        "    DELETE http://127.0.0.1:8787/v1/modules/shop/            key\n"
        "  empty    /elsewhere/index.ts\n"
        "    registers nothing\n"
        "  rest 2   rest.ts\n"
        "    worker orders.new   registered, not run yet\n"
        "    node   lookup   registered, not run yet\n"
        "  X-API-Key  cvtk_live_x   for routes marked key\n"
        "  state      .convotic/state.sqlite\n");
}

TEST_CASE("People are told of each request in a line") {
  CHECK(pretty([](auto& report) { report.on_request(request()); }) ==
        "14:22:00  POST   /shop/hooks/1                                200    3.1 ms   no effects\n");
  CHECK(pretty([](auto& report) { report.on_request(with_effects()); }) ==
        "14:22:00  POST   /shop/hooks/1                                500    12.3 s   2 effects\n");
  CHECK(pretty([](auto& report) { report.on_request(refused()); }) ==
        "14:22:00  GET    /\\x1b[2J?a=1                                 404    850 ms   not below "
        "/v1/modules/\n");
}

TEST_CASE("People are told what a module changes when the request's line is printed already") {
  CHECK(pretty([](auto& report) {
          report.on_late_effect({kNow, 7, "shop", {"storage.set", "a\x1b", "[\"a\",1]"}});
        }) == "14:22:00  late shop storage.set a\\x1b after the answer to req_7\n");
  CHECK(pretty([](auto& report) {
          report.on_late_effect({kNow, 0, "shop", {"storage.set", "a", "[\"a\",1]"}});
        }) == "14:22:00  late shop storage.set a outside of a request\n");
}

TEST_CASE("Colour tells good from bad and what matters less") {
  const auto coloured = [](RequestEvent event) {
    return pretty([&](auto& report) { report.on_request(event); }, base::Colour::always);
  };
  CHECK(coloured(request()).find(" \x1b[32m200\x1b[0m ") != std::string::npos);
  CHECK(coloured(refused()).find(" \x1b[33m404\x1b[0m ") != std::string::npos);
  CHECK(coloured(refused()).find("\x1b[2mnot below /v1/modules/\x1b[0m\n") != std::string::npos);
  CHECK(coloured(with_effects()).find(" \x1b[31m500\x1b[0m ") != std::string::npos);
}

TEST_CASE("People are told what a module says, further lines below the first") {
  CHECK(pretty([](auto& report) {
          report.on_log({kNow, "shop", 7, "info", "logger", "paid", "{\"id\":1}"});
        }) == "14:22:00  info shop req_7 paid {\"id\":1}\n");
  CHECK(pretty([](auto& report) {
          report.on_log({kNow, "", 0, "error", "convotic", "one\ntwo \x1b[2J", ""});
        }) == "14:22:00  error one\n          two \\x1b[2J\n");
}

TEST_CASE("People are told of reloads, and what serves when one fails") {
  ReloadEvent event{kNow, "shop", "src/index.ts", microseconds(21'000), std::nullopt, std::nullopt, 3};
  CHECK(pretty([&](auto& report) { report.on_reload(event); }) ==
        "14:22:00  reloaded shop  src/index.ts  21.0 ms\n");
  event.error = failure();
  event.serving_since = kNow - 60'000;
  const std::string error = "14:22:00  convotic: error[some-kind]: it failed\n"
                            "  src/index.ts:1:11\n"
                            "  1 | const a = ;\n"
                            "    |           ^\n"
                            "  help: mend it\n";
  CHECK(pretty([&](auto& report) { report.on_reload(event); }) ==
        error + "  still serving the version of 14:21:00\n");
  event.serving_since.reset();
  CHECK(pretty([&](auto& report) { report.on_reload(event); }) ==
        error + "  nothing to serve until it loads\n");
}

TEST_CASE("People are told which module was not loaded, and why") {
  CHECK(pretty([](auto& report) {
          report.module_failed("/projects/shop", {&kKind, "it failed", "", {}});
        }) == "/projects/shop: not loaded\nconvotic: error[some-kind]: it failed\n");
}

TEST_CASE("Machines are told the same, one JSON object a line") {
  const std::string ready = json([](auto& report) { report.ready(ready_report()); });
  CHECK(
      ready ==
      fmt::format(
          R"({{"event":"ready","url":"http://127.0.0.1:8787","port":8787,"apiKey":"cvtk_live_x","pid":{},"modules":[)"
          R"({{"name":"shop","version":"1.2.0","file":"/projects/shop/src/index.ts","routes":[)"
          R"({{"method":"POST","path":"/hooks/:id","url":"http://127.0.0.1:8787/v1/modules/shop/hooks/:id","auth":false}},)"
          R"({{"method":"DELETE","path":"/","url":"http://127.0.0.1:8787/v1/modules/shop/","auth":true}}],)"
          R"("workers":[],"nodes":[]}},)"
          R"({{"name":"empty","version":"","file":"/elsewhere/index.ts","routes":[],"workers":[],"nodes":[]}},)"
          R"({{"name":"rest","version":"2","file":"/projects/rest.ts","routes":[],"workers":["orders.new"],"nodes":["lookup"]}}],)"
          R"("ms":85,"state":".convotic/state.sqlite"}})"
          "\n",
          ::getpid()));
  const auto after_ready = [&](const std::function<void(cli::JsonDevReport&)>& tell) {
    const std::string all = json([&](auto& report) {
      report.ready(ready_report());
      tell(report);
    });
    REQUIRE(all.starts_with(ready));
    return all.substr(ready.size());
  };
  CHECK(after_ready([](auto& report) { report.on_request(with_effects()); }) ==
        R"({"event":"request","at":"2026-03-30T14:22:00.007Z","id":"req_7","module":"shop","method":"POST",)"
        R"("path":"/hooks/1","query":"","route":"/hooks/:id","status":500,"ms":12345.678,"effects":[)"
        R"({"call":"storage.set","target":"a","arguments":["a",1]},)"
        R"({"call":"contacts.addTag","target":"ct_1","arguments":["ct_1","vip"]}]})"
        "\n");
  CHECK(after_ready([](auto& report) { report.on_request(refused()); }) ==
        R"({"event":"request","at":"2026-03-30T14:22:00.007Z","id":"req_8","module":"","method":"GET",)"
        R"("path":"/\u001b[2J","query":"a=1","route":null,"status":404,"ms":850.400,"effects":[],)"
        R"("note":"not below /v1/modules/"})"
        "\n");
  CHECK(after_ready([](auto& report) {
          report.on_log({kNow, "shop", 7, "warn", "logger", "a\n\xff", "{\"id\":1}"});
        }) ==
        R"({"event":"log","at":"2026-03-30T14:22:00.007Z","module":"shop","request":"req_7","level":"warn",)"
        R"("source":"logger","message":"a\n�","fields":{"id":1}})"
        "\n");
  CHECK(after_ready([](auto& report) {
          report.on_log({kNow, "", 0, "error", "convotic", "x", ""});
        }) == R"({"event":"log","at":"2026-03-30T14:22:00.007Z","module":"","request":null,"level":"error",)"
              R"("source":"convotic","message":"x"})"
              "\n");
  const auto late = [&](std::uint64_t number) {
    return after_ready([&](auto& report) {
      report.on_late_effect({kNow, number, "shop", {"storage.set", "a", "[\"a\",1]"}});
    });
  };
  CHECK(late(7) ==
        R"({"event":"late-effect","at":"2026-03-30T14:22:00.007Z","module":"shop","request":"req_7",)"
        R"("effect":{"call":"storage.set","target":"a","arguments":["a",1]}})"
        "\n");
  CHECK(late(0).find(R"("request":null)") != std::string::npos);
  ReloadEvent event{kNow, "shop", "src/index.ts", microseconds(21'500), std::nullopt, std::nullopt, 3};
  CHECK(
      after_ready([&](auto& report) { report.on_reload(event); }) ==
      R"({"event":"reload","at":"2026-03-30T14:22:00.007Z","module":"shop","file":"src/index.ts","ok":true,)"
      R"("ms":21.5,"routes":3})"
      "\n");
  event.error = failure();
  CHECK(
      after_ready([&](auto& report) { report.on_reload(event); }) ==
      R"({"event":"reload","at":"2026-03-30T14:22:00.007Z","module":"shop","file":"src/index.ts","ok":false,)"
      R"("ms":21.5,"error":{"slug":"some-kind","message":"it failed","hint":"mend it",)"
      R"("where":{"file":"src/index.ts","line":1,"column":11}},"servingSince":null})"
      "\n");
  CHECK(after_ready([](auto& report) {
          report.module_failed("/projects/shop", {&kKind, "it failed", "", {}});
        }) == R"({"event":"module-failed","at":"2026-03-30T14:22:00.007Z","path":"/projects/shop",)"
              R"("error":{"slug":"some-kind","message":"it failed"}})"
              "\n");
}

TEST_CASE("For machines ready comes first, whatever happens before it") {
  const std::string all = json([](auto& report) {
    report.on_log({kNow, "shop", 0, "info", "console", "loading", ""});
    report.ready(ready_report());
  });
  CHECK(all.starts_with("{\"event\":\"ready\","));
  CHECK(all.find("\n{\"event\":\"log\",") != std::string::npos);
}

TEST_CASE("An open route that is not verified gets a line, and one when that has changed") {
  cli::LintEvent before, event;
  event.at = kNow;
  event.module = "hooks";
  event.file = "/projects/src/index.ts";
  event.routes = {{"POST", "/a", "open", "unverified", "nothing verifies the request", "auth/unverified",
                   "src/index.ts:8:7"},
                  {"GET", "/b", "open", "harmless", "", "", "src/index.ts:20:7"}};
  event.errors = 1;
  CHECK(pretty([&](cli::PrettyDevReport& report) { report.lint(event, before); }) ==
        "14:22:00  warn hooks POST /a is open and not verified: nothing verifies the request  "
        "src/index.ts:8:7\n");
  cli::LintEvent mended = event;
  mended.routes[0].problem.clear();
  mended.routes[0].verdict = "verified";
  CHECK(pretty([&](cli::PrettyDevReport& report) { report.lint(event, event); }).empty());
  CHECK(pretty([&](cli::PrettyDevReport& report) { report.lint(mended, event); }) ==
        "14:22:00  info hooks POST /a is verified now\n");
}

TEST_CASE("Programs get every route with its verdict") {
  cli::LintEvent event;
  event.at = kNow;
  event.module = "hooks";
  event.file = "/projects/src/index.ts";
  event.routes = {{"POST", "/a", "open", "unverified", "nothing verifies the request", "auth/unverified",
                   "src/index.ts:8:7"},
                  {"GET", "/b", "key", "keyed", "", "", "src/index.ts:20:7"}};
  event.errors = 1;
  CHECK(
      json([&](cli::JsonDevReport& report) { report.lint(event, {}); }) ==
      R"({"event":"lint","at":"2026-03-30T14:22:00.007Z","module":"hooks","file":"/projects/src/index.ts","routes":[{"method":"POST","path":"/a","auth":"open","verdict":"unverified","problem":{"message":"nothing verifies the request","rule":"auth/unverified","place":"src/index.ts:8:7"}},{"method":"GET","path":"/b","auth":"key","verdict":"keyed"}],"errors":1,"warnings":0,"infos":0}
)");
}
