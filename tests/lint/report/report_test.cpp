#include "lint/report/report.hpp"
#include "lint/rule.hpp"
#include "tests/support/catch.hpp"

#include <fmt/format.h>

using namespace convotic::lint;

namespace {

// Two files and what could be found in them, with text that every format has to escape.
struct Sample {
  LintResult result;

  Sample() {
    result.files.push_back(
        make_source_file("src/a b.ts", "const x = 1;\n\troute(\"ü<&\", () => {\n  act();\n});\n"));
    result.files.push_back(make_source_file("src/b.ts", "broken(\n"));
    result.inputs = 3;
    result.routes.push_back({range("route(", "});\n"),
                             {"POST", "/ü/:id"},
                             "shop",
                             RouteSummary::Auth::open,
                             Verdict::unverified});
    result.routes.push_back({{1, 0, 6}, {"?", "/b"}, "", RouteSummary::Auth::dynamic, Verdict::not_checked});
    result.routes.push_back({{1, 0, 6}, {"GET", "/c"}, "shop", RouteSummary::Auth::key, Verdict::keyed});
    Judged worst =
        judged("path/invalid-character", Severity::error, "\"ü\" must be | written\nin %-form", part("ü"));
    worst.finding.label = "here";
    worst.finding.help = "write %C3%BC";
    worst.finding.route_range = result.routes[0].at;
    worst.finding.route = result.routes[0].key;
    worst.finding.related.push_back({part("act()"), "reaches act"});
    worst.finding.flow.push_back({part("const"), "begins here"});
    worst.finding.flow.push_back({part("act()"), "reaches act"});
    worst.finding.fixes.push_back({"encode it", Fix::Applicability::safe, {{part("ü"), "%C3%BC"}}});
    worst.fingerprint = "aaaa";
    result.findings.push_back(worst);
    Judged silenced = judged("path/case", Severity::info, "told before", part("x"));
    silenced.state = Judged::State::suppressed;
    silenced.reason = "for a good reason";
    silenced.fingerprint = "bbbb";
    result.findings.push_back(silenced);
    Judged broken = judged("meta/parse-error", Severity::warning, "a syntax error", {1, 6, 7});
    broken.fingerprint = "cccc";
    result.findings.push_back(broken);
    result.errors = result.warnings = result.suppressed = 1;
    result.stale.push_back({"path/case", "src/old.ts", "GET /x", "dddd", 2});
  }

  Range part(const std::string& text) const {
    const auto begin = static_cast<std::uint32_t>(result.files[0].text.find(text));
    return {0, begin, begin + static_cast<std::uint32_t>(text.size())};
  }
  Range range(const std::string& first, const std::string& last) const {
    const std::string& text = result.files[0].text;
    return {0, static_cast<std::uint32_t>(text.find(first)),
            static_cast<std::uint32_t>(text.find(last) + last.size() - 1)};
  }
  static Judged judged(const char* rule, Severity severity, std::string message, Range at) {
    Judged out;
    out.finding.rule = find_rule(rule)->info.id;
    out.finding.severity = severity;
    out.finding.message = std::move(message);
    out.finding.at = at;
    return out;
  }
  std::string write(std::string (*reporter)(const LintResult&, const ReportFacts&)) const {
    return reporter(result, {"1.2.3", std::chrono::milliseconds(14)});
  }
};

}  // namespace

TEST_CASE("pretty shows the line, what belongs to it, and what to do") {
  CHECK(Sample().write(write_pretty) ==
        "src/a b.ts:2:9: error[path/invalid-character]: \"ü\" must be | written\nin %-form\n"
        "  1 | const x = 1;\n"
        "  2 | \troute(\"ü<&\", () => {\n"
        "    | \t       ^ here\n"
        "  note: reaches act                                 src/a b.ts:3:3\n"
        "  note: begins here                                 src/a b.ts:1:1\n"
        "  help: write %C3%BC\n"
        "  fix:  encode it   convotic lint --fix\n"
        "  docs: convotic lint --explain path/invalid-character\n"
        "\n"
        "src/b.ts:1:7: warning[meta/parse-error]: a syntax error\n"
        "  1 | broken(\n"
        "    |       ^\n"
        "  docs: convotic lint --explain meta/parse-error\n"
        "\n"
        "src/old.ts: path/case is in the baseline and is not found any more (2 times)\n"
        "  help: convotic lint --prune-baseline takes it out\n"
        "\n"
        "1 error, 1 warning in 2 of 3 files, 3 routes (2 public: 1 not verified, 1 not checked); 1 "
        "suppressed. 14 ms\n");
}

TEST_CASE("pretty shows a part of a line that is too long") {
  Sample sample;
  sample.result.files.push_back(
      make_source_file("min.js", fmt::format("{}here{}", std::string(300, 'x'), std::string(300, 'y'))));
  sample.result.findings = {Sample::judged("path/case", Severity::info, "wide", {2, 300, 304})};
  sample.result.stale.clear();
  const std::string text = sample.write(write_pretty);
  const std::string line = fmt::format("...{}here{}...", std::string(60, 'x'), std::string(96, 'y'));
  const std::string wanted = fmt::format("min.js:1:301: info[path/case]: wide\n  1 | {}\n    | {}^^^^\n",
                                         line, std::string(63, ' '));
  CHECK(text.substr(0, wanted.size()) == wanted);
}

