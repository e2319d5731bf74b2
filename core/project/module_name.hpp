#pragma once

#include "core/base/result.hpp"

#include <string>
#include <string_view>

namespace convotic::project {

// A module's name is one segment of its URLs, /v1/modules/<name><path>: a-z, 0-9 and "-", a letter or digit
// at both ends, at most 63 characters. Every documented name is in kebab-case [documented:
// /docs/custom-modules/overview]; the exact rule is assumed, and is that of a DNS label, which fits
// everywhere.
inline constexpr std::size_t kMaxModuleName = 63;

// Fails with `kind`, which is the caller's (a flag, or a place in the source), quoting the name and saying
// what is wrong with it. The hint is left to the caller: see nearest_module_name.
Result<void> check_module_name(std::string_view name, const base::ErrorKind& kind);

// The valid name closest to what was meant: "Shop Hooks!" and "ShopHooks" give "shop-hooks"; what has no
// letter or digit at all gives "my-module". A valid name gives itself.
std::string nearest_module_name(std::string_view name);

}  // namespace convotic::project
