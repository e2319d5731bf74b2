#include "lint/model/build.hpp"

#include "lint/analysis/analysis.hpp"
#include "lint/model/extraction.hpp"
#include "lint/model/loader.hpp"
#include "lint/model/project.hpp"

#include <memory>
#include <utility>
#include <vector>

namespace convotic::lint {

Model build_model(const base::FileSystem& files, std::span<const Input> inputs, const Config& config,
                  unsigned threads) {
  Model model;
  auto project = std::make_shared<Project>();
  Loader loader(files, model, *project, threads);
  loader.run(inputs);
  project->note_writes();
  extract_routes(model, *project, loader.inputs(), config, threads);
  analyse(model, *project, config, threads);
  model.project = std::move(project);
  return model;
}

}  // namespace convotic::lint
