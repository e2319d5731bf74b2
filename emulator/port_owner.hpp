#pragma once

#include <optional>
#include <string>

namespace convotic::emulator {

// Who listens on a TCP port of this machine: "node (pid 4121, /home/a/shop)"; "another process" where the
// system does not say which. Nothing where nobody does.
std::optional<std::string> find_port_owner(int port);

// The first port after `port` on which one can listen now.
int next_free_port(const std::string& host, int port);

}  // namespace convotic::emulator
