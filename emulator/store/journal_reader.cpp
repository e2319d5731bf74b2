#include "emulator/store/journal_reader.hpp"

#include "emulator/store/errors.hpp"
#include "emulator/store/journal.hpp"
#include "emulator/store/schema.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <system_error>
#include <utility>

namespace convotic::emulator {
namespace fs = std::filesystem;
namespace {

// How long a look waits for a checkpoint of whoever writes.
constexpr int kBusyMillis = 2000;

constexpr const char* kLatest =
    "SELECT r.id, r.at, r.module, r.method, r.target, r.route, r.status, r.duration_us, r.effects, k.headers,"
    " k.body_size, k.body FROM received AS k JOIN requests AS r ON r.id = k.request"
    " WHERE k.failed >= ?1 AND (?2 = '' OR r.module = ?2) AND (?3 = '' OR r.route = ?3)"
    " ORDER BY k.request DESC LIMIT 1";

base::Unexpected unusable(const std::string& file, const char* why) {
  return base::fail(kStateUnusable, fmt::format("the state file \"{}\" cannot be read: {}", file, why));
}

std::uint64_t as_id(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}

KeptRequest read_row(const Rows& rows) {
  KeptRequest out;
  RequestRecord& record = out.record;
  record.id = as_id(rows.integer(0));
  record.at = rows.integer(1);
  record.module = rows.text(2);
  record.method = rows.text(3);
  record.target = rows.text(4);
  record.route = rows.text(5);
  record.status = static_cast<int>(rows.integer(6));
  record.duration_us = rows.integer(7);
  record.effects = static_cast<std::uint32_t>(rows.integer(8));
  out.received.headers = rows.text(9);
  out.received.body_size = as_id(rows.integer(10));
  out.received.body = rows.optional_text(11);
  return out;
}

}  // namespace

struct JournalReader::Impl {
  std::string file;
  SQLite::Database database;
  Statement effects_of, latest;

  explicit Impl(const std::string& path)
      : file(path), database(path, SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX),
        effects_of(database,
                   "SELECT call, target, arguments FROM effects WHERE request = ?1 ORDER BY sequence"),
        latest(database, kLatest) {
    database.setBusyTimeout(kBusyMillis);
  }
};

JournalReader::JournalReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
JournalReader::~JournalReader() = default;

Result<std::unique_ptr<JournalReader>> JournalReader::open(const fs::path& file) {
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored))
    return base::fail(kStateUnusable, fmt::format("there is no state file \"{}\"", file.string()),
                      "convotic dev writes it");
  try {
    auto impl = std::make_unique<Impl>(file.string());
    const int version = impl->database.execAndGet("PRAGMA user_version").getInt();
    if (impl->database.execAndGet("PRAGMA application_id").getInt() != kApplicationId)
      return base::fail(kStateUnusable, fmt::format("\"{}\" is not a state file of convotic", file.string()),
                        "name another file with --state NAME");
    if (version != schema_version())
      return base::fail(kStateUnusable,
                        fmt::format("\"{}\" was written by {} convotic (schema {}, this one knows {})",
                                    file.string(), version < schema_version() ? "an older" : "a newer",
                                    version, schema_version()),
                        version < schema_version() ? "convotic dev brings it up to date" : "update convotic");
    return std::unique_ptr<JournalReader>(new JournalReader(std::move(impl)));
  } catch (const SQLite::Exception& error) {
    return unusable(file.string(), error.what());
  }
}

Result<std::vector<Effect>> JournalReader::effects_of(std::uint64_t request) {
  try {
    std::vector<Effect> out;
    for (Rows rows = impl_->effects_of.select(static_cast<std::int64_t>(request)); rows.next();)
      out.push_back({rows.text(0), rows.text(1), rows.text(2)});
    return out;
  } catch (const SQLite::Exception& error) {
    return unusable(impl_->file, error.what());
  }
}

Result<std::optional<KeptRequest>> JournalReader::latest(const RequestWanted& wanted) {
  try {
    const std::int64_t least = wanted.outcome == RequestWanted::Outcome::failed ? 1 : 0;
    Rows rows = impl_->latest.select(least, wanted.module, wanted.route);
    if (!rows.next()) return std::optional<KeptRequest>();
    return read_row(rows);
  } catch (const SQLite::Exception& error) {
    return unusable(impl_->file, error.what());
  }
}

}  // namespace convotic::emulator
