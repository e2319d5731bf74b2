#pragma once

#include "core/base/file_system.hpp"
#include "core/base/json_reader.hpp"
#include "core/base/result.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace convotic::project {

// What convotic.json says. Every key may be left out; docs/configuration.md describes them.
struct ProjectConfig {
  std::vector<std::string> modules;  // folders or entry files, relative to the project
  std::optional<int> port;
  std::optional<std::chrono::seconds> timeout;
  std::vector<base::JsonReader> schemes;  // signature schemes of the project's own (core/webhook/scheme.hpp)
  enum class RawBody { no, yes } raw_body = RawBody::no;  // req.rawBody, which the platform does not have
  std::vector<std::string> redact;       // rules for what captures must not hold; see redaction_rule.hpp
  std::optional<base::JsonReader> lint;  // what the linter reads (lint/config_reader.hpp)
};

// A project: the folder that holds convotic.json or, without one, the folder convotic is run in. Its
// .convotic/ holds state.
struct Project {
  std::filesystem::path root;
  enum class File { absent, present } file = File::absent;  // convotic.json
  ProjectConfig config;
};

// Reads a convotic.json that may have any name. Its folder is the project. Fails with kIo too.
Result<Project> read_project(const base::FileSystem& files, const std::filesystem::path& file);

// Finds the project of `directory` (absolute), looking upwards for convotic.json. Fails with kConfigInvalid
// or kJsonInvalid, with the place.
Result<Project> find_project(const base::FileSystem& files, const std::filesystem::path& directory);

}  // namespace convotic::project
