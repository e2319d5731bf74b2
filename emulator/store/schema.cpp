#include "emulator/store/schema.hpp"

#include "emulator/store/errors.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <iterator>

namespace convotic::emulator {
namespace {

// The step from version N to N + 1 is entry N. Append only: files with any earlier version are out there.
// Times are milliseconds since 1970 UTC. `row` keeps the order of arrival.
constexpr const char* kMigrations[] = {
    R"sql(
CREATE TABLE contacts (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  external_id TEXT UNIQUE,
  name TEXT,
  first_name TEXT,
  last_name TEXT,
  email TEXT,
  phone TEXT,
  platform TEXT NOT NULL,
  platform_user_id TEXT,
  avatar_url TEXT,
  tags TEXT NOT NULL,        -- JSON array of strings
  attributes TEXT NOT NULL,  -- JSON object
  last_message_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);

CREATE TABLE conversations (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  contact_id TEXT NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  platform TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('open', 'closed')),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  last_message_at INTEGER,
  closed_at INTEGER
);
CREATE INDEX conversations_of_contact ON conversations (contact_id);

CREATE TABLE messages (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  platform TEXT NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('inbound', 'outbound')),
  sender_id TEXT NOT NULL,
  sender_name TEXT NOT NULL,
  content TEXT NOT NULL,  -- JSON object
  timestamp INTEGER NOT NULL
);
CREATE INDEX messages_of_conversation ON messages (conversation_id, timestamp);

CREATE TABLE workflows (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('draft', 'published')),
  "trigger" TEXT NOT NULL,  -- JSON object
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);

CREATE TABLE executions (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  workflow_id TEXT NOT NULL REFERENCES workflows (id) ON DELETE CASCADE,
  contact_id TEXT REFERENCES contacts (id) ON DELETE SET NULL,
  payload TEXT NOT NULL,  -- JSON
  module TEXT NOT NULL,
  started_at INTEGER NOT NULL
);
CREATE INDEX executions_of_workflow ON executions (workflow_id);
CREATE INDEX executions_of_contact ON executions (contact_id);

CREATE TABLE storage (
  module TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,  -- JSON
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (module, key)
) WITHOUT ROWID;

CREATE TABLE requests (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  module TEXT NOT NULL,
  method TEXT NOT NULL,
  target TEXT NOT NULL,
  route TEXT NOT NULL,
  status INTEGER NOT NULL,
  duration_us INTEGER NOT NULL,
  effects INTEGER NOT NULL
);

CREATE TABLE effects (
  request INTEGER NOT NULL,  -- 0 for a call made outside one
  sequence INTEGER NOT NULL,
  call TEXT NOT NULL,
  target TEXT NOT NULL,
  arguments TEXT NOT NULL,  -- JSON array
  at INTEGER NOT NULL,
  PRIMARY KEY (request, sequence)
) WITHOUT ROWID;

CREATE TABLE logs (
  row INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  request INTEGER NOT NULL,
  module TEXT NOT NULL,
  level TEXT NOT NULL,
  message TEXT NOT NULL
);
CREATE INDEX logs_of_request ON logs (request);
)sql",
    // The body comes last: what is before it is read without it.
    R"sql(
CREATE TABLE received (
  request INTEGER PRIMARY KEY,
  failed INTEGER NOT NULL,   -- 0 or 1
  size INTEGER NOT NULL,     -- bytes of the row's headers and body
  body_size INTEGER NOT NULL,
  headers BLOB NOT NULL,     -- "Name: value", a line each
  body BLOB                  -- NULL where it is not kept
);
CREATE INDEX received_failed ON received (failed, request);
)sql",
};

int pragma(SQLite::Database& database, const char* name) {
  return database.execAndGet(fmt::format("PRAGMA {}", name)).getInt();
}

}  // namespace

int schema_version() {
  return static_cast<int>(std::size(kMigrations));
}

Result<void> migrate(SQLite::Database& database, const std::string& file) {
  const int version = pragma(database, "user_version");
  const int application = pragma(database, "application_id");
  const bool fresh = database.execAndGet("SELECT COUNT(*) FROM sqlite_master").getInt() == 0;
  if (application != kApplicationId && !(fresh && version == 0 && application == 0)) {
    return base::fail(kStateUnusable,
                      fmt::format("\"{}\" is a SQLite database, but not a state file of convotic", file),
                      "name another file with --state NAME");
  }
  if (version > schema_version()) {
    return base::fail(kStateUnusable,
                      fmt::format("\"{}\" was written by a newer convotic (schema {}, this one knows {})",
                                  file, version, schema_version()),
                      "update convotic, or name another file with --state NAME");
  }
  if (version == schema_version()) return {};

  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  for (int step = version; step < schema_version(); ++step)
    database.exec(kMigrations[step]);
  database.exec(
      fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", kApplicationId, schema_version()));
  transaction.commit();
  return {};
}

}  // namespace convotic::emulator
