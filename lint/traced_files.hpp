#pragma once

#include "core/base/file_system.hpp"

#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace convotic::lint {

// Everything that was asked of a disk, and a digest of each answer: a run whose questions all have the same
// answers again would come to the same result again.
struct Trace {
  enum class Question : char {
    read = 'r',
    file = 'f',
    directory = 'd',
    symlink = 's',
    exists = 'e',
    list = 'l'
  };
  std::map<std::pair<std::filesystem::path, Question>, std::string> answers;
};

// Asks the disk below and notes it. Read-only; safe from any thread.
class TracedFiles final : public base::FileSystem {
public:
  explicit TracedFiles(const base::FileSystem& below) : below_(below) {}

  // What has been asked up to now.
  Trace trace() const;

  Result<std::string> read(const std::filesystem::path& path) const override;
  bool is_file(const std::filesystem::path& path) const override;
  bool is_directory(const std::filesystem::path& path) const override;
  bool is_symlink(const std::filesystem::path& path) const override;
  bool exists(const std::filesystem::path& path) const override;
  Result<std::vector<std::string>> list(const std::filesystem::path& directory) const override;

  // A linter writes nothing while it reads: these fail with kInternal.
  Result<void> write(const std::filesystem::path& path, std::string_view bytes) override;
  Result<void> write_private(const std::filesystem::path& path, std::string_view bytes) override;
  Result<void> make_directories(const std::filesystem::path& path) override;
  Result<void> make_symlink(const std::filesystem::path& target, const std::filesystem::path& link) override;

private:
  void note(Trace::Question question, const std::filesystem::path& path, std::string answer) const;
  bool noted(Trace::Question question, const std::filesystem::path& path, bool answer) const;

  const base::FileSystem& below_;
  mutable std::mutex mutex_;
  mutable Trace trace_;  // guarded by mutex_
};

// Whether the disk still answers as it did. Reads in as many threads as `threads` says (0: as many as there
// are processors). The texts of what was read are put into `texts`.
bool still_holds(const Trace& trace, const base::FileSystem& files, unsigned threads,
                 std::map<std::filesystem::path, std::string>& texts);

}  // namespace convotic::lint
