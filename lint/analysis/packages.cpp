#include "lint/analysis/interpreter.hpp"
#include "lint/analysis/vocabulary.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::lint::outcome {

using Kind = Value::Kind;

namespace {

Facts without_verdict(const Facts* of) {
  Facts out = of == nullptr ? Facts{} : *of;
  out.origin &= ~origin::kVerdict;
  return out;
}

}  // namespace

const Value* Interpreter::at_place(const CallPlace& place, const Value* function, const Arguments& arguments,
                                   const State& state) {
  const Value* value = undefined();
  if (place.of_constructor) {
    if (place.argument < function->items.size()) value = function->items[place.argument];
  } else if (place.argument < arguments.size()) {
    value = arguments[place.argument];
  }
  for (const std::string& field : place.fields) {
    const Record* const content = record(value, state);
    const Value* next = content == nullptr ? nullptr : property(*content, field);
    if (next == nullptr && content != nullptr && content->rest != nullptr)
      next = part_of(content->rest, field);
    if (next == nullptr && value->kind == Kind::unknown) next = part_of(value, field);
    if (next == nullptr) return undefined();
    value = next;
  }
  return value;
}

Outcomes Interpreter::call_package(const Value* function, const Arguments& arguments, const Call& call,
                                   State state) {
  const std::size_t cut = function->text.find('\x02');
  const std::string_view package = function->text.substr(0, cut);
  const std::string_view path = function->text.substr(cut + 1);
  const std::size_t dot = path.rfind('.');
  const std::string_view method = dot == std::string_view::npos ? path : path.substr(dot + 1);
  const auto give = [&](std::uint8_t mask, const Facts* of) {
    const Value* const value = fresh(call, mask, of, state);
    return one(std::move(state), value);
  };
  note_outside_effect(package, path, arguments, call, state);
  if (package == "text") {
    // TextEncoder and TextDecoder: the same in another form.
    Facts of;
    if (!arguments.empty())
      if (const Facts* const all = all_facts(arguments[0], state)) of = *all;
    of.origin |= method == "encode" ? origin::kBytes : 0;
    return give(method == "encode" ? may::kObject : may::kString, facts(of));
  }
  if (package == "util" && path == "promisify" && !arguments.empty()) {
    Value* made = arena_.make<Value>();
    made->kind = Kind::native;
    made->native = Value::Native::promisified;
    made->receiver = arguments[0];
    return one(std::move(state), made);
  }
  if (package == "crypto")
    if (auto out = call_crypto(function, arguments, call, state)) return std::move(*out);
  if (package == "assert" || package == "assert/strict" || package == "tiny-invariant" ||
      package == "invariant")
    if (auto out = call_assertion(path, arguments, call, state)) return std::move(*out);
  if (package == "jose")
    if (auto out = call_jose_key(path, arguments, call, state)) return std::move(*out);
  if (auto out = call_schema(function, arguments, call, state)) return std::move(*out);
  if (const Verifier* const row = table_.verifier(package, path, 0))
    return call_verifier(*row, function, arguments, call, std::move(state));
  if (const KnownCall* const known = table_.known_call(package, path)) {
    const Value* const left = arguments.empty() ? undefined() : arguments[0];
    const Value* const right = arguments.size() < 2 ? undefined() : arguments[1];
    switch (known->kind) {
    case KnownCall::Kind::comparator:
      if (known->throws_on_length) check_lengths(left, right, call, state);
      return compare(left, right, Comparator::constant_time, call, std::move(state));
    case KnownCall::Kind::equality: {
      Outcomes out = compare(left, right, Comparator::ordinary, call, std::move(state));
      if (!known->throws) return out;
      for (Outcome& outcome : out) {
        if (outcome.threw || outcome.value->flag) continue;
        outcome.value = error(call, outcome.state, text("not equal"));
        outcome.threw = true;
      }
      return out;
    }
    case KnownCall::Kind::mac: {
      Digest digest;
      digest.algorithm = known->algorithm;
      digest.key = known->key ? at_place(*known->key, function, arguments, state) : undefined();
      digest.message = known->message ? at_place(*known->message, function, arguments, state) : left;
      digest.at = range(call.site, call.frame);
      Facts of;
      if (const Facts* const all = all_facts(digest.message, state))
        of.origin = all->origin & origin::kFromRequest;
      of.origin |= digest.key->origin() & (origin::kSecret | origin::kStored | origin::kRandom);
      of.digest = arena_.make<Digest>(digest);
      const Value* const made = fresh(call, may::kString | may::kObject, facts(of), state);
      return one(std::move(state), known->promise ? promise(made) : made);
    }
    case KnownCall::Kind::hash: {
      Digest digest;
      digest.algorithm = known->algorithm;
      digest.message = left;
      digest.at = range(call.site, call.frame);
      Facts of;
      if (const Facts* const all = all_facts(left, state))
        of.origin = all->origin & (origin::kFromRequest | origin::kSecret | origin::kStored);
      of.digest = arena_.make<Digest>(digest);
      return give(may::kString | may::kObject, facts(of));
    }
    case KnownCall::Kind::decoder: {
      const Facts* const of = all_facts(arguments, state);
      Facts claims = of == nullptr ? Facts{} : *of;
      if ((claims.origin & origin::kFromRequest) != 0 && !state.verified)
        report_.add_decoy("auth/decode-without-verify", range(call.site, call.frame),
                          fmt::format("{} does not check the signature of what it decodes",
                                      method.empty() ? package : method));
      claims.origin |= origin::kUnverifiedClaims | origin::kDecoded;
      return give(may::kObject | may::kNull | may::kString, facts(claims));
    }
    }
  }
  const bool makes_something = std::none_of(arguments.begin(), arguments.end(), [&](const Value* argument) {
    const Facts* const of = all_facts(argument, state);
    return argument->kind == Kind::function || mentions_context(argument, state) ||
           (of != nullptr && (of->origin & origin::kFromRequest) != 0);
  });
  if ((makes_something && table_.makes(package)) || keeps_client(package)) {
    // A client that is made by a call: what hangs on it is still the package's.
    const Value* const made = made_by_package(package_value(package, path, arguments));
    return one(std::move(state), made);
  }
  return call_assumed(function, method.empty() ? package : method, arguments, call, std::move(state));
}

