#include "emulator/store/storage.hpp"

#include "emulator/store/json_fields.hpp"

namespace convotic::emulator {

std::string to_json(const StorageEntry& entry) {
  JsonFields out;
  out.text("key", entry.key).json("value", entry.value);
  return std::move(out).object();
}

Storage::Storage(SQLite::Database& database)
    : get_(database, "SELECT value FROM storage WHERE module = ?1 AND key = ?2"),
      list_(database, "SELECT key, value FROM storage WHERE module = ?1 AND key >= ?2 ORDER BY key LIMIT ?3"),
      set_(database, "INSERT INTO storage (module, key, value, updated_at) VALUES (?1, ?2, ?3, ?4)"
                     " ON CONFLICT (module, key) DO UPDATE SET value = ?3, updated_at = ?4"),
      erase_(database, "DELETE FROM storage WHERE module = ?1 AND key = ?2") {}

std::optional<std::string> Storage::get(const std::string& module, const std::string& key) {
  Rows rows = get_.select(module, key);
  if (!rows.next()) return std::nullopt;
  return rows.text(0);
}

std::vector<StorageEntry> Storage::list(const std::string& module, const std::string& prefix,
                                        std::int64_t limit) {
  std::vector<StorageEntry> out;
  // Keys are ordered by their bytes: those that start with the prefix come first and together.
  for (Rows rows = list_.select(module, prefix, limit); rows.next();) {
    StorageEntry entry{rows.text(0), rows.text(1)};
    if (!entry.key.starts_with(prefix)) break;
    out.push_back(std::move(entry));
  }
  return out;
}

void Storage::set(const std::string& module, const StorageEntry& entry, base::UnixMillis now) {
  set_.execute(module, entry.key, entry.value, now);
}

bool Storage::erase(const std::string& module, const std::string& key) {
  return erase_.execute(module, key) > 0;
}

}  // namespace convotic::emulator
