#pragma once

#include "core/base/error.hpp"

#include <span>

namespace convotic::cli {

// Every kind of error that convotic can report, in the order of the folders. tests/cli/error_catalog_test.cpp
// checks that slugs are unique and that docs/errors.md describes each.
std::span<const base::ErrorKind* const> error_catalog();

}  // namespace convotic::cli
