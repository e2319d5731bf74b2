#include "lint/findings.hpp"
#include "lint/rules/route_text.hpp"
#include "lint/rules/rules.hpp"

#include <fmt/format.h>

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {{R"(function onOrder() {
  return { status: 200 };
}

export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/orders",
      handler: onOrder(),
    });
  },
};
)"}};

constexpr Example kRight[] = {{R"(async function onOrder() {
  return { status: 200 };
}

export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/orders",
      handler: onOrder,
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "route/handler-not-function",
    .severity = Severity::error,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A route's handler is no function",
    .why = "The module does not load, or every request to the route fails. Often the handler is "
           "called where it should be named.",
    .known_problems =
        "A call that returns a function is followed; one that cannot be followed is not judged.",
    .wrong = kWrong,
    .right = kRight,
};

void check(const Model& model, Findings& out) {
  each_route(model, [&](const ModuleFile&, const Route& route) {
    using Kind = Folded::Kind;
    switch (route.handler.kind) {
    case Kind::absent:
    case Kind::undefined:  // route/missing-field tells it
    case Kind::function:
    case Kind::unknown:
      return;
    default:
      break;
    }
    const RouteProperty* property = property_of(route, "handler");
    const Range at = property == nullptr ? route.handler_at : property->at;
    Finding finding = about(route, at, fmt::format("the handler is {}", name_of(route.handler.kind)));
    finding.help = text_of(model, at).ends_with(")") ? "name the function, do not call it"
                                                     : "it is an async function of (req, ctx)";
    out.add(kInfo, std::move(finding));
  });
}

}  // namespace

const Rule kRouteHandlerNotFunction{kInfo, check};

}  // namespace convotic::lint
