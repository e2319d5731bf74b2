// Taking ways of the analysis together that differ in values: each such value becomes one that can be either.
#include "lint/analysis/interpreter.hpp"

#include <algorithm>
#include <functional>

namespace convotic::lint::outcome {

using Kind = Value::Kind;

namespace {

constexpr unsigned kDeepest = 4;

// What acts when it is called: of two of them none can be called.
bool acts(const Value* value) {
  switch (value->kind) {
  case Kind::function:
  case Kind::klass:
  case Kind::method:
  case Kind::native:
  case Kind::global:
  case Kind::package:
  case Kind::context:
    return true;
  default:
    return false;
  }
}

// The same for values that are the same.
std::uint64_t identity_of(const Value* value) {
  std::uint64_t out =
      (std::uint64_t{value->id} << 8) + static_cast<std::uint64_t>(value->kind) * 2 + (value->flag ? 1 : 0);
  out ^=
      std::hash<std::string_view>()(value->text) + std::hash<double>()(value->number) * 3 + value->site * 5;
  return out;
}

// The constants that a value is one of, where each of the two is one, or one of some: few of them.
std::vector<const Value*> constants_of(const Value* mine, const Value* theirs) {
  constexpr std::size_t kMost = 12;
  std::vector<const Value*> out;
  const auto add = [&](const Value* value) {
    if (is_constant(value)) {
      out.push_back(value);
      return true;
    }
    if (value->kind != Kind::unknown || value->items.empty()) return false;
    for (const Value* one : value->items)
      if (std::none_of(out.begin(), out.end(), [&](const Value* other) { return same_constant(one, other); }))
        out.push_back(one);
    return true;
  };
  if (!add(mine) || !add(theirs) || out.size() > kMost) out.clear();
  return out;
}

// How long a value is, from what it is or from what has been tested.
Known length_known(const Value* value, const State& state) {
  Known out;
  if (const Known* const known = state.known.find(value->id);
      known != nullptr && value->kind == Kind::unknown) {
    out.length = known->length;
    out.decoded = known->decoded;
  }
  if (out.length == 0 && value->facts != nullptr) {
    out.length = value->facts->length;
    out.decoded = value->facts->decoded;
  }
  return out;
}

const Digest* digest_of(const Value* value) {
  return value->facts == nullptr ? nullptr : value->facts->digest;
}

// Whether a value is the answer of a call that is trusted by its name.
bool is_assumed(const Value* value, const State& state) {
  for (const Assumption* assumption = state.assumptions; assumption != nullptr; assumption = assumption->next)
    if (value->kind == Kind::unknown && value->id == assumption->symbol) return true;
  return false;
}

// Whether two lists can be taken together element by element.
bool same_shape(const Record& left, const Record& right) {
  const auto is_mark = [](const Value* value) { return value->kind == Kind::native; };
  return left.elements.size() == right.elements.size() &&
         std::none_of(left.elements.begin(), left.elements.end(), is_mark) &&
         std::none_of(right.elements.begin(), right.elements.end(), is_mark);
}

// Whether one of two ways has come through something that explains how the verification was left out, and the
// other has not.
bool explains_more(const Step* mine, const Step* theirs) {
  const auto opens = [](const Step& step) {
    return step.type == Step::Type::decision &&
           (step.reason == Reason::flag || step.reason == Reason::empty_list);
  };
  const auto lacks = [&](const Step* one, const Step* other) {
    for (; one != nullptr; one = one->previous) {
      if (!opens(*one)) continue;
      const Step* at = other;
      while (at != nullptr && (at->site != one->site || at->taken != one->taken || !opens(*at)))
        at = at->previous;
      if (at == nullptr) return true;
    }
    return false;
  };
  return lacks(mine, theirs) || lacks(theirs, mine);
}

}  // namespace

// Whether something in it acts when it is called.
bool Interpreter::holds_code(const Value* value, const State& state, unsigned depth) const {
  if (acts(value)) return true;
  if (depth >= kDeepest) return false;
  if (value->kind == Kind::promise)
    return value->receiver != nullptr && holds_code(value->receiver, state, depth + 1);
  const Record* const content = record(value, state);
  if (content == nullptr) return false;
  if (content->klass != nullptr || (content->rest != nullptr && acts(content->rest))) return true;
  return std::any_of(content->elements.begin(), content->elements.end(),
                     [&](const Value* element) { return holds_code(element, state, depth + 1); }) ||
         std::any_of(content->properties.begin(), content->properties.end(),
                     [&](const Property& property) { return holds_code(property.value, state, depth + 1); });
}

// A value that can be either of two from two states, in `into`; none where that would lose what they do.
const Value* Interpreter::either_of(const Value* mine, const State& from, const Value* theirs,
                                    const State& other, std::uint64_t key, State& into, Widening how,
                                    unsigned depth) {
  if (same(mine, theirs)) return mine;
  // One constant, of which more is known on one side: it may be what a verifier has found.
  if (same_constant(mine, theirs)) return with_facts(mine, facts_of_either(mine, from, theirs, other));
  // What is trusted by its name is taken back where this very value is refused.
  if (is_assumed(mine, from) || is_assumed(theirs, other)) return nullptr;
  if (mine->kind == Kind::promise && theirs->kind == Kind::promise && mine->flag == theirs->flag &&
      mine->receiver != nullptr && theirs->receiver != nullptr) {
    const Value* const inner =
        either_of(mine->receiver, from, theirs->receiver, other, key, into, how, depth + 1);
    if (inner == nullptr) return nullptr;
    return with_facts(promise(inner, mine->flag), joined(mine->facts, theirs->facts));
  }
  if (mine->kind == Kind::promise || theirs->kind == Kind::promise || acts(mine) || acts(theirs))
    return nullptr;
  const bool agree = truth(mine, from) == truth(theirs, other);
  if (how == Widening::careful && !agree) return nullptr;
  if (how == Widening::plain) {
    // What a verifier has found, and whether something was found or made at all.
    const bool verdict = mine->has(origin::kVerdict) || theirs->has(origin::kVerdict);
    const bool made = (mine->nullish() && theirs->kind == Kind::object) ||
                      (theirs->nullish() && mine->kind == Kind::object);
    if ((!agree && (verdict || made)) || digest_of(mine) != digest_of(theirs)) return nullptr;
  }
  const Record* const left = record(mine, from);
  const Record* const right = record(theirs, other);
  if (left != nullptr && right != nullptr) {
    const std::uint32_t id = intern(key, 1, "joined object");
    Record both;
    if (depth < kDeepest && join_records(*left, from, *right, other, id, into, how, depth + 1, both)) {
      into.heap.set(id, arena_.make<Record>(both));
      Value* out = arena_.make<Value>(*mine);
      out->id = id;
      out->facts = joined(mine->facts, theirs->facts);
      if (theirs->site != mine->site) out->site = 0;
      return out;
    }
    // What they hold would be lost.
    if (how < Widening::any) return nullptr;
  }
  if (holds_code(mine, from) || holds_code(theirs, other)) return nullptr;
  const auto mask = static_cast<std::uint8_t>(may_be(mine, from) | may_be(theirs, other));
  const std::uint32_t id = intern(key, 0, "joined");
  into.known.erase(id);
  const Facts* const of_both = facts_of_either(mine, from, theirs, other);
  const Truth truthy = truth(mine, from);
  if (agree && truthy != Truth::depends) {
    Known known;
    known.may = mask;
    known.truth = truthy == Truth::yes ? Known::Truth::truthy : Known::Truth::falsy;
    into.known.set(id, arena_.make<Known>(known));
  }
  // Of a list also whether there is something in it.
  const auto is_filled = [&](const Value* value, const State& in) {
    if (const Record* const content = record(value, in)) return content->filled || !content->elements.empty();
    const Known* const known = in.known.find(value->id);
    return value->kind == Kind::unknown && known != nullptr && known->filled;
  };
  if (is_filled(mine, from) && is_filled(theirs, other)) {
    Known known;
    if (const Known* const so_far = into.known.find(id)) known = *so_far;
    known.filled = true;
    into.known.set(id, arena_.make<Known>(known));
  }
  const Known my_length = length_known(mine, from);
  const Known their_length = length_known(theirs, other);
  if (my_length.length != 0 && my_length.length == their_length.length) {
    Known known;
    if (const Known* const so_far = into.known.find(id)) known = *so_far;
    known.length = my_length.length;
    if (my_length.decoded == their_length.decoded) known.decoded = my_length.decoded;
    into.known.set(id, arena_.make<Known>(known));
  }
  const Value* const either = symbol(id, mask, of_both);
  const std::vector<const Value*> constants = constants_of(mine, theirs);
  if (constants.empty()) return either;
  Value* one_of = arena_.make<Value>(*either);
  one_of->items = arena_.copy(constants);
  return one_of;
}

// A value of one state that is kept in `into`, where nothing is known any more of how long it was found to
// be.
const Value* Interpreter::as_long(const Value* value, std::uint32_t id, const State& from, State& into) {
  const Known length = length_known(value, from);
  if (value->kind != Kind::unknown || length.length == 0) return value;
  into.known.set(id, arena_.make<Known>(length));
  return symbol(id, may_be(value, from), value->facts);
}

// What two objects hold, property by property. False where they are not of the same make.
bool Interpreter::join_records(const Record& left, const State& from, const Record& right, const State& other,
                               std::uint32_t id, State& into, Widening how, unsigned depth, Record& out) {
  const bool klass = left.klass == right.klass ||
                     (left.klass != nullptr && right.klass != nullptr && same(left.klass, right.klass));
  if (left.type != right.type || !klass || left.digest != right.digest) return false;
  if (left.type == Record::Type::request && left.properties.size() != right.properties.size()) return false;
  out = left;
  out.filled = (left.filled || !left.elements.empty()) && (right.filled || !right.elements.empty());
  if (how >= Widening::any && left.type == Record::Type::array && !same_shape(left, right)) {
    // Which of them stands where is lost, unless something in them acts.
    const Value* of_all = nullptr;
    Known common;
    const auto gather = [&](const Record& list, const State& of) {
      const auto add_one = [&](const Value* value) {
        if (value->kind == Kind::native && value->native == Value::Native::constant) value = value->receiver;
        if (holds_code(value, of)) return false;
        const Known length = length_known(value, of);
        if (of_all == nullptr) {
          common = length;
        } else if (common.length != length.length || common.decoded != length.decoded) {
          common.length = common.decoded = 0;
        }
        of_all = symbol(intern(id, 3, "any of them"), may::kAnything,
                        of_all == nullptr ? all_facts(value, of) : facts_of_either(of_all, of, value, of));
        return true;
      };
      return std::all_of(list.elements.begin(), list.elements.end(), add_one) &&
             (list.rest == nullptr || add_one(list.rest));
    };
    if (!gather(left, from) || !gather(right, other)) return false;
    out.elements = {};
    out.rest = of_all;
    into.known.erase(intern(id, 3, "any of them"));
    if (common.length != 0) into.known.set(intern(id, 3, "any of them"), arena_.make<Known>(common));
    return true;
  }
  std::vector<Property> properties;
  const auto lacking = [&](const Record& content, std::string_view name) -> const Value* {
    if (content.rest != nullptr) return part_of(content.rest, name);
    return content.klass == nullptr ? undefined() : nullptr;
  };
  const auto add = [&](std::string_view name, const Value* mine, const Value* theirs) {
    const Value* const value =
        mine == nullptr || theirs == nullptr
            ? nullptr
            : either_of(mine, from, theirs, other, intern(id, 1, name), into, how, depth);
    if (value != nullptr) properties.push_back({name, value});
    return value != nullptr;
  };
  for (const Property& mine : left.properties) {
    const Value* theirs = property(right, mine.key);
    if (!add(mine.key, mine.value, theirs != nullptr ? theirs : lacking(right, mine.key))) return false;
  }
  for (const Property& theirs : right.properties)
    if (property(left, theirs.key) == nullptr && !add(theirs.key, lacking(left, theirs.key), theirs.value))
      return false;
  const std::size_t both = std::min(left.elements.size(), right.elements.size());
  Arguments elements;
  for (std::size_t i = 0; i < both; ++i) {
    const Value* const element = either_of(left.elements[i], from, right.elements[i], other,
                                           intern(id, i, "element"), into, how, depth);
    if (element == nullptr) return false;
    elements.push_back(element);
  }
  const Value* rest = left.rest;
  const auto more = [&](const Value* value, const State& of) {
    const std::uint32_t more_id = intern(id, 2, "more");
    rest = rest == nullptr ? as_long(value, more_id, of, into)
                           : either_of(rest, from, value, of, more_id, into, how, depth);
    return rest != nullptr;
  };
  if (right.rest != nullptr && !more(right.rest, other)) return false;
  for (std::size_t i = both; i < left.elements.size(); ++i)
    if (!more(left.elements[i], from)) return false;
  for (std::size_t i = both; i < right.elements.size(); ++i)
    if (!more(right.elements[i], other)) return false;
  if (rest != nullptr && rest == left.rest) rest = as_long(rest, intern(id, 2, "more"), from, into);
  out.properties = arena_.copy(properties);
  out.elements = arena_.copy(elements);
  out.rest = rest;
  return true;
}

// Takes `other` into `into`. Whether something has verified stays apart.
bool Interpreter::join_into(State& into, const State& other, Widening how) {
  if (into.verified != other.verified || into.ghost != other.ghost || into.settled != other.settled ||
      into.yielded != other.yielded || into.suspended != other.suspended ||
      into.assumptions != other.assumptions)
    return false;
  if (!into.verified && how != Widening::loose && into.steps != other.steps &&
      explains_more(into.steps, other.steps))
    return false;
  State out = into;
  for (const auto& [key, value] : other.variables.slots()) {
    const Value* const mine = into.variables.find(key);
    if (mine == value) continue;
    if (mine == nullptr) {
      if (!may_lack(key)) return false;
      out.variables.set(key, value);
      continue;
    }
    const Value* const either =
        either_of(mine, into, value, other,
                  intern(key, identity_of(mine) ^ (identity_of(value) << 1), "variable"), out, how);
    if (either == nullptr) return false;
    out.variables.set(key, either);
  }
  for (const auto& [key, value] : into.variables.slots())
    if (other.variables.find(key) == nullptr && !may_lack(key)) return false;
  for (const auto& [id, content] : other.heap.slots()) {
    const Record* const mine = into.heap.find(id);
    if (mine == content || (mine != nullptr && same_content(*mine, *content))) continue;
    if (mine == nullptr) {
      if (out.heap.find(id) == nullptr) out.heap.set(id, content);
      continue;
    }
    Record both;
    if (!join_records(*mine, into, *content, other, intern(id, 0, "contents"), out, how, 1, both))
      return false;
    out.heap.set(id, arena_.make<Record>(both));
  }
  State rest = other;
  rest.variables = out.variables;
  rest.heap = out.heap;
  rest.verifications = out.verifications;
  rest.clock_tested = out.clock_tested = into.clock_tested && other.clock_tested;
  rest.duplicate_tested = out.duplicate_tested = into.duplicate_tested && other.duplicate_tested;
  // What the new values are known to be is known in both.
  for (const auto& [id, known] : out.known.slots())
    if (into.known.find(id) != known) rest.known.set(id, known);
  if (!merge_into(out, rest)) return false;
  into = std::move(out);
  return true;
}

// Whether a state without this variable is one that has not come to it: a constant of a file that nothing has
// asked for yet, a variable of a block.
bool Interpreter::may_lack(std::uint64_t key) const {
  const auto frame = frames_.find(static_cast<std::uint32_t>(key >> 32));
  if (frame == frames_.end()) return false;
  if ((key & 0x80000000u) != 0) return true;
  const Binding& what = file(frame->second).scopes[static_cast<BindingId>(key & 0x7fffffffu)];
  if (frame->second->lazy)
    return what.kind != Binding::Kind::variable || (what.settled() && what.mutations.empty());
  return what.kind != Binding::Kind::variable || what.declared_with != Op::var_;
}

bool Interpreter::same_content(const Record& left, const Record& right) const {
  if (&left == &right) return true;
  if (left.type != right.type || left.properties.size() != right.properties.size() ||
      left.elements.size() != right.elements.size() || (left.rest == nullptr) != (right.rest == nullptr) ||
      (left.digest == nullptr) != (right.digest == nullptr))
    return false;
  for (std::size_t p = 0; p < left.properties.size(); ++p)
    if (left.properties[p].key != right.properties[p].key ||
        !same(left.properties[p].value, right.properties[p].value))
      return false;
  for (std::size_t e = 0; e < left.elements.size(); ++e)
    if (!same(left.elements[e], right.elements[e])) return false;
  return left.rest == nullptr || same(left.rest, right.rest);
}

}  // namespace convotic::lint::outcome
