#include "lint/analysis/verifier_table.hpp"

#include "core/base/embedded_file.hpp"
#include "core/base/json_reader.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace convotic::embedded {
std::span<const base::EmbeddedFile> lint_verifiers();
}

namespace convotic::lint {
namespace {

using base::JsonReader;

// "Webhook#verify" and "Webhook.verify" are the same to a reader of code that calls it.
std::string dotted(std::string name) {
  std::replace(name.begin(), name.end(), '#', '.');
  return name;
}

CallPlace place_of(std::string_view text) {
  CallPlace place;
  if (text.starts_with("new.")) {
    place.of_constructor = true;
    text.remove_prefix(4);
  }
  const std::size_t dot = text.find('.');
  const std::string_view index = text.substr(0, dot);
  std::from_chars(index.data(), index.data() + index.size(), place.argument);
  while (dot != std::string_view::npos && !text.empty()) {
    const std::size_t begin = text.find('.');
    if (begin == std::string_view::npos) break;
    text.remove_prefix(begin + 1);
    place.fields.emplace_back(text.substr(0, text.find('.')));
  }
  return place;
}

// Reads "promise-boolean", "returns-throws", "field:valid" and the like.
void read_result(std::string_view text, Verifier& row) {
  if (text.starts_with("returns-")) {
    row.result = VerifierResult::verifier;
    row.promise = text.starts_with("returns-promise-");
    return;
  }
  if (text.starts_with("promise-")) {
    row.promise = true;
    text.remove_prefix(8);
  }
  if (text.starts_with("field:")) {
    row.result = VerifierResult::field;
    row.field = text.substr(6);
  } else if (text == "throws") {
    row.result = VerifierResult::throws;
  } else if (text == "callback") {
    row.result = VerifierResult::callback;
  }
}

Result<std::optional<CallPlace>> read_place(const JsonReader& row, std::string_view key) {
  CONVOTIC_TRY_ASSIGN(const auto value, row.find(key));
  if (!value) return std::optional<CallPlace>{};
  CONVOTIC_TRY_ASSIGN(const std::string text, value->as_string());
  return std::optional<CallPlace>{place_of(text)};
}

Result<std::string> read_text(const JsonReader& row, std::string_view key) {
  CONVOTIC_TRY_ASSIGN(const auto value, row.find(key));
  if (!value) return std::string{};
  return value->as_string();
}

Result<bool> read_flag(const JsonReader& row, std::string_view key) {
  CONVOTIC_TRY_ASSIGN(const auto value, row.find(key));
  if (!value) return false;
  return value->as_boolean();
}

Result<std::optional<std::uint32_t>> read_version(const JsonReader& row, std::string_view key) {
  CONVOTIC_TRY_ASSIGN(const auto value, row.find(key));
  if (!value) return std::optional<std::uint32_t>{};
  CONVOTIC_TRY_ASSIGN(const std::int64_t number, value->as_integer());
  return std::optional<std::uint32_t>{static_cast<std::uint32_t>(number)};
}

Result<std::vector<std::string>> read_packages(const JsonReader& row) {
  CONVOTIC_TRY_ASSIGN(const JsonReader from, row.get("from"));
  CONVOTIC_TRY_ASSIGN(const auto items, from.as_array());
  std::vector<std::string> names;
  for (const JsonReader& item : items) {
    CONVOTIC_TRY_ASSIGN(std::string name, item.as_string());
    names.push_back(std::move(name));
  }
  return names;
}

Result<Verifier> read_verifier(const JsonReader& row) {
  CONVOTIC_TRY(
      row.check_keys({"from", "name", "result", "secret", "public", "message", "bearer", "window",
                      "tolerance", "tolerance_required", "algorithms", "callback", "since", "until"}));
  Verifier verifier;
  CONVOTIC_TRY_ASSIGN(std::string name, read_text(row, "name"));
  verifier.name = dotted(std::move(name));
  CONVOTIC_TRY_ASSIGN(const JsonReader result, row.get("result"));
  CONVOTIC_TRY_ASSIGN(const std::string result_text, result.as_string());
  read_result(result_text, verifier);
  CONVOTIC_TRY_ASSIGN(verifier.secret, read_place(row, "secret"));
  CONVOTIC_TRY_ASSIGN(verifier.tolerance, read_place(row, "tolerance"));
  CONVOTIC_TRY_ASSIGN(verifier.algorithms, read_place(row, "algorithms"));
  CONVOTIC_TRY_ASSIGN(verifier.public_key, read_flag(row, "public"));
  CONVOTIC_TRY_ASSIGN(verifier.bearer, read_flag(row, "bearer"));
  CONVOTIC_TRY_ASSIGN(verifier.tolerance_required, read_flag(row, "tolerance_required"));
  CONVOTIC_TRY_ASSIGN(verifier.window, read_text(row, "window"));
  CONVOTIC_TRY_ASSIGN(verifier.since, read_version(row, "since"));
  CONVOTIC_TRY_ASSIGN(verifier.until, read_version(row, "until"));
  for (const char* key : {"message", "callback"}) {
    CONVOTIC_TRY_ASSIGN(const auto list, row.find(key));
    if (!list) continue;
    CONVOTIC_TRY_ASSIGN(const auto items, list->as_array());
    for (const JsonReader& item : items) {
      CONVOTIC_TRY_ASSIGN(const std::string text, item.as_string());
      if (key[0] == 'm') {
        verifier.message.push_back(place_of(text));
      } else {
        verifier.callback.push_back(place_of(text).argument);
      }
    }
  }
  return verifier;
}

Result<KnownCall> read_known_call(const JsonReader& row, KnownCall::Kind kind) {
  CONVOTIC_TRY(row.check_keys(
      {"from", "name", "algorithm", "key", "message", "promise", "throws", "throws_on_length"}));
  KnownCall call;
  call.kind = kind;
  CONVOTIC_TRY_ASSIGN(std::string name, read_text(row, "name"));
  call.name = dotted(std::move(name));
  CONVOTIC_TRY_ASSIGN(call.algorithm, read_text(row, "algorithm"));
  CONVOTIC_TRY_ASSIGN(call.key, read_place(row, "key"));
  CONVOTIC_TRY_ASSIGN(call.message, read_place(row, "message"));
  CONVOTIC_TRY_ASSIGN(call.promise, read_flag(row, "promise"));
  CONVOTIC_TRY_ASSIGN(call.throws, read_flag(row, "throws"));
  CONVOTIC_TRY_ASSIGN(call.throws_on_length, read_flag(row, "throws_on_length"));
  return call;
}

// The path itself, or its end after a class or instance that a row leaves out.
bool matches(std::string_view path, std::string_view name) {
  if (path == name) return true;
  return !name.empty() && path.size() > name.size() && path.ends_with(name) &&
         path[path.size() - name.size() - 1] == '.';
}

constexpr std::pair<const char*, KnownCall::Kind> kSections[] = {
    {"comparators", KnownCall::Kind::comparator},
    {"equalities", KnownCall::Kind::equality},
    {"macs", KnownCall::Kind::mac},
    {"hashes", KnownCall::Kind::hash},
    {"decoders", KnownCall::Kind::decoder},
};

}  // namespace

Result<VerifierTable> VerifierTable::parse(std::string file, std::string text) {
  CONVOTIC_TRY_ASSIGN(const JsonReader document, JsonReader::parse(std::move(file), std::move(text)));
  CONVOTIC_TRY(
      document.check_keys({"about", "verifiers", "comparators", "equalities", "macs", "hashes", "decoders"}));
  VerifierTable table;
  CONVOTIC_TRY_ASSIGN(const JsonReader verifiers, document.get("verifiers"));
  CONVOTIC_TRY_ASSIGN(const auto rows, verifiers.as_array());
  for (const JsonReader& row : rows) {
    CONVOTIC_TRY_ASSIGN(const Verifier verifier, read_verifier(row));
    CONVOTIC_TRY_ASSIGN(const auto packages, read_packages(row));
    for (const std::string& package : packages)
      table.verifiers_.emplace(package, verifier);
  }
  for (const auto& [section, kind] : kSections) {
    CONVOTIC_TRY_ASSIGN(const JsonReader list, document.get(section));
    CONVOTIC_TRY_ASSIGN(const auto calls, list.as_array());
    for (const JsonReader& row : calls) {
      CONVOTIC_TRY_ASSIGN(const KnownCall call, read_known_call(row, kind));
      CONVOTIC_TRY_ASSIGN(const auto packages, read_packages(row));
      for (const std::string& package : packages)
        table.calls_.emplace(package, call);
    }
  }
  return table;
}

VerifierTable VerifierTable::with(const Config& config) {
  const base::EmbeddedFile& file = embedded::lint_verifiers().front();
  auto table = parse(std::string(file.path), std::string(file.contents));
  // The table is compiled in and read by a test; what is wrong with it is wrong with the program.
  if (!table) throw std::logic_error(table.error().message);
  for (const VerifierConfig& row : config.verifiers)
    table->add(row);
  return std::move(*table);
}

void VerifierTable::add(const VerifierConfig& row) {
  Verifier verifier;
  verifier.name = dotted(row.name);
  read_result(row.result, verifier);
  if (row.window) verifier.window = "its own";
  verifier.configured = true;
  verifiers_.emplace(row.from, std::move(verifier));
}

const Verifier* VerifierTable::verifier(std::string_view package, std::string_view path,
                                        std::uint32_t version) const {
  const Verifier* best = nullptr;
  for (auto [row, end] = verifiers_.equal_range(package); row != end; ++row) {
    const Verifier& candidate = row->second;
    if (!matches(path, candidate.name)) continue;
    if (version != 0 && candidate.since && version < *candidate.since) continue;
    if (version != 0 && candidate.until && version > *candidate.until) continue;
    if (version == 0 && candidate.until) continue;
    const bool better = best == nullptr || candidate.configured || candidate.name.size() > best->name.size();
    if (better && !(best != nullptr && best->configured)) best = &candidate;
  }
  return best;
}

const KnownCall* VerifierTable::known_call(std::string_view package, std::string_view path) const {
  const KnownCall* best = nullptr;
  for (auto [row, end] = calls_.equal_range(package); row != end; ++row) {
    // The name of a default export is the importer's choice, and "" stands for it.
    if (!matches(path, row->second.name)) continue;
    if (best == nullptr || row->second.name.size() > best->name.size()) best = &row->second;
  }
  return best;
}

bool VerifierTable::knows(std::string_view package) const {
  return verifiers_.find(package) != verifiers_.end() || calls_.find(package) != calls_.end();
}

bool VerifierTable::leads_to_call(std::string_view package, std::string_view path) const {
  const auto leads = [](const auto& rows, std::string_view from) {
    return std::any_of(rows.first, rows.second, [&](const auto& row) {
      const std::string_view name = row.second.name;
      return name.starts_with(from) && (name.size() == from.size() || name[from.size()] == '.');
    });
  };
  for (;; path.remove_prefix(path.find('.') + 1)) {
    if (leads(verifiers_.equal_range(package), path) || leads(calls_.equal_range(package), path)) return true;
    if (path.find('.') == std::string_view::npos) return false;
  }
}

bool VerifierTable::makes(std::string_view package) const {
  const auto [first, last] = calls_.equal_range(package);
  return verifiers_.find(package) != verifiers_.end() || std::any_of(first, last, [](const auto& row) {
           return row.second.kind != KnownCall::Kind::comparator &&
                  row.second.kind != KnownCall::Kind::equality;
         });
}

}  // namespace convotic::lint
