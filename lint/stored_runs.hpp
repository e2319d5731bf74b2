#pragma once

#include "lint/analysed.hpp"
#include "lint/traced_files.hpp"

#include <optional>
#include <string>

namespace convotic::lint {

// Runs that are kept in a folder, so that one whose files have not changed costs no more than reading them.
// A run is found again only if everything that was asked of the disk (which files are there, and what is in
// each) has the same answer as then; the time of a file does not matter.
class StoredRuns {
public:
  // `build` names this very program: another one may find other things.
  StoredRuns(base::FileSystem& files, std::filesystem::path folder, std::string build)
      : files_(files), folder_(std::move(folder)), build_(std::move(build)) {}

  // What makes a run: its inputs, their names in reports, where it takes place, and its configuration.
  std::string key(std::span<const Input> inputs, const std::filesystem::path& directory,
                  const Config& config) const;

  // Nothing where there is no such run, it no longer holds, or its file has been tampered with.
  std::optional<Analysed> find(const std::string& key, unsigned threads) const;

  // Fails with kIo. A run that cannot be told in this form (a path with a line break) is left out.
  Result<void> store(const std::string& key, const std::filesystem::path& directory, const Trace& trace,
                     const Analysed& analysed);

private:
  std::filesystem::path file_of(const std::string& key) const;

  base::FileSystem& files_;
  const std::filesystem::path folder_;
  const std::string build_;
};

}  // namespace convotic::lint
