#include "emulator/store/ids.hpp"

#include <fmt/format.h>

namespace convotic::emulator {
namespace {

constexpr std::size_t kLength = 10;

// 64-bit FNV-1a.
std::uint64_t fingerprint(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ull;
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return hash;
}

}  // namespace

std::string id_of_text(std::string_view prefix, std::string_view text) {
  std::uint64_t hash = fingerprint(text);
  std::string id(prefix);
  for (std::size_t i = 0; i < kLength; ++i, hash /= base::kLowerAlphanumeric.size())
    id += base::kLowerAlphanumeric[hash % base::kLowerAlphanumeric.size()];
  return id;
}

std::string RandomIds::next(std::string_view prefix) {
  return std::string(prefix) + random_.text(base::kLowerAlphanumeric, kLength);
}

RepeatableIds::RepeatableIds(SQLite::Database& database)
    : taken_(database, "SELECT 1 FROM contacts WHERE id = ?1"
                       " UNION ALL SELECT 1 FROM conversations WHERE id = ?1"
                       " UNION ALL SELECT 1 FROM messages WHERE id = ?1"
                       " UNION ALL SELECT 1 FROM executions WHERE id = ?1") {}

bool RepeatableIds::taken(const std::string& id) {
  return taken_.select(id).next();
}

std::string RepeatableIds::next(std::string_view prefix) {
  const auto counter = made_.try_emplace(std::string(prefix)).first;
  for (;;) {
    std::string id = id_of_text(prefix, fmt::format("{}{}", prefix, ++counter->second));
    if (!taken(id)) return id;
  }
}

}  // namespace convotic::emulator
