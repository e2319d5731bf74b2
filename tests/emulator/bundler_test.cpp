#include "emulator/bundler.hpp"
#include "emulator/child_process.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"
#include "tests/support/run_loop.hpp"
#include "tests/support/temp_dir.hpp"

#include <algorithm>

using namespace convotic;
using emulator::Bundle;
using emulator::Bundler;
using emulator::parse_esbuild_errors;
using emulator::parse_metafile;
using tests::describe;
using tests::TempDir;
namespace fs = std::filesystem;

namespace {

constexpr const char* kUnresolved = "✘ [ERROR] Could not resolve \"./one.txtt\"\n"
                                    "\n"
                                    "    src/index.ts:1:14:\n"
                                    "      1 │ import a from \"./one.txtt\";\n"
                                    "        ╵               ~~~~~~~~~~~~\n"
                                    "\n";

std::string errors(std::string_view text) {
  return describe(parse_esbuild_errors(text, "/nonexistent"));
}

// Bundles src/index.ts of a folder; the result once it is there.
Result<Bundle> bundled(const TempDir& dir) {
  base::EventLoop loop;
  Bundler bundler(loop, CONVOTIC_ESBUILD, fs::path(CONVOTIC_SOURCE_DIR) / "sdk");
  Result<Bundle> result = base::fail(base::kInternal, "never called");
  bundler.build({dir.path(), dir.path() / "src/index.ts"}, dir.path() / "out/bundle.mjs",
                [&](Result<Bundle> bundle) {
                  result = std::move(bundle);
                  loop.stop();
                });
  REQUIRE(tests::run_loop(loop));
  return result;
}

// What a program says on its standard output.
std::string output_of(const fs::path& program, std::vector<std::string> arguments) {
  base::EventLoop loop;
  std::string out;
  emulator::ChildListener listener;
  listener.output = listener.errors = [&](std::string_view bytes) { out += bytes; };
  listener.ended = [&](emulator::ExitStatus) { loop.stop(); };
  const auto child = emulator::ChildProcess::spawn(
      loop,
      {program, std::move(arguments), std::nullopt, {}, emulator::Channel::none, emulator::Session::ours},
      std::move(listener));
  REQUIRE(child);
  REQUIRE(tests::run_loop(loop));
  return out;
}

}  // namespace

TEST_CASE("An error of esbuild has its place, its line and what is underlined") {
  CHECK(errors(kUnresolved) == "module-build: Could not resolve \"./one.txtt\"\n"
                               "  at src/index.ts:1:15, 12 bytes of \"import a from \"./one.txtt\";\"");
  CHECK(errors("✘ [ERROR] Unexpected \";\"\n\n    src/long.ts:1:319:\n      1 │ ...00000\" +;\n        ╵     "
               "      ^\n\n") ==
        "module-build: Unexpected \";\"\n  at src/long.ts:1:320, 1 bytes of \"...00000\" +;\"");
}

TEST_CASE("Of several errors the first is told, and how many more there are") {
  const std::string second = "✘ [ERROR] Could not resolve \"./two\"\n\n    src/index.ts:2:14:\n"
                             "      2 │ import b from \"./two\";\n        ╵               ~~~~~~~\n\n";
  const std::string first = "module-build: Could not resolve \"./one.txtt\"\n";
  const std::string place = "  at src/index.ts:1:15, 12 bytes of \"import a from \"./one.txtt\";\"";
  CHECK(errors(kUnresolved + second) == first + "  help: and 1 more error\n" + place);
  CHECK(errors(kUnresolved + second + second) == first + "  help: and 2 more errors\n" + place);
}

TEST_CASE("A suggestion or a note does not change the place") {
  CHECK(errors("✘ [ERROR] No matching export in \"src/lib.ts\" for import \"foo\"\n\n"
               "    src/noexport.ts:1:9:\n"
               "      1 │ import { foo } from \"./lib\";\n"
               "        │          ~~~\n"
               "        ╵          fooo\n\n"
               "  Did you mean to import \"fooo\" instead?\n\n"
               "    src/lib.ts:1:13:\n"
               "      1 │ export const fooo = 1;\n"
               "        ╵              ~~~~\n\n") ==
        "module-build: No matching export in \"src/lib.ts\" for import \"foo\"\n"
        "  at src/noexport.ts:1:10, 3 bytes of \"import { foo } from \"./lib\";\"");
  CHECK(
      errors("✘ [ERROR] Expected \"]\" but found \"}\"\n\n    src/syntax.ts:4:0:\n      4 │ };\n        │ ^\n"
             "        ╵ ]\n\n") ==
      "module-build: Expected \"]\" but found \"}\"\n  at src/syntax.ts:4:1, 1 bytes of \"};\"");
}

