// Whether two buffers are of one length, which timingSafeEqual wants.
#include "lint/analysis/interpreter.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;

bool Interpreter::lengths_agree(const Value* left, const Value* right, const State& state) const {
  const auto fixed = [&](const Value* value) -> std::uint16_t {
    if (value->kind == Kind::unknown)
      if (const Known* const known = state.known.find(value->id); known != nullptr && known->length != 0)
        return known->length;
    return value->facts == nullptr ? std::uint16_t{0} : value->facts->length;
  };
  if (fixed(left) != 0 && fixed(left) == fixed(right)) return true;
  // One byte for each character: as long as the text was.
  const auto text_of = [](const Value* value) {
    return value->facts != nullptr && value->facts->as_long_as != nullptr ? value->facts->as_long_as : value;
  };
  const auto is = [&](const Value* noted, const Value* value) {
    return same(noted, value) || same(noted, text_of(value));
  };
  for (const EqualLengths* pair = state.equal_lengths; pair != nullptr; pair = pair->next)
    if ((is(pair->left, left) && is(pair->right, right)) || (is(pair->left, right) && is(pair->right, left)))
      return true;
  return false;
}

void Interpreter::check_lengths(const Value* left, const Value* right, const Call& call, const State& state) {
  if (state.ghost || catchers_ > 0 || lengths_agree(left, right, state)) return;
  const bool sent = left->has(origin::kFromRequest) || right->has(origin::kFromRequest);
  if (!sent) return;
  report_.add("crypto/timing-safe-length", Severity::warning, range(call.site, call.frame),
              "timingSafeEqual throws a RangeError where the two have different lengths",
              "compare the lengths of these two buffers first, or hash both");
}

}  // namespace convotic::lint::outcome
