// What the linter says of tests/fixtures/lint: whole findings and verdicts, and that damage never ends it.
// What the modules do when they run is in tests/e2e/lint_fixtures_run.test.ts, what edits of them must not
// change in tests/e2e/lint_fixtures.test.ts.
#include "lint/analysed.hpp"
#include "lint/config_reader.hpp"
#include "lint/judgement.hpp"
#include "lint/report/report.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fake_file_system.hpp"
#include "tests/support/temp_dir.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

using namespace convotic;
namespace fs = std::filesystem;

namespace {

const fs::path kFixtures = fs::path(CONVOTIC_FIXTURES) / "lint";

using Files = std::map<std::string, std::string>;

struct Fixture {
  std::string name;  // "good/inline_hmac"
  Files files;       // by path within the fixture, without expect.json
  nlohmann::json expected;
};

Fixture read_fixture(const fs::path& folder) {
  Fixture fixture{folder.lexically_relative(kFixtures).generic_string(), {}, {}};
  for (const auto& file : fs::recursive_directory_iterator(folder)) {
    if (!file.is_regular_file()) continue;
    const std::string name = file.path().lexically_relative(folder).generic_string();
    if (name == "expect.json")
      fixture.expected = nlohmann::json::parse(tests::read_file(file.path()));
    else
      fixture.files[name] = tests::read_file(file.path());
  }
  return fixture;
}

std::vector<Fixture> all_fixtures() {
  std::vector<Fixture> out;
  for (const char* kind : {"good", "bad"}) {
    for (const auto& folder : fs::directory_iterator(kFixtures / kind))
      out.push_back(read_fixture(folder.path()));
  }
  std::sort(out.begin(), out.end(), [](const Fixture& a, const Fixture& b) { return a.name < b.name; });
  return out;
}

lint::LintResult lint_files(const Files& sources) {
  const fs::path root = "/project";
  tests::FakeFileSystem files;
  for (const auto& [name, text] : sources)
    files.add(root / name, text);
  const lint::Config config;
  const lint::RunFolders folders{root, root};
  const std::vector<lint::Input> inputs = lint::find_inputs(files, folders, {root}, config).value();
  return lint::judge(lint::analyse(files, inputs, config, 1), folders, config, {}, inputs);
}

// The lines sorted, then one for each route: "src/index.ts:10 error auth/unverified", "POST /x verified".
std::string joined(std::vector<std::string> findings, const std::vector<std::string>& routes) {
  std::sort(findings.begin(), findings.end());
  return fmt::format("{}\n{}\n", fmt::join(findings, "\n"), fmt::join(routes, "\n"));
}

std::string said(const lint::LintResult& result) {
  std::vector<std::string> findings, routes;
  for (const auto& [finding, state, reason, fingerprint, line_print] : result.findings) {
    if (state != lint::Judged::State::open || finding.severity < lint::Severity::warning) continue;
    const lint::SourceFile& file = result.files[finding.at.file];
    findings.push_back(fmt::format("{}:{} {} {}", file.path, file.code_point_position(finding.at.begin).line,
                                   lint::severity_name(finding.severity), finding.rule));
  }
  for (const lint::RouteSummary& route : result.routes)
    routes.push_back(
        fmt::format("{} {} {}", route.key.method, route.key.path, lint::verdict_slug(route.verdict)));
  return joined(std::move(findings), routes);
}

std::string expected_of(const nlohmann::json& expected) {
  std::vector<std::string> findings, routes;
  const auto text = [](const nlohmann::json& object, const char* key) {
    return object[key].get<std::string>();
  };
  for (const nlohmann::json& finding : expected["findings"])
    findings.push_back(fmt::format("{}:{} {} {}", text(finding, "file"), finding["line"].get<int>(),
                                   text(finding, "severity"), text(finding, "rule")));
  for (const nlohmann::json& route : expected["routes"])
    routes.push_back(
        fmt::format("{} {} {}", text(route, "method"), text(route, "path"), text(route, "verdict")));
  return joined(std::move(findings), routes);
}

// One to three edits at random places: bytes are taken out, put in or copied.
std::string edited(std::string text, std::mt19937& random) {
  static constexpr std::string_view kPieces[] = {"(",    "}",  "`", "'",      "/*",     "=>",
                                                 "\xff", "${", ";", "return", "await ", "!"};
  const auto below = [&](std::size_t limit) { return limit == 0 ? 0 : random() % limit; };
  for (std::size_t count = 1 + below(3); count > 0; --count) {
    const std::size_t at = below(text.size());
    switch (below(3)) {
    case 0:
      text.erase(at, below(40));
      break;
    case 1:
      text.insert(at, kPieces[below(std::size(kPieces))]);
      break;
    default:
      text.insert(at, text.substr(below(text.size()), below(60)));
    }
  }
  return text;
}

}  // namespace

TEST_CASE("The linter finds in each fixture what it says, and nothing else") {
  const std::vector<Fixture> fixtures = all_fixtures();
  CHECK(fixtures.size() > 150);
  for (const Fixture& fixture : fixtures) {
    INFO(fixture.name << ": " << fixture.expected["summary"].get<std::string>());
    CHECK(said(lint_files(fixture.files)) == expected_of(fixture.expected));
  }
}

TEST_CASE("Random edits of the fixtures never end the linter, which says the same twice") {
  std::mt19937 random(20260402);
  for (const Fixture& fixture : all_fixtures()) {
    for (int round = 0; round < 4; ++round) {
      Files files = fixture.files;
      const auto file = std::next(files.begin(), static_cast<long>(random() % files.size()));
      file->second = edited(file->second, random);
      INFO(fixture.name << ": " << file->first << "\n" << file->second);
      const std::string once = said(lint_files(files));
      CHECK(said(lint_files(files)) == once);
    }
  }
}
