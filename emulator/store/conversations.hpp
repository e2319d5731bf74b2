#pragma once

#include "core/base/clock.hpp"
#include "emulator/store/sql.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace convotic::emulator {

struct Conversation {
  std::string id;
  std::string contact_id;
  std::string platform;
  std::string status = "open";  // or "closed"
  base::UnixMillis created_at = 0;
  base::UnixMillis updated_at = 0;
  std::optional<base::UnixMillis> last_message_at;
  std::optional<base::UnixMillis> closed_at;
};

std::string to_json(const Conversation& conversation);

// Opens or closes it.
void set_status(Conversation& conversation, const std::string& status, base::UnixMillis now);

struct ConversationFilter {
  std::optional<std::string> contact_id;
  std::optional<std::string> status;
  std::int64_t limit = 20;
};

class Conversations {
public:
  explicit Conversations(SQLite::Database& database);

  std::optional<Conversation> find(const std::string& id);
  // The most recently active first: by the latest message, or the creation where there is none.
  std::vector<Conversation> list(const ConversationFilter& filter);
  // Adds it, or replaces the one with its id.
  void put(const Conversation& conversation);
  void note_message(const std::string& id, base::UnixMillis at);

private:
  Statement find_, list_, list_of_contact_, put_, note_message_;
};

}  // namespace convotic::emulator
