#include "core/base/nearest.hpp"
#include "replay/capture.hpp"
#include "replay/errors.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::replay {
namespace fs = std::filesystem;
namespace {

// Whether a text says that it is a capture, wherever in it: cheap, and never wrong in saying no.
bool claims_to_be_capture(std::string_view text) {
  constexpr std::string_view kKey = "\"convotic\"", kBlank = " \t\r\n";
  for (std::size_t at = text.find(kKey); at != std::string_view::npos; at = text.find(kKey, at + 1)) {
    std::string_view rest = text.substr(at + kKey.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(kBlank), rest.size()));
    if (!rest.starts_with(':')) continue;
    rest.remove_prefix(1);
    rest.remove_prefix(std::min(rest.find_first_not_of(kBlank), rest.size()));
    if (rest.starts_with("\"capture/")) return true;
  }
  return false;
}

// Collects the *.json files below a folder, in order of their paths.
Result<void> walk(const base::FileSystem& files, const fs::path& folder, std::vector<fs::path>& found) {
  CONVOTIC_TRY_ASSIGN(const std::vector<std::string> names, files.list(folder));
  for (const std::string& name : names) {
    if (name.starts_with('.') || name == "node_modules") continue;
    const fs::path path = folder / name;
    if (name.ends_with(".json") && files.is_file(path))
      found.push_back(path);
    else if (files.is_directory(path) && !files.is_symlink(path))
      CONVOTIC_TRY(walk(files, path, found));
  }
  return {};
}

base::Unexpected not_there(const base::FileSystem& files, const fs::path& path) {
  std::string hint = "convotic capture import makes captures, and convotic dev --record DIR does";
  const fs::path folder = path.parent_path();
  if (const auto names = files.list(folder.empty() ? fs::path(".") : folder))
    if (const auto close = base::nearest(path.filename().string(), *names))
      hint = fmt::format("did you mean \"{}\"?", (folder / *close).string());
  return base::fail(kNoCaptures, fmt::format("there is no \"{}\"", path.string()), std::move(hint));
}

Result<void> collect(const base::FileSystem& files, const fs::path& path, std::vector<Capture>& captures) {
  if (files.is_file(path)) {
    CONVOTIC_TRY_ASSIGN(std::string text, files.read(path));
    CONVOTIC_TRY_ASSIGN(Capture capture, parse_capture(path, std::move(text)));
    captures.push_back(std::move(capture));
    return {};
  }
  if (!files.is_directory(path)) return not_there(files, path);
  std::vector<fs::path> found;
  CONVOTIC_TRY(walk(files, path, found));
  const std::size_t before = captures.size();
  for (const fs::path& file : found) {
    CONVOTIC_TRY_ASSIGN(std::string text, files.read(file));
    if (!claims_to_be_capture(text)) continue;
    CONVOTIC_TRY_ASSIGN(Capture capture, parse_capture(file, std::move(text)));
    captures.push_back(std::move(capture));
  }
  if (captures.size() > before) return {};
  return base::fail(kNoCaptures,
                    found.empty()
                        ? fmt::format("\"{}\" has no captures in it", path.string())
                        : fmt::format("\"{}\" has no captures in it: none of its {} JSON files is one",
                                      path.string(), found.size()),
                    "convotic capture import makes captures, and convotic dev --record DIR does");
}

}  // namespace

Result<std::vector<Capture>> find_captures(const base::FileSystem& files,
                                           const std::vector<fs::path>& paths) {
  std::vector<Capture> captures;
  for (const fs::path& path : paths)
    CONVOTIC_TRY(collect(files, path.lexically_normal(), captures));
  // A file that is named twice, by itself and by its folder, is one capture.
  std::stable_sort(captures.begin(), captures.end(),
                   [](const Capture& a, const Capture& b) { return a.file < b.file; });
  const auto same = [](const Capture& a, const Capture& b) { return a.file == b.file; };
  captures.erase(std::unique(captures.begin(), captures.end(), same), captures.end());
  return captures;
}

}  // namespace convotic::replay
