#pragma once

#include "core/base/event_loop.hpp"
#include "core/http/acceptor.hpp"
#include "core/http/server.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>

namespace convotic::http {

// All connections of a server, on one thread: reads requests as their bytes come, asks the handler, writes
// answers whenever they are ready. A connection costs a file descriptor and its buffers, however slow it is.
class ExchangeLoop {
public:
  ExchangeLoop(const ServerOptions& options, Handler& handler);
  // Closes what is left and joins.
  ~ExchangeLoop();
  ExchangeLoop(const ExchangeLoop&) = delete;
  ExchangeLoop& operator=(const ExchangeLoop&) = delete;

  // Accepts connections from a listening socket, until `stop`. The socket stays the caller's.
  void accept_from(int fd);

  // Accepts nothing more, closes connections that wait for a request, and the others when they are answered;
  // waits for that up to `grace`.
  void stop(std::chrono::milliseconds grace);

private:
  struct Peer;
  enum class Alive { no, yes };

  void add(int fd);
  Peer* find(std::uint64_t id);
  void watch(Peer& peer, int events);
  void close(Peer& peer);
  void close_all();
  void on_event(Peer& peer, int events);
  void on_broken(Peer& peer);
  void on_end(Peer& peer);
  void advance(Peer& peer);
  Alive read_head(Peer& peer);
  Alive read_body(Peer& peer);
  Alive discard(Peer& peer);
  Alive start(Peer& peer, Body body);
  Alive refuse(Peer& peer, int status, const std::string& message);
  Alive answer(Peer& peer, const Response& response);
  Alive written(Peer& peer);
  void sweep();

  const ServerOptions options_;
  Handler& handler_;
  base::EventLoop loop_;
  std::unique_ptr<base::Timer> sweep_timer_;
  std::optional<Acceptor> acceptor_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Peer>> peers_;
  std::uint64_t next_id_ = 1;
  bool stopping_ = false;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool empty_ = true;     // guarded by mutex_: no connection is left
  bool stopped_ = false;  // guarded by mutex_: nothing more is accepted
  std::jthread thread_;
};

}  // namespace convotic::http
