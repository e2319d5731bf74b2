#include "lint/rules/rules.hpp"

namespace convotic::lint {

std::span<const Rule> all_rules() {
  static const Rule rules[] = {
      // auth: is the route protected at all

      // crypto: quality of the verification

      // response, request

      // route
      kRouteInvalidMethod,

      // path

      // module, meta

  };
  return rules;
}

}  // namespace convotic::lint
