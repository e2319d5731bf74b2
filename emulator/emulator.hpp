#pragma once

#include "core/base/clock.hpp"
#include "core/base/random.hpp"
#include "core/base/result.hpp"
#include "core/http/server.hpp"
#include "emulator/events.hpp"
#include "emulator/gateway.hpp"
#include "emulator/supervisor.hpp"

#include <filesystem>
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
  int rate_limit = 1000;  // requests a minute and key; 0 for none
  http::ServerOptions server;
  std::filesystem::path state;                // the SQLite file
  std::optional<std::filesystem::path> seed;  // a JSON file to put into it first
  std::stop_token stop;                       // ends the wait for modules that are still loading
};

// The local platform: an HTTP server in front of a supervisor. Running from `start` until destruction.
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

  // "http://127.0.0.1:8787"
  std::string url() const;
  int port() const { return server_->port(); }
  const std::vector<StartReport::Failure>& failures() const { return failures_; }
  std::shared_ptr<const RoutingTable> routes() const { return supervisor_->routes(); }

private:
  Emulator() = default;

  std::string host_;
  std::vector<StartReport::Failure> failures_;
  std::unique_ptr<Supervisor> supervisor_;
  std::unique_ptr<Gateway> gateway_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace convotic::emulator
