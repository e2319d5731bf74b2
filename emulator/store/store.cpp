#include "emulator/store/store.hpp"

#include "emulator/store/ctx_call.hpp"
#include "emulator/store/errors.hpp"
#include "emulator/store/ids.hpp"
#include "emulator/store/schema.hpp"
#include "emulator/store/seed.hpp"
#include "emulator/store/state_lock.hpp"
#include "emulator/store/transaction.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <system_error>
#include <utility>

namespace convotic::emulator {
namespace {

// How long a write waits for another process (a person in the sqlite3 shell, say) to finish its own.
constexpr int kBusyMillis = 2000;

// One thread owns the store, so SQLite need not lock around every call.
constexpr int kOpenFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;

// Children before what they belong to.
constexpr const char* kClear[] = {
    "DELETE FROM executions", "DELETE FROM messages", "DELETE FROM conversations", "DELETE FROM contacts",
    "DELETE FROM workflows",  "DELETE FROM storage",  "DELETE FROM requests",      "DELETE FROM received",
    "DELETE FROM effects",    "DELETE FROM logs",
};

Error unusable(const std::string& file, const SQLite::Exception& error) {
  const bool foreign = error.getErrorCode() == SQLITE_NOTADB;
  return Error{
      &kStateUnusable,
      foreign ? fmt::format("\"{}\" is not a state file: it is not a SQLite database", file)
              : fmt::format("the state file \"{}\" failed: {}", file, error.what()),
      foreign
          ? "name another file with --state NAME"
          : "see that the disk has room and nobody else writes to it; `convotic state reset` starts afresh",
      std::nullopt};
}

Result<void> prepare_place(const std::filesystem::path& file) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) {
    return base::fail(kStateUnusable, fmt::format("\"{}\" is a directory, not a state file", file.string()),
                      "name another file with --state NAME");
  }
  if (!file.has_parent_path()) return {};
  std::filesystem::create_directories(file.parent_path(), error);
  if (error) {
    return base::fail(
        kStateUnusable,
        fmt::format("cannot create the directory \"{}\": {}", file.parent_path().string(), error.message()),
        "check the permissions of the directory above it");
  }
  return {};
}

// The journal has requests with their credentials: the file is its owner's alone, and SQLite gives its
// companions the same mode. Where that cannot be had it is opened all the same.
void keep_private(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0) return;
  ::fchmod(descriptor, S_IRUSR | S_IWUSR);
  ::close(descriptor);
}

void configure(SQLite::Database& database) {
  database.setBusyTimeout(kBusyMillis);
  database.exec("PRAGMA journal_mode = WAL;"
                "PRAGMA synchronous = NORMAL;"
                "PRAGMA foreign_keys = ON;"
                // 16 MB of log between checkpoints: each of them waits for the disk.
                "PRAGMA wal_autocheckpoint = 4000;"
                "PRAGMA cache_size = -16384;");
}

}  // namespace

// The order of the members is that of their construction: the lock outlives the database.
struct Store::Impl {
  std::optional<StateLock> lock;  // of a file
  std::string file;
  std::unique_ptr<SQLite::Database> database;
  const base::Clock& clock;
  std::unique_ptr<Ids> ids;
  Tables tables;
  Transaction transaction;
  std::vector<Statement> clear;  // one a table

  Impl(std::optional<StateLock> taken, std::string path, std::unique_ptr<SQLite::Database> opened,
       const base::Clock& c, std::unique_ptr<Ids> source)
      : lock(std::move(taken)), file(std::move(path)), database(std::move(opened)), clock(c),
        ids(std::move(source)), tables(*database), transaction(*database) {
    for (const char* sql : kClear)
      clear.emplace_back(*database, sql);
  }

  CtxOutcome rejected(const CtxCall& call, std::string_view code, std::string_view why) const {
    CtxOutcome out;
    out.error = CtxError{std::string(code), fmt::format("ctx.{}: {}", call.name, why)};
    return out;
  }

  CtxOutcome carry_out(const CtxCall& call, const CtxEntry& entry) {
    const Result<Arguments> arguments = Arguments::parse(call.arguments, entry.parameters);
    if (!arguments) return rejected(call, arguments.error().kind->slug, arguments.error().message);
    CallContext context{tables, *arguments, *ids, std::string(call.module), clock.now()};
    TransactionStep step(transaction, entry.access);
    Result<Reply> reply = entry.function(context);
    if (!reply) return rejected(call, reply.error().kind->slug, reply.error().message);
    CtxOutcome out;
    if (!reply->changed.empty()) {
      out.effect = Effect{std::string(call.name), std::move(reply->changed), std::string(call.arguments)};
      tables.journal.add_effect(call.request, *out.effect, context.now);
    }
    step.keep();
    out.result = std::move(reply->result);
    return out;
  }

