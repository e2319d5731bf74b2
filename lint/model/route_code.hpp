#pragma once

#include "lint/model/fold.hpp"
#include "lint/model/model.hpp"

#include <deque>
#include <memory>
#include <vector>

namespace convotic::lint {

// What a route runs, as values: what the outcome analysis starts from. Beside Route, which has what rules
// read.
struct RouteCode {
  Value handler;                  // function, choice of functions, external, or unknown
  std::vector<Value> middleware;  // in order
  bool middleware_open = false;   // there may be more that are not known
  bool middleware_lacks = false;  // some of them may not be there
  Place handler_at;               // the property's value
  Place middleware_at;            // the same; none where there is no middleware
  Place object;                   // the route's object, or the argument of registerRoute
};

// RouteCode of every route: [m][r] is that of Model::modules[m].routes[r].
struct RouteCodes {
  std::vector<std::vector<RouteCode>> of_module;
  std::vector<std::unique_ptr<Folder>> folders;  // that own the values
};

}  // namespace convotic::lint
