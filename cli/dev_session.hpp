#pragma once

#include "cli/context.hpp"
#include "core/base/result.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace convotic::cli {

// What a running `convotic dev` tells other convotics of its project: .convotic/dev.json, which its owner
// alone may read.
struct DevSession {
  std::string url;  // "http://127.0.0.1:8787"
  int port = 0;
  int pid = 0;
  std::filesystem::path state;  // the SQLite file, absolute
  std::string api_key;
  std::string token;  // of this run: what X-Convotic-Delivery must say
  struct Module {
    std::string name;
    std::filesystem::path folder;  // absolute
    bool operator==(const Module&) const = default;
  };
  std::vector<Module> modules;
};

// The file of a session, from when it serves until it ends.
class DevSessionFile {
public:
  // Writes `folder`/dev.json, in place of one that another has left there. Fails with kIo.
  static Result<DevSessionFile> write(base::FileSystem& files, const std::filesystem::path& folder,
                                      const DevSession& session);
  // Removes it, unless another session has written its own meanwhile.
  ~DevSessionFile();
  DevSessionFile(DevSessionFile&& other) noexcept;
  DevSessionFile& operator=(DevSessionFile&&) = delete;

private:
  DevSessionFile(const base::FileSystem& files, std::filesystem::path file, std::string text);

  const base::FileSystem* files_;
  std::filesystem::path file_;
  std::string text_;
};

// The session of `folder`; nothing where there is none, or it has been left behind by a process that is gone.
// Fails with kJsonInvalid where the file is not one of ours.
Result<std::optional<DevSession>> find_dev_session(const base::FileSystem& files,
                                                   const std::filesystem::path& folder);

}  // namespace convotic::cli
