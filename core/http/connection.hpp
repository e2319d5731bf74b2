#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace convotic::http {

// A connected socket with what has been read from it and not been used, and what is to be written. Nothing
// here waits. The socket is closed on destruction.
class Connection {
public:
  explicit Connection(int fd);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int fd() const { return fd_; }

  // Bytes that have been read and not been used.
  std::string_view buffered() const { return std::string_view(in_).substr(used_); }
  void consume(std::size_t count);

  enum class Read { some, nothing_yet, end };
  // Appends what has arrived to `buffered`. A broken connection has ended.
  Read fill();

  enum class Written { all, not_yet, peer_gone };
  // What is to be written; `flush` sends as much of it as the peer takes now.
  std::string& outgoing() { return out_; }
  Written flush();

  // Tells the peer that nothing more will come.
  void end_sending();

private:
  int fd_;
  std::string in_;
  std::size_t used_ = 0;
  std::string out_;
  std::size_t sent_ = 0;
};

}  // namespace convotic::http
