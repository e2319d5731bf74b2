#include "core/http/connection.hpp"
#include "tests/support/catch.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <optional>

using convotic::http::Connection;
using Read = Connection::Read;
using Written = Connection::Written;

namespace {

// A connection and the other end of it.
struct Ends {
  Ends() {
    std::array<int, 2> fds{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()) == 0);
    connection.emplace(fds[0]);
    peer = fds[1];
  }
  ~Ends() { hang_up(); }
  Ends(const Ends&) = delete;
  Ends& operator=(const Ends&) = delete;

  void say(std::string_view bytes) const {
    REQUIRE(::send(peer, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
  }
  // What is there now, without waiting. `ended` says whether nothing more will come.
  std::string hear() {
    std::string all;
    std::array<char, 65536> chunk;
    ssize_t count = 0;
    while ((count = ::recv(peer, chunk.data(), chunk.size(), MSG_DONTWAIT)) > 0)
      all.append(chunk.data(), static_cast<std::size_t>(count));
    ended = count == 0;
    return all;
  }
  void hang_up() {
    if (peer >= 0) ::close(peer);
    peer = -1;
  }

  std::optional<Connection> connection;
  int peer = -1;
  bool ended = false;
};

}  // namespace

TEST_CASE("Bytes are kept until they are used") {
  Ends ends;
  ends.say("hello");
  REQUIRE(ends.connection->fill() == Read::some);
  CHECK(ends.connection->buffered() == "hello");
  ends.connection->consume(2);
  CHECK(ends.connection->buffered() == "llo");
  ends.say(" again");
  REQUIRE(ends.connection->fill() == Read::some);
  CHECK(ends.connection->buffered() == "llo again");
  ends.connection->consume(9);
  CHECK(ends.connection->buffered().empty());
}

TEST_CASE("Nothing yet is told from the end, and what came before the end is not lost") {
  Ends ends;
  CHECK(ends.connection->fill() == Read::nothing_yet);
  ends.say("x");
  ends.hang_up();
  CHECK(ends.connection->fill() == Read::some);
  CHECK(ends.connection->fill() == Read::end);
  CHECK(ends.connection->buffered() == "x");
}

TEST_CASE("What is to be written leaves as the peer takes it, in order and once") {
  Ends ends;
  std::string bytes = "first ";
  for (int i = 0; i < 3'000'000; ++i)
    bytes += static_cast<char>(i);
  ends.connection->outgoing() += bytes;
  std::string heard;
  int rounds = 0;
  while (ends.connection->flush() == Written::not_yet) {
    heard += ends.hear();
    ++rounds;
  }
  heard += ends.hear();
  CHECK(rounds > 1);
  CHECK(heard == bytes);
  CHECK(ends.connection->outgoing().empty());
  CHECK(ends.connection->flush() == Written::all);
  CHECK(ends.hear().empty());
}

TEST_CASE("A peer that has gone is noticed, and is no signal that ends us") {
  Ends ends;
  ends.hang_up();
  ends.connection->outgoing() += "x";
  CHECK(ends.connection->flush() == Written::peer_gone);
}

TEST_CASE("Ending the sending side leaves the other side open") {
  Ends ends;
  ends.connection->outgoing() += "bye";
  REQUIRE(ends.connection->flush() == Written::all);
  ends.connection->end_sending();
  CHECK(ends.hear() == "bye");
  CHECK(ends.ended);
  ends.say("late words");
  CHECK(ends.connection->fill() == Read::some);
  CHECK(ends.connection->buffered() == "late words");
}

TEST_CASE("The socket is closed with its connection") {
  Ends ends;
  ends.hear();
  CHECK_FALSE(ends.ended);
  ends.connection.reset();
  ends.hear();
  CHECK(ends.ended);
}
