#include "lint/analysis/interpreter.hpp"
#include "lint/effect_names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::lint::outcome {

using Kind = Value::Kind;

namespace {

std::string_view last_part(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

}  // namespace

// Whether something is looked for under the hash of what a header or the query says: who finds it knows what
// was hashed. The hash of a body says nothing; everybody can make one.
bool Interpreter::names_hash_of_token(const Arguments& arguments, const State& state) {
  const Facts* const key = arguments.empty() ? nullptr : all_facts(arguments[0], state);
  if (key == nullptr || key->digest == nullptr || key->digest->message == nullptr) return false;
  const Facts* const hashed = all_facts(key->digest->message, state);
  constexpr Origin kOfTheBody = origin::kBody | origin::kRaw | origin::kParams;
  return hashed != nullptr && (hashed->origin & (origin::kHeaders | origin::kQuery)) != 0 &&
         (hashed->origin & (kOfTheBody | origin::kSpoofable | origin::kTimestamp)) == 0;
}

bool Interpreter::is_read(std::string_view method) const {
  return only_reads(config_, method);
}

Outcomes Interpreter::call_context(const Value* function, const Arguments& arguments, const Call& call,
                                   State state) {
  if (call.frame != nullptr)
    report_.effects_reached.insert((std::uint64_t{call.frame->file} << 32) | call.site);
  const std::string_view path = function->text;
  const Value* const first = arguments.empty() ? undefined() : arguments[0];
  const std::string_view method = last_part(path);
  if (path.starts_with("ctx.logger") || path == "ctx.log" || path.starts_with("ctx.log.")) {
    check_logged(arguments, call, state);
    return one(std::move(state), undefined());
  }
  if (path.starts_with("ctx.secrets.") || path.starts_with("ctx.env.") || path.starts_with("ctx.config.")) {
    Facts secret;
    secret.origin = origin::kSecret;
    secret.source = range(call.site, call.frame);
    const std::string name =
        first->kind == Kind::string ? std::string(first->text) : std::to_string(first->id);
    const std::uint8_t mask =
        method == "has" ? may::kBoolean : static_cast<std::uint8_t>(may::kString | may::kUndefined);
    const Value* const value = symbol(intern(0, mask, std::string(path) + ":" + name), mask, facts(secret));
    return one(std::move(state), value);
  }
  const bool listed = std::any_of(config_.effects_write.begin(), config_.effects_write.end(),
                                  [&](const std::string& pattern) { return name_matches(pattern, path); });
  // ctx.storage("orders") gives what has the calls.
  const auto parts = std::count(path.begin(), path.end(), '.');
  if (parts < 2 || !listed) {
    static const std::set<std::string, std::less<>> areas{"ctx.contacts", "ctx.conversations", "ctx.messages",
                                                          "ctx.workflows", "ctx.storage"};
    if (areas.contains(path)) return one(std::move(state), function);
    return call_unknown(function, arguments, call, std::move(state));
  }
  const bool read = is_read(method);
  if (!read) effect(path, true, arguments, call, state);
  Facts stored;
  stored.origin = origin::kStored;
  stored.source = range(call.site, call.frame);
  if (read && names_hash_of_token(arguments, state)) stored.origin |= origin::kFoundByHash;
  const Value* const value = fresh(call, may::kAnything, facts(stored), state);
  Outcomes out;
  may_throw(out, state, call);
  out.push_back({std::move(state), value, false});
  return out;
}

void Interpreter::effect(std::string_view path, bool write, const Arguments& arguments, const Call& call,
                         State& state) {
  const Range at = range(call.site, call.frame);
  if (state.ghost) return;
  report_.reads = true;
  if (state.verified) {
    report_.verified_effects.insert({at.file, at.begin});
    check_effect(arguments, call, state);
    return;
  }
  // Counters and the like that have to be written first.
  for (const std::string& pattern : config_.ignore_before_verify) {
    const std::size_t open = pattern.find('(');
    if (!name_matches(std::string_view(pattern).substr(0, open), path)) continue;
    if (open == std::string::npos) return;
    std::string_view wanted = std::string_view(pattern).substr(open + 1);
    while (!wanted.empty() && (wanted.back() == ')' || wanted.back() == '\'' || wanted.back() == '"'))
      wanted.remove_suffix(1);
    while (!wanted.empty() && (wanted.front() == '\'' || wanted.front() == '"'))
      wanted.remove_prefix(1);
    const Value* const key = arguments.empty() ? undefined() : arguments[0];
    if (key->kind == Kind::string && name_matches(wanted, key->text)) return;
    // A template: what it begins with.
    if (key->kind == Kind::unknown && !key->text.empty() &&
        name_matches(wanted, std::string(key->text) + 'x'))
      return;
  }
  Violation violation;
  violation.at = at;
  violation.call = path;
  violation.write = write;
  violation.medium = state.medium;
  violation.steps = state.steps;
  report_.violations.push_back(violation);
  Step step;
  step.type = Step::Type::effect;
  step.at = at;
  step.effect = static_cast<std::uint32_t>(report_.violations.size() - 1);
  step.previous = state.steps;
  step.depth = state.steps == nullptr ? 1 : state.steps->depth + 1;
  state.steps = arena_.make<Step>(step);
}

// Whether one of these is the body, or comes from another of its members than this one.
bool Interpreter::uses_other_field(std::uint32_t field, const Arguments& arguments, const State& state,
                                   unsigned depth) {
  constexpr unsigned kDepth = 4;
  if (depth >= kDepth) return false;
  const Record* const request = record(request_, state);
  const Value* const body = request == nullptr ? nullptr : property(*request, "body");
  return std::any_of(arguments.begin(), arguments.end(), [&](const Value* argument) {
    if (body != nullptr && same(argument, body)) return true;
    if (const Record* const content = record(argument, state)) {
      Arguments inner;
      for (const Property& member : content->properties)
        inner.push_back(member.value);
      return uses_other_field(field, inner, state, depth + 1);
    }
    return argument->facts != nullptr && argument->facts->field != 0 && argument->facts->field != field;
  });
}

// An effect after verification: does what was verified cover what is used?
void Interpreter::check_effect(const Arguments& arguments, const Call& call, const State& state) {
  if (state.verifications == nullptr) return;
  const Facts* const used = all_facts(arguments, state);
  const bool uses_body = used != nullptr && (used->origin & (origin::kBody | origin::kRaw)) != 0;
  bool covered = false;
  bool window = state.clock_tested || state.duplicate_tested;
  const Verification* uncovered = nullptr;
  const Verification* timed = nullptr;
  const Verification* untimed_package = nullptr;
  for (const VerificationList* list = state.verifications; list != nullptr; list = list->next) {
    const Verification& done = *list->verification;
    const bool computed =
        done.message != nullptr &&
        (done.kind == Verification::Kind::mac || done.kind == Verification::Kind::signature ||
         (done.kind == Verification::Kind::package && done.message->kind == Kind::string));
    window = window || done.window;
    if (!computed) {
      covered = true;
      if (done.window_off) untimed_package = &done;
      continue;
    }
    const Facts* const message = all_facts(done.message, state);
    const Origin from = message == nullptr ? 0 : message->origin;
    const bool of_field =
        message != nullptr && message->field != 0 && uses_other_field(message->field, arguments, state);
    if (!of_field && (done.no_body || (from & (origin::kBody | origin::kRaw | origin::kOpaque)) != 0 ||
                      ((from & origin::kRequest) != 0)))
      covered = true;
    else
      uncovered = &done;
    if ((from & origin::kTimestamp) != 0) timed = &done;
  }
  if (uses_body && !covered && uncovered != nullptr)
    report_.add("auth/body-not-covered", Severity::warning, uncovered->at,
                "the signature does not cover the body, and the body is used", "sign the body as well");
  if (timed != nullptr && !window)
    report_.add("auth/replay", Severity::warning, timed->at,
                "the signed time is never compared with the clock",
                "refuse requests whose time is more than a few minutes from Date.now()");
  if (untimed_package != nullptr && !window)
    report_.add("auth/replay", Severity::warning, untimed_package->at,
                "the age of the request is not limited", "pass a tolerance in seconds, such as 300");
  check_halves(state);
  const Verification& last = *state.verifications->verification;
  if (last.kind == Verification::Kind::bearer && !arguments.empty() && !state.ghost) {
    const Value* const whom = arguments[0];
    const bool from_body = whom->kind == Kind::unknown &&
                           whom->has(origin::kBody | origin::kQuery | origin::kParams) &&
                           !whom->has(origin::kClaims);
    if (from_body)
      report_.add("request/unverified-source", Severity::info, range(call.site, call.frame),
                  "whom this acts on comes from the request, not from the token",
                  "take it from the token's claims, or compare the two");
  }
}

// A hash that was compared with what the sender says it is. Where that was verified, so is what was hashed.
Outcomes Interpreter::with_body_covered(Outcomes outcomes, const Digest& digest, const Facts* sent) {
  const auto says = [&](const Verification& done, const State& state) {
    if (done.message == nullptr) return true;
    const Facts* const message = all_facts(done.message, state);
    return message != nullptr && sent != nullptr &&
           (message->origin & sent->origin & origin::kFromRequest) != 0;
  };
  for (Outcome& outcome : outcomes) {
    if (!outcome.value->flag) continue;
    for (const VerificationList* list = outcome.state.verifications; list != nullptr; list = list->next) {
      if (!says(*list->verification, outcome.state)) continue;
      Verification covered = *list->verification;
      covered.kind = Verification::Kind::signature;
      covered.message = digest.message;
      outcome.state.verifications =
          arena_.make<VerificationList>(arena_.make<Verification>(covered), outcome.state.verifications);
      break;
    }
  }
  return outcomes;
}

// User name and password of one header: each of them right is too little where the other may be wrong.
void Interpreter::check_halves(const State& state) {
  const auto is_half = [](const Verification* done) {
    return done != nullptr && done->kind == Verification::Kind::token && done->sent != nullptr &&
           done->sent->has(origin::kDecoded) && done->sent->has(origin::kHeaders);
  };
  for (const Step* step = state.steps; step != nullptr; step = step->previous) {
    if (step->type != Step::Type::rejected || !is_half(step->verification)) continue;
    const Verification& wrong = *step->verification;
    for (const VerificationList* list = state.verifications; list != nullptr; list = list->next) {
      const Verification& right = *list->verification;
      if (!is_half(&right) || same(right.sent, wrong.sent) || same(right.key, wrong.key)) continue;
      report_.add("auth/partial", Severity::error, right.at,
                  "one half of the credentials that is right is enough, whatever the other is",
                  "refuse the request unless both are right");
      return;
    }
  }
}

// A secret must not be shown, and neither must the signature that was expected.
void Interpreter::check_logged(const Arguments& arguments, const Call& call, const State& state) {
  if (state.ghost) return;
  for (const Value* argument : arguments) {
    const Facts* const of = all_facts(argument, state);
    if (of == nullptr) continue;
    const bool signature = of->digest != nullptr && of->digest->key != nullptr &&
                           (of->digest->key->origin() &
                            (origin::kSecret | origin::kLiteral | origin::kStored | origin::kFallback)) != 0;
    if (signature)
      report_.add("crypto/secret-in-log", Severity::warning, range(call.site, call.frame),
                  "the signature that is expected goes to the log", "leave it out");
    // Only a secret that something is verified with is one: see run().
    const bool secret = of->digest == nullptr && (of->origin & origin::kSecret) != 0 && of->source.end != 0 &&
                        (of->origin & (origin::kLength | origin::kOpaque | origin::kVerdict)) == 0;
    if (secret && argument->kind != Kind::boolean)
      report_.logged.emplace_back(source_text(of->source), range(call.site, call.frame));
  }
}

Outcomes Interpreter::run_chain(std::size_t from, const Call& call, State state) {
  if (from >= chain_.size()) return one(std::move(state), undefined());
  if (from + 1 < chain_.size()) return run_middleware(from, call, std::move(state));
  const Value* const handler = chain_[from];
  Call last = call;
  last.round = kChainRound;
  Outcomes out = this->call(handler, {request_, context_}, last, std::move(state));
  if (handler->kind != Kind::function) return out;
  const Place code{static_cast<FileId>(handler->site >> 32), static_cast<NodeId>(handler->site)};
  for (const Outcome& outcome : out) {
    if (outcome.threw || outcome.state.ghost) continue;
    const Value* value = outcome.value;
    if (value->kind == Kind::promise) {
      if (value->flag) continue;
      value = value->receiver;
    }
    const bool none = value->nullish() || value->kind == Kind::boolean || value->kind == Kind::string ||
                      value->kind == Kind::number;
    if (none && !value->has(origin::kOpaque))
      report_.add("response/missing-return", Severity::warning, project_.range(code),
                  value->kind == Kind::undefined
                      ? "a path of the handler ends without a response"
                      : "a path of the handler returns something that is no response",
                  "return an object with a status on every path");
  }
  return out;
}

Outcomes Interpreter::run_middleware(std::size_t index, const Call& call, State state) {
  const Value* const middleware = chain_[index];
  Value* next = arena_.make<Value>();
  next->kind = Kind::native;
  next->native = Value::Native::next;
  next->id = static_cast<std::uint32_t>(index) + 1;
  Call inner = call;
  inner.round = static_cast<std::uint32_t>(index) + kChainRound;
  using Contract = Config::MiddlewareContract;
  bool takes_next = false;
  if (middleware->kind == Kind::function) {
    const FileId source = static_cast<FileId>(middleware->site >> 32);
    const ParsedFile& parsed = *project_.file(source);
    const std::span<const NodeId> parameters = parsed.ast.rest(static_cast<NodeId>(middleware->site), 2);
    if (parameters.size() > 2) {
      const NodeId name = parsed.ast.child(parameters[2], 0);
      const BindingId binding =
          parsed.ast.is(name, NodeKind::identifier) ? parsed.scopes.of(name) : kNoBinding;
      takes_next = binding == kNoBinding || !parsed.scopes.uses(binding).empty();
    }
    for (const NodeId parameter : parameters)
      takes_next = takes_next || parsed.ast.has(parameter, kRest);
  } else {
    takes_next = middleware->kind != Kind::package && middleware->kind != Kind::unknown;
  }
  const bool goes_on = !takes_next && config_.middleware != Contract::next;
  Outcomes out;
  for (Outcome& outcome : this->call(middleware, {request_, context_, next}, inner, std::move(state))) {
    const Value* value = outcome.value;
    if (!outcome.threw && value->kind == Kind::promise) {
      if (value->flag) {
        out.push_back(std::move(outcome));
        continue;
      }
      value = value->receiver;
    }
    const bool passes = goes_on && !outcome.threw &&
                        ((may_be(value, outcome.state) & may::kUndefined) != 0 ||
                         middleware->kind == Kind::package || middleware->kind == Kind::unknown);
    if (!passes) {
      out.push_back(std::move(outcome));
      continue;
    }
    for (Outcome& rest : run_chain(index + 1, call, std::move(outcome.state)))
      out.push_back(std::move(rest));
  }
  merge(out);
  return out;
}

}  // namespace convotic::lint::outcome
