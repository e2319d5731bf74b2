#pragma once

#include "lint/model/model.hpp"

#include <functional>

namespace convotic::lint {

// Every two routes of a module that have the same method, paths that are known to the last letter, and can
// both be registered. The first one is registered first.
void each_pair(const Model& model, const std::function<void(const Route& first, const Route& second)>& visit);

}  // namespace convotic::lint
