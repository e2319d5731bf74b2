#include "core/webhook/json_way.hpp"
#include "core/webhook/row_reader.hpp"
#include "core/webhook/scheme_rules.hpp"

namespace convotic::webhook {

using base::JsonReader;

namespace {

Result<Serialization> read_serialization(const JsonReader& value) {
  CONVOTIC_TRY(value.check_keys({"ways", "source"}));
  Serialization out;
  CONVOTIC_TRY_ASSIGN(const JsonReader ways, value.get("ways"));
  CONVOTIC_TRY_ASSIGN(const auto items, ways.as_array());
  for (const JsonReader& item : items) {
    CONVOTIC_TRY_ASSIGN(std::string name, item.as_string());
    if (json_way(name) == nullptr) return not_among(item, name, json_way_names());
    out.ways.push_back(std::move(name));
  }
  CONVOTIC_TRY_ASSIGN(out.source, text_at(value, "source"));
  return out;
}

}  // namespace

Result<ModuleView> parse_module_view(const JsonReader& value) {
  CONVOTIC_TRY(value.check_keys({"verifiable", "reason", "serialization"}));
  ModuleView out;
  CONVOTIC_TRY_ASSIGN(const JsonReader verifiable, value.get("verifiable"));
  CONVOTIC_TRY_ASSIGN(const bool yes, verifiable.as_boolean());
  if (!yes) {
    CONVOTIC_TRY_ASSIGN(const JsonReader reason, value.get("reason"));
    CONVOTIC_TRY_ASSIGN(out.obstacle, reason.as_string());
    if (out.obstacle.empty()) return invalid(reason, "a reason says something");
    return out;
  }
  CONVOTIC_TRY_ASSIGN(const auto serialization, value.find("serialization"));
  if (serialization) {
    CONVOTIC_TRY_ASSIGN(out.serialization, read_serialization(*serialization));
  }
  return out;
}

}  // namespace convotic::webhook
