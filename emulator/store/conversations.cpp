#include "emulator/store/conversations.hpp"

#include "emulator/store/json_fields.hpp"

namespace convotic::emulator {
namespace {

// The order of read().
#define CONVERSATION_COLUMNS                                                                                 \
  "id, contact_id, platform, status, created_at, updated_at, last_message_at, closed_at"
#define BY_ACTIVITY " ORDER BY COALESCE(last_message_at, created_at) DESC, row DESC"

Conversation read(const Rows& row) {
  Conversation out;
  out.id = row.text(0);
  out.contact_id = row.text(1);
  out.platform = row.text(2);
  out.status = row.text(3);
  out.created_at = row.integer(4);
  out.updated_at = row.integer(5);
  out.last_message_at = row.optional_integer(6);
  out.closed_at = row.optional_integer(7);
  return out;
}

std::vector<Conversation> all(Rows rows) {
  std::vector<Conversation> out;
  while (rows.next())
    out.push_back(read(rows));
  return out;
}

}  // namespace

std::string to_json(const Conversation& conversation) {
  JsonFields out;
  out.text("id", conversation.id)
      .text("contactId", conversation.contact_id)
      .text("platform", conversation.platform)
      .text("status", conversation.status)
      .time("createdAt", conversation.created_at)
      .time("updatedAt", conversation.updated_at)
      .time("lastMessageAt", conversation.last_message_at)
      .time("closedAt", conversation.closed_at);
  return std::move(out).object();
}

void set_status(Conversation& conversation, const std::string& status, base::UnixMillis now) {
  if (status == conversation.status) return;
  conversation.status = status;
  conversation.closed_at = status == "closed" ? std::optional(now) : std::nullopt;
}

Conversations::Conversations(SQLite::Database& database)
    : find_(database, "SELECT " CONVERSATION_COLUMNS " FROM conversations WHERE id = ?1"),
      list_(database, "SELECT " CONVERSATION_COLUMNS
                      " FROM conversations WHERE ?1 IS NULL OR status = ?1" BY_ACTIVITY " LIMIT ?2"),
      list_of_contact_(database,
                       "SELECT " CONVERSATION_COLUMNS
                       " FROM conversations WHERE contact_id = ?1 AND (?2 IS NULL OR status = ?2)" BY_ACTIVITY
                       " LIMIT ?3"),
      put_(database,
           "INSERT INTO conversations (" CONVERSATION_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
           " ON CONFLICT (id) DO UPDATE SET contact_id = ?2, platform = ?3, status = ?4, created_at = ?5,"
           " updated_at = ?6, last_message_at = ?7, closed_at = ?8"),
      note_message_(
          database,
          "UPDATE conversations SET last_message_at = MAX(COALESCE(last_message_at, ?2), ?2) WHERE id = ?1") {
}

std::optional<Conversation> Conversations::find(const std::string& id) {
  Rows rows = find_.select(id);
  if (!rows.next()) return std::nullopt;
  return read(rows);
}

std::vector<Conversation> Conversations::list(const ConversationFilter& filter) {
  if (filter.contact_id) return all(list_of_contact_.select(*filter.contact_id, filter.status, filter.limit));
  return all(list_.select(filter.status, filter.limit));
}

void Conversations::put(const Conversation& c) {
  put_.execute(c.id, c.contact_id, c.platform, c.status, c.created_at, c.updated_at, c.last_message_at,
               c.closed_at);
}

void Conversations::note_message(const std::string& id, base::UnixMillis at) {
  note_message_.execute(id, at);
}

}  // namespace convotic::emulator
