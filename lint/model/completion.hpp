#pragma once

#include "lint/model/fold.hpp"

#include <vector>

namespace convotic::lint {

// Where a function with a block ends without a value on some path: a "return;", or the last statement that
// the path takes (the body itself where it is empty). Nothing of functions whose body is an expression. A
// call of a visible function that never returns ends the path.
std::vector<Place> ends_without_value(Folder& folder, Place function, const Frame* frame);

}  // namespace convotic::lint