TEST_CASE("An error without a place has none, and other words are passed on") {
  CHECK(errors("✘ [ERROR] The entry point \"src/nofile.ts\" cannot be marked as external\n\n") ==
        "module-build: The entry point \"src/nofile.ts\" cannot be marked as external");
  CHECK(errors("  fatal: out of memory  ") == "module-build: esbuild failed: fatal: out of memory");
  CHECK(errors("") == "module-build: esbuild failed: ");
}

TEST_CASE("The line is the file's own, with tabs and without a carriage return") {
  const TempDir dir;
  dir.write("src/index.ts", "first\r\n\tconst long = \"x\" +;\r\nlast\r\n");
  CHECK(describe(parse_esbuild_errors("✘ [ERROR] Unexpected \";\"\n\n    src/index.ts:2:19:\n      2 │   "
                                      "...\"x\" +;\n        ╵            ^\n",
                                      dir.path())) ==
        "module-build: Unexpected \";\"\n  at src/index.ts:2:20, 1 bytes of \"\tconst long = \"x\" +;\"");
}

TEST_CASE("A metafile lists the inputs, made absolute") {
  CHECK(parse_metafile(R"({"inputs":{"src/index.ts":{"bytes":1},"../shared/a.ts":{}},"outputs":{}})",
                       "/projects/shop")
            .value() == std::vector<fs::path>{"/projects/shared/a.ts", "/projects/shop/src/index.ts"});
  for (const char* text : {"", "{", "[]", "{}", "{\"inputs\":[]}", "null"}) {
    CAPTURE(text);
    CHECK(describe(parse_metafile(text, "/projects")) ==
          "module-build: esbuild wrote a metafile without inputs");
  }
}

TEST_CASE("A module is bundled with what it imports, and runs as its sources would") {
  const TempDir dir;
  dir.write("src/index.ts", R"(
import { ConvoticModule } from "@convotic/block-sdk";
import { answer } from "./answer";
import data from "../data.json";
const path = require("node:path");
console.log(answer, data.key, path.basename(__filename), path.basename(import.meta.url), __dirname.endsWith("src"));
)");
  dir.write("src/answer.ts", "export const answer: number = 42;\n");
  dir.write("data.json", "{\"key\": \"value\"}");
  const auto bundle = bundled(dir);
  REQUIRE(describe(bundle) == "ok");
  CHECK(bundle->file == dir.path() / "out/bundle.mjs");
  CHECK(fs::exists(bundle->file.string() + ".map"));
  for (const char* input : {"src/index.ts", "src/answer.ts", "data.json"})
    CHECK(std::count(bundle->inputs.begin(), bundle->inputs.end(), dir.path() / input) == 1);
  CHECK(output_of(CONVOTIC_NODE, {bundle->file.string()}) == "42 value index.ts index.ts true\n");
}

TEST_CASE("A module that does not compile fails with the place of its first error") {
  const TempDir dir;
  dir.write("src/index.ts", "const a = 1;\r\nexport default {\r\n  a: ,\r\n};\r\n");
  CHECK(describe(bundled(dir)) ==
        "module-build: Unexpected \",\"\n  at src/index.ts:3:6, 1 bytes of \"  a: ,\"");
}

TEST_CASE("A build that is begun anew gives up the one before") {
  const TempDir dir;
  dir.write("src/index.ts", "export default 1;\n");
  base::EventLoop loop;
  Bundler bundler(loop, CONVOTIC_ESBUILD, fs::path(CONVOTIC_SOURCE_DIR) / "sdk");
  std::string called;
  for (const char* name : {"a", "b", "c"})
    bundler.build({dir.path(), dir.path() / "src/index.ts"}, dir.path() / name,
                  [&, name](Result<Bundle> bundle) {
                    called += name + describe(bundle);
                    loop.stop();
                  });
  REQUIRE(tests::run_loop(loop));
  CHECK(called == "cok");
}

TEST_CASE("A missing esbuild is told as a broken installation") {
  const TempDir dir;
  base::EventLoop loop;
  Bundler bundler(loop, "/nonexistent/esbuild", "/nonexistent");
  std::string result;
  bundler.build({dir.path(), dir.path() / "index.ts"}, dir.path() / "out", [&](Result<Bundle> bundle) {
    result = describe(bundle);
    loop.stop();
  });
  REQUIRE(tests::run_loop(loop));
  CHECK(result == "tool-missing: cannot start \"/nonexistent/esbuild\": no such file or directory\n"
                  "  help: reinstall convotic");
}
