#include "lint/analysis/interpreter.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;

// node:assert: what does not hold is thrown.
std::optional<Outcomes> Interpreter::call_assertion(std::string_view path, const Arguments& arguments,
                                                    const Call& call, State& state) {
  if (path.starts_with("strict.")) path.remove_prefix(7);
  if (path.starts_with("default.")) path.remove_prefix(8);
  const bool holds = path.empty() || path == "ok" || path == "strict" || path == "assert";
  const bool same_as = path == "equal" || path == "strictEqual";
  const bool other_than = path == "notEqual" || path == "notStrictEqual";
  const bool none = path == "ifError";
  const bool never = path == "fail";
  if (call.frame == nullptr || (!holds && !same_as && !other_than && !none && !never)) return std::nullopt;
  const Value* const first = arguments.empty() ? undefined() : arguments[0];
  Outcomes out;
  const auto end = [&](State held, bool fine, const Value* thrown) {
    if (fine) {
      out.push_back({std::move(held), undefined(), false});
      return;
    }
    const Value* const what = thrown != nullptr ? thrown : error(call, held, text("assertion failed"));
    out.push_back({std::move(held), what, true});
  };
  if (never) {
    end(std::move(state), false, nullptr);
    return out;
  }
  Branches sides;
  if (none)
    sides = compare_values(Op::equal, first, null(), call.site, call.frame, std::move(state));
  else if (holds)
    sides = test(first, call.site, call.frame, std::move(state));
  else
    sides = compare_values(Op::strict_equal, first, arguments.size() > 1 ? arguments[1] : undefined(),
                           call.site, call.frame, std::move(state));
  for (Branch& side : sides)
    end(std::move(side.state), side.thrown == nullptr && side.taken != other_than, side.thrown);
  merge(out);
  return out;
}

}  // namespace convotic::lint::outcome
