#pragma once

#include "lint/model/fold.hpp"
#include "lint/model/model.hpp"
#include "lint/model/route_code.hpp"

namespace convotic::lint {

struct AssembledRoute {
  Route route;
  RouteCode code;
};

// The route that a call of registerRoute with this argument registers; its chain is not filled in.
AssembledRoute assemble_route(Folder& folder, Place call, const Value& argument);

// A value as rules see it.
Folded folded(const Project& project, const Value& value);

}  // namespace convotic::lint
