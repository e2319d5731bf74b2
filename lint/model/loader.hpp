#pragma once

#include "core/base/file_system.hpp"
#include "lint/model/build.hpp"
#include "lint/model/model.hpp"
#include "lint/model/module_resolver.hpp"
#include "lint/model/project.hpp"
#include "lint/syntax/parse.hpp"

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::lint {

inline constexpr std::size_t kMostFileBytes = 2'000'000;
inline constexpr std::size_t kMostImportedFiles = 2'000;

// Reads the inputs and what they import, and parses all that a module leads to.
class Loader {
public:
  Loader(const base::FileSystem& files, Model& model, Project& project, unsigned threads);

  void run(std::span<const Input> inputs);
  const std::vector<FileId>& inputs() const { return inputs_; }  // those of them, in order, without repeats

private:
  FileId add(const std::filesystem::path& path, std::string shown);
  void stop(FileId file, std::string what);
  bool fit_to_parse(FileId file);
  std::vector<FileId> leading_to_registration();
  void parse(const std::vector<FileId>& wave);
  std::vector<FileId> follow(const std::vector<FileId>& wave);
  ImportTarget follow(FileId importer, const std::string& specifier, std::vector<FileId>& next);
  std::string shown(const std::filesystem::path& path) const;

  const base::FileSystem& files_;
  Model& model_;
  Project& project_;
  ModuleResolver resolver_;
  std::vector<std::unique_ptr<Parser>> parsers_;  // one a thread
  std::map<std::string, FileId> ids_;             // by path
  std::vector<std::filesystem::path> paths_;      // by id
  std::vector<bool> wanted_;                      // by id: parsed, or about to be
  std::filesystem::path root_;                    // what shown names are relative to
  std::vector<FileId> inputs_;
  std::size_t imported_ = 0;
};

}  // namespace convotic::lint
