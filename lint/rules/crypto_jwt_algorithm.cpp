#include "lint/findings.hpp"
#include "lint/rules/rules.hpp"

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {{R"(import jwt from "jsonwebtoken";

export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/orders",
      auth: false,
      handler: async (req, ctx) => {
        const claims = jwt.verify(req.headers.authorization, process.env.JWT_SECRET, { algorithms: ["HS256", "none"] });
        await ctx.contacts.update(claims.sub, { note: "seen" });
        return { status: 200 };
      },
    });
  },
};
)"}};

constexpr Example kRight[] = {{R"(import jwt from "jsonwebtoken";

export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/orders",
      auth: false,
      handler: async (req, ctx) => {
        const claims = jwt.verify(req.headers.authorization, process.env.JWT_SECRET, { algorithms: ["HS256"] });
        await ctx.contacts.update(claims.sub, { note: "seen" });
        return { status: 200 };
      },
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "crypto/jwt-algorithm",
    .severity = Severity::error,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A token is verified with the algorithm none, without a key, or with any algorithm",
    .why = "With none, or with an empty key, everybody can make a token. With a public key and no list of "
           "algorithms, older libraries take the public key for the secret of an HMAC.",
    .known_problems = "Keys from a JWKS name their algorithm.",
    .cwe = 347,
    .fixable = RuleInfo::Fixable::no,
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  pass_on(kInfo, model, out);
}

}  // namespace

const Rule kCryptoJwtAlgorithm{kInfo, check};

}  // namespace convotic::lint
