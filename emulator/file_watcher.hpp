#pragma once

#include "core/base/event_loop.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <vector>

namespace convotic::emulator {

// Tells when files change, on the loop's thread. It watches their folders, since editors replace files rather
// than write into them.
class FileWatcher {
public:
  enum class Which {
    listed,      // only the files given
    everything,  // whatever happens in their folders, say because a file that is missing may appear
  };

  // `changed` gets what changed since the last time, once things have been quiet for a moment.
  // `failed` gets a folder that the system refuses to watch, and why.
  using Failed = std::function<void(const std::filesystem::path& folder, const char* why)>;
  FileWatcher(base::EventLoop& loop, std::function<void(std::set<std::filesystem::path>)> changed,
              Failed failed = {});
  ~FileWatcher();
  FileWatcher(const FileWatcher&) = delete;
  FileWatcher& operator=(const FileWatcher&) = delete;

  // Replaces what is watched. Files need not exist; folders that do not are passed over.
  void watch(const std::vector<std::filesystem::path>& files, Which which);

private:
  struct Folder;
  void on_event(const std::filesystem::path& folder, const char* name);

  base::EventLoop& loop_;
  std::function<void(std::set<std::filesystem::path>)> changed_;
  Failed failed_;
  Which which_ = Which::listed;
  std::set<std::filesystem::path> files_;
  std::map<std::filesystem::path, std::unique_ptr<Folder>> folders_;
  std::set<std::filesystem::path> pending_;
  base::Timer quiet_;
};

}  // namespace convotic::emulator
