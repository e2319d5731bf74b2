#pragma once

#include "core/base/clock.hpp"
#include "core/base/file_system.hpp"
#include "core/base/json_reader.hpp"
#include "core/base/result.hpp"
#include "core/http/message.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::replay {

// Where a capture came from.
struct Origin {
  std::string kind;       // "record", "har", "curl", "raw", "http", "ngrok", "hookdeck", "aws", "github",
                          // "webhook-site", "sample"; empty for one that was written by hand
  std::string file;       // its name; empty where there was none
  std::size_t entry = 0;  // which of several, from 1; 0 where it was the only one
  std::optional<base::UnixMillis> at;  // when the request was received
};

// A recorded webhook request: a JSON file that a person can read and commit (docs/captures.md, and its schema
// in docs/capture.schema.json).
struct Capture {
  std::filesystem::path file;  // where it lies; empty for one that was made in memory

  std::string name;  // what it shows, for people; may be empty
  std::string method = "POST";
  std::string module;      // empty: the only one there is
  std::string path;        // below the module, with its query: "/webhook/stripe?x=1"
  std::string public_url;  // what the provider was told; empty: that of Convotic's own front
  std::vector<http::Header> headers;
  std::string body;  // the exact bytes

  std::string scheme;                // empty where nothing is signed
  std::vector<std::string> secrets;  // references: "env:NAME", "dotenv:NAME", "file:PATH"

  enum class Exact { yes, no } exact = Exact::yes;  // whether these are the bytes that were sent
  std::string inexact_because;                      // one clause, for `no`
  std::vector<std::string> redacted;                // JSON paths and "header:NAME" of what was replaced
  std::optional<base::JsonReader> seed;             // a file's name, or the objects themselves
  std::optional<base::JsonReader> expect;           // replay/expectation.hpp reads it
  Origin origin;
};

// Reads a capture. Fails with kCaptureInvalid or kJsonInvalid, with the place: unknown keys (the nearest is
// offered), a length or hash that contradicts the body, bad base64, a secret in place of a reference.
Result<Capture> parse_capture(const std::filesystem::path& file, std::string text);

// The capture as a file's text, ending in a newline. A body that is JSON is kept as JSON, with what its white
// space was like; other UTF-8 without control characters is kept as text; anything else as base64. Whatever
// the bytes of body, headers, path and public URL are, parse_capture gives them back. What it wrote and read
// again it writes the same.
std::string format_capture(const Capture& capture);

// The captures that `paths` name: files, or folders with *.json files at any depth, in order of their paths.
// Fails with kNoCaptures where there are none, kIo, or as parse_capture does for the first file that is
// wrong. Other JSON files in a folder, those without "convotic": "capture/1", are passed over, and so are
// hidden folders, node_modules, and folders that are links.
Result<std::vector<Capture>> find_captures(const base::FileSystem& files,
                                           const std::vector<std::filesystem::path>& paths);

}  // namespace convotic::replay
