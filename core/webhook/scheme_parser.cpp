#include "core/base/json_path.hpp"
#include "core/webhook/json_fields.hpp"
#include "core/webhook/row_reader.hpp"
#include "core/webhook/scheme_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <tuple>

namespace convotic::webhook {
namespace {

using base::JsonReader;

struct AlgorithmName {
  std::string_view name;
  Algorithm algorithm;
  Hash hash;
};
constexpr AlgorithmName kAlgorithms[] = {
    {"hmac-sha1", Algorithm::hmac, Hash::sha1},
    {"hmac-sha256", Algorithm::hmac, Hash::sha256},
    {"hmac-sha384", Algorithm::hmac, Hash::sha384},
    {"hmac-sha512", Algorithm::hmac, Hash::sha512},
    {"sha1", Algorithm::digest, Hash::sha1},
    {"sha256", Algorithm::digest, Hash::sha256},
    {"sha512", Algorithm::digest, Hash::sha512},
    {"ed25519", Algorithm::ed25519, Hash::sha512},
    {"ecdsa-p256-sha256", Algorithm::ecdsa, Hash::sha256},
    {"rsa-sha1", Algorithm::rsa, Hash::sha1},
    {"rsa-sha256", Algorithm::rsa, Hash::sha256},
    {"jwt-hs256", Algorithm::jwt_hs256, Hash::sha256},
    {"jwt-es256", Algorithm::jwt_es256, Hash::sha256},
    {"jwt-rs256", Algorithm::jwt_rs256, Hash::sha256},
    {"equality", Algorithm::equality, Hash::sha256},
};

constexpr Choice<Encoding> kEncodings[] = {
    {"hex", Encoding::hex}, {"base64", Encoding::base64}, {"base64url", Encoding::base64url}};
using Unit = TimestampRule::Unit;
constexpr Choice<Unit> kUnits[] = {{"s", Unit::seconds},
                                   {"ms", Unit::milliseconds},
                                   {"iso", Unit::iso_seconds},
                                   {"iso-ms", Unit::iso_milliseconds}};
// The keys "header" with "or", "field", "body" and "claim", of which `object` has one (or "header" with
// "body", for what may stand in either).
Result<Place> read_place(const JsonReader& object) {
  Place place;
  CONVOTIC_TRY_ASSIGN(const auto header, object.find("header"));
  CONVOTIC_TRY_ASSIGN(const auto other, object.find("or"));
  CONVOTIC_TRY_ASSIGN(const auto body, object.find("body"));
  for (const auto& one : {header, other}) {
    if (!one) continue;
    CONVOTIC_TRY_ASSIGN(std::string name, header_name(*one));
    place.headers.push_back(std::move(name));
  }
  if (body) {
    CONVOTIC_TRY_ASSIGN(place.body, pointer_at(*body));
  }
  CONVOTIC_TRY_ASSIGN(place.field, text_at(object, "field"));
  CONVOTIC_TRY_ASSIGN(place.claim, text_at(object, "claim"));
  if (!header && other)
    return invalid(*other, "\"or\" is another name of the header, and \"header\" is missing");
  return place;
}

bool is_nowhere(const Place& place) {
  return place.headers.empty() && place.field.empty() && place.body.empty() && place.claim.empty();
}

Result<void> read_signature(const JsonReader& row, SchemeRules& rules) {
  CONVOTIC_TRY_ASSIGN(const JsonReader value, row.get("signature"));
  CONVOTIC_TRY(
      value.check_keys({"header", "or", "headers", "body", "separator", "assign", "field", "encoding"}));
  SignaturePlace& signature = rules.signature;
  CONVOTIC_TRY_ASSIGN(signature.place, read_place(value));
  CONVOTIC_TRY_ASSIGN(const auto several, value.find("headers"));
  if (several) {
    CONVOTIC_TRY_ASSIGN(const auto items, several->as_array());
    for (const JsonReader& item : items) {
      CONVOTIC_TRY_ASSIGN(std::string name, header_name(item));
      signature.place.headers.push_back(std::move(name));
    }
    signature.headers = SignaturePlace::Headers::one_per_secret;
  } else if (!signature.place.headers.empty() &&
             signature.place.headers.front().find("{n}") != std::string::npos) {
    signature.headers = SignaturePlace::Headers::one_per_secret;
  }
  CONVOTIC_TRY_ASSIGN(signature.separator, text_at(value, "separator"));
  CONVOTIC_TRY_ASSIGN(signature.assign, text_at(value, "assign"));
  if (signature.place.headers.empty() == signature.place.body.empty())
    return invalid(value, "a signature stands either in a header or in the body",
                   "give \"header\" or \"body\"");
  if (signature.place.field.empty() != signature.assign.empty())
    return invalid(value, "\"field\" and \"assign\" go together: as in \"v1\" and \"=\" for v1=...");
  CONVOTIC_TRY_ASSIGN(const auto encoding, value.find("encoding"));
  const bool text = rules.algorithm == Algorithm::equality || rules.is_token();
  if (text && encoding) return invalid(*encoding, fmt::format("{} has no encoding", rules.algorithm_name));
  if (!text && !encoding) return invalid(value, "\"encoding\" is missing", "it is hex, base64 or base64url");
  if (encoding) {
    CONVOTIC_TRY_ASSIGN(signature.encoding, read_choice(*encoding, kEncodings));
  }
  return {};
}

Result<void> read_timestamp(const JsonReader& row, SchemeRules& rules) {
  CONVOTIC_TRY_ASSIGN(const auto value, row.find("timestamp"));
  if (!value) return {};
  CONVOTIC_TRY(value->check_keys({"header", "or", "field", "body", "claim", "unit", "past", "future"}));
  TimestampRule rule;
  CONVOTIC_TRY_ASSIGN(rule.place, read_place(*value));
  if (is_nowhere(rule.place))
    return invalid(*value, "a timestamp stands somewhere",
                   "give \"header\", \"field\", \"body\" or \"claim\"");
  if (!rule.place.field.empty() && rules.signature.assign.empty())
    return invalid(*value, "\"field\" is an item of the signature's header, which has no named items",
                   "give \"assign\" of \"signature\"");
  if (!rule.place.claim.empty() && !rules.is_token())
    return invalid(*value, fmt::format("{} has no claims", rules.algorithm_name));
  CONVOTIC_TRY_ASSIGN(const JsonReader unit, value->get("unit"));
  CONVOTIC_TRY_ASSIGN(rule.unit, read_choice(unit, kUnits));
  CONVOTIC_TRY_ASSIGN(const auto past, count_at(*value, "past"));
  CONVOTIC_TRY_ASSIGN(const auto future, count_at(*value, "future"));
  if (past) rule.window.past = std::chrono::seconds(*past);
  if (future) rule.window.future = std::chrono::seconds(*future);
  rules.timestamp = std::move(rule);
  return {};
}

Result<void> read_id(const JsonReader& row, SchemeRules& rules) {
  CONVOTIC_TRY_ASSIGN(const auto value, row.find("id"));
  if (!value) return {};
  CONVOTIC_TRY(value->check_keys({"header", "or", "body", "claim", "prefix"}));
  IdRule rule;
  CONVOTIC_TRY_ASSIGN(rule.place, read_place(*value));
  if (is_nowhere(rule.place))
    return invalid(*value, "an id stands somewhere", "give \"header\", \"body\" or \"claim\"");
  if (!rule.place.claim.empty() && !rules.is_token())
    return invalid(*value, fmt::format("{} has no claims", rules.algorithm_name));
  CONVOTIC_TRY_ASSIGN(rule.prefix, text_at(*value, "prefix"));
  rules.id = std::move(rule);
  return {};
}

Result<void> read_marks(const JsonReader& row, SchemeRules& rules) {
  CONVOTIC_TRY_ASSIGN(const auto value, row.find("marks"));
  if (!value) return {};
  CONVOTIC_TRY_ASSIGN(const auto items, value->as_array());
  for (const JsonReader& item : items) {
    CONVOTIC_TRY(item.check_keys({"header", "body", "value"}));
    Mark mark;
    CONVOTIC_TRY_ASSIGN(mark.place, read_place(item));
    if (is_nowhere(mark.place))
      return invalid(item, "a mark stands somewhere", "give \"header\" or \"body\"");
    CONVOTIC_TRY_ASSIGN(const JsonReader text, item.get("value"));
    CONVOTIC_TRY_ASSIGN(mark.value, text.as_string());
    rules.marks.push_back(std::move(mark));
  }
  return {};
}

Result<void> read_secret(const JsonReader& row, SchemeRules& rules) {
  CONVOTIC_TRY_ASSIGN(const auto value, row.find("secret"));
  if (!value) return {};
  CONVOTIC_TRY(value->check_keys({"prefix", "publicPrefix", "label", "decode", "minimum", "maximum",
                                  "companion", "many", "toldAt", "example", "mistakes"}));
  SecretRule& secret = rules.secret;
  CONVOTIC_TRY_ASSIGN(secret.prefix, text_at(*value, "prefix"));
  CONVOTIC_TRY_ASSIGN(secret.public_prefix, text_at(*value, "publicPrefix"));
  CONVOTIC_TRY_ASSIGN(const bool label, flag_at(*value, "label"));
  secret.prefix_is = label ? SecretRule::Prefix::label : SecretRule::Prefix::part_of_key;
  CONVOTIC_TRY_ASSIGN(const auto decode, value->find("decode"));
  if (decode) {
    CONVOTIC_TRY_ASSIGN(secret.decode, read_choice(*decode, kEncodings));
  }
  CONVOTIC_TRY_ASSIGN(const auto minimum, count_at(*value, "minimum"));
  CONVOTIC_TRY_ASSIGN(const auto maximum, count_at(*value, "maximum"));
  if (minimum) secret.minimum = static_cast<std::size_t>(std::max<std::int64_t>(*minimum, 1));
  if (maximum) secret.maximum = static_cast<std::size_t>(*maximum);
  if (secret.minimum > secret.maximum)
    return invalid(*value,
                   fmt::format("\"minimum\" {} is more than \"maximum\" {}", secret.minimum, secret.maximum));
  CONVOTIC_TRY_ASSIGN(secret.companion, text_at(*value, "companion"));
  CONVOTIC_TRY_ASSIGN(secret.many, flag_at(*value, "many"));
  CONVOTIC_TRY_ASSIGN(secret.told_at, text_at(*value, "toldAt"));
  if (!secret.told_at.empty())
    if (const auto path = base::JsonPath::parse(secret.told_at); !path)
      return invalid(*value, fmt::format("\"toldAt\": {}", path.error()));
  CONVOTIC_TRY_ASSIGN(secret.example, text_at(*value, "example"));
  CONVOTIC_TRY_ASSIGN(const auto mistakes, value->find("mistakes"));
  if (!mistakes) return {};
  CONVOTIC_TRY_ASSIGN(const auto members, mistakes->as_object());
  for (const auto& [prefix, what] : members) {
    CONVOTIC_TRY_ASSIGN(std::string text, what.as_string());
    secret.mistakes.push_back({prefix, std::move(text)});
  }
  return {};
}

Result<void> read_url(const JsonReader& row, SchemeRules& rules) {
  CONVOTIC_TRY_ASSIGN(const auto value, row.find("url"));
  if (!value) return {};
  CONVOTIC_TRY(value->check_keys({"anyPort", "decode"}));
  CONVOTIC_TRY_ASSIGN(rules.url.any_port, flag_at(*value, "anyPort"));
  CONVOTIC_TRY_ASSIGN(rules.url.decode, texts_at(*value, "decode"));
  return {};
}

Result<void> read_fields(const JsonReader& row, SchemeRules& rules) {
  CONVOTIC_TRY_ASSIGN(const auto value, row.find("fields"));
  if (!value) return {};
  CONVOTIC_TRY(value->check_keys({"at", "names", "each", "join", "free", "skipAbsent"}));
  FieldsRule& fields = rules.fields;
  CONVOTIC_TRY_ASSIGN(const auto at, value->find("at"));
  if (at) {
    CONVOTIC_TRY_ASSIGN(fields.at, pointer_at(*at));
  }
  CONVOTIC_TRY_ASSIGN(fields.names, texts_at(*value, "names"));
  if (fields.names.empty()) return invalid(*value, "\"names\" is empty: nothing would be signed");
  CONVOTIC_TRY_ASSIGN(fields.each, text_at(*value, "each", "{value}"));
  CONVOTIC_TRY_ASSIGN(fields.join, text_at(*value, "join"));
  CONVOTIC_TRY_ASSIGN(fields.free, text_at(*value, "free"));
  if (!fields.free.empty() &&
      std::find(fields.names.begin(), fields.names.end(), fields.free) == fields.names.end())
    return invalid(*value, fmt::format("\"free\" is \"{}\", which is none of \"names\"", fields.free));
  if (!fields.free.empty() && fields.join.empty())
    return invalid(*value, "\"free\" is the field that may have \"join\" in it, and \"join\" is missing");
  const std::string_view elements = split_at_star(fields.at).first;
  if (!elements.empty() && split_at_star(rules.signature.place.body).first != elements)
    return invalid(
        *value, fmt::format("\"{}\" is signed element by element, and \"signature\" is elsewhere", elements),
        fmt::format("\"body\" of \"signature\" begins with \"{}\" then", elements));
  CONVOTIC_TRY_ASSIGN(fields.skip_absent, flag_at(*value, "skipAbsent"));
  if (fields.each.find("{value}") == std::string::npos)
    return invalid(*value, fmt::format("\"each\" is \"{}\" and has no {{value}} in it", fields.each));
  return {};
}

Result<void> read_query(const JsonReader& row, SchemeRules& rules) {
  CONVOTIC_TRY_ASSIGN(const auto value, row.find("query"));
  if (!value) return {};
  CONVOTIC_TRY_ASSIGN(const auto members, value->as_object());
  for (const auto& [name, text] : members) {
    CONVOTIC_TRY_ASSIGN(Template parsed, parse_template(text, rules.secret.companion));
    rules.query.push_back({name, std::move(parsed)});
  }
  return {};
}

Result<void> read_claims(const JsonReader& row, SchemeRules& rules) {
  CONVOTIC_TRY_ASSIGN(const auto value, row.find("claims"));
  if (value) {
    if (!rules.is_token()) return invalid(*value, fmt::format("{} has no claims", rules.algorithm_name));
    CONVOTIC_TRY_ASSIGN(const auto members, value->as_object());
    for (const auto& [name, text] : members) {
      ClaimRule claim{name, {}, text.dump()};
      if (claim.literal.starts_with('"')) {
        CONVOTIC_TRY_ASSIGN(claim.text, parse_template(text, rules.secret.companion));
        claim.literal.clear();
      }
      rules.claims.push_back(std::move(claim));
    }
  }
  CONVOTIC_TRY_ASSIGN(const auto lifetime, count_at(row, "lifetime"));
  if (lifetime) rules.lifetime = std::chrono::seconds(*lifetime);
  return {};
}

Result<void> read_content(const JsonReader& row, SchemeRules& rules) {
  CONVOTIC_TRY_ASSIGN(const auto value, row.find("content"));
  if (rules.is_token()) {
    if (value)
      return invalid(*value, "a token signs its claims; it has no \"content\"", "say it in \"claims\"");
    return {};
  }
  if (!value && rules.algorithm == Algorithm::equality) {
    rules.content = {"{secret}", {{Piece::Kind::secret, ""}}};
    return {};
  }
  if (!value) {
    CONVOTIC_TRY(row.get("content"));
    return {};
  }
  CONVOTIC_TRY_ASSIGN(rules.content, parse_template(*value, rules.secret.companion));
  if (rules.signs_each_element() && rules.content.text != "{fields}")
    return invalid(*value,
                   fmt::format("\"{}\" is not of one element, and \"fields\" are", rules.content.text),
                   "it is \"{fields}\" then");
  using Kind = Piece::Kind;
  const bool keyed = rules.algorithm != Algorithm::digest && rules.algorithm != Algorithm::equality;
  if (!keyed && !rules.content.uses(Kind::secret))
    return invalid(*value,
                   fmt::format("with {} anybody could sign \"{}\": the secret is not in it",
                               rules.algorithm_name, rules.content.text),
                   "put {secret} into it");
  const std::tuple<Kind, bool, std::string_view> needed[] = {
      {Kind::timestamp, rules.timestamp.has_value(), "timestamp"},
      {Kind::id, rules.id.has_value(), "id"},
      {Kind::fields, !rules.fields.names.empty(), "fields"},
      {Kind::headers, !rules.signed_headers.empty(), "signedHeaders"},
  };
  for (const auto& [kind, there, key] : needed)
    if (rules.content.uses(kind) && !there)
      return invalid(*value, fmt::format("\"{}\" needs the key \"{}\", which says where that is",
                                         rules.content.text, key));
  return {};
}

Result<void> read_module(const JsonReader& row, SchemeRules& rules) {
  CONVOTIC_TRY_ASSIGN(const auto value, row.find("module"));
  if (value) {
    CONVOTIC_TRY_ASSIGN(rules.module, parse_module_view(*value));
  }
  // Of the bytes of a body something is always assumed.
  if (rules.module.obstacle.empty() && !rules.module.serialization && rules.uses(Piece::Kind::body))
    rules.module.serialization = Serialization{};
  return {};
}

Result<void> check_name(const JsonReader& value, const std::string& name) {
  const bool good = !name.empty() && name.size() <= 63 &&
                    name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
  if (good) return {};
  return invalid(value, fmt::format("\"{}\" cannot be a scheme's name", name),
                 "a name has a-z, 0-9 and \"-\"");
}

Result<void> read_names(const JsonReader& row, SchemeRules& rules) {
  CONVOTIC_TRY_ASSIGN(const JsonReader name, row.get("name"));
  CONVOTIC_TRY_ASSIGN(rules.name, name.as_string());
  CONVOTIC_TRY(check_name(name, rules.name));
  CONVOTIC_TRY_ASSIGN(rules.title, text_at(row, "title", rules.name));
  CONVOTIC_TRY_ASSIGN(rules.aliases, texts_at(row, "aliases"));
  for (const std::string& alias : rules.aliases)
    CONVOTIC_TRY(check_name(row, alias));
  CONVOTIC_TRY_ASSIGN(rules.note, text_at(row, "note"));
  CONVOTIC_TRY_ASSIGN(rules.evidence, text_at(row, "evidence"));
  CONVOTIC_TRY_ASSIGN(rules.source, text_at(row, "source"));
  CONVOTIC_TRY_ASSIGN(const auto deadline, count_at(row, "deadline"));
  if (deadline) rules.deadline = std::chrono::milliseconds(*deadline);
  return {};
}

Result<void> read_algorithm(const JsonReader& row, SchemeRules& rules) {
  CONVOTIC_TRY_ASSIGN(const JsonReader value, row.get("algorithm"));
  CONVOTIC_TRY_ASSIGN(rules.algorithm_name, value.as_string());
  std::vector<std::string> names;
  for (const AlgorithmName& one : kAlgorithms) {
    if (one.name == rules.algorithm_name) {
      rules.algorithm = one.algorithm;
      rules.hash = one.hash;
      return {};
    }
    names.emplace_back(one.name);
  }
  return not_among(value, rules.algorithm_name, names);
}

}  // namespace

Result<SchemeRules> parse_scheme(const JsonReader& row) {
  CONVOTIC_TRY(row.check_keys({"name",      "title",  "aliases",  "algorithm",     "signature", "content",
                               "timestamp", "id",     "marks",    "secret",        "url",       "fields",
                               "query",     "claims", "lifetime", "signedHeaders", "form",      "deadline",
                               "module",    "note",   "evidence", "source"}));
  SchemeRules rules;
  CONVOTIC_TRY(read_names(row, rules));
  CONVOTIC_TRY(read_algorithm(row, rules));
  CONVOTIC_TRY(read_signature(row, rules));
  CONVOTIC_TRY(read_timestamp(row, rules));
  CONVOTIC_TRY(read_id(row, rules));
  CONVOTIC_TRY(read_marks(row, rules));
  CONVOTIC_TRY(read_secret(row, rules));
  CONVOTIC_TRY(read_url(row, rules));
  CONVOTIC_TRY(read_fields(row, rules));
  CONVOTIC_TRY(read_query(row, rules));
  CONVOTIC_TRY(read_claims(row, rules));
  CONVOTIC_TRY_ASSIGN(rules.signed_headers, text_at(row, "signedHeaders"));
  CONVOTIC_TRY_ASSIGN(rules.form, text_at(row, "form"));
  CONVOTIC_TRY(read_content(row, rules));
  CONVOTIC_TRY(read_module(row, rules));
  return rules;
}

}  // namespace convotic::webhook
