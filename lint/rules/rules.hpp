#pragma once

#include "lint/rule.hpp"

// The rules, each in the file of its name. Add one: its file, a line here, a line in rules.cpp, its source in
// CMakeLists.txt.
namespace convotic::lint {

// auth: is the route protected at all

// crypto: quality of the verification

// response, request

// route
extern const Rule kRouteInvalidMethod;

// path

// module, meta

}  // namespace convotic::lint
