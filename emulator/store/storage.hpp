#pragma once

#include "core/base/clock.hpp"
#include "emulator/store/sql.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace convotic::emulator {

// Bytes of UTF-8. Nothing is documented; key-value stores of this kind commonly allow 512 to 2048.
inline constexpr std::size_t kStorageKeyBytes = 1024;

struct StorageEntry {
  std::string key;
  std::string value;  // JSON, as it was written
};

std::string to_json(const StorageEntry& entry);

// Key-value pairs, each module's apart from the others' [documented: /docs/custom-modules/routes].
class Storage {
public:
  explicit Storage(SQLite::Database& database);

  std::optional<std::string> get(const std::string& module, const std::string& key);
  // In the order of the keys' bytes.
  std::vector<StorageEntry> list(const std::string& module, const std::string& prefix, std::int64_t limit);
  void set(const std::string& module, const StorageEntry& entry, base::UnixMillis now);
  // Whether there was such a key.
  bool erase(const std::string& module, const std::string& key);

private:
  Statement get_, list_, set_, erase_;
};

}  // namespace convotic::emulator
