#pragma once

#include "core/base/clock.hpp"
#include "core/http/server.hpp"
#include "emulator/events.hpp"
#include "emulator/rate_limit.hpp"
#include "emulator/request_recorder.hpp"
#include "emulator/routing_table.hpp"
#include "emulator/supervisor.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace convotic::emulator {

struct GatewayOptions {
  std::string api_key;
  int rate_limit = 1000;             // requests a minute and key; 0 for none
  std::size_t max_body = 10u << 20;  // bytes; of requests over HTTP the server enforces it
  std::chrono::milliseconds request_timeout{30'000};
  std::uint64_t first_request = 1;                               // journal id of the first request
  enum class Contents { drop, keep } contents = Contents::keep;  // of requests, in the journal
  std::string delivery_token = {};  // what a delivery of another convotic must bear; empty: there are none
  RequestRecorder* recorder = nullptr;  // outlives the gateway; none: nothing is recorded
};

// An answer, and what was reported of it.
struct Delivered {
  http::Response response;
  RequestEvent event;
};

// The platform's side of a request: module, route, key, rate limit, body, then the runner, then a check of
// what came back (docs/fidelity.md has the order and every answer). Begins on the server's thread, or on the
// one that delivers, and ends on the server's, or the supervisor's.
class Gateway final : public http::Handler {
public:
  Gateway(GatewayOptions options, Supervisor& supervisor, EventSink& events, const base::Clock& clock);

  http::Decision on_head(const http::RequestHead& head) override;
  http::Response on_malformed(int status, const std::string& message) override;

  // Takes a request that comes from within the program, just as one over HTTP. `done` is called once, before
  // this returns or later on the supervisor's thread; it must not block.
  void deliver(const http::RequestHead& head, std::string body, std::function<void(Delivered)> done);

  // The journal id of the next request.
  std::uint64_t next_request() const { return next_request_; }

private:
  struct Exchange;
  // What a request says of itself in delivery_headers.hpp.
  enum class Delivery { no, yes, with_key };
  Delivery delivery_of(const http::RequestHead& head) const;
  http::Decision decide(const std::shared_ptr<Exchange>& exchange, const http::RequestHead& head);
  http::Decision admit(const std::shared_ptr<Exchange>& exchange, const http::RequestHead& head);
  http::Response malformed(Exchange& exchange, int status, const std::string& message);
  http::Response refuse(Exchange& exchange, http::Response response, std::string note);
  void run(const std::shared_ptr<Exchange>& exchange, http::Body body, const http::Respond& respond);
  http::Response complete(Exchange& exchange);
  http::Response finish(Exchange& exchange, http::Response response);
  bool is_recorded(const Exchange& exchange) const;
  void keep(Exchange& exchange, const std::string& body) const;
  void tell_of_assumed_body(const Exchange& exchange);
  std::string check_key(const http::RequestHead& head) const;

  const GatewayOptions options_;
  Supervisor& supervisor_;
  EventSink& events_;
  const base::Clock& clock_;
  RateLimit rate_limit_;
  std::atomic<std::uint64_t> next_request_;
  std::atomic_flag told_of_body_;
};

}  // namespace convotic::emulator
