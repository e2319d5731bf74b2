#include "emulator/store/workflows.hpp"

#include "emulator/store/json_fields.hpp"

namespace convotic::emulator {
namespace {

// The order of read().
#define WORKFLOW_COLUMNS "id, name, status, \"trigger\", created_at, updated_at"

Workflow read(const Rows& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3), row.integer(4), row.integer(5)};
}

}  // namespace

std::string to_json(const Workflow& workflow) {
  JsonFields out;
  out.text("id", workflow.id)
      .text("name", workflow.name)
      .text("status", workflow.status)
      .json("trigger", workflow.trigger)
      .time("createdAt", workflow.created_at)
      .time("updatedAt", workflow.updated_at);
  return std::move(out).object();
}

Workflows::Workflows(SQLite::Database& database)
    : find_(database, "SELECT " WORKFLOW_COLUMNS " FROM workflows WHERE id = ?1"),
      list_(database, "SELECT " WORKFLOW_COLUMNS " FROM workflows ORDER BY row"),
      put_(database,
           "INSERT INTO workflows (" WORKFLOW_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
           " ON CONFLICT (id) DO UPDATE SET name = ?2, status = ?3, \"trigger\" = ?4, created_at = ?5,"
           " updated_at = ?6"),
      add_execution_(database,
                     "INSERT INTO executions (id, workflow_id, contact_id, payload, module, started_at)"
                     " VALUES (?1, ?2, ?3, ?4, ?5, ?6)") {}

std::optional<Workflow> Workflows::find(const std::string& id) {
  Rows rows = find_.select(id);
  if (!rows.next()) return std::nullopt;
  return read(rows);
}

std::vector<Workflow> Workflows::list() {
  std::vector<Workflow> out;
  for (Rows rows = list_.select(); rows.next();)
    out.push_back(read(rows));
  return out;
}

void Workflows::put(const Workflow& w) {
  put_.execute(w.id, w.name, w.status, w.trigger, w.created_at, w.updated_at);
}

void Workflows::add_execution(const Execution& e) {
  add_execution_.execute(e.id, e.workflow_id, e.contact_id, e.payload, e.module, e.started_at);
}

}  // namespace convotic::emulator
