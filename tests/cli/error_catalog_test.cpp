#include "cli/error_catalog.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>

using namespace convotic;
using cli::error_catalog;

namespace {

// Words of a-z with single hyphens between them.
bool is_kebab_case(const std::string& text) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool inside = i > 0 && i + 1 < text.size();
    if (!letter(text[i]) && !(text[i] == '-' && inside && letter(text[i - 1]))) return false;
  }
  return !text.empty();
}

}  // namespace

TEST_CASE("Every error has a name of its own in kebab-case and a summary of one sentence") {
  std::set<std::string> slugs;
  for (const base::ErrorKind* kind : error_catalog()) {
    const std::string slug(kind->slug), summary(kind->summary);
    CAPTURE(slug, summary);
    CHECK(slugs.insert(slug).second);
    CHECK(is_kebab_case(slug));
    CHECK_FALSE(summary.empty());
    CHECK_FALSE(summary.ends_with('.'));
    CHECK(kind->exit_code != base::ExitCode::ok);
  }
}

TEST_CASE("docs/errors.md describes every error, in the order of the catalogue, and no other") {
  std::vector<std::string> described, listed;
  std::istringstream lines(tests::read_file(std::filesystem::path(CONVOTIC_SOURCE_DIR) / "docs/errors.md"));
  std::string line, before;
  while (std::getline(lines, line)) {
    if (line.starts_with("## ")) described.push_back(line.substr(3));
    if (before.starts_with("## ")) CHECK(line.empty());
    before = line;
  }
  for (const base::ErrorKind* kind : error_catalog())
    listed.emplace_back(kind->slug);
  CHECK(described == listed);
}

TEST_CASE("Every kind of error that a folder declares is in the catalogue") {
  const std::filesystem::path root = CONVOTIC_SOURCE_DIR;
  std::size_t declared = 0;
  for (const char* folder : {"core", "emulator", "lint", "replay", "cli"})
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      // What ctx rejects a call with is told to modules, not to people.
      const std::string name = entry.path().filename().string();
      if (name != "error.hpp" && name != "errors.hpp") continue;
      const std::string text = tests::read_file(entry.path()), declaration = "ErrorKind k";
      for (auto at = text.find(declaration); at != std::string::npos; at = text.find(declaration, at + 1))
        ++declared;
    }
  CHECK(declared == error_catalog().size());
}
