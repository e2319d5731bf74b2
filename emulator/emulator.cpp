#include "emulator/emulator.hpp"

#include "core/base/file_system.hpp"
#include "core/http/errors.hpp"
#include "emulator/errors.hpp"
#include "emulator/port_owner.hpp"

#include <fmt/format.h>

#include <future>

namespace convotic::emulator {
namespace {

Result<std::unique_ptr<Store>> open_store(const EmulatorOptions& options, const base::Clock& clock,
                                          base::Random& random) {
  base::RealFileSystem files;
  if (options.state) CONVOTIC_TRY(files.make_directories(options.state->parent_path()));
  CONVOTIC_TRY_ASSIGN(std::unique_ptr<Store> store, options.state ? Store::open(*options.state, clock, random)
                                                                  : Store::open_in_memory(clock));
  if (options.seed) {
    CONVOTIC_TRY_ASSIGN(std::string text, files.read(*options.seed));
    CONVOTIC_TRY(store->seed(options.seed->string(), std::move(text)));
  }
  return store;
}

Result<std::unique_ptr<http::Server>> listen(const http::ServerOptions& options, http::Handler& handler) {
  auto server = http::Server::listen(options, handler);
  if (server || options.port == 0) return server;
  const auto owner = find_port_owner(options.port);
  if (!owner) return server;
  return base::fail(
      kPortInUse, fmt::format("{}:{} is taken by {}", options.host, options.port, *owner),
      fmt::format("convotic dev --port {} is free", next_free_port(options.host, options.port)));
}

}  // namespace

Result<std::unique_ptr<Emulator>> Emulator::start(EmulatorOptions options, EventSink& events,
                                                  const base::Clock& clock, base::Random& random) {
  std::unique_ptr<Emulator> emulator(new Emulator(clock));
  const base::Clock& shifted = emulator->clock_;
  // Node boots and modules are built while the state is opened here.
  emulator->supervisor_ = std::make_unique<Supervisor>(options.supervisor, options.modules, events, shifted);
  CONVOTIC_TRY_ASSIGN(std::unique_ptr<Store> store, open_store(options, shifted, random));
  GatewayOptions gateway{options.api_key, options.rate_limit, options.max_body,
                         options.supervisor.request_timeout, store->next_request_id()};
  gateway.delivery_token = options.delivery_token;
  gateway.recorder = options.recorder;
  if (options.supervisor.journal == SupervisorOptions::Journal::none)
    gateway.contents = GatewayOptions::Contents::drop;
  emulator->supervisor_->use(std::move(store));
  {
    Supervisor& supervisor = *emulator->supervisor_;
    const std::stop_callback stop_waiting(options.stop, [&supervisor] { supervisor.stop_waiting(); });
    emulator->failures_ = supervisor.wait_until_settled().failures;
  }
  emulator->gateway_ = std::make_unique<Gateway>(std::move(gateway), *emulator->supervisor_, events, shifted);
  if (!options.server) return emulator;
  emulator->host_ = options.server->host;
  options.server->max_body = options.max_body;
  CONVOTIC_TRY_ASSIGN(emulator->server_, listen(*options.server, *emulator->gateway_));
  return emulator;
}

Emulator::~Emulator() {
  if (supervisor_) supervisor_->answer_all();
  if (server_) server_->stop();
}

void Emulator::settle() {
  std::promise<void> settled;
  supervisor_->settle([&settled] { settled.set_value(); });
  settled.get_future().wait();
}

Result<void> Emulator::reset(std::string file, std::string seed) {
  return supervisor_->reset(gateway_->next_request(), std::move(file), std::move(seed));
}

void Emulator::shift_clock(std::chrono::milliseconds shift) {
  clock_.shift(shift.count());
  supervisor_->shift_clock(shift);
}

std::string Emulator::url() const {
  std::string host = host_ == "0.0.0.0" || host_ == "::" ? "127.0.0.1" : host_;
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  return fmt::format("http://{}:{}", host, port());
}

}  // namespace convotic::emulator
