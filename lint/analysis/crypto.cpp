#include "lint/analysis/interpreter.hpp"

#include <algorithm>
#include <cctype>

namespace convotic::lint::outcome {

using Kind = Value::Kind;

namespace {

std::string algorithm_of(const Value* value) {
  std::string out;
  if (value->kind != Kind::string) return out;
  for (const char c : value->text)
    if (c != '-' && c != '_') out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (out.starts_with("rsa")) out = out.substr(3);
  return out;
}

std::uint16_t size_of(std::string_view algorithm) {
  if (algorithm == "md5") return 16;
  if (algorithm == "sha1") return 20;
  if (algorithm == "sha224") return 28;
  if (algorithm == "sha384") return 48;
  if (algorithm == "sha512") return 64;
  return 32;
}

}  // namespace

std::optional<Outcomes> Interpreter::call_digest(const Value* receiver, const Record& content,
                                                 std::string_view name, const Arguments& arguments,
                                                 const Call& call, State& state) {
  const Value* const first = arguments.empty() ? undefined() : arguments[0];
  if (name == "update" || name == "write" || (name == "end" && !arguments.empty())) {
    Record fed = content;
    Digest digest = *content.digest;
    const Value* const added = first;
    if (digest.message == nullptr) {
      digest.message = added;
    } else {
      const Facts* const both = joined(all_facts(digest.message, state), all_facts(added, state));
      digest.message = symbol(intern(digest.message->id, added->id, "message"), may::kString, both);
    }
    fed.digest = arena_.make<Digest>(digest);
    put(receiver, fed, state);
    return one(std::move(state), receiver);
  }
  if (name == "end") return one(std::move(state), receiver);
  if (name == "copy") {
    const Value* const made = object(content, call, state);
    return one(std::move(state), made);
  }
  if (name == "digest" && content.type == Record::Type::mac) {
    Facts out;
    const Digest& digest = *content.digest;
    if (digest.message != nullptr)
      if (const Facts* const of = all_facts(digest.message, state))
        out.origin |= of->origin & (origin::kFromRequest | origin::kSecret | origin::kStored);
    if (digest.key != nullptr)
      out.origin |= digest.key->origin() & (origin::kSecret | origin::kStored | origin::kRandom);
    out.digest = content.digest;
    const std::uint16_t size = size_of(digest.algorithm);
    const bool named = first->kind == Kind::string && first->text != "buffer";
    if (!named) {
      out.origin |= origin::kBytes;
      out.length = size;
    } else if (first->text == "hex") {
      out.length = static_cast<std::uint16_t>(size * 2);
    } else if (first->text.starts_with("base64")) {
      out.base64 = true;
      if (first->text == "base64") out.length = static_cast<std::uint16_t>((size + 2) / 3 * 4);
    }
    const Value* const made = fresh(call, named ? may::kString : may::kObject, facts(out), state);
    return one(std::move(state), made);
  }
  if (name == "verify" && content.type == Record::Type::verifier) {
    Verification verification;
    verification.kind = Verification::Kind::signature;
    verification.at = range(call.site, call.frame);
    verification.message = content.digest->message;
    verification.key = first;
    const bool from_request =
        arguments.size() > 1 && (all_facts(arguments, state) == nullptr
                                     ? 0
                                     : all_facts(arguments, state)->origin & origin::kFromRequest) != 0;
    const bool own_key = first->has(origin::kFromRequest) && !first->has(origin::kOpaque | origin::kSecret);
    if (own_key) {
      report_.add_decoy("auth/attacker-controlled-secret", verification.at,
                        "the key of the signature comes from the request");
    }
    State refused = state;
    Outcomes out;
    if (from_request && !own_key) verify(state, verification);
    reject(refused, arena_.make<Verification>(verification), call);
    const Facts* const verdict = origins(origin::kVerdict);
    out.push_back({std::move(state), with_facts(boolean(true), verdict), false});
    out.push_back({std::move(refused), with_facts(boolean(false), verdict), false});
    return out;
  }
  return std::nullopt;
}

// node:crypto and the Web Cryptography API, but for what is in the table of verifiers.
std::optional<Outcomes> Interpreter::call_crypto(const Value* function, const Arguments& arguments,
                                                 const Call& call, State& state) {
  std::string_view path = function->text.substr(function->text.find('\x02') + 1);
  if (path.starts_with("webcrypto.")) path.remove_prefix(10);
  const auto argument = [&](std::size_t at) { return at < arguments.size() ? arguments[at] : undefined(); };
  const auto make = [&](Record::Type type, const Value* key) {
    Digest digest;
    digest.algorithm = arena_.copy(algorithm_of(argument(0)));
    digest.key = key;
    digest.at = range(call.site, call.frame);
    Record content;
    content.type = type;
    content.digest = arena_.make<Digest>(digest);
    const Value* const made = object(content, call, state);
    return one(std::move(state), made);
  };
  if (path == "createHmac") {
    const Value* const key = argument(1);
    if (key->nullish()) {
      // It throws without a key.
      if (catchers_ == 0) return Outcomes{};
      const Value* const what = error(call, state, text("no key"));
      return thrown(std::move(state), what);
    }
    if (key->kind == Kind::unknown && (may_be(key, state) & may::kNullish) != 0) {
      State missing = state;
      const bool possible = refine_may(key, may::kNullish, missing);
      refine_may(key, static_cast<std::uint8_t>(may::kAnything & ~may::kNullish), state);
      Outcomes out = make(Record::Type::mac, key);
      if (possible && catchers_ > 0) {
        decide(call.site, call.frame, true, Reason::secret_missing, missing);
        const Value* const what = error(call, missing, text("no key"));
        out.push_back({std::move(missing), what, true});
      }
      return out;
    }
    return make(Record::Type::mac, key);
  }
  if (path == "createHash") return make(Record::Type::mac, nullptr);
  if (path == "createVerify") return make(Record::Type::verifier, nullptr);
  if (path == "hash" || path == "subtle.digest" || path == "subtle.sign") {
    const bool sign = path == "subtle.sign";
    Digest digest;
    std::string algorithm = algorithm_of(argument(0));
    digest.algorithm =
        arena_.copy(algorithm == "hmac" || algorithm.empty() ? std::string("sha256") : algorithm);
    digest.key = sign ? argument(1) : nullptr;
    digest.message = argument(sign ? 2 : 1);
    digest.at = range(call.site, call.frame);
    Facts out;
    if (const Facts* const of = all_facts(digest.message, state))
      out.origin |= of->origin & (origin::kFromRequest | origin::kSecret | origin::kStored);
    if (digest.key != nullptr)
      out.origin |= digest.key->origin() & (origin::kSecret | origin::kStored | origin::kRandom);
    out.digest = arena_.make<Digest>(digest);
    out.origin |= origin::kBytes;
    out.length = size_of(digest.algorithm);
    const Value* const made = fresh(call, may::kObject | may::kString, facts(out), state);
    return one(std::move(state), path == "hash" ? made : promise(made));
  }
  if (path == "subtle.importKey" || path == "createSecretKey" || path == "createPublicKey" ||
      path == "createPrivateKey") {
    const Value* const material = path == "subtle.importKey" ? argument(1) : argument(0);
    Facts of;
    if (const Facts* const all = all_facts(material, state)) of = *all;
    const Value* const made = fresh(call, may::kObject, facts(of), state);
    return one(std::move(state), path == "subtle.importKey" ? promise(made) : made);
  }
  if (path == "randomBytes" || path == "randomUUID" || path == "getRandomValues" || path == "randomInt") {
    const Value* const made = fresh(call, may::kObject | may::kString, origins(origin::kRandom), state);
    return one(std::move(state), made);
  }
  if (path == "timingSafeEqual" || path == "subtle.timingSafeEqual") {
    const Value* const left = argument(0);
    const Value* const right = argument(1);
    check_lengths(left, right, call, state);
    const bool agree = lengths_agree(left, right, state);
    State other = state;
    Outcomes out = compare(left, right, Comparator::constant_time, call, std::move(state));
    if (!agree && catchers_ > 0) {
      reject(other, nullptr, call);
      const Value* const what = error(call, other, text("lengths differ"));
      out.push_back({std::move(other), what, true});
    }
    return out;
  }
  return std::nullopt;
}

}  // namespace convotic::lint::outcome
