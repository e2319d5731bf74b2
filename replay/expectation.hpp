#pragma once

#include "core/base/json_reader.hpp"
#include "core/base/result.hpp"
#include "replay/variant.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace convotic::replay {

// The statuses from `low` to `high`.
struct StatusRange {
  int low = 0;
  int high = 0;
  bool contains(int status) const { return low <= status && status <= high; }
};
inline constexpr StatusRange kAccepted{200, 299};
inline constexpr StatusRange kRefused{401, 403};

// What an answer's header has to be.
struct ExpectedHeader {
  std::string name;
  std::optional<std::string> value;  // nothing: the header must not be there
};

// One effect: the same call, and where they are given, the same target and arguments that hold these.
struct ExpectedEffect {
  std::string call;
  std::optional<std::string> target;
  std::optional<std::string> arguments;  // JSON array
};

// What an answer and its effects have to be. What is not given is not looked at.
struct Expectation {
  std::vector<StatusRange> statuses;  // empty: as the variant has it
  std::vector<ExpectedHeader> headers;
  std::optional<std::string> body;        // JSON that the body must hold, see comparison.hpp
  std::vector<std::string> other_bodies;  // what will do in its place; of handshakes only
  std::vector<std::pair<std::string, std::string>> values;  // "$.order.items[0].id" and the JSON value there
  std::optional<std::chrono::milliseconds> max_latency;
  std::optional<std::vector<ExpectedEffect>> effects;  // exactly these, in this order; empty for none
};

// What a capture expects.
struct Expectations {
  Expectation accepted;                         // of every variant that is to be accepted
  std::map<std::string, Expectation> variants;  // by name: takes the place of `accepted`, key by key

  // What a variant has to give. Of `duplicate`, this is the first delivery.
  Expectation of(const Variant& variant) const;
  // The second delivery of `duplicate`.
  Expectation of_second() const;
};

// Reads the "expect" of a capture (docs/captures.md), which may be missing. Fails with kCaptureInvalid or
// kJsonInvalid at the place.
Result<Expectations> read_expectations(const std::optional<base::JsonReader>& expect);

// "200", "401-403", "2xx", "200 or 204": for people.
std::string describe(const std::vector<StatusRange>& statuses);

}  // namespace convotic::replay
