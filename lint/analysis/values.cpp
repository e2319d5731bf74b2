#include "lint/analysis/interpreter.hpp"

#include <cmath>

namespace convotic::lint::outcome {

using Kind = Value::Kind;

const Value* Interpreter::number(double value) {
  Value* out = arena_.make<Value>();
  out->kind = Kind::number;
  out->number = value;
  return out;
}

const Value* Interpreter::text(std::string_view text, const Facts* facts) {
  Value* out = arena_.make<Value>();
  out->kind = Kind::string;
  out->text = arena_.copy(text);
  out->facts = facts;
  return out;
}

const Value* Interpreter::symbol(std::uint32_t id, std::uint8_t may, const Facts* facts) {
  Value* out = arena_.make<Value>();
  out->kind = Kind::unknown;
  out->id = id;
  out->may = may;
  out->facts = facts;
  return out;
}

// The value of a call or operation: another one each time that it runs, so what was known of the last is not
// known of it.
const Value* Interpreter::fresh(const Call& call, std::uint8_t may, const Facts* facts, State& state,
                                std::uint32_t which) {
  const std::uint32_t id =
      intern(site(call.site, call.frame), (std::uint64_t{call.round} << 8) + which, "value");
  state.known.erase(id);
  return symbol(id, may, facts);
}

const Value* Interpreter::promise(const Value* value, bool rejected) {
  // A promise of a promise is one.
  if (!rejected && value->kind == Kind::promise) return value;
  Value* out = arena_.make<Value>();
  out->kind = Kind::promise;
  out->receiver = value;
  out->flag = rejected;
  out->facts = value->facts;
  return out;
}

const Value* Interpreter::with_facts(const Value* value, const Facts* facts) {
  if (value->facts == facts) return value;
  Value* out = arena_.make<Value>(*value);
  out->facts = facts;
  return out;
}

const Value* Interpreter::object(Record content, const Call& call, State& state) {
  constexpr std::uint32_t kInstances = 12;
  const std::uint64_t where = site(call.site, call.frame);
  std::uint32_t id = 0;
  for (std::uint32_t n = 0; n < kInstances; ++n) {
    id = intern(where, (std::uint64_t{call.round} << 16) + n, "object");
    if (state.heap.find(id) == nullptr) break;
  }
  state.heap.set(id, arena_.make<Record>(content));
  Value* out = arena_.make<Value>();
  out->kind = Kind::object;
  out->id = id;
  out->site = call.frame == nullptr ? 0 : (std::uint64_t{call.frame->file} << 32) | call.site;
  return out;
}

const Value* Interpreter::array(const Arguments& elements, const Call& call, State& state) {
  Record content;
  content.type = Record::Type::array;
  content.elements = arena_.copy(elements);
  return object(content, call, state);
}

const Value* Interpreter::error(const Call& call, State& state, const Value* message) {
  Record content;
  content.type = Record::Type::error;
  const Value* said = message;
  if (said == nullptr) said = fresh(call, may::kString, origins(origin::kError), state, 250);
  const Property properties[] = {{"message", said}};
  content.properties = arena_.copy(std::span<const Property>(properties));
  content.rest =
      fresh(call, may::kAnything, message == nullptr ? origins(origin::kError) : nullptr, state, 251);
  const Value* out = object(content, call, state);
  return with_facts(out, message == nullptr ? origins(origin::kError) : nullptr);
}

const Record* Interpreter::record(const Value* object, const State& state) const {
  return object->kind == Kind::object ? state.heap.find(object->id) : nullptr;
}

void Interpreter::put(const Value* object, Record content, State& state) {
  state.heap.set(object->id, arena_.make<Record>(content));
}

const Facts* Interpreter::facts(Facts content) {
  return arena_.make<Facts>(content);
}

const Facts* Interpreter::origins(Origin origin, Range source) {
  Facts content;
  content.origin = origin;
  content.source = source;
  return facts(content);
}

// What a value made of both is made of. What was written down counts only where nothing else is in it.
const Facts* Interpreter::joined(const Facts* left, const Facts* right) {
  if (left == right || right == nullptr) return left;
  if (left == nullptr) return right;
  Facts out = *left;
  out.origin |= right->origin;
  if ((out.origin & ~(origin::kLiteral | origin::kBytes)) != 0) out.origin &= ~origin::kLiteral;
  if (out.headers == nullptr)
    out.headers = right->headers;
  else if (right->headers != nullptr && right->headers != out.headers) {
    // Both lists are short.
    for (const HeaderNames* name = right->headers; name != nullptr; name = name->next) {
      bool known = false;
      for (const HeaderNames* mine = out.headers; mine != nullptr; mine = mine->next)
        known = known || mine->name == name->name;
      if (!known) out.headers = arena_.make<HeaderNames>(name->name, out.headers);
    }
  }
  if (out.digest == nullptr) out.digest = right->digest;
  if (out.left == nullptr) {
    out.left = right->left;
    out.right = right->right;
    out.constant_time = right->constant_time;
  }
  if (out.length_of == nullptr) out.length_of = right->length_of;
  const bool other_source =
      right->source.end != 0 && (right->origin & (origin::kSecret | origin::kFallback)) != 0;
  if (out.source.end == 0 || (other_source && (left->origin & (origin::kSecret | origin::kFallback)) == 0))
    out.source = right->source;
  out.length = out.decoded = 0;
  if ((left->origin & origin::kBody) == 0)
    out.field = right->field;
  else if ((right->origin & origin::kBody) != 0 && left->field != right->field)
    out.field = 0;
  out.base64 = left->base64 && right->base64;
  out.misread = left->misread || right->misread;
  return facts(out);
}

const Facts* Interpreter::all_facts(const Value* value, const State& state, unsigned depth) {
  const Facts* out = value->facts;
  constexpr unsigned kDepth = 4;
  if (depth >= kDepth) return out;
  if (value->kind == Kind::promise && value->receiver != nullptr)
    return joined(out, all_facts(value->receiver, state, depth + 1));
  const Record* content = record(value, state);
  if (content == nullptr) return out;
  for (const Property& property : content->properties)
    out = joined(out, all_facts(property.value, state, depth + 1));
  for (const Value* element : content->elements)
    out = joined(out, all_facts(element, state, depth + 1));
  if (content->rest != nullptr) out = joined(out, all_facts(content->rest, state, depth + 1));
  out = joined(out, content->made_of);
  if (content->digest != nullptr) {
    Facts fed;
    fed.digest = content->digest;
    if (content->digest->message != nullptr) fed.origin = content->digest->message->origin();
    out = joined(out, facts(fed));
  }
  return out;
}

const Facts* Interpreter::all_facts(const Arguments& values, const State& state) {
  const Facts* out = nullptr;
  for (const Value* value : values)
    out = joined(out, all_facts(value, state));
  return out;
}

bool Interpreter::mentions_context(const Value* value, const State& state, unsigned depth) const {
  constexpr unsigned kDepth = 3;
  if (value->kind == Kind::context)
    return value->text != "ctx.logger" && !value->text.starts_with("ctx.logger.");
  if (depth >= kDepth) return false;
  const Record* content = record(value, state);
  if (content == nullptr) return false;
  for (const Property& property : content->properties)
    if (mentions_context(property.value, state, depth + 1)) return true;
  for (const Value* element : content->elements)
    if (mentions_context(element, state, depth + 1)) return true;
  return content->rest != nullptr && mentions_context(content->rest, state, depth + 1);
}

bool Interpreter::same(const Value* left, const Value* right) const {
  if (left == right) return true;
  if (left->kind != right->kind || left->id != right->id || left->flag != right->flag ||
      left->site != right->site || left->native != right->native || left->may != right->may)
    return false;
  if (left->facts != right->facts) {
    if (left->origin() != right->origin()) return false;
    const Digest* a = left->facts == nullptr ? nullptr : left->facts->digest;
    const Digest* b = right->facts == nullptr ? nullptr : right->facts->digest;
    if ((a == nullptr) != (b == nullptr)) return false;
  }
  if ((left->frame == nullptr ? 0 : left->frame->id) != (right->frame == nullptr ? 0 : right->frame->id))
    return false;
  if (left->kind == Kind::number)
    return left->number == right->number || (std::isnan(left->number) && std::isnan(right->number));
  if (left->text != right->text) return false;
  if ((left->receiver == nullptr) != (right->receiver == nullptr)) return false;
  if (left->items.size() != right->items.size()) return false;
  for (std::size_t i = 0; i < left->items.size(); ++i)
    if (!same(left->items[i], right->items[i])) return false;
  return left->receiver == nullptr || same(left->receiver, right->receiver);
}

// What is known of a value that is one of two, in the state that each of them is from.
const Facts* Interpreter::facts_of_either(const Value* left, const State& from, const Value* right,
                                          const State& other) {
  const Facts* both = joined(all_facts(left, from), all_facts(right, other));
  // A secret or a signature, or else what was sent: the sender decides which.
  const auto ours = [](const Value* value) {
    return value->facts != nullptr && (value->facts->digest != nullptr || value->has(origin::kSecret));
  };
  const auto theirs = [&](const Value* value) { return value->has(origin::kFromRequest) && !ours(value); };
  if ((ours(left) && theirs(right)) || (theirs(left) && ours(right))) {
    Facts of_sender = *both;
    of_sender.origin &= ~origin::kSecret;
    of_sender.digest = nullptr;
    both = facts(of_sender);
  }
  const Digest* const mine = left->facts == nullptr ? nullptr : left->facts->digest;
  const Digest* const other_one = right->facts == nullptr ? nullptr : right->facts->digest;
  if (mine != nullptr && other_one != nullptr && mine != other_one && mine->message != nullptr &&
      other_one->message != nullptr && mine->message != other_one->message) {
    // Of either message.
    Digest of_either = *mine;
    of_either.message = symbol(intern(mine->message->id, other_one->message->id, "either message"),
                               may::kAnything, joined(mine->message->facts, other_one->message->facts));
    Facts hashed = *both;
    hashed.digest = arena_.make<Digest>(of_either);
    both = facts(hashed);
  }
  if (left->facts == nullptr || right->facts == nullptr || left->facts->length == 0 ||
      left->facts->length != right->facts->length || both->length != 0)
    return both;
  Facts as_long = *both;
  as_long.length = left->facts->length;
  if (left->facts->decoded == right->facts->decoded) as_long.decoded = left->facts->decoded;
  return facts(as_long);
}

const Value* Interpreter::join(const Value* left, const Value* right, std::uint32_t id, State& state) {
  if (same(left, right)) return left;
  const Facts* const of_both = facts_of_either(left, state, right, state);
  // The same constant, come by in two ways: more may be known of it on one of them, such as that it is what a
  // verifier has found.
  if (same_constant(left, right)) return with_facts(left, of_both);
  const auto positive = [](const Value* value) {
    return value->kind == Kind::number ? value->number > 0
                                       : value->kind == Kind::unknown && value->text == kCounted;
  };
  const bool counts = positive(left) && positive(right);
  const Truth truth_of_left = truth(left, state);
  const bool agree = truth_of_left != Truth::depends && truth_of_left == truth(right, state);
  const auto mask = static_cast<std::uint8_t>(may_be(left, state) | may_be(right, state));
  state.known.erase(id);
  const Value* const either = symbol(id, mask, of_both);
  if (!counts && !agree) return either;
  Known known;
  known.may = mask;
  known.truth = counts || truth_of_left == Truth::yes ? Known::Truth::truthy : Known::Truth::falsy;
  state.known.set(id, arena_.make<Known>(known));
  if (!counts) return either;
  // Whichever it is, it is more than nothing.
  Value* counted = arena_.make<Value>(*either);
  counted->text = kCounted;
  return counted;
}

std::uint32_t Interpreter::intern(std::uint64_t a, std::uint64_t b, std::string_view name) {
  return interned_.id_of(a, b, name, arena_);
}

Range Interpreter::range(NodeId node, const Frame* frame) const {
  return project_.range({frame->file, node});
}

std::string Interpreter::source_text(const Range& at) const {
  const ParsedFile* const source = project_.file(at.file);
  return source == nullptr ? std::string{} : source->source->text.substr(at.begin, at.end - at.begin);
}

std::uint64_t Interpreter::site(NodeId node, const Frame* frame) const {
  return (std::uint64_t{frame->id} << 32) | node;
}

}  // namespace convotic::lint::outcome
