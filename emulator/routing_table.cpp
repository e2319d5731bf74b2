#include "emulator/routing_table.hpp"

#include "core/base/nearest.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::emulator {
namespace {

// As much of a path or name as an answer should repeat.
std::string shortened(std::string_view text) {
  return text.size() <= 200 ? std::string(text) : std::string(text.substr(0, 197)) + "...";
}

}  // namespace

std::shared_ptr<const Deployment> RoutingTable::module(std::string_view name) const {
  const auto found = std::find_if(modules_.begin(), modules_.end(),
                                  [&](const auto& module) { return module->name == name; });
  return found == modules_.end() ? nullptr : *found;
}

std::optional<RouteMatch> RoutingTable::match(const std::shared_ptr<const Deployment>& module,
                                              std::string_view method, std::string_view path) {
  for (const std::size_t index : module->order) {
    const Route& route = module->routes[index];
    if (route.method != method) continue;
    if (auto params = route.pattern.match(path)) return RouteMatch{module, &route, std::move(*params)};
  }
  return std::nullopt;
}

std::string RoutingTable::explain_unknown_module(std::string_view name) const {
  std::vector<std::string> names;
  for (const auto& module : modules_)
    names.push_back(module->name);
  const auto close = base::nearest(name, names);
  if (close) return fmt::format("Module '{}' not found; did you mean '{}'?", shortened(name), *close);
  if (names.empty()) return fmt::format("Module '{}' not found; no module is loaded", shortened(name));
  return fmt::format("Module '{}' not found; there {} '{}'", shortened(name),
                     names.size() == 1 ? "is" : "are", fmt::join(names, "', '"));
}

std::string RoutingTable::explain_no_route(const Deployment& module, std::string_view method,
                                           std::string_view path) {
  const std::string what =
      fmt::format("Route '{} {}' not found in module '{}'", method, shortened(path), module.name);
  // The path with another method first; then what is written most alike.
  std::vector<std::string> same_path, paths, labels;
  for (const Route& route : module.routes) {
    labels.push_back(route.method + " " + route.pattern.text());
    if (route.pattern.match(path)) same_path.push_back(labels.back());
  }
  if (!same_path.empty()) return fmt::format("{}; it has '{}'", what, fmt::join(same_path, "', '"));
  if (const auto close = base::nearest(fmt::format("{} {}", method, path), labels))
    return fmt::format("{}; did you mean '{}'?", what, *close);
  if (labels.empty()) return what + ", which has no routes";
  if (labels.size() > 5) return fmt::format("{}, which has {} others", what, labels.size());
  return fmt::format("{}; it has '{}'", what, fmt::join(labels, "', '"));
}

}  // namespace convotic::emulator
