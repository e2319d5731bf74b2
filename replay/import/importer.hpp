#pragma once

#include "core/base/file_system.hpp"
#include "core/base/json_reader.hpp"
#include "core/base/result.hpp"
#include "replay/import/imported_request.hpp"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::replay {

// What is to be imported.
struct Recording {
  std::string name;              // "shop.har", for origins and errors
  std::string text;              // its bytes
  std::filesystem::path folder;  // what files that are named within are relative to
  const base::FileSystem* files = nullptr;
  std::vector<std::size_t>
      entries;             // which of its requests are wanted, from 1; empty: all that can be webhooks
  std::string public_url;  // what the provider was told, where somebody knows better than the recording
  std::optional<base::JsonReader> json;  // the text, where it is JSON; filled in by import_recording
};

// Requests as they were recorded, and what was passed over.
struct Import {
  std::string_view kind;  // of the importer: "har"
  std::vector<ImportedRequest> requests;
  std::vector<std::string> notes;  // one clause each
};

// A form in which other tools keep requests. Add one: its file, with a row of its own at the end, a line in
// importers(), its section in docs/captures.md, a fuzz seed.
struct Importer {
  std::string_view kind;   // what --as takes, and what the origin of a capture says: "har"
  std::string_view title;  // "a HAR file"
  bool (*recognises)(const Recording&);
  // Fails with kImportFailed, or with a place where there is one. What is lost is no failure.
  Result<std::vector<ImportedRequest>> (*read)(const Recording&, std::vector<std::string>& notes);
};

// In the order in which they are asked whether they recognise a text.
std::span<const Importer* const> importers();

// Reads `recording` with the importer `kind`, or, where that is empty, with the first that recognises it.
// Fails with kImportFailed: nobody recognises it; it is something that holds no webhooks, which the message
// then names; it holds no request, or not the entries that are wanted; with kJsonInvalid where it is
// malformed JSON; or as the importer does.
Result<Import> import_recording(Recording recording, std::string_view kind);

}  // namespace convotic::replay
