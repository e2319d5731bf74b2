#include "emulator/port_owner.hpp"

#include <fmt/format.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace convotic::emulator {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kListening = "0A";  // the state column of /proc/net/tcp

// The inode of the socket that listens on the port, from one of the kernel's tables (proc(5)).
std::optional<std::string> listening_inode(const char* table, int port) {
  std::ifstream in(table);
  std::string line;
  std::getline(in, line);  // headings
  const std::string wanted = fmt::format(":{:04X}", port);
  while (std::getline(in, line)) {
    std::istringstream fields(line);
    std::string slot, local, remote, state, queues, timer, retransmits, uid, timeout, inode;
    fields >> slot >> local >> remote >> state >> queues >> timer >> retransmits >> uid >> timeout >> inode;
    if (state == kListening && local.ends_with(wanted)) return inode;
  }
  return std::nullopt;
}

bool holds(const fs::path& process, const std::string& socket) {
  std::error_code code;
  for (fs::directory_iterator it(process / "fd", code), end; !code && it != end; it.increment(code)) {
    std::error_code ignored;
    if (fs::read_symlink(it->path(), ignored) == socket) return true;
  }
  return false;
}

std::string describe_process(const fs::path& process) {
  // Not what the process calls itself (comm): newer Nodes are all "MainThread".
  std::error_code code;
  std::string name = fs::read_symlink(process / "exe", code).filename().string();
  name = name.substr(0, name.find(" (deleted)"));
  const fs::path directory = fs::read_symlink(process / "cwd", code);
  return code ? fmt::format("{} (pid {})", name, process.filename().string())
              : fmt::format("{} (pid {}, {})", name, process.filename().string(), directory.string());
}

bool can_listen(const std::string& host, int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  if (::inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1)
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  const bool bound =
      ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 && ::listen(fd, 1) == 0;
  ::close(fd);
  return bound;
}

}  // namespace

std::optional<std::string> find_port_owner(int port) {
  std::optional<std::string> inode = listening_inode("/proc/net/tcp", port);
  if (!inode) inode = listening_inode("/proc/net/tcp6", port);
  if (!inode) return std::nullopt;
  const std::string socket = fmt::format("socket:[{}]", *inode);
  std::error_code code;
  for (fs::directory_iterator it("/proc", code), end; !code && it != end; it.increment(code)) {
    const std::string name = it->path().filename().string();
    const bool is_process = std::all_of(
        name.begin(), name.end(), [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; });
    if (is_process && holds(it->path(), socket)) return describe_process(it->path());
  }
  return "another process";
}

int next_free_port(const std::string& host, int port) {
  for (int candidate = port + 1; candidate < 65536; ++candidate)
    if (can_listen(host, candidate)) return candidate;
  return 0;
}

}  // namespace convotic::emulator
