#pragma once

#include "lint/model/fold.hpp"

#include <optional>
#include <vector>

namespace convotic::lint {

// An object with a `register`, which a file exports: a module.
struct FoundModule {
  Value object;
  Value name;
  Closure entry;            // its register
  bool of_unknown = false;  // what an exported function gives for arguments that nobody has seen
};

// The modules that a file exports: objects, instances and classes, what a factory gives, exports through
// other names; else objects in the file that look like one, as those that an unknown function is given.
std::vector<FoundModule> find_modules(Folder& folder, FileId file);

}  // namespace convotic::lint
