#pragma once

#include "replay/import/importer.hpp"
#include "tests/support/describe_error.hpp"
#include "tests/support/fake_file_system.hpp"

#include <string>

namespace convotic::tests {

// A folder with recordings, as importers see it.
struct ImportWorld {
  FakeFileSystem files;
  std::string name = "recording";
  std::string kind;
  std::vector<std::size_t> entries;

  // All that an import gives as one text, or the error:
  //
  //     har
  //     POST /hook?x=1 https://shop.example/hook?x=1
  //     Content-Type: text/plain
  //
  //     the body
  //     at 2026-03-30T14:22:00.000Z
  //     lost: …
  //     note: …
  std::string imported(std::string text) {
    replay::Recording recording{.name = name,
                                .text = std::move(text),
                                .folder = "/p",
                                .files = &files,
                                .entries = entries,
                                .json = {}};
    const auto import = replay::import_recording(std::move(recording), kind);
    if (!import) return describe(import);
    std::string out = std::string(import->kind) + "\n";
    for (const replay::ImportedRequest& request : import->requests)
      out += describe_request(request);
    for (const std::string& note : import->notes)
      out += "note on all: " + note + "\n";
    return out;
  }

  static std::string describe_request(const replay::ImportedRequest& request) {
    const replay::Capture& capture = request.capture;
    std::string out;
    if (capture.origin.entry > 0) out += "#" + std::to_string(capture.origin.entry) + " ";
    if (!capture.name.empty()) out += "\"" + capture.name + "\" ";
    if (!capture.module.empty()) out += "[" + capture.module + "] ";
    out += capture.method + " " + capture.path;
    if (!capture.public_url.empty()) out += " " + capture.public_url;
    out += "\n";
    for (const http::Header& header : capture.headers)
      out += header.name + ": " + header.value + "\n";
    out += "\n" + capture.body + "\n";
    if (capture.origin.at) out += "at " + base::format_iso_millis(*capture.origin.at) + "\n";
    if (capture.exact == replay::Capture::Exact::no) out += "lost: " + capture.inexact_because + "\n";
    for (const std::string& note : request.notes)
      out += "note: " + note + "\n";
    return out;
  }
};

inline std::string imported(std::string text) {
  return ImportWorld().imported(std::move(text));
}

}  // namespace convotic::tests
