#include "lint/analysis/interpreter.hpp"
#include "lint/analysis/vocabulary.hpp"

#include <cmath>
#include <cstdlib>

namespace convotic::lint::outcome {

using Kind = Value::Kind;

// Code that is made of a text while it runs cannot be followed.
void Interpreter::note_code(const Call& call) {
  report_.gaps.emplace_back(range(call.site, call.frame), "code runs that is made of a text");
}

Outcomes Interpreter::call_global(std::string_view path, const Arguments& arguments, const Call& call,
                                  State state) {
  const Value* const first = arguments.empty() ? undefined() : arguments[0];
  const auto give = [&](std::uint8_t mask, const Facts* of) {
    const Value* const value = fresh(call, mask, of, state);
    return one(std::move(state), value);
  };
  const std::string_view head = path.substr(0, path.find('.'));
  if (head == "fetch" || head == "Deno" || head == "Bun")
    note_outside_effect({}, path, arguments, call, state);
  if (path.starts_with("globalThis.")) return call_global(path.substr(11), arguments, call, std::move(state));
  if (head == "Object" || head == "Array" || head == "Reflect")
    return call_object_global(path, arguments, call, std::move(state));
  if (head == "Promise") return call_promise_global(path, arguments, call, std::move(state));
  if (path == "JSON.stringify") {
    const Facts* const of = all_facts(first, state);
    if (of == nullptr || (of->origin & origin::kBody) == 0) return give(may::kString | may::kUndefined, of);
    Facts again = *of;
    again.field = 0;  // whatever is in it
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
    for (State& held : may_call(arguments, of, call, std::move(state))) {
      const Value* const value = fresh(call, may::kAnything & ~may::kFunction & ~may::kUndefined, of, held);
      out.push_back({std::move(held), value, false});
    }
    return out;
  }
  if (path == "String") {
    if (first->kind == Kind::string) return one(std::move(state), first);
    if (first->kind == Kind::number)
      return one(std::move(state), text(std::to_string(static_cast<long long>(first->number))));
    Facts same_facts = first->facts == nullptr ? Facts{} : *first->facts;
    if (const Facts* const of = all_facts(first, state)) same_facts = *of;
    if (may_be_unset(first, state)) same_facts.origin |= origin::kFallback;  // "undefined"
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
    if (first->kind == Kind::boolean)
      return one(std::move(state), with_facts(number(first->flag ? 1 : 0), first->facts));
    const Facts* of = all_facts(first, state);
    if (of != nullptr && of->digest != nullptr && path.find("Int") != std::string_view::npos) {
      // Of a text of digits and letters only what comes before the first letter.
      Facts cut = *of;
      cut.origin |= origin::kPrefix;
      cut.length = 2;
      of = facts(cut);
    }
    return give(may::kNumber, of);
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
    // What a text is as UTF-8: of another length than the text.
    const auto bytes_of = [&](const Value* value) {
      return symbol(intern(value->id, 0, "bytes of"), may::kObject, value->facts);
    };
    if (path == "Buffer.from" || path == "Uint8Array.from") {
      Facts of;
      if (const Facts* const all = all_facts(first, state)) of = *all;
      of.origin |= origin::kBytes;
      std::uint16_t length = of.length;
      if (first->kind == Kind::string)
        length = static_cast<std::uint16_t>(std::min<std::size_t>(first->text.size(), 4096));
      // Nothing gives nothing in every encoding.
      if (first->kind == Kind::string && first->text.empty()) of.as_long_as = first;
      if (first->kind == Kind::unknown)
        if (const Known* const known = state.known.find(first->id); known != nullptr && known->length != 0)
          length = known->length;
      std::uint16_t decoded = of.decoded;
      if (first->kind == Kind::unknown)
        if (const Known* const known = state.known.find(first->id); known != nullptr && known->decoded != 0)
          decoded = known->decoded;
      of.decoded = 0;
      const Value* const encoding = arguments.size() > 1 ? arguments[1] : undefined();
      if (encoding->kind == Kind::string && encoding->text == "hex") {
        of.origin |= origin::kDecoded;
        of.misread = of.misread || of.base64;
        length = of.misread ? std::uint16_t{0} : static_cast<std::uint16_t>(length / 2);
      } else if (encoding->kind == Kind::string && encoding->text.starts_with("base64")) {
        of.origin |= origin::kDecoded;
        length = decoded;
      } else if (encoding->kind == Kind::string &&
                 (encoding->text == "latin1" || encoding->text == "binary" || encoding->text == "ascii")) {
        of.as_long_as = first;
      } else if (first->kind == Kind::unknown && encoding->nullish()) {
        of.as_long_as = bytes_of(first);
      }
      of.length = length;
      of.base64 = false;
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
      of.length_of = first->kind == Kind::unknown ? bytes_of(first) : first;
      of.digest = nullptr;
      const Value* const made = symbol(intern(first->id, 0, "byteLength"), may::kNumber, facts(of));
      return one(std::move(state), made);
    }
    if (path == "Buffer.alloc" || path == "Buffer.allocUnsafe") {
      Facts bytes;
      bytes.origin = origin::kBytes;
      if (first->kind == Kind::number && first->number > 0 && first->number < 4096)
        bytes.length = static_cast<std::uint16_t>(first->number);
      return give(may::kObject, facts(bytes));
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
    of.base64 = path == "btoa";
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
  if (path == "fetch") {
    const Facts* const sent = all_facts(arguments, state);
    Facts answer = sent == nullptr ? Facts{} : *sent;
    answer.digest = nullptr;
    answer.origin |= origin::kOpaque;
    // Asking the sender's own service whether this is genuine is a verification, if its answer is tested.
    if (asks_to_verify(first->text) && (answer.origin & origin::kFromRequest) != 0)
      answer.origin |= origin::kAnswer;
    Outcomes out;
    may_throw(out, state, call);
    const Value* const response = fresh(call, may::kObject, facts(answer), state);
    out.push_back({std::move(state), response, false});
    return out;
  }
  if (path == "setTimeout" || path == "setImmediate" || path == "queueMicrotask" ||
      path == "process.nextTick") {
    // It runs, later: with what is verified now.
    if ((may_be(first, state) & may::kFunction) != 0 || first->kind == Kind::context) {
      Arguments passed;
      if (arguments.size() > 2) passed.assign(arguments.begin() + 2, arguments.end());
      Call back = call;
      back.round = 1;
      Outcomes out;
      Outcomes early;
      if (may_be_early(state)) early.push_back({state, undefined(), false});
      for (Outcome& outcome : this->call(first, passed, back, std::move(state)))
        out.push_back({std::move(outcome.state), undefined(), false});
      note_early(early, out, call);
      std::move(early.begin(), early.end(), std::back_inserter(out));
      return out;
    }
    if ((may_be(first, state) & may::kString) != 0) note_code(call);
    return one(std::move(state), undefined());
  }
  if (path == "eval" || path == "Function") note_code(call);
  if (path == "Symbol" || path == "Symbol.for") return give(may::kObject, nullptr);
  if (head == "Error" || path.ends_with("Error")) return new_global(path, arguments, call, std::move(state));
  const bool listed =
      std::find(config_.globals.begin(), config_.globals.end(), head) != config_.globals.end();
  if (!known_globals().contains(head)) {
    // ctx may have been kept where everybody finds it.
    for (const std::string_view area :
         {".contacts.", ".conversations.", ".messages.", ".workflows.", ".storage."})
      if (const std::size_t at = path.find(area); at != std::string_view::npos && !arguments.empty())
        report_.gaps.emplace_back(range(call.site, call.frame),
                                  std::string(path) + " may be called through ctx");
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

}  // namespace convotic::lint::outcome
