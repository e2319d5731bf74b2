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

bool SchemeRules::uses(Piece::Kind kind) const {
  return content.uses(kind) ||
         std::any_of(query.begin(), query.end(),
                     [&](const QueryRule& rule) { return rule.value.uses(kind); }) ||
         std::any_of(claims.begin(), claims.end(),
                     [&](const ClaimRule& rule) { return rule.text.uses(kind); });
}

}  // namespace convotic::webhook
