#pragma once

#include "core/base/result.hpp"
#include "core/http/path_pattern.hpp"
#include "emulator/runner_protocol.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace convotic::emulator {

struct Route {
  std::string method;
  http::PathPattern pattern;
  RegisteredRoute::Auth auth = RegisteredRoute::Auth::api_key;
  std::size_t index = 0;  // in order of registration: what the runner knows it by
};

// One loaded version of a module. Immutable: the server's thread holds on to it while a new one takes its
// place.
struct Deployment {
  std::size_t module = 0;        // index into the supervisor's modules
  std::uint64_t generation = 0;  // counts the loaded versions of the module
  std::string name;
  std::string version;  // may be empty
  std::filesystem::path entry;
  std::vector<Route> routes;       // in order of registration
  std::vector<std::size_t> order;  // indices into `routes`, the one to be tried first at the front
  std::vector<std::string> workers;
  std::vector<std::string> nodes;
};

// Checks what a module registered and puts its routes in order. Fails with kModuleName, kRoutePath or
// kRouteDuplicate.
Result<Deployment> make_deployment(LoadedHead head);

}  // namespace convotic::emulator