  // Runs `change` in a transaction of its own.
  template <typename Change> auto in_transaction(Change change) -> decltype(change()) {
    try {
      TransactionStep step(transaction, Access::writes);
      auto result = change();
      if (result) step.keep();
      return result;
    } catch (const SQLite::Exception& error) {
      return base::Unexpected(unusable(file, error));
    }
  }
};

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& file, const base::Clock& clock,
                                           base::Random& random) {
  CONVOTIC_TRY(prepare_place(file));
  CONVOTIC_TRY_ASSIGN(StateLock lock, StateLock::take(file));
  keep_private(file);
  try {
    auto database = std::make_unique<SQLite::Database>(file.string(), kOpenFlags);
    // SQLite opens a file that it may not write for reading only, and says so at the first write.
    if (sqlite3_db_readonly(database->getHandle(), "main") == 1) {
      return base::fail(kStateUnusable, fmt::format("\"{}\" cannot be written", file.string()),
                        "check the file's permissions, or name another file with --state NAME");
    }
    CONVOTIC_TRY(migrate(*database, file.string()));
    configure(*database);
    return std::unique_ptr<Store>(new Store(std::make_unique<Impl>(
        std::move(lock), file.string(), std::move(database), clock, std::make_unique<RandomIds>(random))));
  } catch (const SQLite::Exception& error) {
    return base::Unexpected(unusable(file.string(), error));
  }
}

Result<std::unique_ptr<Store>> Store::open_in_memory(const base::Clock& clock) {
  const std::string name = ":memory:";
  try {
    auto database = std::make_unique<SQLite::Database>(name, kOpenFlags);
    CONVOTIC_TRY(migrate(*database, name));
    configure(*database);
    auto ids = std::make_unique<RepeatableIds>(*database);
    return std::unique_ptr<Store>(
        new Store(std::make_unique<Impl>(std::nullopt, name, std::move(database), clock, std::move(ids))));
  } catch (const SQLite::Exception& error) {
    return base::Unexpected(unusable(name, error));
  }
}

void Store::begin_batch() {
  impl_->transaction.begin_batch();
}

Result<void> Store::commit_batch() {
  try {
    impl_->transaction.commit_batch();
    return {};
  } catch (const SQLite::Exception& error) {
    return base::Unexpected(unusable(impl_->file, error));
  }
}

bool Store::changes(std::string_view name) {
  const CtxEntry* entry = find_ctx_entry(name);
  return entry != nullptr && entry->access == Access::writes;
}

CtxOutcome Store::call(const CtxCall& call) {
  const CtxEntry* entry = find_ctx_entry(call.name);
  if (entry == nullptr) {
    const std::string close = nearest_ctx_name(call.name);
    return impl_->rejected(call, "INVALID_REQUEST",
                           close.empty() ? "there is no such call"
                                         : fmt::format("there is no such call; did you mean ctx.{}?", close));
  }
  try {
    return impl_->carry_out(call, *entry);
  } catch (const SQLite::Exception& error) {
    return impl_->rejected(call, "INTERNAL_ERROR", unusable(impl_->file, error).message);
  }
}

std::uint64_t Store::next_request_id() {
  return impl_->tables.journal.next_request();
}

Result<void> Store::record(std::span<const RequestRecord> requests, std::span<const LogRecord> logs) {
  return impl_->in_transaction([&]() -> Result<void> {
    Journal& journal = impl_->tables.journal;
    for (const RequestRecord& request : requests)
      journal.add_request(request);
    for (const LogRecord& log : logs)
      journal.add_log(log);
    journal.prune();
    return {};
  });
}

Result<std::vector<Effect>> Store::effects_of(std::uint64_t request) {
  try {
    return impl_->tables.journal.effects_of(request);
  } catch (const SQLite::Exception& error) {
    return base::Unexpected(unusable(impl_->file, error));
  }
}

Result<SeedSummary> Store::seed(std::string file, std::string text) {
  return impl_->in_transaction([&]() -> Result<SeedSummary> {
    return plant_seed(impl_->tables, {std::move(file), std::move(text), impl_->clock.now()});
  });
}

Result<void> Store::reset(std::string file, std::string text) {
  CONVOTIC_TRY(impl_->in_transaction([&]() -> Result<void> {
    for (Statement& statement : impl_->clear)
      statement.execute();
    if (text.empty()) return {};
    const auto planted = plant_seed(impl_->tables, {std::move(file), std::move(text), impl_->clock.now()});
    if (!planted) return base::Unexpected(planted.error());
    return {};
  }));
  impl_->ids->restart();
  return {};
}

}  // namespace convotic::emulator
