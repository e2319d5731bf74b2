#pragma once

#include "lint/config.hpp"
#include "lint/model/model.hpp"
#include "lint/model/project.hpp"

#include <span>

namespace convotic::lint {

// Finds the modules of these files and their routes, and puts them into the model and the project.
void extract_routes(Model& model, Project& project, std::span<const FileId> inputs, const Config& config,
                    unsigned threads);

}  // namespace convotic::lint
