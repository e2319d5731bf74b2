#include "emulator/deployment.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"

using namespace convotic;
using namespace convotic::emulator;
using tests::describe;

namespace {

RegisteredRoute route(std::string method, std::string path) {
  return {std::move(method), std::move(path), RegisteredRoute::Auth::api_key, 0};
}

LoadedHead head_with(std::vector<RegisteredRoute> routes) {
  return {"shop", "1.0.0", std::move(routes), {}, {}};
}

std::string problem(LoadedHead head) {
  return describe(make_deployment(std::move(head)));
}

}  // namespace

TEST_CASE("A deployment keeps what was registered, in order of registration") {
  LoadedHead head{"shop-hooks",
                  "2.1",
                  {{"POST", "/hooks/:id", RegisteredRoute::Auth::open, 2}, route("GET", "/")},
                  {"orders.new"},
                  {"lookup"}};
  const auto deployment = make_deployment(head);
  REQUIRE(deployment);
  CHECK(deployment->name == "shop-hooks");
  CHECK(deployment->version == "2.1");
  REQUIRE(deployment->routes.size() == 2);
  CHECK(deployment->routes[0].method == "POST");
  CHECK(deployment->routes[0].pattern.text() == "/hooks/:id");
  CHECK(deployment->routes[0].auth == RegisteredRoute::Auth::open);
  CHECK(deployment->routes[0].index == 0);
  CHECK(deployment->routes[1].index == 1);
  CHECK(deployment->workers == std::vector<std::string>{"orders.new"});
  CHECK(deployment->nodes == std::vector<std::string>{"lookup"});
}

TEST_CASE("A module without routes is one") {
  CHECK(describe(make_deployment(head_with({}))) == "ok");
}

TEST_CASE("Fixed text is tried before parameters, and equals in order of registration") {
  const auto deployment = make_deployment(
      head_with({route("GET", "/:a/:b"), route("GET", "/orders/:id"), route("POST", "/orders/:id"),
                 route("GET", "/:a/latest"), route("GET", "/orders/latest"), route("GET", "/x/y")}));
  REQUIRE(deployment);
  CHECK(deployment->order == std::vector<std::size_t>{4, 5, 1, 2, 3, 0});
}

TEST_CASE("A name that cannot be part of a URL is refused with the nearest that can") {
  LoadedHead head = head_with({});
  head.name = "Shop Hooks";
  CHECK(problem(head) == "module-name: \"Shop Hooks\" cannot be a module's name: use a-z, 0-9 and \"-\"\n"
                         "  help: call it \"shop-hooks\"");
}

TEST_CASE("A path that is not valid is refused, naming its route") {
  CHECK(problem(head_with({route("GET", "/a"), route("POST", "orders")})) ==
        "route-path: the path \"orders\" of route 2 (POST) is not valid: a path must start with \"/\"\n"
        "  help: paths look like \"/orders/:orderId\"");
}

TEST_CASE("Two routes that answer the same requests are refused") {
  CHECK(problem(head_with({route("GET", "/a"), route("GET", "/b"), route("GET", "/a")})) ==
        "route-duplicate: routes 1 and 3 both answer GET /a\n  help: remove one of them");
  CHECK(problem(head_with({route("GET", "/a/:x"), route("GET", "/a/:y")})) ==
        "route-duplicate: routes 1 and 2 both answer GET /a/:y\n"
        "  help: \"/a/:x\" and \"/a/:y\" differ only in the names of parameters");
  CHECK(problem(head_with({route("GET", "/a/:x"), route("PUT", "/a/:x"), route("GET", "/a/x")})) == "ok");
}
