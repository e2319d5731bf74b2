#pragma once

#include "core/base/clock.hpp"
#include "core/base/random.hpp"
#include "core/base/result.hpp"
#include "core/http/server.hpp"
#include "emulator/events.hpp"
#include "emulator/gateway.hpp"
#include "emulator/supervisor.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace convotic::emulator {

struct EmulatorOptions {
  std::vector<project::ModuleSource> modules;
  SupervisorOptions supervisor;
  std::string api_key;
  std::string delivery_token;                 // GatewayOptions::delivery_token
  RequestRecorder* recorder = nullptr;        // GatewayOptions::recorder
  int rate_limit = 1000;                      // requests a minute and key; 0 for none
  std::size_t max_body = 10u << 20;           // bytes
  std::optional<http::ServerOptions> server;  // nothing: it does not listen, and is reached by `deliver` only
  std::optional<std::filesystem::path> state;  // the SQLite file; nothing: memory, with repeatable ids
  std::optional<std::filesystem::path> seed;   // a JSON file to put into it first
  std::stop_token stop;                        // ends the wait for modules that are still loading
};

// The local platform: a gateway in front of a supervisor, and an HTTP server in front of that, if wanted.
// Running from `start` until destruction.
class Emulator {
public:
  // Opens the state, loads every module and listens. Modules that do not load are reported in `failures` and
  // do not keep the others from being served. Fails with kStateUnusable, kPortInUse or http::kListen.
  static Result<std::unique_ptr<Emulator>> start(EmulatorOptions options, EventSink& events,
                                                 const base::Clock& clock, base::Random& random);
  // Stops accepting, answers what is in progress, ends the runners.
  ~Emulator();
  Emulator(const Emulator&) = delete;
  Emulator& operator=(const Emulator&) = delete;

  // "http://127.0.0.1:8787", and the port. Only of one that listens.
  std::string url() const;
  int port() const { return server_->port(); }
  const std::vector<StartReport::Failure>& failures() const { return failures_; }
  std::shared_ptr<const RoutingTable> routes() const { return supervisor_->routes(); }

  // What follows is for one thread at a time.

  // Gateway::deliver. The head's target is that of a request over HTTP: "/v1/modules/<module><path>".
  // Requests are numbered in the order of these calls (RequestEvent::id).
  void deliver(const http::RequestHead& head, std::string body, std::function<void(Delivered)> done) {
    gateway_->deliver(head, std::move(body), std::move(done));
  }

  // The number that the next request gets.
  std::uint64_t next_request() const { return gateway_->next_request(); }

  // Waits until modules have done what they can for requests that are answered, without waiting for a timer
  // or the network. Effects that this comes to are told to the EventSink meanwhile.
  void settle();

  // Empties the state and plants a seed (JSON text; empty: none; `file` is its name for errors), after
  // `settle`. What modules still do for earlier requests then has no effect. While nothing is under way.
  // Fails with kJsonInvalid at the offending place of the seed; the state is as it was then.
  Result<void> reset(std::string file, std::string seed);

  // Moves the clock: that of modules, and what the state is stamped with. While nothing is under way.
  void shift_clock(std::chrono::milliseconds shift);

private:
  explicit Emulator(const base::Clock& clock) : clock_(clock) {}

  std::string host_;
  base::ShiftedClock clock_;
  std::vector<StartReport::Failure> failures_;
  std::unique_ptr<Supervisor> supervisor_;
  std::unique_ptr<Gateway> gateway_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace convotic::emulator
