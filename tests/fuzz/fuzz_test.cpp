// Runs every fuzz target over its seeds, and over each seed with one byte changed or cut off, in an ordinary
// build.
#include "tests/fuzz/targets.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostBytes = 3000;

std::vector<std::string> seeds_in(const fs::path& folder) {
  std::vector<std::string> seeds;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().extension() != ".json")
      seeds.push_back(convotic::tests::read_file(entry.path()));
  return seeds;
}

void run(void (*target)(std::string_view), const std::vector<std::string>& seeds) {
  CHECK(seeds.size() >= 3);
  target("");
  for (const std::string& seed : seeds) {
    target(seed);
    CHECK(seed.size() <= kMostBytes);
    for (std::size_t at = 0; at < seed.size(); ++at) {
      target(std::string_view(seed).substr(0, at));
      std::string changed = seed;
      for (const char c : {'\0', '"', '\\', '\n', '\xff', '0'}) {
        changed[at] = c;
        target(changed);
      }
    }
  }
}

const fs::path kSeeds = fs::path(CONVOTIC_SOURCE_DIR) / "tests/fuzz/seeds";

}  // namespace

TEST_CASE("Frames keep their promises over the seeds") {
  run(convotic::fuzz::frames, seeds_in(fs::path(CONVOTIC_FIXTURES) / "runner_protocol"));
}

TEST_CASE("Answers keep their promises over the seeds") {
  run(convotic::fuzz::answers, seeds_in(kSeeds / "answers"));
}

TEST_CASE("Request heads keep their promises over the seeds") {
  run(convotic::fuzz::request_heads, seeds_in(kSeeds / "request_heads"));
}

TEST_CASE("Path patterns keep their promises over the seeds") {
  run(convotic::fuzz::path_patterns, seeds_in(kSeeds / "path_patterns"));
}

TEST_CASE("The .env reader keeps its promises over the seeds") {
  run(convotic::fuzz::dotenv, seeds_in(kSeeds / "dotenv"));
}

TEST_CASE("The JSON reader keeps its promises over the seeds") {
  run(convotic::fuzz::json, seeds_in(kSeeds / "json"));
}

TEST_CASE("The capture reader keeps its promises over the seeds") {
  run(convotic::fuzz::captures, seeds_in(kSeeds / "captures"));
}

TEST_CASE("The model of modules keeps its promises over the seeds") {
  run(convotic::fuzz::scripts, seeds_in(kSeeds / "scripts"));
}

TEST_CASE("Importers keep their promises over the seeds") {
  run(convotic::fuzz::imports, seeds_in(kSeeds / "imports"));
}
