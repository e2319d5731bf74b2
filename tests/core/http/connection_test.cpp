#include "core/http/connection.hpp"
#include "tests/support/catch.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <optional>
#include <thread>

using convotic::http::Connection;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds kPatience{30'000};

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
  std::string hear_to_end() const {
    std::string all;
    std::array<char, 65536> chunk;
    for (ssize_t count; (count = ::recv(peer, chunk.data(), chunk.size(), 0)) > 0;)
      all.append(chunk.data(), static_cast<std::size_t>(count));
    return all;
  }
  void hang_up() {
    if (peer >= 0) ::close(peer);
    peer = -1;
  }

  std::optional<Connection> connection;
  int peer = -1;
};

}  // namespace

TEST_CASE("Bytes are kept until they are used") {
  Ends ends;
  ends.say("hello");
  REQUIRE(ends.connection->fill(kPatience) == Connection::Read::some);
  CHECK(ends.connection->buffered() == "hello");
  ends.connection->consume(2);
  CHECK(ends.connection->buffered() == "llo");
  ends.say(" again");
  REQUIRE(ends.connection->fill(kPatience) == Connection::Read::some);
  CHECK(ends.connection->buffered() == "llo again");
  ends.connection->consume(9);
  CHECK(ends.connection->buffered().empty());
}

TEST_CASE("Silence is told from the end") {
  Ends ends;
  CHECK(ends.connection->fill(milliseconds(1)) == Connection::Read::timed_out);
  CHECK_FALSE(ends.connection->wait_readable(milliseconds(0)));
  ends.say("x");
  CHECK(ends.connection->wait_readable(kPatience));
  ends.hang_up();
  CHECK(ends.connection->fill(kPatience) == Connection::Read::some);
  CHECK(ends.connection->wait_readable(kPatience));
  CHECK(ends.connection->fill(kPatience) == Connection::Read::end);
}

TEST_CASE("What is written leaves with flush, as a whole even when the reader is slow") {
  Ends ends;
  std::string bytes;
  for (int i = 0; i < 3'000'000; ++i)
    bytes += static_cast<char>(i);
  std::string heard;
  std::thread reader([&] { heard = ends.hear_to_end(); });
  ends.connection->write("first ");
  ends.connection->write(bytes);
  CHECK(ends.connection->flush());
  CHECK(ends.connection->flush());  // nothing left
  ends.connection.reset();
  reader.join();
  CHECK(heard == "first " + bytes);
}

TEST_CASE("A peer that has gone is noticed, not a signal") {
  Ends ends;
  ends.hang_up();
  ends.connection->write("x");
  CHECK_FALSE(ends.connection->flush());
  CHECK(ends.connection->flush());  // the rest was dropped
}

TEST_CASE("Lingering ends the sending side and reads away what still comes") {
  Ends ends;
  ends.connection->write("bye");
  REQUIRE(ends.connection->flush());
  std::string heard;
  std::thread peer([&] {
    heard = ends.hear_to_end();  // ends with our sending side
    ends.say("late words");
    ends.hang_up();
  });
  ends.connection->linger(kPatience);
  peer.join();
  CHECK(heard == "bye");
  CHECK(ends.connection->buffered().empty());
}

TEST_CASE("Lingering gives up on a peer that goes on and on") {
  Ends ends;
  ends.connection->linger(milliseconds(5));
  CHECK(ends.hear_to_end().empty());
}

TEST_CASE("The socket is closed with its connection") {
  Ends ends;
  ends.connection.reset();
  CHECK(ends.hear_to_end().empty());
}
