#include "lint/analysed.hpp"

#include "lint/findings.hpp"

namespace convotic::lint {
namespace {

Range place_of(const Route& route, std::string_view name) {
  const RouteProperty* property = property_of(route, name);
  return property == nullptr ? Range{} : property->at;
}

}  // namespace

Analysed analyse(const base::FileSystem& files, std::span<const Input> inputs, const Config& config,
                 unsigned threads) {
  Model model = build_model(files, inputs, config, threads);
  std::vector<Finding> findings = run_rules(model, config);
  std::vector<RoutePlaces> places;
  for (const ModuleFile& module : model.modules)
    for (const Route& route : module.routes)
      places.push_back({place_of(route, "path"), place_of(route, "auth")});
  return {std::move(model.files), std::move(findings), std::move(model.summaries), std::move(places)};
}

}  // namespace convotic::lint
