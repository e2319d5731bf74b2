#pragma once

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "emulator/store/store.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace convotic::emulator {

// What modules are up to after they have answered: nothing, or they wait for a timer, a file or a connection.
enum class Settled { quiet, busy };

// One answered request.
struct RequestEvent {
  base::UnixMillis at = 0;
  std::uint64_t id = 0;  // 0 where the request was refused before it got one
  std::string module;    // empty where the path names none
  std::string method;
  std::string path;   // below the module, or the whole one where the path names none
  std::string query;  // without '?'
  std::string route;  // the pattern that matched; empty where none did
  int status = 0;
  std::chrono::microseconds duration{0};
  std::vector<Effect> effects;
  std::string note;  // why the platform itself answered; empty where the module did
};

// A change that a module made on behalf of a request that had been answered before, or of none.
struct LateEffectEvent {
  base::UnixMillis at = 0;
  std::uint64_t request = 0;  // 0 for none
  std::string module;
  Effect effect;
};

struct LogEvent {
  base::UnixMillis at = 0;
  std::string module;  // empty for convotic's own lines
  std::uint64_t request = 0;
  std::string level;    // "debug", "info", "warn", "error"
  std::string source;   // "console", "logger", "stdout", "stderr", "convotic"
  std::string message;  // may have several lines
  std::string fields;   // JSON; empty where there are none
};

// A module was built and loaded again, or could not be.
struct ReloadEvent {
  base::UnixMillis at = 0;
  std::string module;
  std::string file;  // what changed, relative to the module's folder
  std::chrono::microseconds duration{0};
  std::optional<Error> error;  // then the version of `serving_since` goes on serving
  std::optional<base::UnixMillis> serving_since;
  std::size_t routes = 0;
};

// Where the emulator tells what happens. Called from the supervisor's thread and from the server's, so it
// must be safe for both and must not block.
class EventSink {
public:
  virtual ~EventSink() = default;
  virtual void on_request(const RequestEvent& event) = 0;
  virtual void on_late_effect(const LateEffectEvent& event) = 0;
  virtual void on_log(const LogEvent& event) = 0;
  virtual void on_reload(const ReloadEvent& event) = 0;
};

}  // namespace convotic::emulator
