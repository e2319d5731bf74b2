#include "core/webhook/scheme_rules.hpp"

#include <algorithm>

namespace convotic::webhook {

bool SchemeRules::has_key_pair() const {
  switch (algorithm) {
  case Algorithm::ed25519:
  case Algorithm::ecdsa:
  case Algorithm::rsa:
  case Algorithm::jwt_es256:
  case Algorithm::jwt_rs256:
    return true;
  case Algorithm::equality:
  case Algorithm::hmac:
  case Algorithm::digest:
  case Algorithm::jwt_hs256:
    return false;
  }
  return false;
}

bool SchemeRules::is_token() const {
  return algorithm == Algorithm::jwt_hs256 || algorithm == Algorithm::jwt_es256 ||
         algorithm == Algorithm::jwt_rs256;
}

bool SchemeRules::signs_each_element() const {
  return fields.at.find('*') != std::string::npos;
}

std::vector<std::string> SchemeRules::pointers() const {
  std::vector<std::string> out;
  const auto add = [&](const std::string& pointer) {
    if (!pointer.empty()) out.push_back(pointer);
  };
  add(signature.place.body);
  if (timestamp) add(timestamp->place.body);
  if (id) add(id->place.body);
  for (const Mark& mark : marks)
    add(mark.place.body);
  for (const std::string& field : fields.names)
    add(fields.at + '/' + field);
  const auto add_values = [&](const Template& text) {
    for (const Piece& piece : text.pieces)
      if (piece.kind == Piece::Kind::value) add(piece.text);
  };
  add_values(content);
  for (const QueryRule& rule : query)
    add_values(rule.value);
  for (const ClaimRule& rule : claims)
    add_values(rule.text);
  return out;
}

bool SchemeRules::uses(Piece::Kind kind) const {
  return content.uses(kind) ||
         std::any_of(query.begin(), query.end(),
                     [&](const QueryRule& rule) { return rule.value.uses(kind); }) ||
         std::any_of(claims.begin(), claims.end(),
                     [&](const ClaimRule& rule) { return rule.text.uses(kind); });
}

}  // namespace convotic::webhook
