#pragma once

#include "core/base/clock.hpp"
#include "emulator/store/sql.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace convotic::emulator {

struct Message {
  std::string id;
  std::string conversation_id;
  std::string platform;
  std::string direction;  // "inbound" or "outbound"
  std::string sender_id;
  std::string sender_name;
  std::string content;  // JSON object with its "type"
  base::UnixMillis timestamp = 0;
};

std::string to_json(const Message& message);

struct MessageFilter {
  std::optional<base::UnixMillis> from;  // inclusive [documented: /docs/api/messages]
  std::optional<base::UnixMillis> to;    // inclusive
  std::int64_t limit = 50;
};

class Messages {
public:
  explicit Messages(SQLite::Database& database);

  // The oldest that fit the filter, oldest first.
  std::vector<Message> list(const std::string& conversation_id, const MessageFilter& filter);
  // Adds it, or replaces the one with its id.
  void put(const Message& message);

private:
  Statement list_, put_;
};

}  // namespace convotic::emulator