// A verifier of the table. Valid: the request has been verified. Not valid: it says so in its way.
Outcomes Interpreter::call_verifier(const Verifier& row, const Value* function, const Arguments& arguments,
                                    const Call& call, State state) {
  if (row.result == VerifierResult::verifier) {
    Value* made = arena_.make<Value>();
    made->kind = Kind::native;
    made->native = Value::Native::verifier;
    made->text = function->text;
    return one(std::move(state), made);
  }
  Verification verification;
  verification.kind = row.bearer ? Verification::Kind::bearer : Verification::Kind::package;
  verification.at = range(call.site, call.frame);
  const bool platform = function->text.starts_with("crypto\x02");
  if (platform) verification.kind = Verification::Kind::signature;  // of what it is given, and no more
  verification.window = !row.window.empty();
  if (row.tolerance) {
    const Value* const given = at_place(*row.tolerance, function, arguments, state);
    const bool off = given->kind == Kind::number && (given->number == 0 || given->number > 1e300);
    if (off || (row.tolerance_required && given->nullish())) verification.window = false;
  } else if (row.tolerance_required) {
    verification.window = false;
  }
  verification.window_off = row.tolerance.has_value() && !verification.window;
  if (!row.message.empty()) verification.message = at_place(row.message.front(), function, arguments, state);
  const std::string_view path = function->text.substr(function->text.find('\x02') + 1);
  bool stops = false;
  if (row.secret) {
    const Value* const key = at_place(*row.secret, function, arguments, state);
    verification.key = key;
    const Facts* const of = all_facts(key, state);
    const Origin from = of == nullptr ? 0 : of->origin;
    // EmbeddedJWK takes the key that the token brings with it.
    const bool brought = key->kind == Kind::package && key->text.ends_with("EmbeddedJWK");
    if (brought || ((from & origin::kFromRequest) != 0 &&
                    (from & (origin::kSecret | origin::kStored | origin::kOpaque)) == 0)) {
      report_.add_decoy("auth/attacker-controlled-secret", verification.at,
                        fmt::format("the key of {} comes from the request", path));
      stops = true;
    }
    if (!row.public_key) check_key(key, call, state);
    const bool keyless =
        key->nullish() || (key->kind == Kind::string && key->text.empty() && !key->has(origin::kFallback));
    if (row.bearer && row.algorithms && keyless && arguments.size() > row.secret->argument) {
      report_.add("crypto/jwt-algorithm", Severity::error, verification.at,
                  "a token is verified without a key", "pass the key that the tokens are signed with");
      stops = true;
    }
  }
  if (row.algorithms) {
    const Value* const list = at_place(*row.algorithms, function, arguments, state);
    if (const Record* const content = record(list, state))
      for (const Value* element : content->elements)
        if (element->kind == Kind::string && lower(element->text) == "none")
          report_.add("crypto/jwt-algorithm", Severity::error, verification.at,
                      "the algorithm \"none\" is accepted, which has no signature",
                      "list only the algorithm that the tokens are signed with");
    const Value* const key = verification.key;
    const bool public_key =
        key != nullptr &&
        ((key->kind == Kind::string && key->text.find("PUBLIC KEY") != std::string_view::npos) ||
         (key->facts != nullptr && key->facts->source.end != 0 &&
          lower(project_.file(key->facts->source.file)
                    ->source->text.substr(key->facts->source.begin,
                                          key->facts->source.end - key->facts->source.begin))
                  .find("public") != std::string::npos));
    if (list->nullish() && public_key)
      report_.add("crypto/jwt-algorithm", Severity::warning, verification.at,
                  "a token is verified with a public key and any algorithm",
                  "pass the algorithms that are accepted, such as { algorithms: [\"RS256\"] }");
  }
  const Facts* const all = all_facts(arguments, state);
  Facts given = without_verdict(all);
  const bool about_request =
      (given.origin & origin::kFromRequest) != 0 ||
      std::any_of(arguments.begin(), arguments.end(), [&](const Value* argument) {
        return argument == request_ ||
               (request_ != nullptr && argument->kind == Kind::object && argument->id == request_->id);
      });
  State refused = state;
  if (about_request && !stops) verify(state, verification);
  reject(refused, arena_.make<Verification>(verification), call);
  State unasked = refused;
  Facts result = given;
  // What it returns has been verified: content, whatever header it was checked with.
  result = Facts{};
  result.origin = (given.origin & origin::kFromRequest) != 0 ? origin::kBody : 0;
  if (row.bearer) result.origin = origin::kClaims;
  // Callbacks with an error first.
  for (const std::uint32_t at : row.callback) {
    if (at >= arguments.size() ||
        (arguments[at]->kind != Kind::function && arguments[at]->kind != Kind::native))
      continue;
    Outcomes out;
    Call back = call;
    back.self = nullptr;
    back.round = 1;
    const Value* const value = row.result == VerifierResult::boolean
                                   ? with_facts(boolean(true), origins(origin::kVerdict))
                                   : fresh(call, may::kObject, facts(result), state, 3);
    for (Outcome& outcome : this->call(arguments[at], {null(), value}, back, std::move(state)))
      out.push_back({std::move(outcome.state), undefined(), outcome.threw});
    back.round = 2;
    const Value* const what = with_facts(error(call, refused), origins(origin::kError | origin::kVerdict));
    const Value* const nothing = row.result == VerifierResult::boolean
                                     ? with_facts(boolean(false), origins(origin::kVerdict))
                                     : undefined();
    for (Outcome& outcome : this->call(arguments[at], {what, nothing}, back, std::move(refused)))
      out.push_back({std::move(outcome.state), undefined(), outcome.threw});
    for (Outcome& outcome : out)
      if (outcome.threw) outcome.value = undefined();
    // All but jsonwebtoken call it later: what follows the call does not wait for it, unless as a promise.
    const bool waits = std::any_of(out.begin(), out.end(), [&](const Outcome& outcome) {
      return outcome.state.settled != unasked.settled;
    });
    if (!waits && !function->text.starts_with("jsonwebtoken\x02")) {
      const Value* const nothing_yet = undefined();
      return one(std::move(unasked), nothing_yet);
    }
    merge(out);
    return out;
  }
  const auto step_promise = [&](State& held) {
    if (!row.promise || held.steps == nullptr) return;
    Step* step = arena_.make<Step>(*held.steps);
    step->promise = true;
    held.steps = step;
  };
  step_promise(refused);
  Outcomes out;
  const Facts* const verdict = origins(origin::kVerdict);
  switch (row.result) {
  case VerifierResult::boolean:
    out.push_back({std::move(state), with_facts(boolean(true), verdict), false});
    out.push_back({std::move(refused), with_facts(boolean(false), verdict), false});
    break;
  case VerifierResult::field: {
    for (const bool valid : {true, false}) {
      State& held = valid ? state : refused;
      Record content;
      const Property properties[] = {{arena_.copy(row.field), with_facts(boolean(valid), verdict)}};
      content.properties = arena_.copy(std::span<const Property>(properties));
      content.rest = fresh(call, may::kAnything, nullptr, held, 5);
      const Value* const made = with_facts(object(content, call, held), verdict);
      out.push_back({std::move(held), made, false});
    }
    break;
  }
  default: {
    Facts claims = result;
    const Value* const value = fresh(call, may::kObject, facts(claims), state, 3);
    const Value* const what = error(call, refused);
    out.push_back({std::move(state), value, false});
    out.push_back({std::move(refused), what, true});
  }
  }
  // What is not a signature at all, or no secret, makes some of them throw instead.
  if (catchers_ > 0 && (row.result == VerifierResult::boolean || row.result == VerifierResult::field)) {
    Outcome failed{out.back().state, nullptr, true};
    failed.value = error(call, failed.state);
    out.push_back(std::move(failed));
  }
  if (row.promise) {
    for (Outcome& outcome : out) {
      const Value* const settled = promise(outcome.value, outcome.threw);
      outcome.value = with_facts(settled, joined(settled->facts, verdict));
      outcome.threw = false;
    }
  }
  return out;
}

