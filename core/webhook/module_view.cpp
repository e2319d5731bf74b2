#include "core/webhook/row_reader.hpp"
#include "core/webhook/scheme_rules.hpp"

namespace convotic::webhook {

using base::JsonReader;

namespace {

using Style = Serialization::Style;
constexpr Choice<Style> kStyles[] = {{"unknown", Style::unknown},
                                     {"compact", Style::compact},
                                     {"spaced", Style::spaced},
                                     {"indent-2", Style::indent_2},
                                     {"indent-4", Style::indent_4}};

// An escape by its name.
Result<void> add_escape(const JsonReader& value, Serialization& out) {
  CONVOTIC_TRY_ASSIGN(const std::string name, value.as_string());
  if (name == "non-ascii")
    out.escapes_non_ascii = true;
  else if (name == "slash")
    out.escapes_slash = true;
  else if (name == "html")
    out.escapes_html = true;
  else
    return not_among(value, name, {"non-ascii", "slash", "html"});
  return {};
}

Result<Serialization> read_serialization(const JsonReader& value) {
  CONVOTIC_TRY(value.check_keys({"style", "escapes", "ending", "source"}));
  Serialization out;
  CONVOTIC_TRY_ASSIGN(const JsonReader style, value.get("style"));
  CONVOTIC_TRY_ASSIGN(out.style, read_choice(style, kStyles));
  CONVOTIC_TRY_ASSIGN(const auto escapes, value.find("escapes"));
  if (escapes) {
    CONVOTIC_TRY_ASSIGN(const auto items, escapes->as_array());
    for (const JsonReader& item : items)
      CONVOTIC_TRY(add_escape(item, out));
  }
  CONVOTIC_TRY_ASSIGN(out.ending, text_at(value, "ending"));
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
