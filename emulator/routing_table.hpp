#pragma once

#include "core/http/path_pattern.hpp"
#include "emulator/deployment.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::emulator {

struct RouteMatch {
  std::shared_ptr<const Deployment> deployment;
  const Route* route = nullptr;
  http::PathParams params;
};

// Which module and route a request is for. Immutable; a new one is made whenever a module is loaded.
class RoutingTable {
public:
  RoutingTable() = default;
  explicit RoutingTable(std::vector<std::shared_ptr<const Deployment>> modules)
      : modules_(std::move(modules)) {}

  const std::vector<std::shared_ptr<const Deployment>>& modules() const { return modules_; }

  // The module of that name; nullptr where there is none.
  std::shared_ptr<const Deployment> module(std::string_view name) const;

  // The module's route for a method and a path below the module ("/orders/7").
  static std::optional<RouteMatch> match(const std::shared_ptr<const Deployment>& module,
                                         std::string_view method, std::string_view path);

  // Why nothing matched, for the 404: names the nearest module or route.
  std::string explain_unknown_module(std::string_view name) const;
  static std::string explain_no_route(const Deployment& module, std::string_view method,
                                      std::string_view path);

private:
  std::vector<std::shared_ptr<const Deployment>> modules_;
};

}  // namespace convotic::emulator
