#pragma once

#include "core/http/message.hpp"
#include "replay/expectation.hpp"
#include "replay/target.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace convotic::replay {

// One thing that is not as expected: a small diff.
struct Mismatch {
  std::string what;      // "status", "header content-type", "body $.order.id", "effects"
  std::string expected;  // "401–403"; may have several lines
  std::string got;       // "200"
};

// The headers and the body of an answer, less its status.
//
// A body is expected as JSON, and holds what is expected of it where
// - an object has each expected member, and each holds what is expected of it; it may have more,
// - an array has each expected element at the same place; it may have more after them,
// - any other value is the same; 1 and 1.0 are the same number.
// A body that is not JSON is a string. What `values` names has to be exactly the value there. A header has to
// be exactly the same, but for the parameters of a Content-Type that none are expected of.
std::vector<Mismatch> compare_answer(const Expectation& expectation, const http::Response& response);

// The body as what is compared, in JSON.
std::string body_as_json(const http::Response& response);

// The effects, as a whole list: the same number, each as expected, in the same order. Nothing where they are.
std::optional<Mismatch> compare_effects(const std::vector<ExpectedEffect>& expected,
                                        std::span<const Effect> effects);

// `contacts.update ["ct_1",{"firstName":"Ada"}]`, for people; long arguments are cut.
std::string describe(const Effect& effect);

}  // namespace convotic::replay
