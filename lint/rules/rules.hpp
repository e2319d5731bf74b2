#pragma once

#include "lint/rule.hpp"

// The rules, each in the file of its name. Add one: its file, a line here, a line in rules.cpp, its source in
// CMakeLists.txt.
namespace convotic::lint {

// auth: is the route protected at all
extern const Rule kAuthUnverified;
extern const Rule kAuthPartial;
extern const Rule kAuthEffectBeforeVerify;
extern const Rule kAuthFailOpen;
extern const Rule kAuthRejectionFallsThrough;
extern const Rule kAuthResultIgnored;
extern const Rule kAuthMissingAwait;
extern const Rule kAuthInvertedCheck;
extern const Rule kAuthAlwaysTrue;
extern const Rule kAuthPresenceOnly;
extern const Rule kAuthAttackerControlledSecret;
extern const Rule kAuthUnkeyedDigest;
extern const Rule kAuthDecodeWithoutVerify;
extern const Rule kAuthSpoofableCheck;
extern const Rule kAuthBodyNotCovered;
extern const Rule kAuthReplay;
extern const Rule kAuthReserializedBody;
extern const Rule kAuthDynamic;
extern const Rule kAuthNonBoolean;
extern const Rule kAuthUnresolvedVerifier;
extern const Rule kAuthAssumedVerifier;
extern const Rule kAuthPublicRead;

// crypto: quality of the verification
extern const Rule kCryptoTimingUnsafeCompare;
extern const Rule kCryptoTimingSafeLength;
extern const Rule kCryptoHardcodedSecret;
extern const Rule kCryptoSecretFallback;
extern const Rule kCryptoTruncatedCompare;
extern const Rule kCryptoWeakHash;
extern const Rule kCryptoJwtAlgorithm;
extern const Rule kCryptoSecretInLog;

// response, request
extern const Rule kResponseSuccessOnFailure;
extern const Rule kResponseMissingReturn;
extern const Rule kResponseErrorDetail;
extern const Rule kRequestUnverifiedSource;
extern const Rule kResponseInvalidStatus;
extern const Rule kRequestHeaderCase;

// route
extern const Rule kRouteInvalidMethod;
extern const Rule kRouteMissingField;
extern const Rule kRouteUnknownOption;
extern const Rule kRouteDuplicate;
extern const Rule kRouteShadowed;
extern const Rule kRouteAmbiguous;
extern const Rule kRouteHandlerNotFunction;
extern const Rule kRouteUnsafeGet;
extern const Rule kRouteUnresolvable;

// path
extern const Rule kPathNoLeadingSlash;
extern const Rule kPathInvalidParam;
extern const Rule kPathDuplicateParam;
extern const Rule kPathUndeclaredParam;
extern const Rule kPathUnusedParam;
extern const Rule kPathInvalidCharacter;
extern const Rule kPathEmptySegment;
extern const Rule kPathModulePrefix;
extern const Rule kPathCase;

// module, meta
extern const Rule kModuleName;
extern const Rule kModuleNoRoutes;
extern const Rule kMetaParseError;
extern const Rule kMetaUnresolvedImport;
extern const Rule kMetaUnusedSuppression;
extern const Rule kMetaSuppressionWithoutReason;
extern const Rule kMetaUnknownRule;
extern const Rule kMetaBudget;

}  // namespace convotic::lint
