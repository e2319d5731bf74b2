#include "emulator/file_watcher.hpp"

#include <uv.h>

namespace convotic::emulator {
namespace fs = std::filesystem;
namespace {

// A save is several events (truncate, write, rename); they come within a millisecond or two of each other.
constexpr std::chrono::milliseconds kQuiet{3};

}  // namespace

struct FileWatcher::Folder {
  Folder(base::EventLoop& loop, FileWatcher& to, fs::path where) : owner(to), path(std::move(where)) {
    uv_fs_event_init(loop.raw(), handle);
    handle->data = this;
    problem = uv_fs_event_start(
        handle,
        [](uv_fs_event_t* event, const char* name, int events, int status) {
          auto* folder = static_cast<Folder*>(event->data);
          // libuv tells the end of the folder itself under the folder's own name.
          if ((events & UV_RENAME) != 0 && name != nullptr && folder->path.filename() == name)
            folder->stale = true;
          if (status == 0) folder->owner.on_event(folder->path, name);
        },
        path.c_str(), 0);
  }
  ~Folder() {
    uv_close(reinterpret_cast<uv_handle_t*>(handle),
             [](uv_handle_t* closed) { delete reinterpret_cast<uv_fs_event_t*>(closed); });
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  FileWatcher& owner;
  fs::path path;
  bool stale = false;  // it may have been removed or moved; what bears its name now is another one
  int problem = 0;     // of libuv; then nothing is watched
  uv_fs_event_t* handle = new uv_fs_event_t;
};

FileWatcher::FileWatcher(base::EventLoop& loop, std::function<void(std::set<fs::path>)> changed,
                         Failed failed)
    : loop_(loop), changed_(std::move(changed)), failed_(std::move(failed)), quiet_(loop, [this] {
        std::set<fs::path> what;
        what.swap(pending_);
        changed_(std::move(what));
      }) {}

FileWatcher::~FileWatcher() = default;

void FileWatcher::watch(const std::vector<fs::path>& files, Which which) {
  which_ = which;
  files_ = std::set<fs::path>(files.begin(), files.end());
  std::set<fs::path> wanted;
  for (const fs::path& file : files_)
    wanted.insert(file.parent_path());
  std::erase_if(folders_,
                [&](const auto& entry) { return !wanted.contains(entry.first) || entry.second->stale; });
  std::error_code ignored;
  for (const fs::path& folder : wanted) {
    if (folders_.contains(folder) || !fs::is_directory(folder, ignored)) continue;
    auto watched = std::make_unique<Folder>(loop_, *this, folder);
    if (watched->problem == 0)
      folders_.emplace(folder, std::move(watched));
    else if (failed_)
      failed_(folder, uv_strerror(watched->problem));
  }
}

void FileWatcher::on_event(const fs::path& folder, const char* name) {
  if (name == nullptr) return;
  const fs::path file = folder / name;
  if (which_ == Which::listed && !files_.contains(file)) return;
  pending_.insert(file);
  quiet_.start(kQuiet);
}

}  // namespace convotic::emulator
