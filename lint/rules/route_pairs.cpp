#include "lint/rules/route_pairs.hpp"

#include <vector>

namespace convotic::lint {
namespace {

bool comparable(const Route& route) {
  return !route.damaged && route.unresolvable.empty() && route.method.kind == Folded::Kind::string &&
         route.path.kind == Folded::Kind::string;
}

}  // namespace

void each_pair(const Model& model,
               const std::function<void(const Route& first, const Route& second)>& visit) {
  for (const ModuleFile& module : model.modules) {
    std::vector<const Route*> known;
    for (const Route& route : module.routes) {
      if (!comparable(route)) continue;
      for (const Route* earlier : known)
        if (earlier->method.text == route.method.text &&
            !branches_exclude(model, earlier->branch, route.branch))
          visit(*earlier, route);
      known.push_back(&route);
    }
  }
}

}  // namespace convotic::lint