// Whether the result of a call gets a name that nothing asks for.
bool Interpreter::is_left_unused(const Call& call) const {
  const ParsedFile& source = file(call.frame);
  NodeId at = source.ast.parent(call.site);
  if (source.ast.is(at, NodeKind::await_)) at = source.ast.parent(at);
  if (!source.ast.is(at, NodeKind::declarator)) return false;
  const BindingId binding = source.scopes.of(source.ast.child(at, 0));
  return binding != kNoBinding && source.scopes.uses(binding).empty();
}

// A call that cannot be seen into. Where its name says that it verifies and it is given what came with the
// request, it is believed until what it returns is refused.
Outcomes Interpreter::call_assumed(const Value* function, std::string_view name, const Arguments& arguments,
                                   const Call& call, State state) {
  const bool unresolved = function->kind == Kind::global && function->flag;
  bool about_request = false;
  for (const Value* argument : arguments) {
    const Facts* const of = all_facts(argument, state);
    about_request = about_request || (of != nullptr && (of->origin & origin::kFromRequest) != 0);
  }
  if (!about_request || !names_verifier(name)) {
    if (unresolved && catchers_ > 0) {
      const Value* const what = error(call, state, text("not defined"));
      return thrown(std::move(state), what);
    }
    return call_unknown(function, arguments, call, std::move(state));
  }
  Verification* verification = arena_.make<Verification>();
  verification->kind = Verification::Kind::package;
  verification->at = range(call.site, call.frame);
  verification->assumed = true;
  verification->window = true;
  if (unresolved) {
    report_.add("auth/unresolved-verifier", Severity::warning, verification->at,
                fmt::format("{} is neither declared nor imported", name),
                "write the function, or import it; the call throws a ReferenceError");
  } else {
    report_.add("auth/assumed-verifier", Severity::info, verification->at,
                fmt::format("{} is trusted by its name, since its code cannot be seen", name),
                "name it in \"verifiers\" of the lint configuration to say that it verifies");
  }
  Outcomes out;
  if (is_left_unused(call)) {
    reject(state, verification, call);
    return call_unknown(function, arguments, call, std::move(state));
  }
  if (catchers_ > 0) {
    State failed = state;
    reject(failed, verification, call);
    const Value* const what = error(call, failed);
    out.push_back({std::move(failed), what, true});
  }
  const bool before = state.verified;
  const Facts given = without_verdict(all_facts(arguments, state));
  Facts of;
  of.origin = (given.origin & origin::kFromRequest) | origin::kOpaque | origin::kVerdict;
  const Value* const value = fresh(call, may::kAnything, facts(of), state);
  verify(state, *verification);
  state.assumptions = arena_.make<Assumption>(value->id, verification, before, state.assumptions);
  out.push_back({std::move(state), value, false});
  return out;
}

}  // namespace convotic::lint::outcome
