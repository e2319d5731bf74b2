#pragma once

#include "core/base/clock.hpp"
#include "emulator/events.hpp"

#include <cstdint>
#include <string>

namespace convotic::emulator {

// A request to an open route as it came, whole, so that it can be sent again.
struct RecordedRequest {
  base::UnixMillis at = 0;
  std::uint64_t id = 0;
  std::string module;
  std::string method;
  std::string target;   // path and query as they came
  std::string headers;  // as ReceivedRequest::headers
  std::string body;     // the exact bytes, however many
};

// Takes every request to an open route, once it is answered, but for those that `convotic replay` sends.
// Called from the supervisor's thread and from the server's, so it must be safe for both and must not block.
class RequestRecorder {
public:
  virtual ~RequestRecorder() = default;
  virtual void on_answered(RecordedRequest request) = 0;
  // A request whose body never came whole. `why` is one clause.
  virtual void on_lost(const RequestEvent& event, const std::string& why) = 0;
};

}  // namespace convotic::emulator
