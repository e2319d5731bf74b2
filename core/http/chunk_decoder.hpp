#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace convotic::http {

// Takes a body in the chunked transfer coding apart, however its bytes are cut (RFC 9112, section 7.1).
// Strict about sizes and line ends, so that no byte is lost or taken for another request's; extensions and
// trailers are passed over.
class ChunkDecoder {
public:
  enum class State { more, done, malformed, too_large };

  explicit ChunkDecoder(std::size_t max_body) : max_body_(max_body) {}

  // Takes what belongs to the body off the front of `bytes` and returns how much that was. It leaves
  // something only when the state is no longer `more`.
  std::size_t feed(std::string_view bytes);

  State state() const { return state_; }

  // What the chunks held so far.
  std::string& body() { return body_; }
  const std::string& body() const { return body_; }

private:
  enum class Part { size, data, data_end, trailer };

  State take_line(std::string_view line);
  State take_size(std::string_view line);

  std::size_t max_body_;
  State state_ = State::more;
  Part part_ = Part::size;
  std::string body_;
  std::string line_;      // of the size or a trailer, as far as it has come
  std::size_t left_ = 0;  // of the current chunk
  std::size_t trailers_ = 0;
};

}  // namespace convotic::http
