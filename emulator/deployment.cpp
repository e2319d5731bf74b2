#include "emulator/deployment.hpp"

#include "core/project/module_name.hpp"
#include "emulator/errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace convotic::emulator {
namespace {

Result<Route> make_route(const RegisteredRoute& registered, std::size_t index) {
  auto pattern = http::PathPattern::parse(registered.path);
  if (!pattern)
    return base::fail(kRoutePath,
                      fmt::format("the path \"{}\" of route {} ({}) is not valid: {}", registered.path,
                                  index + 1, registered.method, pattern.error().message),
                      "paths look like \"/orders/:orderId\"");
  return Route{registered.method, std::move(*pattern), registered.auth, index};
}

}  // namespace

Result<Deployment> make_deployment(LoadedHead head) {
  if (const auto name = project::check_module_name(head.name, kModuleName); !name)
    return base::fail(kModuleName, name.error().message,
                      fmt::format("call it \"{}\"", project::nearest_module_name(head.name)));
  Deployment out;
  out.name = std::move(head.name);
  out.version = std::move(head.version);
  out.workers = std::move(head.workers);
  out.nodes = std::move(head.nodes);
  for (const RegisteredRoute& registered : head.routes) {
    CONVOTIC_TRY_ASSIGN(Route route, make_route(registered, out.routes.size()));
    for (const Route& other : out.routes)
      if (other.method == route.method && other.pattern.same_shape(route.pattern))
        return base::fail(kRouteDuplicate,
                          fmt::format("routes {} and {} both answer {} {}", other.index + 1, route.index + 1,
                                      route.method, route.pattern.text()),
                          other.pattern.text() == route.pattern.text()
                              ? std::string("remove one of them")
                              : fmt::format("\"{}\" and \"{}\" differ only in the names of parameters",
                                            other.pattern.text(), route.pattern.text()));
    out.routes.push_back(std::move(route));
  }
  out.order.resize(out.routes.size());
  std::iota(out.order.begin(), out.order.end(), std::size_t{0});
  std::stable_sort(out.order.begin(), out.order.end(), [&](std::size_t a, std::size_t b) {
    return out.routes[a].pattern.more_specific(out.routes[b].pattern);
  });
  return out;
}

}  // namespace convotic::emulator
