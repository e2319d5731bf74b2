#include "lint/analysis/interpreter.hpp"

#include <algorithm>
#include <cctype>

namespace convotic::lint::outcome {

using Kind = Value::Kind;

namespace {

using Names = std::set<std::string, std::less<>>;

const Names& text_to_text() {
  static const Names names{"toString",    "trim",        "trimStart",  "trimEnd",  "toLowerCase",
                           "toUpperCase", "replace",     "replaceAll", "slice",    "substring",
                           "substr",      "concat",      "padStart",   "padEnd",   "repeat",
                           "normalize",   "charAt",      "at",         "subarray", "toLocaleLowerCase",
                           "valueOf",     "toISOString", "decode",     "toFixed",  "toJSON"};
  return names;
}

const Names& array_methods() {
  static const Names names{
      "map",         "filter",  "some", "every", "find",    "findLast", "findIndex", "forEach",      "reduce",
      "reduceRight", "flatMap", "sort", "join",  "push",    "reverse",  "flat",      "pop",          "shift",
      "entries",     "values",  "keys", "fill",  "unshift", "splice",   "toSorted",  "findLastIndex"};
  return names;
}

std::string folded(std::string_view name, std::string_view text) {
  std::string out(text);
  if (name == "toLowerCase" || name == "toLocaleLowerCase")
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (name == "toUpperCase")
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  if (name.starts_with("trim")) {
    const std::size_t begin = out.find_first_not_of(" \t\r\n");
    const std::size_t end = out.find_last_not_of(" \t\r\n");
    out = begin == std::string::npos ? std::string{} : out.substr(begin, end - begin + 1);
  }
  return out;
}

bool is_number(const Arguments& arguments, std::size_t at) {
  return at < arguments.size() && arguments[at]->kind == Kind::number;
}

}  // namespace

// A method of buffers that gives some of its bytes as a number, and how many.
static bool is_number_read(std::string_view name) {
  return name.starts_with("readUInt") || name.starts_with("readInt") || name.starts_with("readBig") ||
         name.starts_with("readFloat") || name.starts_with("readDouble");
}

static std::uint16_t bytes_read(std::string_view name) {
  const auto has = [&](std::string_view what) { return name.find(what) != std::string_view::npos; };
  if (has("64") || has("Double")) return 8;
  if (has("32") || has("Float")) return 4;
  return has("16") ? 2 : 1;
}

// The length of a text after a method, where it can be known.
static std::uint16_t length_after(std::string_view name, std::uint16_t length, const Arguments& arguments) {
  const bool cuts = name == "slice" || name == "substring" || name == "subarray" || name == "substr";
  if (!cuts) {
    const bool keeps = name == "toLowerCase" || name == "toUpperCase" || name == "trim" || name == "valueOf";
    if (name == "toString" || name == "encode") return length;
    return keeps ? length : std::uint16_t{0};
  }
  const double from = is_number(arguments, 0) ? arguments[0]->number : 0;
  const double whole = length;
  double begin = from < 0 ? std::max(0.0, whole + from) : from;
  if (is_number(arguments, 1)) {
    double end = arguments[1]->number;
    if (name == "substr") end += begin;
    if (end < 0) end += whole;
    if (length != 0) end = std::min(end, whole);
    return end > begin ? static_cast<std::uint16_t>(end - begin) : std::uint16_t{0};
  }
  if (arguments.size() > 1 || length == 0) return 0;
  begin = std::min(begin, whole);
  return static_cast<std::uint16_t>(whole - begin);
}

Outcomes Interpreter::call_method(const Value* receiver, std::string_view name, const Arguments& arguments,
                                  const Call& call, State state) {
  if (receiver->kind == Kind::function || receiver->kind == Kind::native || receiver->kind == Kind::global ||
      receiver->kind == Kind::package || receiver->kind == Kind::context) {
    if (name == "call" || name == "apply") {
      Call with = call;
      with.self = arguments.empty() ? undefined() : arguments[0];
      Arguments passed;
      if (name == "call" && arguments.size() > 1) passed.assign(arguments.begin() + 1, arguments.end());
      if (name == "apply" && arguments.size() > 1)
        if (const Record* const list = record(arguments[1], state))
          passed.assign(list->elements.begin(), list->elements.end());
      const Value* target = receiver;
      if (receiver->kind == Kind::function && receiver->receiver != nullptr && !with.self->nullish() &&
          (project_.node({static_cast<FileId>(receiver->site >> 32), static_cast<NodeId>(receiver->site)})
               .flags &
           kArrow) == 0) {
        Value* method = arena_.make<Value>(*receiver);
        method->receiver = with.self;
        target = method;
      }
      return this->call(target, passed, with, std::move(state));
    }
    if (name == "bind") {
      Value* bound = arena_.make<Value>();
      bound->kind = Kind::native;
      bound->native = Value::Native::bound;
      const Value* target = receiver;
      if (receiver->kind == Kind::function && !arguments.empty() && !arguments[0]->nullish()) {
        Value* with_self = arena_.make<Value>(*receiver);
        with_self->receiver = arguments[0];
        target = with_self;
      }
      bound->receiver = target;
      if (arguments.size() > 1)
        bound->items = arena_.copy(std::span<const Value* const>(arguments).subspan(1));
      return one(std::move(state), bound);
    }
  }
  if (receiver->kind == Kind::promise)
    return call_promise_method(receiver, name, arguments, call, std::move(state));
  if (const Record* const content = record(receiver, state)) {
    const Record held = *content;
    switch (held.type) {
    case Record::Type::mac:
    case Record::Type::verifier:
      if (auto out = call_digest(receiver, held, name, arguments, call, state)) return std::move(*out);
      break;
    case Record::Type::array:
      return call_array_method(receiver, held, name, arguments, call, std::move(state));
    case Record::Type::map:
    case Record::Type::set:
      return call_collection_method(receiver, held, name, arguments, call, std::move(state));
    case Record::Type::regexp:
      return call_pattern_method(held, name, arguments, call, std::move(state));
    case Record::Type::request:
      break;
    case Record::Type::generator:
      if (name == "return" || name == "throw") return one(std::move(state), undefined());
      return after(iterated(receiver, call, std::move(state)), [&](State ran, const Value*) {
        const Record list = *record(receiver, ran);
        return call_array_method(receiver, list, name, arguments, call, std::move(ran));
      });
    default: {
      // A method that an open object may have.
      if (held.rest != nullptr)
        return call_unknown(part_of(held.rest, name), arguments, call, std::move(state));
      if (name == "toString" || name == "valueOf" || name == "toJSON" || name == "getTime" ||
          name == "hasOwnProperty") {
        const Value* const said = fresh(call, may::kAnything, all_facts(receiver, state), state);
        return one(std::move(state), said);
      }
      if (catchers_ == 0) return {};
      return thrown(std::move(state), error(call, state, text("not a function")));
    }
    }
  }
  if (receiver->kind == Kind::unknown && (name == "then" || name == "catch" || name == "finally")) {
    // What could be a promise is taken for one that is fulfilled.
    return call_promise_method(promise(receiver), name, arguments, call, std::move(state));
  }
  // Bytes that go from one buffer into another.
  if ((name == "copy" || name == "set" || name == "fill") && receiver->kind == Kind::unknown &&
      !arguments.empty() && receiver->facts != nullptr && receiver->has(origin::kBytes)) {
    if (name == "copy")
      fill(arguments[0], receiver, state);
    else
      fill(receiver, arguments[0], state);
    return one(std::move(state), name == "fill" ? receiver : undefined());
  }
  const bool texts =
      receiver->kind == Kind::string || receiver->kind == Kind::unknown || receiver->kind == Kind::number;
  if (texts) return call_string_method(receiver, name, arguments, call, std::move(state));
  return call_unknown(receiver, arguments, call, std::move(state));
}

Outcomes Interpreter::call_string_method(const Value* receiver, std::string_view name,
                                         const Arguments& arguments, const Call& call, State state) {
  const Value* const first = arguments.empty() ? undefined() : arguments[0];
  // Comparisons in other words.
  const bool equals = name == "equals" || name == "isEqual" || name == "timingSafeEqual";
  const bool orders = name == "compare" || name == "localeCompare";
  const bool parts = name == "startsWith" || name == "endsWith" || name == "includes" || name == "indexOf";
  if (receiver->kind == Kind::string) {
    if (parts && first->kind == Kind::string) {
      const std::size_t at = receiver->text.find(first->text);
      if (name == "indexOf")
        return one(std::move(state), number(at == std::string_view::npos ? -1 : static_cast<double>(at)));
      const bool found = name == "startsWith" ? receiver->text.starts_with(first->text)
                         : name == "endsWith" ? receiver->text.ends_with(first->text)
                                              : at != std::string_view::npos;
      return one(std::move(state), boolean(found));
    }
    if (name == "toLowerCase" || name == "toUpperCase" || name.starts_with("trim") || name == "toString" ||
        name == "toLocaleLowerCase" || name == "valueOf") {
      if (arguments.empty())
        return one(std::move(state), text(folded(name, receiver->text), receiver->facts));
    }
    if ((name == "slice" || name == "substring") && is_number(arguments, 0) && arguments[0]->number >= 0) {
      const auto from = std::min(receiver->text.size(), static_cast<std::size_t>(arguments[0]->number));
      std::size_t until = receiver->text.size();
      if (is_number(arguments, 1) && arguments[1]->number >= 0)
        until = std::min(until, static_cast<std::size_t>(arguments[1]->number));
      if (arguments.size() < 2 || is_number(arguments, 1))
        return one(std::move(state),
                   text(receiver->text.substr(from, until < from ? 0 : until - from), receiver->facts));
    }
    if (name == "split" && first->kind == Kind::string && !first->text.empty()) {
      Arguments pieces;
      std::string_view left = receiver->text;
      for (;;) {
        const std::size_t cut = left.find(first->text);
        pieces.push_back(text(left.substr(0, cut), receiver->facts));
        if (cut == std::string_view::npos || pieces.size() > 64) break;
        left.remove_prefix(cut + first->text.size());
      }
      const Value* const made = array(pieces, call, state);
      return one(std::move(state), made);
    }
    if (name == "split" && receiver->text.empty() && first->kind != Kind::string) {
      // Nothing, whatever it is cut at.
      const Value* const made = array({receiver}, call, state);
      return one(std::move(state), made);
    }
    if (name == "concat" && first->kind == Kind::string)
      return one(std::move(state), text(std::string(receiver->text) + std::string(first->text),
                                        joined(receiver->facts, first->facts)));
  }
  if (equals)
    return compare(receiver, first,
                   name == "timingSafeEqual" ? Comparator::constant_time : Comparator::ordinary, call,
                   std::move(state));
  if (orders) {
    Facts difference;
    difference.origin = receiver->origin() | first->origin();
    difference.left = receiver;
    difference.right = first;
    const Value* const made = fresh(call, may::kNumber, facts(difference), state);
    return one(std::move(state), made);
  }
  if (parts && (receiver->kind == Kind::unknown || first->kind == Kind::unknown)) {
    const auto secret = [](const Value* value) {
      return (value->facts != nullptr && value->facts->digest != nullptr) ||
             (value->has(origin::kSecret) && !value->has(origin::kFromRequest));
    };
    const bool meets = (secret(receiver) && first->has(origin::kFromRequest)) ||
                       (secret(first) && receiver->has(origin::kFromRequest));
    // A secret that holds what was sent: nothing at all is enough.
    const bool emptied = secret(receiver) && first->has(origin::kFromRequest) && !first->has(origin::kPrefix);
    // A list in one variable (`process.env.KEYS.split(",")`) that is searched for a whole entry.
    const bool list = receiver->kind == Kind::unknown && (may_be(receiver, state) & may::kString) == 0;
    if (meets && name != "indexOf")
      return compare(receiver, first, emptied && !list ? Comparator::prefix : Comparator::ordinary, call,
                     std::move(state));
    const Facts* made_of = joined(receiver->facts, first->facts);
    if (receiver->has(origin::kHeaders) && first->kind == Kind::string &&
        (first->text == "t=" || first->text == "ts=")) {
      Facts stamped = *made_of;
      stamped.origin |= origin::kTimestamp;
      made_of = facts(stamped);
    }
    if (name == "indexOf") {
      const Value* const made = fresh(call, may::kNumber, made_of, state);
      return one(std::move(state), made);
    }
    const bool matters =
        (receiver->origin() & (origin::kHeaders | origin::kQuery)) != 0 && receiver->kind == Kind::unknown;
    if (!matters) {
      const Value* const made = fresh(call, may::kBoolean, made_of, state);
      return one(std::move(state), made);
    }
    State other = state;
    refine_may(receiver, static_cast<std::uint8_t>(may::kAnything & ~may::kNullish), state);
    const Reason reason = receiver->has(origin::kSpoofable) ? Reason::header_value : Reason::header_missing;
    if (reason == Reason::header_value)
      report_.add_decoy("auth/spoofable-check", range(call.site, call.frame),
                        "only a header that any caller can set is tested");
    decide(call.site, call.frame, true, reason, state);
    decide(call.site, call.frame, false, reason, other);
    Outcomes out = one(std::move(state), boolean(true));
    out.push_back({std::move(other), boolean(false), false});
    return out;
  }
  if (array_methods().contains(name) && receiver->kind == Kind::unknown && !text_to_text().contains(name)) {
    Record list;
    list.type = Record::Type::array;
    list.rest = part_of(receiver, "[]");
    return call_array_method(receiver, list, name, arguments, call, std::move(state));
  }
  // Node's own Headers, URLSearchParams and the like have get().
  if ((name == "get" || name == "has") && receiver->kind == Kind::unknown && first->kind == Kind::string &&
      receiver->has(origin::kFromRequest)) {
    const Value* const found = part_of(receiver, first->text);
    if (name == "get") return one(std::move(state), found);
    const Value* const made = fresh(call, may::kBoolean, found->facts, state);
    return one(std::move(state), made);
  }
  if (name == "match")
    if (const Record* const pattern = record(first, state);
        pattern != nullptr && pattern->type == Record::Type::regexp) {
      const Value* const source = property(*pattern, "source");
      return match_pattern(receiver, source == nullptr ? std::string_view{} : source->text, call,
                           std::move(state));
    }
  Facts made_of = receiver->facts == nullptr ? Facts{} : *receiver->facts;
  const bool known_method = text_to_text().contains(name) || name == "split" || name == "match" ||
                            name == "matchAll" || name == "charCodeAt" || name == "codePointAt" ||
                            name == "search" || name == "lastIndexOf" || is_number_read(name) ||
                            name == "exec" || name == "getTime" || name == "encode";
  const bool request_data =
      receiver->has(origin::kFromRequest | origin::kSecret | origin::kNow | origin::kStored) ||
      (receiver->facts != nullptr && receiver->facts->digest != nullptr);
  if (!known_method && !request_data) return call_unknown(receiver, arguments, call, std::move(state));
  if (!known_method) {
    // Something that what came with the request can do. Functions that it is given may run.
    return call_unknown(receiver, arguments, call, std::move(state));
  }
  // What a text is replaced or joined with becomes part of it.
  if (name == "replace" || name == "replaceAll" || name == "concat") {
    const Facts* all = receiver->facts;
    for (const Value* argument : arguments)
      if (argument->kind != Kind::string) all = joined(all, all_facts(argument, state));
    if (all != nullptr) made_of = *all;
  }
  std::uint16_t length = receiver->facts == nullptr ? std::uint16_t{0} : receiver->facts->length;
  if (receiver->kind == Kind::unknown)
    if (const Known* const known = state.known.find(receiver->id); known != nullptr && known->length != 0)
      length = known->length;
  const bool cuts = name == "slice" || name == "substring" || name == "subarray" || name == "substr";
  made_of.length = length_after(name, length, arguments);
  made_of.decoded = 0;
  if (name == "toString" && made_of.digest != nullptr && (made_of.origin & origin::kBytes) != 0) {
    made_of.origin &= ~origin::kBytes;
    const bool hex = first->kind == Kind::string && first->text == "hex";
    const bool base64 = first->kind == Kind::string && first->text.starts_with("base64");
    made_of.length = static_cast<std::uint16_t>(hex ? length * 2 : base64 ? (length + 2) / 3 * 4 : length);
    made_of.base64 = base64;
  }
  if (cuts && made_of.digest != nullptr && made_of.length < length) made_of.origin |= origin::kPrefix;
  if (cuts && arguments.size() > 1) {
    made_of.origin |= origin::kPrefix;
    if (arguments[1]->has(origin::kLength) && arguments[1]->has(origin::kFromRequest)) made_of.length = 1;
  }
  made_of.length_of = nullptr;
  std::uint8_t mask = may::kString | may::kObject | may::kNumber;
  const bool reads = is_number_read(name);
  if (name == "split")
    mask = may::kObject;
  else if (name == "match" || name == "exec")
    mask = may::kObject | may::kNull;
  else if (name == "charCodeAt" || name == "codePointAt" || name == "search" || name == "lastIndexOf" ||
           name == "getTime" || reads)
    mask = may::kNumber;
  else if (name.starts_with("to") || name.starts_with("trim") || name == "replace" || name == "replaceAll" ||
           name == "charAt" || name == "substring" || name == "substr")
    mask = may::kString;
  else if (cuts)
    mask = may::kString | may::kObject;
  if (name == "at") mask = may::kAnything;
  Outcomes out;
  const bool picks = name == "charCodeAt" || name == "codePointAt" || name == "charAt" || reads ||
                     (name == "at" && !arguments.empty());
  for (State& held : may_call(arguments, receiver->facts, call, std::move(state))) {
    const Value* made = fresh(call, mask, facts(made_of), held);
    if (picks && call.frame != nullptr && ast(call.frame).is(call.site, NodeKind::call))
      made = as_element(made, receiver, call, ast(call.frame).child(call.site, 1), held);
    if (reads && made->has(origin::kPrefix) && bytes_read(name) > 1) {
      Facts some = *made->facts;
      some.origin |= origin::kBytes;
      some.length = bytes_read(name);
      made = with_facts(made, facts(some));
    }
    out.push_back({std::move(held), made, false});
  }
  if (out.size() > 1) merge(out);
  return out;
}

}  // namespace convotic::lint::outcome
