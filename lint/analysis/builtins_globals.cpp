#include "lint/analysis/interpreter.hpp"

#include <cmath>
#include <cstdlib>

namespace convotic::lint::outcome {

using Kind = Value::Kind;
using Names = std::set<std::string, std::less<>>;

namespace {

// What is there without an import, by the first part of the path.
const Names& known_globals() {
  static const Names names{"JSON",
                           "Object",
                           "Array",
                           "String",
                           "Number",
                           "Boolean",
                           "BigInt",
                           "Symbol",
                           "Math",
                           "Date",
                           "Promise",
                           "RegExp",
                           "Map",
                           "Set",
                           "WeakMap",
                           "WeakSet",
                           "Error",
                           "TypeError",
                           "RangeError",
                           "SyntaxError",
                           "ReferenceError",
                           "EvalError",
                           "AggregateError",
                           "URL",
                           "URLSearchParams",
                           "Buffer",
                           "Uint8Array",
                           "ArrayBuffer",
                           "DataView",
                           "Int8Array",
                           "Uint16Array",
                           "Uint32Array",
                           "Int16Array",
                           "Int32Array",
                           "Float32Array",
                           "Float64Array",
                           "BigInt64Array",
                           "TextEncoder",
                           "TextDecoder",
                           "crypto",
                           "console",
                           "process",
                           "setTimeout",
                           "setInterval",
                           "setImmediate",
                           "clearTimeout",
                           "clearInterval",
                           "clearImmediate",
                           "queueMicrotask",
                           "fetch",
                           "Headers",
                           "Request",
                           "Response",
                           "FormData",
                           "Blob",
                           "File",
                           "AbortController",
                           "AbortSignal",
                           "Event",
                           "EventTarget",
                           "structuredClone",
                           "atob",
                           "btoa",
                           "encodeURIComponent",
                           "decodeURIComponent",
                           "encodeURI",
                           "decodeURI",
                           "escape",
                           "unescape",
                           "parseInt",
                           "parseFloat",
                           "isNaN",
                           "isFinite",
                           "performance",
                           "globalThis",
                           "global",
                           "window",
                           "self",
                           "Reflect",
                           "Proxy",
                           "Intl",
                           "Atomics",
                           "SharedArrayBuffer",
                           "WebAssembly",
                           "require",
                           "module",
                           "exports",
                           "__dirname",
                           "__filename",
                           "import.meta",
                           "new.target",
                           "Deno",
                           "Bun",
                           "eval",
                           "Function",
                           "Iterator",
                           "Generator",
                           "WeakRef",
                           "FinalizationRegistry",
                           "navigator",
                           "caches",
                           "CompressionStream",
                           "DecompressionStream",
                           "ReadableStream",
                           "WritableStream",
                           "TransformStream",
                           "MessageChannel",
                           "BroadcastChannel",
                           "WebSocket",
                           "CustomEvent",
                           "DOMException",
                           "arguments"};
  return names;
}

}  // namespace

Outcomes Interpreter::call_global(std::string_view path, const Arguments& arguments, const Call& call,
                                  State state) {
  const Value* const first = arguments.empty() ? undefined() : arguments[0];
  const auto give = [&](std::uint8_t mask, const Facts* of) {
    const Value* const value = fresh(call, mask, of, state);
    return one(std::move(state), value);
  };
  const std::string_view head = path.substr(0, path.find('.'));
  if (path.starts_with("globalThis.")) return call_global(path.substr(11), arguments, call, std::move(state));
  if (head == "Object" || head == "Array" || head == "Reflect")
    return call_object_global(path, arguments, call, std::move(state));
  if (head == "Promise") return call_promise_global(path, arguments, call, std::move(state));
  if (path == "JSON.stringify") {
    const Facts* const of = all_facts(first, state);
    if (of == nullptr || (of->origin & origin::kBody) == 0) return give(may::kString | may::kUndefined, of);
    Facts again = *of;
    if ((again.origin & origin::kRaw) == 0 && first->kind == Kind::unknown)
      again.origin |= origin::kReserialised;
    return give(may::kString, facts(again));
  }
  if (path == "JSON.parse") {
    Outcomes out;
    if (first->kind == Kind::string && first->text.empty() && catchers_ == 0) return out;
    may_throw(out, state, call);
    const Facts* of = all_facts(first, state);
    if (of != nullptr && of->digest != nullptr) {
      Facts plain = *of;
      plain.digest = nullptr;
      of = facts(plain);
    }
    if (of != nullptr && (of->origin & origin::kDecoded) != 0 && (of->origin & origin::kHeaders) != 0)
      report_.add_decoy("auth/decode-without-verify", range(call.site, call.frame),
                        "a token is decoded and not verified");
    const Value* const value = fresh(call, may::kAnything & ~may::kFunction & ~may::kUndefined, of, state);
    out.push_back({std::move(state), value, false});
    return out;
  }
  if (path == "String") {
    if (first->kind == Kind::string) return one(std::move(state), first);
    if (first->kind == Kind::number)
      return one(std::move(state), text(std::to_string(static_cast<long long>(first->number))));
    Facts same_facts = first->facts == nullptr ? Facts{} : *first->facts;
    if (const Facts* const of = all_facts(first, state)) same_facts = *of;
    // The same text where it was one.
    if (first->kind == Kind::unknown) {
      const Value* const made = symbol(intern(first->id, 0, "as text"), may::kString, facts(same_facts));
      return one(std::move(state), made);
    }
    return give(may::kString, facts(same_facts));
  }
  if (path == "Number" || path == "parseInt" || path == "parseFloat" || path == "Number.parseInt" ||
      path == "Number.parseFloat" || path == "BigInt") {
    if (first->kind == Kind::string) {
      const std::string digits(first->text);
      char* end = nullptr;
      const double value = std::strtod(digits.c_str(), &end);
      if (end != digits.c_str()) return one(std::move(state), number(value));
    }
    if (first->kind == Kind::number) return one(std::move(state), first);
    return give(may::kNumber, all_facts(first, state));
  }
  if (path == "Boolean") {
    const Truth truthy = truth(first, state);
    if (truthy != Truth::depends) {
      const Value* const made = with_facts(
          boolean(truthy == Truth::yes), first->has(origin::kVerdict) ? origins(origin::kVerdict) : nullptr);
      return one(std::move(state), made);
    }
    Outcomes out;
    for (Branch& side : test(first, call.site, call.frame, std::move(state)))
      out.push_back({std::move(side.state), boolean(side.taken), false});
    return out;
  }
  if (path == "isNaN" || path == "isFinite" || path == "Number.isFinite" || path == "Number.isNaN" ||
      path == "Number.isInteger" || path == "Number.isSafeInteger")
    return give(may::kBoolean, [&]() -> const Facts* {
      // A test of the form, whatever it is of.
      return origins(first->has(origin::kFromRequest) ? origin::kBody : origin::kOpaque);
    }());
  if (path == "Date.now" || path == "performance.now" || path == "Date" || path == "process.hrtime" ||
      path == "process.uptime")
    return give(may::kNumber, origins(origin::kNow));
  if (head == "Math") {
    if (path == "Math.random") return give(may::kNumber, origins(origin::kRandom));
    if (first->kind == Kind::number && arguments.size() == 1) {
      const double x = first->number;
      if (path == "Math.abs") return one(std::move(state), number(std::fabs(x)));
      if (path == "Math.floor") return one(std::move(state), number(std::floor(x)));
      return one(std::move(state), number(x));
    }
    const Facts* of = all_facts(arguments, state);
    if (path == "Math.max" && arguments.size() == 2) {
      // As long as the longer one: the one that is sure to have something counts.
      const auto solid = [](const Value* value) {
        const Value* const measured = value->facts == nullptr ? nullptr : value->facts->length_of;
        return measured != nullptr && ((measured->facts != nullptr && measured->facts->digest != nullptr) ||
                                       measured->has(origin::kSecret));
      };
      if (solid(arguments[1])) of = joined(arguments[1]->facts, arguments[0]->facts);
    }
    return give(may::kNumber, of);
  }
  if (head == "Buffer" || path == "Uint8Array.from" || path == "Uint8Array.of") {
    if (path == "Buffer.from" || path == "Uint8Array.from") {
      Facts of;
      if (const Facts* const all = all_facts(first, state)) of = *all;
      of.origin |= origin::kBytes;
      std::uint16_t length = of.length;
      if (first->kind == Kind::string)
        length = static_cast<std::uint16_t>(std::min<std::size_t>(first->text.size(), 4096));
      if (first->kind == Kind::unknown)
        if (const Known* const known = state.known.find(first->id); known != nullptr && known->length != 0)
          length = known->length;
      const Value* const encoding = arguments.size() > 1 ? arguments[1] : undefined();
      if (encoding->kind == Kind::string && encoding->text == "hex") {
        of.origin |= origin::kDecoded;
        length = static_cast<std::uint16_t>(length / 2);
      } else if (encoding->kind == Kind::string && encoding->text.starts_with("base64")) {
        of.origin |= origin::kDecoded;
        length = 0;
      } else if (encoding->kind == Kind::string &&
                 (encoding->text == "latin1" || encoding->text == "binary" || encoding->text == "ascii")) {
        of.as_long_as = first;
      }
      of.length = length;
      Outcomes out;
      if (first->kind == Kind::unknown && catchers_ > 0 && (may_be(first, state) & may::kNullish) != 0) {
        State missing = state;
        if (refine_may(first, may::kNullish, missing)) {
          const Value* const what = error(call, missing, text("not a string"));
          out.push_back({std::move(missing), what, true});
        }
      }
      if (first->nullish()) {
        if (catchers_ > 0) out.push_back({state, error(call, state, text("not a string")), true});
        return out;
      }
      refine_may(first, static_cast<std::uint8_t>(may::kAnything & ~may::kNullish), state);
      const Value* const made = fresh(call, may::kObject, facts(of), state);
      out.push_back({std::move(state), made, false});
      return out;
    }
    if (path == "Buffer.compare" && arguments.size() == 2) {
      Facts difference;
      difference.origin = first->origin() | arguments[1]->origin();
      difference.left = first;
      difference.right = arguments[1];
      return give(may::kNumber, facts(difference));
    }
    if (path == "Buffer.byteLength") {
      Facts of = first->facts == nullptr ? Facts{} : *first->facts;
      of.origin |= origin::kLength;
      of.length_of = first;
      of.digest = nullptr;
      const Value* const made = symbol(intern(first->id, 0, "byteLength"), may::kNumber, facts(of));
      return one(std::move(state), made);
    }
    if (path == "Buffer.isBuffer") return give(may::kBoolean, first->facts);
    return give(may::kObject, all_facts(arguments, state));
  }
  if (path == "atob" || path == "btoa" || path == "encodeURIComponent" || path == "decodeURIComponent" ||
      path == "encodeURI" || path == "decodeURI" || path == "escape" || path == "unescape") {
    Facts of;
    if (const Facts* const all = all_facts(first, state)) of = *all;
    if (path == "atob") of.origin |= origin::kDecoded;
    of.length = 0;
    Outcomes out;
    may_throw(out, state, call);
    const Value* const made = fresh(call, may::kString, facts(of), state);
    out.push_back({std::move(state), made, false});
    return out;
  }
  if (path == "structuredClone") return one(std::move(state), first);
  if (head == "console") {
    check_logged(arguments, call, state);
    return one(std::move(state), undefined());
  }
  if (path == "process.exit" || path == "process.abort") return {};
  if (path == "Deno.env.get" || path == "Bun.env.get") {
    Facts secret;
    secret.origin = origin::kSecret;
    secret.source = range(call.site, call.frame);
    const Value* const made = symbol(intern(0, 0, "process.env." + std::string(first->text)),
                                     may::kString | may::kUndefined, facts(secret));
    return one(std::move(state), made);
  }
  if (head == "crypto") {
    const Value* const package =
        package_value("crypto", path.size() > 7 ? path.substr(7) : std::string_view{});
    return call_package(package, arguments, call, std::move(state));
  }
  if (path == "fetch")
    return give(may::kObject, joined(all_facts(arguments, state), origins(origin::kOpaque)));
  if (path == "setTimeout" || path == "setImmediate" || path == "queueMicrotask" ||
      path == "process.nextTick") {
    // It runs, later: with what is verified now.
    if (first->kind == Kind::native || first->kind == Kind::function) {
      Arguments passed;
      if (arguments.size() > 2) passed.assign(arguments.begin() + 2, arguments.end());
      Call back = call;
      back.round = 1;
      Outcomes out;
      for (Outcome& outcome : this->call(first, passed, back, std::move(state)))
        out.push_back({std::move(outcome.state), undefined(), false});
      return out;
    }
    return one(std::move(state), undefined());
  }
  if (path == "Symbol" || path == "Symbol.for") return give(may::kObject, nullptr);
  if (head == "Error" || path.ends_with("Error")) return new_global(path, arguments, call, std::move(state));
  const bool listed =
      std::find(config_.globals.begin(), config_.globals.end(), head) != config_.globals.end();
  if (!known_globals().contains(head)) {
    const std::size_t dot = path.rfind('.');
    Value* unresolved = arena_.make<Value>();
    unresolved->kind = Kind::global;
    unresolved->text = path;
    unresolved->flag = !listed;
    return call_assumed(unresolved, dot == std::string_view::npos ? path : path.substr(dot + 1), arguments,
                        call, std::move(state));
  }
  Value* opaque = arena_.make<Value>();
  opaque->kind = Kind::global;
  opaque->text = path;
  return call_unknown(opaque, arguments, call, std::move(state));
}

Outcomes Interpreter::call_object_global(std::string_view path, const Arguments& arguments, const Call& call,
                                         State state) {
  const Value* const first = arguments.empty() ? undefined() : arguments[0];
  const Record* const content = record(first, state);
  const bool list = content != nullptr && content->type == Record::Type::array;
  const auto made = [&](Record kept) {
    const Value* const value = object(kept, call, state);
    return one(std::move(state), value);
  };
  if (path == "Array.isArray") {
    if (list) return one(std::move(state), boolean(true));
    const std::uint8_t mask = may_be(first, state);
    if ((mask & may::kObject) == 0 || (content != nullptr && content->type != Record::Type::request))
      return one(std::move(state), boolean(false));
    const Value* const value =
        fresh(call, may::kBoolean, origins(first->has(origin::kFromRequest) ? origin::kBody : 0), state);
    return one(std::move(state), value);
  }
  if (path == "Object.freeze" || path == "Object.seal" || path == "Object.preventExtensions")
    return one(std::move(state), first);
  if (path == "Object.assign") {
    if (content != nullptr) {
      Record grown = *content;
      for (std::size_t i = 1; i < arguments.size(); ++i) {
        const Record* const more = record(arguments[i], state);
        if (more == nullptr) {
          if (!arguments[i]->nullish()) grown.rest = part_of(arguments[i], "[]");
          continue;
        }
        for (const Property& entry : more->properties) {
          put(first, grown, state);
          set_property(first, entry.key, entry.value, state);
          grown = *record(first, state);
        }
        if (more->rest != nullptr) grown.rest = more->rest;
      }
      put(first, grown, state);
      return one(std::move(state), first);
    }
    for (std::size_t i = 1; i < arguments.size(); ++i)
      if (const Record* const more = record(arguments[i], state)) {
        const Record held = *more;
        for (const Property& entry : held.properties)
          set_property(first, entry.key, entry.value, state);
      }
    return one(std::move(state), first);
  }
  if (path == "Array.from" || path == "Array.of") {
    Record kept;
    kept.type = Record::Type::array;
    if (path == "Array.of")
      kept.elements = arena_.copy(arguments);
    else if (list || (content != nullptr && content->type == Record::Type::set))
      kept = *content;
    else if (content == nullptr && !first->nullish())
      kept.rest = part_of(first, "[]");
    kept.type = Record::Type::array;
    if (path == "Array.from" && arguments.size() > 1) {
      const Value* const source = object(kept, call, state);
      return call_array_method(source, kept, "map", {arguments[1]}, call, std::move(state));
    }
    return made(kept);
  }
  if (path == "Object.keys" || path == "Object.values" || path == "Object.entries" ||
      path == "Reflect.ownKeys" || path == "Object.getOwnPropertyNames") {
    Record out;
    out.type = Record::Type::array;
    Arguments elements;
    const bool keys =
        path == "Object.keys" || path == "Reflect.ownKeys" || path == "Object.getOwnPropertyNames";
    const bool entries = path == "Object.entries";
    const auto pair = [&](const Value* key, const Value* value) {
      Call inner = call;
      inner.round = static_cast<std::uint32_t>(elements.size()) + 32;
      return array({key, value}, inner, state);
    };
    if (content != nullptr) {
      for (const Property& entry : content->properties)
        elements.push_back(keys      ? text(entry.key)
                           : entries ? pair(text(entry.key), entry.value)
                                     : entry.value);
      if (content->rest != nullptr) {
        const Value* const key =
            symbol(intern(content->rest->id, 0, "key"), may::kString, content->rest->facts);
        Call last = call;
        last.round = 31;
        out.rest = keys ? key : entries ? array({key, content->rest}, last, state) : content->rest;
      }
      if (list)
        for (const Value* element : content->elements)
          elements.push_back(keys ? text("0") : entries ? pair(text("0"), element) : element);
    } else if (!first->nullish()) {
      const Value* const key = symbol(intern(first->id, 0, "key"), may::kString, first->facts);
      const Value* const value = part_of(first, "[]");
      Call last = call;
      last.round = 31;
      out.rest = keys ? key : entries ? array({key, value}, last, state) : value;
    }
    out.elements = arena_.copy(elements);
    return made(out);
  }
  if (path == "Object.fromEntries") {
    Record out;
    std::vector<Property> properties;
    const auto add = [&](const Value* entry, bool certain) {
      const Record* const pair = record(entry, state);
      if (pair == nullptr || pair->elements.size() < 2) {
        out.rest = part_of(entry, "[]");
        return;
      }
      if (certain && pair->elements[0]->kind == Kind::string)
        properties.push_back({pair->elements[0]->text, pair->elements[1]});
      else
        out.rest = pair->elements[1];
    };
    if (content != nullptr) {
      for (const Value* entry : content->elements)
        add(entry, true);
      if (content->rest != nullptr) add(content->rest, false);
    } else {
      out.rest = part_of(first, "[]");
    }
    out.properties = arena_.copy(properties);
    return made(out);
  }
  if (path == "Object.hasOwn") {
    if (content != nullptr && arguments.size() > 1 && arguments[1]->kind == Kind::string &&
        content->rest == nullptr)
      return one(std::move(state), boolean(property(*content, arguments[1]->text) != nullptr));
    const Value* const value = fresh(call, may::kBoolean, first->facts, state);
    return one(std::move(state), value);
  }
  if (path == "Object.create" || path == "Object") return made({});
  if (path == "Reflect.apply" && arguments.size() > 2)
    return call_method(first, "apply", {arguments[1], arguments[2]}, call, std::move(state));
  const Value* const value =
      fresh(call, may::kAnything, joined(all_facts(arguments, state), origins(origin::kOpaque)), state);
  return one(std::move(state), value);
}

Outcomes Interpreter::new_global(std::string_view path, const Arguments& arguments, const Call& call,
                                 State state) {
  const Value* const first = arguments.empty() ? undefined() : arguments[0];
  const auto give = [&](std::uint8_t mask, const Facts* of) {
    const Value* const value = fresh(call, mask, of, state);
    return one(std::move(state), value);
  };
  if (path.ends_with("Error") || path == "DOMException") {
    const Value* const made = error(call, state, arguments.empty() ? text("") : first);
    return one(std::move(state), made);
  }
  if (path == "Promise") {
    const Value* const outer = state.settled;
    state.settled = nullptr;
    Value* resolve = arena_.make<Value>();
    resolve->kind = Kind::native;
    resolve->native = Value::Native::resolve;
    Value* reject_function = arena_.make<Value>(*resolve);
    reject_function->native = Value::Native::reject;
    Call back = call;
    back.round = 1;
    ++catchers_;
    Outcomes ran = this->call(first, {resolve, reject_function}, back, std::move(state));
    --catchers_;
    const bool any = std::any_of(ran.begin(), ran.end(), [](const Outcome& outcome) {
      return outcome.threw || outcome.state.settled != nullptr;
    });
    Outcomes out;
    for (Outcome& outcome : ran) {
      const Value* settled = outcome.state.settled;
      if (settled == nullptr && outcome.threw) settled = promise(outcome.value, true);
      // One that is never settled goes nowhere, unless nothing is known of any.
      if (settled == nullptr && any) continue;
      if (settled == nullptr)
        settled = promise(fresh(call, may::kAnything, origins(origin::kOpaque), outcome.state));
      outcome.state.settled = outer;
      out.push_back({std::move(outcome.state), settled, false});
    }
    merge(out);
    return out;
  }
  if (path == "Map" || path == "Set" || path == "WeakMap" || path == "WeakSet") {
    Record made;
    made.type = path == "Map" || path == "WeakMap" ? Record::Type::map : Record::Type::set;
    const Record* const content = record(first, state);
    if (made.type == Record::Type::set && content != nullptr) {
      made.elements = content->elements;
      made.rest = content->rest;
    } else if (made.type == Record::Type::map && content != nullptr) {
      std::vector<Property> properties;
      for (const Value* entry : content->elements) {
        const Record* const pair = record(entry, state);
        if (pair != nullptr && pair->elements.size() >= 2 && pair->elements[0]->kind == Kind::string)
          properties.push_back({pair->elements[0]->text, pair->elements[1]});
        else if (pair != nullptr && pair->elements.size() >= 2)
          made.rest = pair->elements[1];
      }
      made.properties = arena_.copy(properties);
      if (content->rest != nullptr) made.rest = part_of(content->rest, "[]");
    } else if (!first->nullish()) {
      made.rest = part_of(first, "[]");
    }
    const Value* const value = object(made, call, state);
    return one(std::move(state), value);
  }
  if (path == "Date")
    return give(may::kObject, arguments.empty() ? origins(origin::kNow) : all_facts(first, state));
  if (path == "RegExp") {
    Record made;
    made.type = Record::Type::regexp;
    const Property properties[] = {{"source", first->kind == Kind::string ? first : text("")}};
    made.properties = arena_.copy(std::span<const Property>(properties));
    const Value* const value = object(made, call, state);
    return one(std::move(state), value);
  }
  if (path == "TextEncoder" || path == "TextDecoder") {
    // encode() and decode() give what they get: methods of a value without facts would lose it.
    Value* coder = arena_.make<Value>();
    coder->kind = Kind::package;
    coder->text = arena_.copy(std::string_view("text\x02", 5));
    return one(std::move(state), coder);
  }
  if (path == "Uint8Array" || path == "Array" || path == "ArrayBuffer") {
    const Facts* const of = all_facts(first, state);
    Facts bytes = of == nullptr ? Facts{} : *of;
    bytes.origin |= origin::kBytes;
    return give(may::kObject, facts(bytes));
  }
  if (path == "URL" || path == "URLSearchParams" || path == "Headers" || path == "Response" ||
      path == "Request") {
    Outcomes out;
    may_throw(out, state, call);
    const Value* const made = fresh(call, may::kObject, all_facts(arguments, state), state);
    out.push_back({std::move(state), made, false});
    return out;
  }
  return give(may::kObject, joined(all_facts(arguments, state), origins(origin::kOpaque)));
}

}  // namespace convotic::lint::outcome
