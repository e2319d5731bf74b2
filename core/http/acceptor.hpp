#pragma once

#include "core/base/event_loop.hpp"

#include <functional>

struct uv_poll_s;

namespace convotic::http {

// Accepts connections from a listening socket, which stays its owner's, on a loop's thread. Where the system
// has no room for another connection it tries again a little later; who connects meanwhile waits in the
// backlog.
class Acceptor {
public:
  // `accepted` gets each connected socket: non-blocking, not inherited by children.
  Acceptor(base::EventLoop& loop, int fd, std::function<void(int)> accepted);
  ~Acceptor();
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

private:
  void accept();

  const int fd_;
  const std::function<void(int)> accepted_;
  base::Timer again_;
  uv_poll_s* poll_;
};

}  // namespace convotic::http
