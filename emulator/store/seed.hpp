#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "emulator/store/ctx_call.hpp"

#include <string>

namespace convotic::emulator {

struct SeedFile {
  std::string name;  // for errors
  std::string text;
  base::UnixMillis now = 0;
};

// Puts what the file lists into the tables (docs/state.md has the format). What has an id or an external id
// replaces its namesake; what has none gets an id made from its own text, so that the same file twice is the
// same as once. Fails with kJsonInvalid at the offending place; the caller then undoes what was put in before
// it.
Result<SeedSummary> plant_seed(Tables& tables, SeedFile file);

}  // namespace convotic::emulator
