#include "core/webhook/scheme.hpp"

#include "core/base/embedded_file.hpp"
#include "core/base/nearest.hpp"
#include "core/webhook/errors.hpp"
#include "core/webhook/scheme_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace convotic::embedded {
std::span<const base::EmbeddedFile> webhook_schemes();  // made from core/webhook/schemes.json
}

namespace convotic::webhook {
namespace {

void add_headers(std::vector<std::string>& out, const Place& place) {
  for (const std::string& name : place.headers)
    if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
}

// "Stripe-Signature: t={timestamp},v1={signature}" of one of the signature's headers.
std::string header_form(const SchemeRules& rules, const std::string& name) {
  const SignaturePlace& signature = rules.signature;
  std::string items;
  if (rules.timestamp && !rules.timestamp->place.field.empty())
    items = rules.timestamp->place.field + signature.assign + "{timestamp}" + signature.separator;
  const std::string value = rules.is_token()                         ? "{token}"
                            : rules.algorithm == Algorithm::equality ? rules.content.text
                                                                     : "{signature}";
  return name + ": " + items + signature.place.field + signature.assign + value;
}

void add_forms(std::vector<std::string>& out, const Place& place, std::string_view value) {
  if (!place.headers.empty()) out.push_back(fmt::format("{}: {}", place.headers.front(), value));
  if (!place.body.empty()) out.push_back(fmt::format("{} in the body: {}", place.body, value));
}

// A name stands for one scheme only.
Result<void> check_name_is_free(const std::vector<Scheme>& schemes, const Scheme& added,
                                const base::JsonReader& row) {
  std::vector<std::string> names = added.aliases();
  names.push_back(added.name());
  for (const Scheme& other : schemes)
    for (const std::string& name : names)
      if (name == other.name() || std::count(other.aliases().begin(), other.aliases().end(), name) > 0)
        return base::Unexpected(row.error(
            kSchemeInvalid, fmt::format("\"{}\" is the name of another scheme: {}", name, other.title()),
            "give yours a name of its own"));
  return {};
}

}  // namespace

Scheme::Scheme(std::shared_ptr<const SchemeRules> rules) : rules_(std::move(rules)) {}

Result<Scheme> Scheme::parse(const base::JsonReader& row) {
  CONVOTIC_TRY_ASSIGN(SchemeRules rules, parse_scheme(row));
  return Scheme(std::make_shared<const SchemeRules>(std::move(rules)));
}

const std::string& Scheme::name() const {
  return rules_->name;
}
const std::string& Scheme::title() const {
  return rules_->title;
}
const std::vector<std::string>& Scheme::aliases() const {
  return rules_->aliases;
}
std::string_view Scheme::algorithm() const {
  return rules_->algorithm_name;
}
std::optional<std::chrono::milliseconds> Scheme::deadline() const {
  return rules_->deadline;
}
const ModuleView& Scheme::module() const {
  return rules_->module;
}
const std::string& Scheme::example_secret() const {
  return rules_->secret.example;
}
const std::string& Scheme::note() const {
  return rules_->note;
}
const std::string& Scheme::evidence() const {
  return rules_->evidence;
}
const std::string& Scheme::source() const {
  return rules_->source;
}

std::vector<std::string> Scheme::headers() const {
  std::vector<std::string> out;
  add_headers(out, rules_->signature.place);
  if (rules_->timestamp) add_headers(out, rules_->timestamp->place);
  if (rules_->id) add_headers(out, rules_->id->place);
  return out;
}

std::vector<std::string> Scheme::forms() const {
  std::vector<std::string> out;
  const SignaturePlace& signature = rules_->signature;
  if (!signature.place.body.empty())
    add_forms(out, signature.place,
              rules_->algorithm == Algorithm::equality ? rules_->content.text : "{signature}");
  for (const std::string& name : signature.place.headers)
    out.push_back(header_form(*rules_, name));
  if (rules_->timestamp) add_forms(out, rules_->timestamp->place, "{timestamp}");
  if (rules_->id) add_forms(out, rules_->id->place, "{id}");
  if (!rules_->signed_headers.empty()) out.push_back(rules_->signed_headers + ": {headers}");
  for (const Mark& mark : rules_->marks)
    add_forms(out, mark.place, mark.value);
  for (const QueryRule& rule : rules_->query)
    out.push_back(fmt::format("?{}={} in the URL, where the body is no form", rule.name, rule.value.text));
  return out;
}

std::string Scheme::signed_content() const {
  std::string out = rules_->content.text;
  for (const ClaimRule& claim : rules_->claims)
    out += fmt::format("{}{}={}", out.empty() ? "" : " ", claim.name,
                       claim.literal.empty() ? claim.text.text : claim.literal);
  return out;
}

Needs Scheme::needs() const {
  using Kind = Piece::Kind;
  Needs needs;
  needs.body = rules_->uses(Kind::body);
  needs.timestamp = rules_->timestamp.has_value();
  needs.id = rules_->id.has_value();
  needs.url = rules_->uses(Kind::url) || rules_->uses(Kind::path);
  needs.method = rules_->uses(Kind::method);
  needs.parameters = rules_->uses(Kind::parameters);
  needs.key_pair = rules_->has_key_pair();
  return needs;
}

Signable Scheme::signable() const {
  return rules_->has_key_pair() ? Signable::with_own_key : Signable::yes;
}

Window Scheme::window() const {
  return rules_->timestamp ? rules_->timestamp->window : Window{};
}

SchemeTable SchemeTable::builtin() {
  const base::EmbeddedFile& file = embedded::webhook_schemes().front();
  SchemeTable table;
  const auto fill = [&]() -> Result<void> {
    CONVOTIC_TRY_ASSIGN(const base::JsonReader root,
                        base::JsonReader::parse(std::string(file.path), std::string(file.contents)));
    CONVOTIC_TRY_ASSIGN(const auto rows, root.as_array());
    CONVOTIC_TRY_ASSIGN(table, table.with(rows));
    table.own_.clear();
    return {};
  };
  // Ours, so that an error in it is a bug of ours.
  if (const auto filled = fill(); !filled)
    throw std::logic_error(fmt::format("schemes.json: {}", filled.error().message));
  return table;
}

Result<SchemeTable> SchemeTable::with(std::span<const base::JsonReader> rows) const {
  SchemeTable table = *this;
  for (const base::JsonReader& row : rows) {
    CONVOTIC_TRY_ASSIGN(Scheme scheme, Scheme::parse(row));
    CONVOTIC_TRY(check_name_is_free(table.schemes_, scheme, row));
    table.own_.insert(scheme.name());
    table.schemes_.push_back(std::move(scheme));
  }
  std::sort(table.schemes_.begin(), table.schemes_.end(),
            [](const Scheme& a, const Scheme& b) { return a.name() < b.name(); });
  return table;
}

Result<Scheme> SchemeTable::get(std::string_view name) const {
  std::vector<std::string> names;
  for (const Scheme& scheme : schemes_) {
    names.push_back(scheme.name());
    names.insert(names.end(), scheme.aliases().begin(), scheme.aliases().end());
    if (std::find(names.end() - 1 - static_cast<std::ptrdiff_t>(scheme.aliases().size()), names.end(),
                  name) != names.end())
      return scheme;
  }
  const auto close = base::nearest(name, names);
  return base::fail(kSchemeUnknown,
                    fmt::format("no signature scheme \"{}\"{}", name,
                                close ? fmt::format("; did you mean \"{}\"?", *close) : std::string()),
                    "convotic schemes lists them; convotic.json can describe one of your own");
}

}  // namespace convotic::webhook
