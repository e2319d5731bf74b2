#include "emulator/store/journal.hpp"

#include <algorithm>
#include <utility>

namespace convotic::emulator {
namespace {

// SQLite's integers are signed. Ids count up from 1, so the difference never shows.
std::int64_t as_integer(std::uint64_t id) {
  return static_cast<std::int64_t>(id);
}

constexpr auto kRequests = static_cast<std::int64_t>(kJournalRequests);

}  // namespace

Journal::Journal(SQLite::Database& database)
    : add_request_(database, "INSERT OR REPLACE INTO requests (id, at, module, method, target, route, "
                             "status, duration_us, effects)"
                             " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"),
      add_log_(database,
               "INSERT INTO logs (at, request, module, level, message) VALUES (?1, ?2, ?3, ?4, ?5)"),
      add_effect_(
          database,
          "INSERT INTO effects (request, sequence, call, target, arguments, at) VALUES (?1, 1 + COALESCE("
          "(SELECT sequence FROM effects WHERE request = ?1 ORDER BY sequence DESC LIMIT 1), 0), ?2, ?3, ?4, "
          "?5)"),
      effects_of_(database,
                  "SELECT call, target, arguments FROM effects WHERE request = ?1 ORDER BY sequence"),
      prune_requests_(database, "DELETE FROM requests WHERE id <= ?1"),
      prune_effects_(database, "DELETE FROM effects WHERE request BETWEEN 1 AND ?1"),
      prune_loose_effects_(
          database, "DELETE FROM effects WHERE request = 0 AND sequence <= (SELECT sequence FROM effects"
                    " WHERE request = 0 ORDER BY sequence DESC LIMIT 1) - ?1"),
      prune_logs_of_requests_(database, "DELETE FROM logs WHERE request BETWEEN 1 AND ?1"),
      prune_logs_(database, "DELETE FROM logs WHERE row <= (SELECT MAX(row) FROM logs) - ?1"),
      add_received_(database,
                    "INSERT OR REPLACE INTO received (request, failed, size, body_size, headers, body)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)"),
      prune_old_received_(database, "DELETE FROM received WHERE request <= ?1"),
      prune_received_(database,
                      "DELETE FROM received WHERE failed = ?1 AND request <= (SELECT request FROM received"
                      " WHERE failed = ?1 ORDER BY request DESC LIMIT 1 OFFSET ?2)"),
      size_of_received_(database, "SELECT COALESCE(SUM(size), 0), COUNT(*) FROM received"),
      prune_first_received_(database,
                            "DELETE FROM received WHERE request = (SELECT MIN(request) FROM received)") {
  // Effects are written before their request is: after a crash they may be all there is of it.
  Statement last(database, "SELECT MAX(COALESCE((SELECT MAX(id) FROM requests), 0),"
                           " COALESCE((SELECT MAX(request) FROM effects), 0),"
                           " COALESCE((SELECT MAX(request) FROM logs), 0))");
  Rows rows = last.select();
  if (rows.next()) note(static_cast<std::uint64_t>(rows.integer(0)));
}

void Journal::note(std::uint64_t request) {
  last_request_ = std::max(last_request_, request);
}

void Journal::add_request(const RequestRecord& r) {
  note(r.id);
  add_request_.execute(as_integer(r.id), r.at, r.module, r.method, r.target, r.route, std::int64_t{r.status},
                       r.duration_us, std::int64_t{r.effects});
  if (!r.received) return;
  const ReceivedRequest& received = *r.received;
  const std::size_t size = received.headers.size() + (received.body ? received.body->size() : 0);
  std::optional<Statement::Blob> body;
  if (received.body) body.emplace(Statement::Blob{*received.body});
  add_received_.execute(as_integer(r.id), std::int64_t{has_failed(r.status) ? 1 : 0},
                        static_cast<std::int64_t>(size), as_integer(received.body_size),
                        Statement::Blob{received.headers}, body);
  received_ = true;
}

void Journal::add_log(const LogRecord& log) {
  note(log.request);
  add_log_.execute(log.at, as_integer(log.request), log.module, log.level, log.message);
}

void Journal::add_effect(std::uint64_t request, const Effect& effect, base::UnixMillis at) {
  note(request);
  add_effect_.execute(as_integer(request), effect.call, effect.target, effect.arguments, at);
}

std::vector<Effect> Journal::effects_of(std::uint64_t request) {
  std::vector<Effect> out;
  for (Rows rows = effects_of_.select(as_integer(request)); rows.next();)
    out.push_back({rows.text(0), rows.text(1), rows.text(2)});
  return out;
}

void Journal::prune() {
  // Ids count up without gaps, or with gaps, in which case fewer are kept.
  const std::int64_t last_forgotten = as_integer(last_request_) - kRequests;
  if (last_forgotten > 0) {
    prune_requests_.execute(last_forgotten);
    prune_effects_.execute(last_forgotten);
    prune_logs_of_requests_.execute(last_forgotten);
    prune_old_received_.execute(last_forgotten);
  }
  if (std::exchange(received_, false)) prune_received();
  prune_loose_effects_.execute(kRequests);
  prune_logs_.execute(kJournalLogs);
}

void Journal::prune_received() {
  for (const std::int64_t failed : {0, 1})
    prune_received_.execute(failed, static_cast<std::int64_t>(kKeptRequests));
  for (;;) {
    Rows rows = size_of_received_.select();
    rows.next();
    if (rows.integer(0) <= static_cast<std::int64_t>(kKeptBytes) || rows.integer(1) <= 1) return;
    prune_first_received_.execute();
  }
}

}  // namespace convotic::emulator
