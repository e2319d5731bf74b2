#pragma once

#include "lint/analysis/slot_map.hpp"
#include "lint/analysis/value.hpp"

#include <cstdint>

namespace convotic::lint::outcome {

// Why a branch was taken: what its condition depends on. Decides how a path past the verification is
// explained.
enum class Reason : std::uint8_t {
  content,         // what the request says
  secret_missing,  // a secret is not set
  header_missing,  // a header or a query parameter is not there
  header_value,    // a header or a query parameter has some fixed value
  environment,     // NODE_ENV, SKIP_*
  flag,            // a constant or an option with a default
  optional_chain,  // the verifier is not there
  empty_list,      // there is nothing to try
  verdict,         // what a verifier has found
  promise,         // a promise, which is always truthy
  always_truthy,   // the result object of a verifier
  error,           // something has thrown
  finally_,        // a finally block, after a return or an exception
  stored,          // what ctx has returned
  inherited,       // a member that every object has was asked for
  other,
};

// A verification that can succeed.
struct Verification {
  enum class Kind : std::uint8_t { mac, token, signature, package, bearer } kind = Kind::mac;
  Range at;
  const Value* message = nullptr;  // what is covered; none where it is not known
  const Value* key = nullptr;
  bool window = false;          // refuses old ones itself
  bool window_off = false;      // it would, and has been told not to
  bool assumed = false;         // trusted by its name
  std::uint64_t loop = 0;       // it compares one part after the other, in this loop
  const Value* sent = nullptr;  // of a token: what was compared with it
  bool no_body = false;         // there was none, so none had to be covered
};

// What a state has been through, newest first.
struct Step {
  enum class Type : std::uint8_t {
    decision,  // `site`, `taken`, `reason`
    rejected,  // a verification at `at` that did not succeed; `promise` where its result is still one
    verified,  // one that did
    effect,    // a change before verification
    awaited,   // the promise of a verifier was waited for
  } type = Type::decision;
  Reason reason = Reason::other;
  bool taken = false;
  bool promise = false;
  bool threw = false;
  bool weak = false;  // one of several decisions that have come to the same
  bool returns_response = false;
  Range at;
  std::uint64_t site = 0;
  std::uint32_t depth = 0;   // how many steps there are before it
  std::uint32_t effect = 0;  // index into the effects of the route
  const Step* previous = nullptr;
  const Verification* verification = nullptr;
};

// What a state knows of a symbol beyond what its value says.
struct Known {
  std::uint8_t may = may::kAnything;
  enum class Truth : std::uint8_t { either, truthy, falsy } truth = Truth::either;
  const Value* equals = nullptr;  // a constant
  std::uint16_t length = 0;       // fixed, from a test or a pattern
  std::uint16_t decoded = 0;      // of base64, from a pattern
  bool filled = false;            // a list that has something in it
};

// Verifications that have succeeded, newest first.
struct VerificationList {
  const Verification* verification = nullptr;
  const VerificationList* next = nullptr;
};

// Two values whose lengths a path has found to be equal.
struct EqualLengths {
  const Value* left = nullptr;
  const Value* right = nullptr;
  const EqualLengths* next = nullptr;
};

// A call that is trusted by its name. It counts as a verification until its result is refused.
struct Assumption {
  std::uint32_t symbol = 0;
  const Verification* verification = nullptr;
  bool before = false;  // whether the state was verified without it
  const Assumption* next = nullptr;
};

// One way in which a route's code can have run so far.
struct State {
  SlotMap<Value> variables;  // by frame and binding
  SlotMap<Record> heap;      // by Value::id of objects
  SlotMap<Known> known;      // by Value::id of symbols
  bool verified = false;
  bool ghost = false;              // on the side of a constant condition that is never taken: only to explain
  bool clock_tested = false;       // the time of the request was compared with the clock
  bool duplicate_tested = false;   // whether the event has been seen was looked up
  bool suspended = false;          // the function that runs has waited, and its caller has gone on
  bool medium = false;             // crossed something that cannot be seen into
  const Value* yielded = nullptr;  // what the generator that is running has given, as one
  const Value* settled = nullptr;  // what the executor of a promise has called resolve or reject with
  const Assumption* assumptions = nullptr;
  const VerificationList* verifications = nullptr;
  const EqualLengths* equal_lengths = nullptr;
  const Step* steps = nullptr;
};

}  // namespace convotic::lint::outcome