TEST_CASE("routes are a table with a verdict each") {
  CHECK(Sample().write(write_routes) == "module  method  path    auth     verdict       place\n"
                                        "shop    POST    /ü/:id  open     not verified  src/a b.ts:2:2\n"
                                        "?       ?       /b      dynamic  not checked   src/b.ts:1:1\n"
                                        "shop    GET     /c      key      keyed         src/b.ts:1:1\n"
                                        "1 error, 1 warning in 2 of 3 files, 3 routes (2 public: 1 not "
                                        "verified, 1 not checked); 1 suppressed\n");
}

TEST_CASE("github has annotations, errors first, with what they cannot hold escaped") {
  CHECK(Sample().write(write_github) ==
        "::error file=src/a b.ts,line=2,endLine=2,col=9,endColumn=10,title=path/invalid-character::\"ü\" "
        "must be | "
        "written%0Ain %25-form%0Areaches act (src/a b.ts:3:3)%0Ahelp: write %25C3%25BC\n"
        "::warning file=src/b.ts,line=1,endLine=1,col=7,endColumn=8,title=meta/parse-error::a syntax error\n"
        "1 error, 1 warning in 2 of 3 files, 3 routes (2 public: 1 not verified, 1 not checked); 1 "
        "suppressed\n");
}

TEST_CASE("github shows ten annotations of a kind, and the rest as lines") {
  Sample sample;
  sample.result.findings.clear();
  for (int i = 0; i < 12; ++i)
    sample.result.findings.push_back(
        Sample::judged("path/case", Severity::warning, "no " + std::to_string(i), {1, 0, 1}));
  const std::string text = sample.write(write_github);
  CHECK(text.find("::no 9\n") != std::string::npos);
  CHECK(text.find("::no 10\n") == std::string::npos);
  CHECK(text.find("::notice title=convotic lint::2 more findings, in the log of this step\n"
                  "src/b.ts:1:1: warning[path/case]: no 10\n"
                  "src/b.ts:1:1: warning[path/case]: no 11\n") != std::string::npos);
}

TEST_CASE("the summary of a workflow has the routes and the findings") {
  CHECK(write_github_summary(Sample().result) ==
        "## convotic lint\n\n"
        "1 error, 1 warning in 2 of 3 files, 3 routes (2 public: 1 not verified, 1 not checked); 1 "
        "suppressed\n\n"
        "| Route | Auth | Verdict | Place |\n|---|---|---|---|\n"
        "| POST /ü/:id | open | not verified | src/a b.ts:2:2 |\n"
        "| ? /b | dynamic | not checked | src/b.ts:1:1 |\n"
        "| GET /c | key | keyed | src/b.ts:1:1 |\n\n"
        "| | Rule | Finding | Place |\n|---|---|---|---|\n"
        "| error | path/invalid-character | \"ü\" must be \\| written in %-form | src/a b.ts:2:9 |\n"
        "| warning | meta/parse-error | a syntax error | src/b.ts:1:7 |\n");
}

TEST_CASE("gitlab has a fingerprint for each finding") {
  CHECK(Sample().write(write_gitlab) == R"([
  {
    "description": "\"ü\" must be | written\nin %-form",
    "check_name": "path/invalid-character",
    "fingerprint": "aaaa",
    "severity": "critical",
    "location": {
      "path": "src/a b.ts",
      "lines": {
        "begin": 2
      }
    }
  },
  {
    "description": "a syntax error",
    "check_name": "meta/parse-error",
    "fingerprint": "cccc",
    "severity": "major",
    "location": {
      "path": "src/b.ts",
      "lines": {
        "begin": 1
      }
    }
  }
]
)");
}

TEST_CASE("junit has a test for each route, and what is found elsewhere") {
  CHECK(Sample().write(write_junit) ==
        R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="convotic lint" tests="4" failures="2" errors="0" time="0.014">
  <testsuite name="src/a b.ts" tests="1" failures="1" errors="0" skipped="0">
    <testcase name="POST /ü/:id" classname="src/a b.ts">
      <failure message="&quot;ü&quot; must be | written&#10;in %-form" type="path/invalid-character">src/a b.ts:2:9: error[path/invalid-character]: &quot;ü&quot; must be | written&#10;in %-form&#10;  reaches act (src/a b.ts:3:3)&#10;  help: write %C3%BC&#10;</failure>
    </testcase>
  </testsuite>
  <testsuite name="src/b.ts" tests="3" failures="1" errors="0" skipped="1">
    <testcase name="? /b" classname="src/b.ts">
      <skipped message="not checked"/>
    </testcase>
    <testcase name="GET /c" classname="src/b.ts"/>
    <testcase name="meta/parse-error in line 1" classname="src/b.ts">
      <failure message="a syntax error" type="meta/parse-error">src/b.ts:1:7: warning[meta/parse-error]: a syntax error&#10;</failure>
    </testcase>
  </testsuite>
</testsuites>
)");
}

