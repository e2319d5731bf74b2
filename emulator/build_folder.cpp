#include "emulator/build_folder.hpp"

#include "core/base/file_system.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

namespace convotic::emulator {
namespace fs = std::filesystem;

BuildFolder::~BuildFolder() {
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

Result<fs::path> BuildFolder::next() {
  base::RealFileSystem files;
  if (folder_.empty() || !files.is_directory(folder_)) {
    CONVOTIC_TRY(files.make_directories(parent_ / "build"));
    const fs::path ignore = parent_ / ".gitignore";
    if (!files.exists(ignore)) CONVOTIC_TRY(files.write(ignore, "*\n"));
    // The pid tells who is to blame for a folder that is left over after a kill.
    std::string name = (parent_ / "build" / fmt::format("{}-XXXXXX", ::getpid())).string();
    if (::mkdtemp(name.data()) == nullptr)
      return base::fail(base::kIo,
                        fmt::format("cannot create the folder \"{}\": {}", name, std::strerror(errno)),
                        "check the permissions of the module's folder");
    folder_ = name;
  }
  return folder_ / fmt::format("{}.mjs", ++bundles_);
}

void BuildFolder::remove(const fs::path& bundle) {
  std::error_code ignored;
  for (const char* suffix : {"", ".map", ".meta.json"})
    fs::remove(bundle.string() + suffix, ignored);
}

}  // namespace convotic::emulator
