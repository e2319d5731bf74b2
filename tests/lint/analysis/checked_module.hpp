#pragma once

#include "lint/findings.hpp"
#include "lint/model/build.hpp"
#include "lint/model/project.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fake_file_system.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::tests {

// A module with one open route; `handler` is the body of its handler, `before` stands above the module.
inline std::string open_route(std::string_view handler, std::string_view before = {}) {
  return fmt::format(
      "{}export default {{ name: \"m\", version: \"1.0.0\", register(sdk) {{\n"
      "sdk.registerRoute({{ method: \"POST\", path: \"/x\", auth: false, handler: async (req, ctx) => {{\n"
      "{}\n}} }});\n}} }};\n",
      before, handler);
}

// What the analysis says of a project of these files: a line for each route with its verdict, and one for
// each finding of a warning or error, in the order of the text: "index.ts:7 error auth/fail-open: message".
inline std::string checked(const std::map<std::string, std::string>& sources,
                           const lint::Config& config = {}) {
  FakeFileSystem files;
  std::vector<lint::Input> inputs;
  for (const auto& [name, text] : sources) {
    files.add("/p/" + name, text);
    inputs.push_back({"/p/" + name, name});
  }
  const lint::Model model = lint::build_model(files, inputs, config, 1);
  constexpr const char* kVerdicts[] = {"keyed",   "verified",   "assumed",    "harmless",
                                       "trusted", "unverified", "not checked"};
  std::string out;
  for (const lint::RouteSummary& route : model.summaries)
    out += fmt::format("{} {}: {}\n", route.key.method, route.key.path,
                       kVerdicts[static_cast<int>(route.verdict)]);
  std::vector<std::pair<std::pair<std::string, std::uint32_t>, std::string>> lines;
  for (const lint::Finding& finding : model.auth_findings) {
    if (finding.severity == lint::Severity::info) continue;
    const lint::SourceFile& file = model.files[finding.at.file];
    const std::uint32_t line = file.byte_position(finding.at.begin).line;
    lines.push_back({{file.path, finding.at.begin},
                     fmt::format("{}:{} {} {}: {}\n", file.path, line,
                                 finding.severity == lint::Severity::error ? "error" : "warning",
                                 finding.rule, finding.message)});
  }
  std::stable_sort(lines.begin(), lines.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [place, line] : lines)
    out += line;
  for (const lint::BudgetStop& stop : model.budget_stops)
    out += "budget: " + stop.what + "\n";
  return out;
}

inline std::string checked(const std::string& source, const lint::Config& config = {}) {
  return checked(std::map<std::string, std::string>{{"index.ts", source}}, config);
}

// What most of these modules begin with, and a check of the request that is right.
inline const std::string kHmac = R"js(import { createHmac, timingSafeEqual } from "node:crypto";
)js";
inline const std::string kHashes =
    R"js(import { createHash, createHmac, createVerify, timingSafeEqual } from "node:crypto";
const h = (text) => createHash("sha256").update(text).digest();
)js";
inline const std::string kOk = R"js(const ok = (req) => {
  const mac = createHmac("sha256", process.env.SECRET).update(JSON.stringify(req.body)).digest();
  const got = Buffer.from(String(req.headers["x-sig"]), "hex");
  return got.length === mac.length && timingSafeEqual(got, mac);
};
)js";

// What `checked` says of a module with one open route.
struct HandlerCase {
  const char* name;
  std::string before;  // stands above the module
  std::string handler;
  std::string expected;
};

// `common` stands above all of them.
inline void check_each(const std::string& common, const std::vector<HandlerCase>& cases) {
  for (const HandlerCase& one : cases) {
    INFO(one.name);
    CHECK(checked(open_route(one.handler, common + one.before)) == one.expected);
  }
}

}  // namespace convotic::tests
