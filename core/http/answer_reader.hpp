#pragma once

#include "core/http/chunk_decoder.hpp"
#include "core/http/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace convotic::http {

// Takes the answer to one request apart, however its bytes are cut (RFC 9112, section 6): status line,
// headers, and the body by its length, its chunks, or the end of the connection. Interim answers (1xx) are
// passed over.
class AnswerReader {
public:
  enum class State { more, done, broken };

  // `method` is that of the request: the answer to HEAD has no body.
  AnswerReader(std::string_view method, std::size_t max_body);

  // Takes bytes as they come.
  State feed(std::string_view bytes);
  // The connection has ended.
  State end();

  // Why it is broken: a clause that goes on from "the answer of shop.example".
  const std::string& problem() const { return problem_; }
  // How far it has come, in the same form: "has not begun", "has 5 of 12 bytes of its body".
  std::string progress() const;
  // Whether any of it has come.
  bool begun() const { return begun_; }
  // Whether the connection can be used for another request, once it is done.
  enum class Connection { keep, close };
  Connection connection() const { return connection_; }

  Response& response() { return response_; }

private:
  State read_head();
  State read_framing(std::string_view version);
  State read_body();
  State broken(std::string problem);

  const bool answers_head_;
  const std::size_t max_body_;
  std::string pending_;
  Response response_;
  std::string problem_;
  enum class Part { head, body } part_ = Part::head;
  bool begun_ = false;
  Connection connection_ = Connection::keep;
  std::optional<std::uint64_t> length_;  // of the body, where it was told
  std::optional<ChunkDecoder> chunks_;
};

}  // namespace convotic::http
