#include "lint/rules/rules.hpp"

#include "core/base/nearest.hpp"

#include <vector>

namespace convotic::lint {

std::span<const Rule> all_rules() {
  static const Rule rules[] = {
      // auth: is the route protected at all
      kAuthUnverified,
      kAuthPartial,
      kAuthEffectBeforeVerify,
      kAuthFailOpen,
      kAuthRejectionFallsThrough,
      kAuthResultIgnored,
      kAuthMissingAwait,
      kAuthInvertedCheck,
      kAuthAlwaysTrue,
      kAuthPresenceOnly,
      kAuthAttackerControlledSecret,
      kAuthUnkeyedDigest,
      kAuthDecodeWithoutVerify,
      kAuthSpoofableCheck,
      kAuthBodyNotCovered,
      kAuthReplay,
      kAuthReserializedBody,
      kAuthDynamic,
      kAuthNonBoolean,
      kAuthUnresolvedVerifier,
      kAuthAssumedVerifier,
      kAuthPublicRead,

      // crypto: quality of the verification
      kCryptoTimingUnsafeCompare,
      kCryptoTimingSafeLength,
      kCryptoHardcodedSecret,
      kCryptoSecretFallback,
      kCryptoTruncatedCompare,
      kCryptoWeakHash,
      kCryptoJwtAlgorithm,
      kCryptoSecretInLog,

      // response, request
      kResponseSuccessOnFailure,
      kResponseMissingReturn,
      kResponseErrorDetail,
      kRequestUnverifiedSource,
      kResponseInvalidStatus,
      kRequestHeaderCase,

      // route
      kRouteInvalidMethod,
      kRouteMissingField,
      kRouteUnknownOption,
      kRouteDuplicate,
      kRouteShadowed,
      kRouteAmbiguous,
      kRouteHandlerNotFunction,
      kRouteUnsafeGet,
      kRouteUnresolvable,

      // path
      kPathNoLeadingSlash,
      kPathInvalidParam,
      kPathDuplicateParam,
      kPathUndeclaredParam,
      kPathUnusedParam,
      kPathInvalidCharacter,
      kPathEmptySegment,
      kPathModulePrefix,
      kPathCase,

      // module, meta
      kModuleName,
      kModuleNoRoutes,
      kMetaParseError,
      kMetaUnresolvedImport,
      kMetaUnusedSuppression,
      kMetaSuppressionWithoutReason,
      kMetaUnknownRule,
      kMetaBudget,

  };
  return rules;
}

const Rule* find_rule(std::string_view id) {
  for (const Rule& rule : all_rules())
    if (rule.info.id == id) return &rule;
  return nullptr;
}

std::optional<std::string> nearest_rule(std::string_view id) {
  std::vector<std::string> ids;
  for (const Rule& rule : all_rules())
    ids.emplace_back(rule.info.id);
  return base::nearest(id, ids);
}

}  // namespace convotic::lint
