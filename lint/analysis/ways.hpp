#pragma once

#include "lint/analysis/pool.hpp"
#include "lint/analysis/state.hpp"
#include "lint/analysis/value.hpp"
#include "lint/syntax/ast.hpp"

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::lint::outcome {

// One way in which an expression can end: with a value, or by throwing it.
struct Outcome {
  State state;
  const Value* value = nullptr;
  bool threw = false;
};
using Outcomes = PooledVector<Outcome>;

// One way in which a statement can end.
struct Exit {
  enum class How : std::uint8_t { normal, returned, threw, broke, continued } how = How::normal;
  State state;
  const Value* value = nullptr;
  std::string_view label;  // of a break or continue
};
using Exits = PooledVector<Exit>;

// One way in which a condition can end.
struct Branch {
  State state;
  bool taken = false;
  const Value* thrown = nullptr;
};
using Branches = PooledVector<Branch>;

using Arguments = std::vector<const Value*>;

// A call of a value: `site` is the call, `frame` where it stands.
struct Call {
  NodeId site = kNoNode;
  const Frame* frame = nullptr;
  const Value* self = nullptr;
  std::uint32_t round = 0;  // of callbacks, which one
  bool ignored = false;     // nobody looks at what it gives
  bool resumes = false;     // a generator that is asked for what it gives
};

enum class Truth : std::uint8_t { yes, no, depends };

// How two values are compared: so that the time tells nothing, with ===, or as far as one of them goes.
enum class Comparator : std::uint8_t { constant_time, ordinary, prefix };

// Which ways may be taken together: those whose values agree in what decides, in what a verifier has found,
// all but those of which only one explains how the verification was left out, all.
enum class Widening : std::uint8_t { careful, plain, any, loose };

// One way in which the elements of a list, or arguments, can come out, in order; spreads are laid out.
struct ListOutcome {
  State state;
  Arguments values;
  const Value* thrown = nullptr;
};
using ListOutcomes = PooledVector<ListOutcome>;

// One way in which the properties of an object can come out so far.
struct ObjectOutcome {
  State state;
  std::vector<Property> properties;
  const Value* rest = nullptr;
  const Value* thrown = nullptr;
  bool bare = false;  // it inherits nothing

  void put(std::string_view key, const Value* value) {
    for (Property& property : properties) {
      if (property.key != key) continue;
      property.value = value;
      return;
    }
    properties.push_back({key, value});
  }
};
using ObjectOutcomes = PooledVector<ObjectOutcome>;

// What is there without an import can be, by its path, and so can what hangs on ctx.
std::uint8_t global_may_be(std::string_view path);
std::uint8_t context_may_be(std::string_view path);

const std::set<std::string, std::less<>>& known_globals();

// Whether "?." stands somewhere in the chain that ends here, so that the whole of it may be undefined.
bool in_optional_chain(const Ast& tree, NodeId node);

}  // namespace convotic::lint::outcome