TEST_CASE("checkstyle has an error for each finding") {
  CHECK(Sample().write(write_checkstyle) ==
        R"(<?xml version="1.0" encoding="UTF-8"?>
<checkstyle version="4.3">
  <file name="src/a b.ts">
    <error line="2" column="9" severity="error" message="&quot;ü&quot; must be | written&#10;in %-form" source="convotic.path/invalid-character"/>
  </file>
  <file name="src/b.ts">
    <error line="1" column="7" severity="warning" message="a syntax error" source="convotic.meta/parse-error"/>
  </file>
</checkstyle>
)");
}

TEST_CASE("rdjsonl has columns in bytes and suggestions") {
  CHECK(
      Sample().write(write_rdjsonl) ==
      "{\"message\":\"\\\"ü\\\" must be | written\\nin %-form\\nhelp: write "
      "%C3%BC\",\"location\":{\"path\":\"src/a "
      "b.ts\",\"range\":{\"start\":{\"line\":2,\"column\":9},\"end\":{\"line\":2,\"column\":11}}},"
      "\"severity\":"
      "\"ERROR\",\"code\":{\"value\":\"path/"
      "invalid-character\"},\"suggestions\":[{\"range\":{\"start\":{\"line\":2,"
      "\"column\":9},\"end\":{\"line\":2,\"column\":11}},\"text\":\"%C3%BC\"}],\"source\":{\"name\":"
      "\"convotic "
      "lint\"}}\n"
      "{\"message\":\"a syntax error\",\"location\":{\"path\":\"src/b.ts\",\"range\":{\"start\":{\"line\":1,"
      "\"column\":7},\"end\":{\"line\":1,\"column\":8}}},\"severity\":\"WARNING\",\"code\":{\"value\":"
      "\"meta/parse-error\"},\"source\":{\"name\":\"convotic lint\"}}\n");
}

TEST_CASE("jsonl has everything, a line each") {
  CHECK(
      Sample().write(write_jsonl) ==
      R"({"type":"route","file":"src/a b.ts","line":2,"column":2,"module":"shop","method":"POST","path":"/ü/:id","auth":"open","verdict":"unverified"}
{"type":"route","file":"src/b.ts","line":1,"column":1,"module":null,"method":"?","path":"/b","auth":"dynamic","verdict":"not-checked"}
{"type":"route","file":"src/b.ts","line":1,"column":1,"module":"shop","method":"GET","path":"/c","auth":"key","verdict":"keyed"}
{"type":"finding","rule":"path/invalid-character","severity":"error","confidence":"high","message":"\"ü\" must be | written\nin %-form","label":"here","file":"src/a b.ts","range":{"start":{"line":2,"column":9,"byte":21},"end":{"line":2,"column":10,"byte":23}},"route":"POST /ü/:id","related":[{"message":"reaches act","file":"src/a b.ts","range":{"start":{"line":3,"column":3,"byte":38},"end":{"line":3,"column":8,"byte":43}}}],"flow":[{"message":"begins here","file":"src/a b.ts","range":{"start":{"line":1,"column":1,"byte":0},"end":{"line":1,"column":6,"byte":5}}},{"message":"reaches act","file":"src/a b.ts","range":{"start":{"line":3,"column":3,"byte":38},"end":{"line":3,"column":8,"byte":43}}}],"help":"write %C3%BC","fixes":[{"description":"encode it","applicability":"safe","edits":[{"file":"src/a b.ts","range":{"start":{"line":2,"column":9,"byte":21},"end":{"line":2,"column":10,"byte":23}},"text":"%C3%BC"}]}],"fingerprint":"aaaa"}
{"type":"finding","rule":"path/case","severity":"info","confidence":"high","message":"told before","label":"","file":"src/a b.ts","range":{"start":{"line":1,"column":7,"byte":6},"end":{"line":1,"column":8,"byte":7}},"route":null,"related":[],"flow":[],"help":"","fixes":[],"fingerprint":"bbbb","suppressed":"for a good reason"}
{"type":"finding","rule":"meta/parse-error","severity":"warning","confidence":"high","message":"a syntax error","label":"","file":"src/b.ts","range":{"start":{"line":1,"column":7,"byte":6},"end":{"line":1,"column":8,"byte":7}},"route":null,"related":[],"flow":[],"help":"","fixes":[],"fingerprint":"cccc"}
{"type":"stale","rule":"path/case","file":"src/old.ts","route":"GET /x","count":2}
{"type":"summary","files":3,"routes":3,"errors":1,"warnings":1,"infos":0,"suppressed":1,"inBaseline":0,"staleBaseline":1,"tool":{"name":"convotic lint","version":"1.2.3"}}
)");
}

TEST_CASE("Every reporter ends with a newline, also where nothing was found") {
  for (const Reporter& reporter : all_reporters()) {
    CAPTURE(reporter.name);
    const std::string text = reporter.write({}, {"1.2.3"});
    // Annotations and lines of diagnostics: none is nothing.
    CHECK((text.empty() ? reporter.name == "rdjsonl" : text.ends_with('\n')));
  }
}
