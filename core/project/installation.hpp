#pragma once

#include <filesystem>
#include <string_view>

namespace convotic::project {

// The version of convotic, from CMakeLists.txt.
extern const std::string_view kVersion;

// Where convotic's companions are. The build tree and an installed prefix have the same shape:
//
//     bin/convotic
//     libexec/convotic/{launch-runner,esbuild}
//     share/convotic/{runner.cjs,block-sdk/,node_modules/{typescript,@types/node}}
struct Installation {
  std::filesystem::path runner;        // the program inside each Node child
  std::filesystem::path launcher;      // starts it so that it cannot outlive us
  std::filesystem::path esbuild;       // bundles modules
  std::filesystem::path sdk;           // @convotic/block-sdk
  std::filesystem::path node_modules;  // TypeScript and Node's types, for scaffolded projects
};

// Only names paths; whether they exist is found out by who uses them.
Installation locate_installation(const std::filesystem::path& executable);

}  // namespace convotic::project
