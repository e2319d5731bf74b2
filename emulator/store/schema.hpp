#pragma once

#include "core/base/result.hpp"

#include <string>

namespace SQLite {
class Database;
}

namespace convotic::emulator {

// Written into the file's header, so that `file` and we can tell a state file from other databases ("CNVT").
inline constexpr int kApplicationId = 0x434e5654;

// How many migrations there are: the schema version of a file that is up to date.
int schema_version();

// Brings the database up to date, in one transaction. `file` is its path, for errors.
// Fails with kStateUnusable where it belongs to another program or to a newer convotic; nothing has changed
// then.
Result<void> migrate(SQLite::Database& database, const std::string& file);

}  // namespace convotic::emulator
