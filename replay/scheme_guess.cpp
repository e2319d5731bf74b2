#include "replay/scheme_guess.hpp"

#include <algorithm>
#include <optional>

namespace convotic::replay {
namespace {

using webhook::Scheme;

// Carry anything of anybody's: they tell only of a scheme that the project itself describes.
constexpr std::string_view kSayNothing[] = {"Authorization", "X-API-Key", "X-Signature", "Signature"};

// Headers that one provider alone sends, beside a signature in a header that several use.
struct Hint {
  std::string_view header, scheme;
};
constexpr Hint kHints[] = {{"X-GitHub-Event", "github"},
                           {"X-Event-Key", "bitbucket"},
                           {"X-Atlassian-Webhook-Identifier", "jira"},
                           {"X-Gitlab-Event", "gitlab-signed"},
                           {"X-Hook-UUID", "bitbucket"}};

// Of schemes that sign alike, those that are nobody's in particular.
constexpr std::string_view kNeutral[] = {"svix", "standard-webhooks"};

const http::Header* find(std::span<const http::Header> headers, std::string_view name) {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const http::Header& header) {
    return http::same_name(header.name, name);
  });
  return found == headers.end() ? nullptr : &*found;
}

// Whether a value that names its algorithm ("sha1=…", "v1a,…") names another than the scheme's.
bool contradicts(const Scheme& scheme, std::string_view value) {
  const std::string_view algorithm = scheme.algorithm();
  if (value.starts_with("sha1=")) return !algorithm.ends_with("sha1");
  if (value.starts_with("sha256=")) return !algorithm.ends_with("sha256");
  if (value.starts_with("v1a,")) return algorithm != "ed25519";
  if (value.starts_with("v1,")) return algorithm == "ed25519";
  return false;
}

// "X-DocuSign-Signature-{n}" stands for as many as there are keys.
std::vector<std::string> headers_of(const Scheme& scheme) {
  std::vector<std::string> names = scheme.headers();
  for (std::string& name : names)
    if (const std::size_t at = name.find("{n}"); at != std::string::npos) name.replace(at, 3, "1");
  return names;
}

// How well a scheme's headers fit: the project's own schemes before all others, then by the headers that are
// there, then by those that are missing. Nothing where it cannot be that scheme.
struct Fit {
  bool own = false;
  std::size_t there = 0;
  std::size_t missing = 0;
  bool operator==(const Fit&) const = default;
  bool better_than(const Fit& other) const {
    if (own != other.own) return own;
    return there != other.there ? there > other.there : missing < other.missing;
  }
};

enum class Owner { project, provider };

std::optional<Fit> fit_of(const Scheme& scheme, Owner owner, std::span<const http::Header> headers) {
  const std::vector<std::string> names = headers_of(scheme);
  if (names.empty()) return std::nullopt;
  Fit fit{.own = owner == Owner::project};
  for (const std::string_view nothing : kSayNothing)
    if (!fit.own && http::same_name(names.front(), nothing)) return std::nullopt;
  const http::Header* const signature = find(headers, names.front());
  if (signature == nullptr || contradicts(scheme, signature->value)) return std::nullopt;
  for (const std::string& name : names)
    ++(find(headers, name) != nullptr ? fit.there : fit.missing);
  return fit;
}

bool sign_alike(const Scheme& a, const Scheme& b) {
  return a.algorithm() == b.algorithm() && a.signed_content() == b.signed_content() &&
         a.headers() == b.headers();
}

}  // namespace

SchemeGuess guess_scheme(const webhook::SchemeTable& schemes, std::span<const http::Header> headers) {
  std::vector<Scheme> candidates;
  Fit best;
  for (const Scheme& scheme : schemes.all()) {
    const Owner owner = schemes.is_own(scheme) ? Owner::project : Owner::provider;
    const auto fit = fit_of(scheme, owner, headers);
    if (!fit || (!candidates.empty() && best.better_than(*fit))) continue;
    if (fit->better_than(best)) candidates.clear();
    best = *fit;
    candidates.push_back(scheme);
  }
  const auto is_candidate = [&](std::string_view name) {
    return std::any_of(candidates.begin(), candidates.end(),
                       [&](const Scheme& one) { return one.name() == name; });
  };
  if (candidates.size() == 1) return {candidates.front().name(), {}};
  for (const Hint& hint : kHints)
    if (find(headers, hint.header) != nullptr && is_candidate(hint.scheme))
      return {std::string(hint.scheme), {}};
  const bool alike = std::all_of(candidates.begin(), candidates.end(),
                                 [&](const Scheme& one) { return sign_alike(one, candidates.front()); });
  for (const std::string_view neutral : kNeutral)
    if (alike && is_candidate(neutral)) return {std::string(neutral), {}};
  SchemeGuess guess;
  for (const Scheme& candidate : candidates)
    guess.candidates.push_back(candidate.name());
  return guess;
}

}  // namespace convotic::replay
