#pragma once

#include "core/http/message.hpp"
#include "emulator/runner_protocol.hpp"
#include "emulator/store/store.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace convotic::emulator {

// One request on its way through a runner. The server's thread makes it; until `done` is called it belongs to
// the supervisor's thread, afterwards to the server's again.
struct Invocation {
  // What to run.
  std::size_t module = 0;                                       // index into the supervisor's modules
  std::uint64_t generation = 0;                                 // of the routes that were matched
  std::size_t route = 0;                                        // index within them
  RegisteredRoute::Auth auth = RegisteredRoute::Auth::api_key;  // what was asked of the caller
  std::uint64_t request = 0;                                    // journal id
  std::string head;  // the invoke frame's head after its route: `,"params":…}`
  std::string body;
  std::string label;  // "POST /orders/:orderId", for messages
  std::chrono::steady_clock::time_point deadline;

  // What came of it.
  http::Response response;
  std::string note;  // why the platform answered instead of the module; empty where the module did
  std::vector<Effect> effects;
  std::function<void()> done;  // called once, on the supervisor's thread; must not block
};

}  // namespace convotic::emulator
