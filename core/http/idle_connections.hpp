#pragma once

#include "core/http/connection.hpp"

#include <chrono>
#include <functional>
#include <memory>

namespace convotic::http {

// Where connections wait for their next request, all of them on one thread.
class IdleConnections {
public:
  // `ready` gets a connection back when bytes arrive; it must not block. One that stays silent for `timeout`,
  // or that the peer ends, is closed.
  IdleConnections(std::function<void(std::unique_ptr<Connection>)> ready, std::chrono::milliseconds timeout);
  // Closes every connection.
  ~IdleConnections();
  IdleConnections(const IdleConnections&) = delete;
  IdleConnections& operator=(const IdleConnections&) = delete;

  // Safe from any thread.
  void park(std::unique_ptr<Connection> connection);

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace convotic::http
