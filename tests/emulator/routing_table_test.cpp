#include "emulator/routing_table.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;
using namespace convotic::emulator;

namespace {

struct MethodAndPath {
  const char *method, *path;
};

std::shared_ptr<const Deployment> module_with(const std::string& name, std::vector<MethodAndPath> routes) {
  LoadedHead head{name, "", {}, {}, {}};
  for (const auto& [method, path] : routes)
    head.routes.push_back({method, path, RegisteredRoute::Auth::api_key, 0});
  return std::make_shared<Deployment>(make_deployment(std::move(head)).value());
}

// "index name=value…", or "none".
std::string matched(const std::shared_ptr<const Deployment>& module, std::string_view method,
                    std::string_view path) {
  const auto match = RoutingTable::match(module, method, path);
  if (!match) return "none";
  CHECK(match->deployment == module);
  std::string out = std::to_string(match->route->index);
  for (const auto& [name, value] : match->params)
    out += " " + name + "=" + value;
  return out;
}

}  // namespace

TEST_CASE("A module is found by its exact name") {
  const RoutingTable table({module_with("orders", {}), module_with("hooks", {})});
  CHECK(table.module("hooks")->name == "hooks");
  CHECK(table.module("Hooks") == nullptr);
  CHECK(table.module("") == nullptr);
  CHECK(RoutingTable().module("orders") == nullptr);
}

TEST_CASE("The most specific route of the method answers") {
  const auto module = module_with("shop", {{"GET", "/orders/:id"},
                                           {"GET", "/orders/latest"},
                                           {"POST", "/orders/:id"},
                                           {"GET", "/:kind/latest"},
                                           {"GET", "/"}});
  CHECK(matched(module, "GET", "/orders/7") == "0 id=7");
  CHECK(matched(module, "GET", "/orders/latest") == "1");
  CHECK(matched(module, "POST", "/orders/latest") == "2 id=latest");
  CHECK(matched(module, "GET", "/carts/latest") == "3 kind=carts");
  CHECK(matched(module, "GET", "/") == "4");
  CHECK(matched(module, "GET", "") == "none");
  CHECK(matched(module, "DELETE", "/orders/7") == "none");
  CHECK(matched(module, "get", "/") == "none");
}

TEST_CASE("An unknown module is answered with the nearest one, or with those there are") {
  const RoutingTable none, one({module_with("shop-hooks", {})}),
      two({module_with("shop-hooks", {}), module_with("orders", {})});
  CHECK(none.explain_unknown_module("orders") == "Module 'orders' not found; no module is loaded");
  CHECK(one.explain_unknown_module("shop-hook") ==
        "Module 'shop-hook' not found; did you mean 'shop-hooks'?");
  CHECK(one.explain_unknown_module("erp") == "Module 'erp' not found; there is 'shop-hooks'");
  CHECK(two.explain_unknown_module("erp") == "Module 'erp' not found; there are 'shop-hooks', 'orders'");
  CHECK(two.explain_unknown_module(std::string(300, 'x')) ==
        "Module '" + std::string(197, 'x') + "...' not found; there are 'shop-hooks', 'orders'");
}

TEST_CASE("A path that exists for other methods is answered with those") {
  const auto module =
      module_with("shop", {{"GET", "/orders/:id"}, {"PUT", "/orders/:id"}, {"POST", "/orders"}});
  CHECK(RoutingTable::explain_no_route(*module, "DELETE", "/orders/7") ==
        "Route 'DELETE /orders/7' not found in module 'shop'; it has 'GET /orders/:id', 'PUT /orders/:id'");
}

TEST_CASE("A path that is close to a route is answered with it") {
  const auto module = module_with("shop", {{"GET", "/orders"}, {"POST", "/webhooks/erp"}});
  CHECK(RoutingTable::explain_no_route(*module, "GET", "/order") ==
        "Route 'GET /order' not found in module 'shop'; did you mean 'GET /orders'?");
  CHECK(RoutingTable::explain_no_route(*module, "GET", "/orders/") ==
        "Route 'GET /orders/' not found in module 'shop'; did you mean 'GET /orders'?");
  CHECK(RoutingTable::explain_no_route(*module, "POST", "/webhook/erp") ==
        "Route 'POST /webhook/erp' not found in module 'shop'; did you mean 'POST /webhooks/erp'?");
}

TEST_CASE("Any other path is answered with the routes, if they are few") {
  const auto none = module_with("shop", {});
  CHECK(RoutingTable::explain_no_route(*none, "GET", "/") ==
        "Route 'GET /' not found in module 'shop', which has no routes");
  const auto two = module_with("shop", {{"GET", "/a-long-name"}, {"POST", "/another-name"}});
  CHECK(RoutingTable::explain_no_route(*two, "GET", "/x") ==
        "Route 'GET /x' not found in module 'shop'; it has 'GET /a-long-name', 'POST /another-name'");
  const auto six = module_with("shop", {{"GET", "/one-long-name"},
                                        {"GET", "/two-long-name"},
                                        {"GET", "/three-long-name"},
                                        {"GET", "/four-long-name"},
                                        {"GET", "/five-long-name"},
                                        {"GET", "/six-long-name"}});
  CHECK(RoutingTable::explain_no_route(*six, "GET", "/x") ==
        "Route 'GET /x' not found in module 'shop', which has 6 others");
}
