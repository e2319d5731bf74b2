#pragma once

#include "core/base/clock.hpp"
#include "core/base/random.hpp"
#include "core/base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::emulator {

// One call of a member of `ctx`, as it came from a runner.
struct CtxCall {
  std::string_view module;     // storage is scoped to it
  std::uint64_t request = 0;   // the request that made it; 0 for a call made outside one
  std::string_view name;       // "contacts.update"
  std::string_view arguments;  // JSON array
};

// One change that a module made through `ctx`. What a replay asserts on, and what `convotic dev` counts.
struct Effect {
  std::string call;       // "contacts.update"
  std::string target;     // what the call acted on: the id that was made or given, or the storage key
  std::string arguments;  // JSON array, as the module gave it
};

// Why `ctx` rejected a call. `message` starts with "ctx.<call>: ".
struct CtxError {
  std::string code;  // "NOT_FOUND", "INVALID_REQUEST", "CONFLICT", "INTERNAL_ERROR"
  std::string message;
};

struct CtxOutcome {
  std::string result;             // JSON; empty is `undefined`
  std::optional<CtxError> error;  // set where the call is rejected; nothing has changed then
  std::optional<Effect> effect;   // set where something changed
};

// A request as it was received, so that it can be sent again.
struct ReceivedRequest {
  std::string headers;              // "Name: value\n" each, in their order, as they came; but no API key
  std::optional<std::string> body;  // the exact bytes; nothing where there are more than kKeptBody
  std::uint64_t body_size = 0;
};

// What the journal keeps of a request.
struct RequestRecord {
  std::uint64_t id = 0;
  base::UnixMillis at = 0;
  std::string module;
  std::string method;
  std::string target;  // path and query as they came
  std::string route;   // the pattern that matched; empty where none did
  int status = 0;
  std::int64_t duration_us = 0;
  std::uint32_t effects = 0;
  std::optional<ReceivedRequest> received = std::nullopt;  // of those whose body was read
};

// Whether a request with this status has failed, as far as `convotic replay --failed` goes: whoever answered.
constexpr bool has_failed(int status) {
  return status >= 400;
}

struct LogRecord {
  base::UnixMillis at = 0;
  std::uint64_t request = 0;  // 0 outside a request
  std::string module;
  std::string level;
  std::string message;
};

// How many of each a seed file put in.
struct SeedSummary {
  std::size_t contacts = 0;
  std::size_t conversations = 0;
  std::size_t messages = 0;
  std::size_t workflows = 0;
  std::size_t storage_entries = 0;
};

// The state behind `ctx`: one SQLite file holding contacts, conversations, messages, workflows, each module's
// storage, and the journal of requests, effects and log lines.
//
// Durability: what `commit` has returned ok for survives the death of the process (WAL, synchronous=NORMAL).
// Thread-safety: none; the supervisor's thread owns it.
class Store {
public:
  // Opens or creates the file and its directory, brings its schema up to date and takes the exclusive right
  // to write for this process. Fails with kStateUnusable where the file is not such a database, is newer than
  // this program, or is in use by another `convotic` (named with its pid where that is known).
  static Result<std::unique_ptr<Store>> open(const std::filesystem::path& file, const base::Clock& clock,
                                             base::Random& random);
  // A store that is gone with the object, for replays: its ids depend only on what was made before them since
  // the last `reset` (RepeatableIds in ids.hpp).
  static Result<std::unique_ptr<Store>> open_in_memory(const base::Clock& clock);
  ~Store();

  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // A batch makes many calls share one transaction, and so one write to disk. Calls made outside a batch
  // commit by themselves. No result of a call inside a batch may be told to anybody before `commit` has
  // succeeded; if it fails, none of the batch happened.
  void begin_batch();
  Result<void> commit_batch();

  // Carries out one ctx call. Its change and its effect row share one transaction (a savepoint within a
  // batch).
  CtxOutcome call(const CtxCall& call);
  // Whether calls of this name ("contacts.update") are made to change something.
  static bool changes(std::string_view name);

  // The id that follows the highest request that has left a trace in the journal (an effect is one, even
  // where the request itself was never recorded). The same until the next one does.
  std::uint64_t next_request_id();

  // Appends to the journal in one transaction and forgets the oldest entries beyond kJournalRequests, and
  // the oldest contents of requests beyond kKeptRequests and kKeptBytes.
  Result<void> record(std::span<const RequestRecord> requests, std::span<const LogRecord> logs);

  // The effects of one request, in order.
  Result<std::vector<Effect>> effects_of(std::uint64_t request);

  // Adds or replaces what a seed file lists (docs/state.md describes it). `text` is the file's content,
  // `file` its name for errors. All or nothing.
  Result<SeedSummary> seed(std::string file, std::string text);

  // Takes everything out, the journal included, and plants a seed, if `text` is not empty; repeatable ids
  // begin again. All or nothing. Outside of a batch.
  Result<void> reset(std::string file, std::string text);

private:
  struct Impl;
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

inline constexpr std::size_t kJournalRequests = 10'000;
// Of how many requests that failed, and of how many others, the contents are kept; how large a body may be;
// and how much there may be of all of them, of which at least the latest is kept.
inline constexpr std::size_t kKeptRequests = 100;
inline constexpr std::size_t kKeptBody = 1u << 20;
inline constexpr std::size_t kKeptBytes = 32u << 20;

// A member of `ctx` that the host answers; sdk/ctx-members.json lists the same ones.
enum class CtxStatus { documented, assumed };
struct CtxMember {
  std::string_view name;
  CtxStatus status;
};
std::span<const CtxMember> ctx_members();

}  // namespace convotic::emulator
