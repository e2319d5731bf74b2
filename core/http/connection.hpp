#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace convotic::http {

// A connected socket with what has been read from it and not been used, and what is to be written. Owned by
// one thread at a time. The socket is closed on destruction.
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

  enum class Read { some, end, timed_out };
  // Waits for more bytes and appends them to `buffered`.
  Read fill(std::chrono::milliseconds timeout);

  // Whether bytes (or the end) arrive within `timeout`.
  bool wait_readable(std::chrono::milliseconds timeout) const;

  // Collects output; `flush` sends it, waiting for a slow reader. False once the peer has gone.
  void write(std::string_view bytes) { out_ += bytes; }
  bool flush();

  // Ends the sending side and reads away what the peer is still sending, for up to `patience`: closing with
  // unread input would make the kernel discard our answer.
  void linger(std::chrono::milliseconds patience);

private:
  int fd_;
  std::string in_;
  std::size_t used_ = 0;
  std::string out_;
};

}  // namespace convotic::http
