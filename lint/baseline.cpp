#include "lint/baseline.hpp"

#include "core/base/json_reader.hpp"
#include "core/base/json_text.hpp"
#include "lint/errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace convotic::lint {
namespace {

constexpr std::int64_t kVersion = 1;

Result<BaselineEntry> read_entry(const base::JsonReader& item) {
  CONVOTIC_TRY(item.check_keys({"rule", "file", "route", "fingerprint", "count"}));
  BaselineEntry entry;
  CONVOTIC_TRY_ASSIGN(const base::JsonReader rule, item.get("rule"));
  CONVOTIC_TRY_ASSIGN(entry.rule, rule.as_string());
  CONVOTIC_TRY_ASSIGN(const base::JsonReader file, item.get("file"));
  CONVOTIC_TRY_ASSIGN(entry.file, file.as_string());
  CONVOTIC_TRY_ASSIGN(const auto route, item.find("route"));
  if (route) {
    CONVOTIC_TRY_ASSIGN(entry.route, route->as_string());
  }
  CONVOTIC_TRY_ASSIGN(const base::JsonReader fingerprint, item.get("fingerprint"));
  CONVOTIC_TRY_ASSIGN(entry.fingerprint, fingerprint.as_string());
  CONVOTIC_TRY_ASSIGN(const auto count, item.find("count"));
  if (count) {
    CONVOTIC_TRY_ASSIGN(const std::int64_t number, count->as_integer());
    if (number < 1)
      return base::Unexpected(
          count->error(kBaselineInvalid, fmt::format("a count must be at least 1, not {}", number)));
    entry.count = static_cast<std::size_t>(number);
  }
  if (entry.rule.starts_with("meta/"))
    return base::Unexpected(rule.error(kBaselineInvalid,
                                       fmt::format("\"{}\" cannot be in a baseline", entry.rule),
                                       "mend it: it says that something was not checked"));
  return entry;
}

}  // namespace

Result<Baseline> read_baseline(std::string file, std::string text) {
  CONVOTIC_TRY_ASSIGN(const base::JsonReader root, base::JsonReader::parse(std::move(file), std::move(text)));
  CONVOTIC_TRY(root.check_keys({"version", "findings"}));
  CONVOTIC_TRY_ASSIGN(const base::JsonReader version, root.get("version"));
  CONVOTIC_TRY_ASSIGN(const std::int64_t number, version.as_integer());
  if (number != kVersion)
    return base::Unexpected(
        version.error(kBaselineInvalid,
                      fmt::format("this convotic reads version {} of baselines, not {}", kVersion, number),
                      "write it anew with convotic lint --write-baseline"));
  CONVOTIC_TRY_ASSIGN(const base::JsonReader findings, root.get("findings"));
  CONVOTIC_TRY_ASSIGN(const auto items, findings.as_array());
  Baseline baseline;
  for (const base::JsonReader& item : items) {
    CONVOTIC_TRY_ASSIGN(BaselineEntry entry, read_entry(item));
    baseline.entries.push_back(std::move(entry));
  }
  return baseline;
}

std::string write_baseline(const Baseline& baseline) {
  std::vector<BaselineEntry> entries = baseline.entries;
  std::sort(entries.begin(), entries.end(), [](const BaselineEntry& a, const BaselineEntry& b) {
    return std::tie(a.file, a.rule, a.route, a.fingerprint) <
           std::tie(b.file, b.rule, b.route, b.fingerprint);
  });
  std::string out = fmt::format("{{\n  \"version\": {},\n  \"findings\": [", kVersion);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const BaselineEntry& entry = entries[i];
    out += fmt::format(
        "{}\n    {{\"rule\": {}, \"file\": {}, \"route\": {}, \"fingerprint\": {}, \"count\": {}}}",
        i == 0 ? "" : ",", base::json_string(entry.rule), base::json_string(entry.file),
        base::json_string(entry.route), base::json_string(entry.fingerprint), entry.count);
  }
  return out + (entries.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

}  // namespace convotic::lint
