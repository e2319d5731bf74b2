#include "emulator/store/messages.hpp"

#include "emulator/store/json_fields.hpp"

namespace convotic::emulator {
namespace {

// The order of read().
#define MESSAGE_COLUMNS "id, conversation_id, platform, direction, sender_id, sender_name, content, timestamp"

Message read(const Rows& row) {
  Message out;
  out.id = row.text(0);
  out.conversation_id = row.text(1);
  out.platform = row.text(2);
  out.direction = row.text(3);
  out.sender_id = row.text(4);
  out.sender_name = row.text(5);
  out.content = row.text(6);
  out.timestamp = row.integer(7);
  return out;
}

}  // namespace

std::string to_json(const Message& message) {
  JsonFields sender;
  sender.text("id", message.sender_id).text("name", message.sender_name);
  JsonFields out;
  out.text("id", message.id)
      .text("conversationId", message.conversation_id)
      .text("platform", message.platform)
      .text("direction", message.direction)
      .json("sender", std::move(sender).object())
      .json("content", message.content)
      .time("timestamp", message.timestamp);
  return std::move(out).object();
}

Messages::Messages(SQLite::Database& database)
    : list_(database, "SELECT " MESSAGE_COLUMNS " FROM messages WHERE conversation_id = ?1"
                      " AND timestamp >= COALESCE(?2, timestamp) AND timestamp <= COALESCE(?3, timestamp)"
                      " ORDER BY timestamp, row LIMIT ?4"),
      put_(database, "INSERT INTO messages (" MESSAGE_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
                     " ON CONFLICT (id) DO UPDATE SET conversation_id = ?2, platform = ?3, direction = ?4,"
                     " sender_id = ?5, sender_name = ?6, content = ?7, timestamp = ?8") {}

std::vector<Message> Messages::list(const std::string& conversation_id, const MessageFilter& filter) {
  std::vector<Message> out;
  for (Rows rows = list_.select(conversation_id, filter.from, filter.to, filter.limit); rows.next();)
    out.push_back(read(rows));
  return out;
}

void Messages::put(const Message& m) {
  put_.execute(m.id, m.conversation_id, m.platform, m.direction, m.sender_id, m.sender_name, m.content,
               m.timestamp);
}

}  // namespace convotic::emulator
