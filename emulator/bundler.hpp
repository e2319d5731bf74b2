#pragma once

#include "core/base/result.hpp"
#include "core/project/module_source.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace convotic::base {
class EventLoop;
}

namespace convotic::emulator {

class ChildProcess;

// A module in one file that Node can import.
struct Bundle {
  std::filesystem::path file;                 // ESM; its source map lies beside it
  std::vector<std::filesystem::path> inputs;  // every source file in it, absolute: what to watch
};

// Runs esbuild on a module's entry. Packages stay outside the bundle, as the module's node_modules has them;
// `@convotic/block-sdk` is ours, installed or not. What a bundle would change is put right: `require`,
// `__dirname`, `__filename` and `import.meta.url` are those of the entry file.
class Bundler {
public:
  Bundler(base::EventLoop& loop, std::filesystem::path esbuild, std::filesystem::path sdk);
  ~Bundler();
  Bundler(const Bundler&) = delete;
  Bundler& operator=(const Bundler&) = delete;

  using Done = std::function<void(Result<Bundle>)>;
  // Writes the bundle to `output` and calls `done` on the loop's thread, with kModuleBuild and the place of
  // the first error where the module does not compile. A build in progress is given up, and its `done` is not
  // called.
  void build(const project::ModuleSource& source, const std::filesystem::path& output, Done done);

private:
  void finish(const project::ModuleSource& source, const std::filesystem::path& output, bool ok,
              const Done& done);

  base::EventLoop& loop_;
  std::filesystem::path esbuild_;
  std::filesystem::path sdk_;
  std::unique_ptr<ChildProcess> child_;
  std::string errors_;
};

// The first error in what esbuild prints, with its place below `directory` and how many more there are.
Error parse_esbuild_errors(std::string_view text, const std::filesystem::path& directory);

// The input files that a metafile lists, made absolute against `directory`.
Result<std::vector<std::filesystem::path>> parse_metafile(const std::string& text,
                                                          const std::filesystem::path& directory);

}  // namespace convotic::emulator
