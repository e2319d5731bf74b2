#include "emulator/port_owner.hpp"
#include "tests/support/catch.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>

using convotic::emulator::find_port_owner;
using convotic::emulator::next_free_port;

namespace {

// Listens on a free port of an address until it is gone.
class Listener {
public:
  explicit Listener(in_addr_t address) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(address);
    socklen_t size = sizeof(name);
    auto* generic = reinterpret_cast<sockaddr*>(&name);
    REQUIRE(::bind(fd_, generic, size) == 0);
    REQUIRE(::listen(fd_, 1) == 0);
    REQUIRE(::getsockname(fd_, generic, &size) == 0);
    port = ntohs(name.sin_port);
  }
  ~Listener() { ::close(fd_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  int port = 0;

private:
  int fd_;
};

}  // namespace

TEST_CASE("The owner of a port is named with its pid and folder") {
  const std::string name = std::filesystem::read_symlink("/proc/self/exe").filename().string();
  const std::string self =
      name + " (pid " + std::to_string(::getpid()) + ", " + std::filesystem::current_path().string() + ")";
  for (const in_addr_t address : {INADDR_LOOPBACK, INADDR_ANY}) {
    const Listener listener(address);
    CHECK(find_port_owner(listener.port) == self);
  }
}

TEST_CASE("A port that nobody listens on has no owner") {
  int port = 0;
  {
    const Listener listener(INADDR_LOOPBACK);
    port = listener.port;
  }
  CHECK(find_port_owner(port) == std::nullopt);
}

TEST_CASE("The next free port is after the one that is taken") {
  const Listener taken(INADDR_LOOPBACK);
  const int next = next_free_port("127.0.0.1", taken.port);
  CHECK(next > taken.port);
  CHECK(next_free_port("127.0.0.1", taken.port - 1) != taken.port);
  CHECK(next_free_port("localhost", taken.port - 1) != taken.port);
  CHECK(next_free_port("127.0.0.1", 65535) == 0);
}
