#include "lint/analysis/interpreter.hpp"
#include "lint/analysis/vocabulary.hpp"

#include <fmt/format.h>

namespace convotic::lint::outcome {

using Kind = Value::Kind;

namespace {

bool holds_credential(const Facts* of) {
  if (of == nullptr) return false;
  for (const HeaderNames* name = of->headers; name != nullptr; name = name->next)
    if (names_credential(name->name)) return true;
  return false;
}

// What a side of a comparison can be.
struct Side {
  bool keyed = false;    // a MAC with a key that the sender does not have
  bool own_key = false;  // a MAC with a key from the request
  bool digest = false;   // a plain hash of the request
  bool secret = false;   // a secret, or something of the same weight
  bool literal = false;  // written in the code
  bool request = false;
};

Origin origin_of(const Facts* of) {
  return of == nullptr ? 0 : of->origin;
}

Side side_of(const Value* value, const Facts* of) {
  Side side;
  const Origin from = origin_of(of);
  const Digest* const digest = of == nullptr ? nullptr : of->digest;
  if (digest != nullptr && digest->key != nullptr) {
    const Origin key = digest->key->origin();
    const bool theirs = (key & origin::kFromRequest) != 0 &&
                        (key & (origin::kSecret | origin::kStored | origin::kOpaque)) == 0;
    (theirs ? side.own_key : side.keyed) = true;
    return side;
  }
  if (digest != nullptr) {
    const Origin message = digest->message == nullptr ? 0 : digest->message->origin();
    if ((from & origin::kFromRequest) != 0 && ((from | message) & (origin::kSecret | origin::kStored)) != 0)
      side.keyed = true;
    else if ((from & origin::kFromRequest) != 0)
      side.digest = true;
    else
      side.secret = true;
    return side;
  }
  const bool timing = (from & (origin::kNow | origin::kLength)) != 0;
  side.request = (from & origin::kFromRequest) != 0;
  if (side.request) {
    // Made of both by something that cannot be seen: a signature for all we know.
    side.keyed = (from & origin::kSecret) != 0 && (from & origin::kOpaque) != 0;
    side.request = !side.keyed;
    return side;
  }
  if (value->kind == Kind::string ||
      ((from & origin::kLiteral) != 0 && (from & (origin::kSecret | origin::kStored)) == 0)) {
    side.literal = (from & origin::kFallback) == 0;
    side.secret = !side.literal;
    return side;
  }
  if (value->kind == Kind::package || value->kind == Kind::context || value->kind == Kind::global) {
    // A token or a version: nothing but its name says which.
    side.secret = names_credential(value->text.substr(value->text.find_last_of(".\x02") + 1));
    return side;
  }
  side.secret = !timing && (from & (origin::kSecret | origin::kStored | origin::kOpaque)) != 0 &&
                value->kind == Kind::unknown;
  return side;
}

// A literal that is compared with what was sent: a password that is written down, or the name of an event?
bool looks_secret(std::string_view literal, const Facts* sent) {
  constexpr std::size_t kShortest = 6;
  if (literal.size() < kShortest) return false;
  std::string_view rest = literal;
  for (const std::string_view scheme : {"Bearer ", "Basic ", "Token ", "bearer "})
    if (rest.starts_with(scheme)) rest.remove_prefix(scheme.size());
  if (rest.find_first_of(" ;,") != std::string_view::npos || rest.size() < kShortest ||
      rest.find('/') != std::string_view::npos)
    return false;
  // "Bearer" and the like say how, not who; so do the names of algorithms, and "sha256=" before a signature.
  while (!rest.empty() && (rest.back() == '=' || rest.back() == ':'))
    rest.remove_suffix(1);
  const std::string word = lower(rest);
  for (const std::string_view algorithm :
       {"sha1", "sha256", "sha384", "sha512", "sha-1", "sha-256", "sha-384", "sha-512", "md5", "ed25519"})
    if (word.ends_with(algorithm)) return false;
  for (const std::string_view scheme : {"Bearer", "Digest", "Negotiate", "Signature", "ApiKey"})
    if (lower(rest) == lower(scheme)) return false;
  return holds_credential(sent);
}

}  // namespace

void Interpreter::verify(State& state, const Verification& verification) {
  report_.verifier_called = true;
  for (const Step* step = state.steps; step != nullptr && report_.marked.insert(step).second;
       step = step->previous)
    if (step->type == Step::Type::decision) report_.leads.insert({step->site, step->taken});
  for (const Step* step = state.steps; step != nullptr; step = step->previous)
    if (step->type == Step::Type::effect) report_.violations[step->effect].followed = true;
  for (const Place& function : stack_)
    verifying_.insert((std::uint64_t{function.file} << 32) | function.node);
  Verification* const kept = arena_.make<Verification>(verification);
  if (const Record* const request = record(request_, state))
    if (const Value* const body = property(*request, "body"))
      kept->no_body = truth(body, state) == Truth::no || (may_be(body, state) & ~may::kNullish) == 0;
  if (!state.ghost) report_.verifications.push_back(kept);
  Step step;
  step.type = Step::Type::verified;
  step.at = verification.at;
  step.previous = state.steps;
  step.depth = state.steps == nullptr ? 1 : state.steps->depth + 1;
  step.verification = kept;
  state.steps = arena_.make<Step>(step);
  state.verified = true;
  if (verification.assumed && !state.ghost) report_.assumed = true;
  state.verifications = arena_.make<VerificationList>(kept, state.verifications);
}

void Interpreter::reject(State& state, const Verification* verification, const Call& call) {
  report_.verifier_called = true;
  for (const Step* step = state.steps; step != nullptr && report_.marked.insert(step).second;
       step = step->previous)
    if (step->type == Step::Type::decision) report_.leads.insert({step->site, step->taken});
  for (const Step* step = state.steps; step != nullptr; step = step->previous)
    if (step->type == Step::Type::effect) report_.violations[step->effect].followed = true;
  push_rejection(state, verification, call);
}

void Interpreter::push_rejection(State& state, const Verification* verification, const Call& call) {
  Step step;
  step.type = Step::Type::rejected;
  step.at = range(call.site, call.frame);
  step.site = site(call.site, call.frame);
  step.previous = state.steps;
  step.depth = state.steps == nullptr ? 1 : state.steps->depth + 1;
  step.verification = verification;
  state.steps = arena_.make<Step>(step);
}

Outcomes Interpreter::compare(const Value* left, const Value* right, Comparator how, const Call& call,
                              State state) {
  const Range at = range(call.site, call.frame);
  bool hashed = false;
  // What is cut off a hash is lost, whatever was hashed.
  const auto kept_of = [](const Value* value) {
    const bool cut = value->has(origin::kPrefix) && value->facts->digest != nullptr;
    return cut && value->has(origin::kBytes) ? value->facts->length : std::uint16_t{0};
  };
  const std::uint16_t kept = std::min(kept_of(left), kept_of(right));
  // Hashes of both, or MACs of both with the same key: what is compared is what was hashed.
  for (unsigned depth = 0; depth < 3; ++depth) {
    const Digest* const a = left->facts == nullptr ? nullptr : left->facts->digest;
    const Digest* const b = right->facts == nullptr ? nullptr : right->facts->digest;
    if (a == nullptr || b == nullptr || a->message == nullptr || b->message == nullptr) break;
    if ((a->key == nullptr) != (b->key == nullptr)) break;
    if (a->key != nullptr && !same(a->key, b->key) &&
        !(a->key->has(origin::kRandom) && b->key->has(origin::kRandom)))
      break;
    left = a->message;
    right = b->message;
    hashed = true;
  }
  const Facts* const left_facts = all_facts(left, state);
  const Facts* const right_facts = all_facts(right, state);
  Side a = side_of(left, left_facts);
  Side b = side_of(right, right_facts);
  const Value* ours = left;
  const Value* sent = right;
  const Facts* our_facts = left_facts;
  const Facts* sent_facts = right_facts;
  if (!(a.keyed || a.own_key || a.digest || a.secret || a.literal) || (b.keyed && !a.keyed) ||
      (a.literal && (b.own_key || b.digest || b.secret))) {
    std::swap(a, b);
    std::swap(ours, sent);
    std::swap(our_facts, sent_facts);
  }
  const Origin theirs = origin_of(sent_facts);
  const auto either = [&](Reason reason) {
    Outcomes out;
    State other = state;
    const Value* const constant = a.literal || ours->kind == Kind::string                    ? ours
                                  : sent->kind == Kind::string || sent->kind == Kind::number ? sent
                                                                                             : ours;
    const Value* const open = constant == ours ? sent : ours;
    if (refine_equal(open, constant, true, state)) {
      decide(call.site, call.frame, true, reason, state);
      if (open->has(origin::kAnswer)) believe_answer(open, call.site, call.frame, state);
      out.push_back({std::move(state), boolean(true), false});
    }
    if (refine_equal(open, constant, false, other)) {
      decide(call.site, call.frame, false, reason, other);
      out.push_back({std::move(other), boolean(false), false});
    }
    return out;
  };
  // Everybody knows what NODE_ENV can be.
  const bool mode = our_facts != nullptr && our_facts->digest == nullptr && our_facts->source.end != 0 &&
                    source_text(our_facts->source).ends_with("NODE_ENV");
  // Neither is what a header is called a secret.
  const bool named = (theirs & origin::kName) != 0 && a.secret;
  if ((mode || named) && b.request) return either(Reason::header_value);
  const bool constant_time = how == Comparator::constant_time;
  const bool fixed = b.literal || sent->kind == Kind::number || sent->nullish();
  const bool whole_mac = our_facts != nullptr && our_facts->digest != nullptr &&
                         our_facts->digest->key != nullptr && (our_facts->origin & origin::kPrefix) == 0;
  const bool left_out = sent->nullish() || (sent->kind == Kind::string && sent->text.empty());
  const bool guessed = left_out || (b.literal && (origin_of(our_facts) & origin::kFallback) == 0);
  if (!b.request && fixed && ((a.keyed && whole_mac) || (a.secret && constant_time && guessed))) {
    // No signature is equal to what is written down, and no secret to nothing.
    reject(state, nullptr, call);
    return one(std::move(state), with_facts(boolean(false), origins(origin::kVerdict)));
  }
  if (!b.request) {
    if (ours->option() || sent->option()) return either(Reason::environment);
    if ((origin_of(our_facts) & origin::kSecret) != 0 || (origin_of(sent_facts) & origin::kSecret) != 0)
      return either(Reason::environment);
    if ((origin_of(our_facts) & origin::kStored) != 0 || (origin_of(sent_facts) & origin::kStored) != 0)
      return either(Reason::stored);
    return either(Reason::other);
  }
  const bool from_header =
      (theirs & (origin::kHeaders | origin::kQuery)) != 0 && (theirs & origin::kAnswer) == 0;
  if ((theirs & origin::kSpoofable) != 0 && !a.keyed && !a.own_key && !a.digest) {
    report_.add_decoy("auth/spoofable-check", at, "only a header that any caller can set is tested");
    return either(Reason::header_value);
  }
  // What a token says that nobody has verified is the sender's word, whatever it is equal to.
  if (!a.keyed && (theirs & origin::kUnverifiedClaims) != 0) return either(Reason::content);
  if (a.own_key) {
    report_.add_decoy("auth/attacker-controlled-secret", at,
                      "the key of the signature comes from the request");
    return either(Reason::header_value);
  }
  if (a.digest) {
    report_.add_decoy("auth/unkeyed-digest", our_facts->digest->at,
                      "a hash without a key is taken for a signature");
    return with_body_covered(either(Reason::header_value), *our_facts->digest, sent_facts);
  }
  if (a.request || !(a.keyed || a.secret || a.literal)) {
    if (from_header && a.request && (origin_of(our_facts) & origin::kFromRequest) != 0) {
      report_.add_decoy("auth/attacker-controlled-secret", at,
                        "both sides of the comparison come from the request");
      return either(Reason::header_value);
    }
    return either(from_header ? Reason::header_value : Reason::content);
  }
  bool verifies = a.keyed || a.secret;
  if (a.secret && (origin_of(our_facts) & (origin::kSecret | origin::kFallback)) == 0 &&
      our_facts != nullptr && our_facts->digest == nullptr) {
    // What was stored, or came from a call: a token only where the other side is one.
    const bool body_only = (theirs & (origin::kHeaders | origin::kQuery)) == 0;
    if (body_only && !constant_time) verifies = false;
  }
  if (a.secret && !constant_time && !from_header && our_facts != nullptr && our_facts->digest == nullptr &&
      our_facts->source.end != 0 && names_public_thing(source_text(our_facts->source)))
    verifies = false;
  // Once the request is known to be genuine, what a header says is a matter of what to do.
  if (a.literal && !constant_time && state.verified) return either(Reason::header_value);
  if (a.literal)
    verifies = constant_time
                   ? from_header || (theirs & origin::kBody) != 0
                   : looks_secret(ours->kind == Kind::string ? ours->text : std::string_view{}, sent_facts);
  if (!verifies) {
    if (a.literal && from_header)
      report_.add_decoy("auth/spoofable-check", at, "only a fixed value of a header is tested");
    return either(from_header ? Reason::header_value : a.secret ? Reason::stored : Reason::content);
  }
  Verification verification;
  verification.at = at;
  const Digest* const digest = our_facts == nullptr ? nullptr : our_facts->digest;
  verification.kind = a.keyed ? Verification::Kind::mac : Verification::Kind::token;
  if (digest != nullptr) {
    verification.message = digest->message;
    verification.key = digest->key;
  } else {
    verification.key = ours;
    verification.sent = sent;
  }
  const bool part = ((origin_of(our_facts) | theirs) & origin::kElement) != 0;
  NodeId loop = kNoNode;
  const bool looped = part && within_loop(call.site, call.frame, &loop);
  if (looped && loop != kNoNode) verification.loop = site(loop, call.frame);
  if (!state.ghost) {
    if (looped && loop == kNoNode)
      report_.add("crypto/truncated-compare", Severity::error, at,
                  "only one part of the signature is compared", "compare all of it");
    if (verification.kind == Verification::Kind::mac && digest != nullptr) {
      if (digest->key != nullptr) check_key(digest->key, call, state);
      if (digest->algorithm == "md5")
        report_.add("crypto/weak-hash", Severity::warning, digest->at, "the signature is made with MD5",
                    "use HMAC with SHA-256");
      else if (digest->key == nullptr && a.keyed)
        report_.add("crypto/weak-hash", Severity::warning, digest->at,
                    "a hash over secret and body together can be extended", "use HMAC");
      else if (digest->algorithm == "sha1")
        report_.add("crypto/weak-hash", Severity::info, digest->at, "the signature is made with SHA-1",
                    "use SHA-256 where the sender offers it");
      const Origin covered = digest->message == nullptr ? 0 : origin_of(all_facts(digest->message, state));
      if ((covered & origin::kReserialised) != 0) {
        const bool raw = report_.raw_body_known;
        report_.add("auth/reserialized-body", raw ? Severity::warning : Severity::info, digest->at,
                    "the signature is computed over the parsed body, written as JSON again",
                    raw ? fmt::format("use req.{}, which has the bytes that were sent",
                                      config_.raw_body.value_or("rawBody"))
                        : std::string("the platform documents no raw body; byte-exact schemes will reject "
                                      "payloads whose serialisation "
                                      "differs (key order, spacing, 1.0, unicode escapes)"));
      }
    } else if (verification.kind == Verification::Kind::token) {
      check_key(ours, call, state);
    }
    if (!constant_time && !hashed)
      report_.add("crypto/timing-unsafe-compare", Severity::warning, at,
                  a.keyed ? "a signature is compared in a way whose time depends on where it differs"
                          : "a secret is compared in a way whose time depends on where it differs",
                  "use timingSafeEqual on buffers of equal length");
    const std::uint16_t length = our_facts == nullptr ? std::uint16_t{0} : our_facts->length;
    const bool bytes = (origin_of(our_facts) & origin::kBytes) != 0;
    const std::uint16_t least = bytes ? 16 : 32;
    const bool cut = (origin_of(our_facts) & origin::kPrefix) != 0 && a.keyed;
    if (hashed && kept != 0 && kept < 16)
      report_.add("crypto/truncated-compare", Severity::error, at,
                  fmt::format("only {} {} of the hashes are compared", kept, kept == 1 ? "byte" : "bytes"),
                  "compare all of them");
    if (a.keyed && our_facts != nullptr && our_facts->misread)
      report_.add("crypto/truncated-compare", Severity::error, at,
                  "the signature is in base64 and was decoded as hex, which leaves little or nothing of it",
                  "decode both sides as what they are");
    if (how == Comparator::prefix || (cut && length != 0 && length < least))
      report_.add("crypto/truncated-compare", Severity::error, at,
                  how == Comparator::prefix || length == 1
                      ? "the sender decides how much of the value is compared, and nothing is enough"
                      : fmt::format("only {} {} of the signature are compared", length,
                                    bytes ? "bytes" : "characters"),
                  "compare all of it");
  }
  Outcomes out;
  // A token that was not sent is equal to one that is not set.
  if (how == Comparator::ordinary && !hashed && verification.kind == Verification::Kind::token &&
      sent->kind == Kind::unknown && may_be_unset(ours, state)) {
    State neither = state;
    if (refine_may(sent, may::kUndefined, neither) && refine_may(ours, may::kUndefined, neither)) {
      const auto decided = [&](State& held, bool set) {
        Step step;
        step.reason = Reason::secret_missing;
        step.taken = set;
        step.at = our_facts->source.end != 0 ? our_facts->source : at;
        step.site =
            site(call.site, call.frame) | (std::uint64_t{1} << 31);  // of the secret, not the condition
        step.previous = held.steps;
        step.depth = held.steps == nullptr ? 1 : held.steps->depth + 1;
        held.steps = arena_.make<Step>(step);
      };
      decided(neither, false);
      decided(state, true);
      out.push_back({std::move(neither), boolean(true), false});
    }
  }
  State refused = state;
  verify(state, verification);
  reject(refused, arena_.make<Verification>(verification), call);
  const Facts* const verdict = origins(origin::kVerdict);
  out.push_back({std::move(state), with_facts(boolean(true), verdict), false});
  out.push_back({std::move(refused), with_facts(boolean(false), verdict), false});
  return out;
}

}  // namespace convotic::lint::outcome
