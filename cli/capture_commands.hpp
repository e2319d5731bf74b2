#pragma once

#include "cli/commands.hpp"

namespace convotic::cli {

// The commands below `convotic capture`, one a file in cli/commands/.
Command register_capture_import(CLI::App& capture);
Command register_capture_show(CLI::App& capture);

}  // namespace convotic::cli
