#pragma once

#include "core/base/clock.hpp"
#include "emulator/store/sql.hpp"
#include "emulator/store/store.hpp"

#include <cstdint>
#include <vector>

namespace convotic::emulator {

// Log lines are kept with their request, and beyond that no more than these: a timer in a module logs outside
// of requests.
inline constexpr std::int64_t kJournalLogs = 100'000;

// What happened: requests, the effects of each, and log lines.
class Journal {
public:
  explicit Journal(SQLite::Database& database);

  // One more than the highest request that has left a trace, now or in an earlier run.
  std::uint64_t next_request() const { return last_request_ + 1; }

  void add_request(const RequestRecord& request);
  void add_log(const LogRecord& log);
  // Gives it the next sequence number of its request.
  void add_effect(std::uint64_t request, const Effect& effect, base::UnixMillis at);
  std::vector<Effect> effects_of(std::uint64_t request);

  // Forgets the requests beyond kJournalRequests with their effects and logs, as many effects of no request,
  // the logs beyond kJournalLogs, and the contents of requests beyond kKeptRequests and kKeptBytes.
  void prune();

private:
  void note(std::uint64_t request);
  void prune_received();

  std::uint64_t last_request_ = 0;
  bool received_ = false;  // contents came since the last prune
  Statement add_request_, add_log_, add_effect_, effects_of_;
  Statement prune_requests_, prune_effects_, prune_loose_effects_, prune_logs_of_requests_, prune_logs_;
  Statement add_received_, prune_old_received_, prune_received_, size_of_received_, prune_first_received_;
};

}  // namespace convotic::emulator
