#include "lint/judgement.hpp"
#include "tests/support/lint_sources.hpp"

using namespace convotic;
using tests::lines_of;
using tests::LintSources;
using tests::route_with;
using Lines = std::vector<std::string>;

namespace {

const std::string kLoud = route_with("method: \"get\", path: \"/\", handler: async () => ({ status: 200 })");

}  // namespace

TEST_CASE("Findings are ordered by path, line, column and rule, and counted") {
  LintSources sources({{"b.ts", kLoud}, {"a.ts", "\n" + kLoud}});
  sources.options.config.rules = {{"route/invalid-method", {lint::Severity::warning}}};
  const lint::LintResult result = sources.run();
  CHECK(
      lines_of(result) ==
      Lines{
          "a.ts:3:29 warning route/invalid-method: the method \"get\" must be in upper case (write \"GET\")",
          "b.ts:2:29 warning route/invalid-method: the method \"get\" must be in upper case (write "
          "\"GET\")"});
  CHECK(result.errors == 0);
  CHECK(result.warnings == 2);
  CHECK(result.inputs == 2);
}

TEST_CASE("A fingerprint survives edits elsewhere, and differs between findings that look the same") {
  const auto prints = [](const std::string& before) {
    const LintSources sources(
        {{"a.ts", before + kLoud.substr(0, kLoud.find("} };")) +
                      "sdk.registerRoute({ method: \"get\", path: \"/\", handler: async () => ({ "
                      "status: 200 }) });\n} };\n"}});
    std::vector<std::string> out;
    for (const lint::Judged& judged : sources.run().findings)
      if (judged.finding.rule == "route/invalid-method") out.push_back(judged.fingerprint);
    return out;
  };
  const auto plain = prints("");
  REQUIRE(plain.size() == 2);
  CHECK(plain[0] != plain[1]);
  CHECK(plain[0].size() == 32);
  CHECK(prints("// a line\n\n") == plain);
}

TEST_CASE("A baseline silences as many findings as it lists, and what it lists too much is stale") {
  LintSources sources({{"a.ts", kLoud}});
  lint::Baseline baseline = lint::baseline_of(sources.run(), sources.options.folders);
  REQUIRE(baseline.entries.size() == 1);
  CHECK(baseline.entries[0].file == "a.ts");
  CHECK(baseline.entries[0].route == "get /");
  sources.options.standards.baseline = &baseline;
  CHECK(sources.run().in_baseline == 1);
  CHECK(sources.run().errors == 0);
  CHECK(sources.run().stale.empty());

  baseline.entries[0].count = 3;
  const lint::LintResult result = sources.run();
  REQUIRE(result.stale.size() == 1);
  CHECK(result.stale[0].count == 2);
  const lint::Baseline kept = lint::pruned(baseline, result.stale);
  REQUIRE(kept.entries.size() == 1);
  CHECK(kept.entries[0].count == 1);
  // Writing it again keeps what it silences.
  CHECK(lint::write_baseline(lint::baseline_of(result, sources.options.folders)) ==
        lint::write_baseline(kept));
}

TEST_CASE("Entries of files that were not checked are not stale") {
  LintSources sources({{"a.ts", kLoud}});
  const lint::Baseline baseline{
      {{"path/case", "elsewhere.ts", "", "00", 1}, {"path/case", "a.ts", "", "11", 1}}};
  sources.options.standards.baseline = &baseline;
  const lint::LintResult result = sources.run();
  REQUIRE(result.stale.size() == 1);
  CHECK(result.stale[0].file == "a.ts");
}

TEST_CASE("Only what has changed is kept, and a route counts as a whole") {
  const std::string source =
      "export default { name: \"shop\", version: \"1\", register(sdk) {\n"
      "sdk.registerRoute({\n  method: \"get\",\n  path: \"/\",\n  handler: async () => ({ status: "
      "200 }),\n});\n} };\n";
  LintSources sources({{"a.ts", source}});
  const auto findings = [&](std::uint32_t first, std::uint32_t last) {
    lint::ChangedLines changed;
    changed.add("/project/a.ts", first, last);
    sources.options.standards.changed = &changed;
    return sources.run().findings.size();
  };
  CHECK(findings(3, 3) == 1);
  CHECK(findings(5, 5) == 1);
  CHECK(findings(1, 1) == 0);
  CHECK(findings(7, 9) == 0);
}

TEST_CASE("Comments can be told apart from what they suppress") {
  LintSources sources(
      {{"a.ts",
        "// convotic-lint-disable-file route/invalid-method -- the tool that reads it is old\n" + kLoud}});
  const lint::LintResult heeded = sources.run();
  CHECK(heeded.suppressed == 1);
  CHECK(heeded.errors == 0);
  CHECK(heeded.findings.at(0).reason == "the tool that reads it is old");
  sources.options.standards.comments = lint::Standards::Comments::ignored;
  CHECK(sources.run().errors == 1);
}

TEST_CASE("A suppression that silences nothing is told, with a fix that takes it out") {
  LintSources sources(
      {{"a.ts", "// convotic-lint-disable-file path/case -- the tool that reads it is old\n" +
                    route_with("method: \"GET\", path: \"/\", handler: async () => ({ status: 200 })")}});
  const lint::LintResult result = sources.run();
  CHECK(lines_of(result) ==
        Lines{"a.ts:1:1 warning meta/unused-suppression: nothing is found here that the suppression of "
              "path/case could silence (take the comment out)"});
  const lint::Edit edit = result.findings.at(0).finding.fixes.at(0).edits.at(0);
  CHECK(edit.at.begin == 0);
  CHECK(result.files[0].text.substr(edit.at.end, 14) == "export default");
  sources.options.standards.unused_suppressions = lint::Severity::off;
  CHECK(lines_of(sources.run()) == Lines{});
}
