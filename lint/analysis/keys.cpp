// The keys that verifiers are given.
#include "lint/analysis/interpreter.hpp"

namespace convotic::lint::outcome {

using Kind = Value::Kind;

// The functions of jose that make a key: of what the request brings, they make a key of the sender's.
std::optional<Outcomes> Interpreter::call_jose_key(std::string_view path, const Arguments& arguments,
                                                   const Call& call, State& state) {
  const bool imports = path == "importJWK" || path == "importSPKI" || path == "importX509";
  const bool fetches = path == "createRemoteJWKSet";
  if ((!imports && !fetches && path != "createLocalJWKSet") || arguments.empty()) return std::nullopt;
  Facts of;
  if (const Facts* const all = all_facts(arguments[0], state)) of = *all;
  if ((of.origin & origin::kFromRequest) == 0) return std::nullopt;
  if (fetches) {
    // Whoever names the address has the keys, unless part of it is fixed or something has looked at it.
    bool checked = !arguments[0]->text.empty();
    for (const Step* step = state.steps; step != nullptr && !checked; step = step->previous)
      checked = step->type == Step::Type::decision &&
                (step->reason == Reason::content || step->reason == Reason::other ||
                 step->reason == Reason::header_value);
    if (checked) of.origin |= origin::kOpaque;
  }
  const Value* const made = fresh(call, may::kThing, facts(of), state);
  return one(std::move(state), imports ? promise(made) : made);
}

// A secret that reaches a verifier.
void Interpreter::check_key(const Value* key, const Call& call, const State& state) {
  const Facts* const of = all_facts(key, state);
  const Origin from = of == nullptr ? 0 : of->origin;
  const Range at = of != nullptr && of->source.end != 0 ? of->source : range(call.site, call.frame);
  if (of != nullptr && of->source.end != 0) report_.keys.insert(source_text(of->source));
  if ((from & origin::kFallback) != 0) {
    const bool empty = key->kind == Kind::string && key->text.empty();
    const std::string read = of->source.end == 0 ? std::string{} : source_text(of->source);
    const bool written = read.starts_with('"') || read.starts_with('\'');
    report_.add("crypto/secret-fallback", Severity::error, at,
                empty ? "a secret that is not set is replaced by an empty one"
                : key->kind == Kind::unknown && !written
                    ? "a secret that is not set becomes the text \"undefined\""
                    : "a secret that is not set is replaced by one that is written in the code",
                "refuse the request, or throw, where the secret is not set");
    return;
  }
  const bool literal =
      (from & origin::kLiteral) != 0 && (from & (origin::kFromRequest | origin::kSecret | origin::kStored |
                                                 origin::kOpaque | origin::kRandom)) == 0;
  // Who verifies with a public key, or a certificate, may show it to everybody.
  const bool shown = key->kind == Kind::string && (key->text.find("PUBLIC KEY") != std::string_view::npos ||
                                                   key->text.find("CERTIFICATE") != std::string_view::npos);
  if (literal && !shown)
    report_.add("crypto/hardcoded-secret", Severity::error, at, "a secret is written in the code",
                "take it from the environment, and replace this one: it is known to whoever reads the code");
}

}  // namespace convotic::lint::outcome
