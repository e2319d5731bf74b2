#include "cli/capture_facts.hpp"

#include "cli/webhook_flags.hpp"
#include "core/project/project_config.hpp"
#include "replay/redaction.hpp"
#include "replay/secret_reference.hpp"

namespace convotic::cli {
namespace fs = std::filesystem;
namespace {

// Whose .env "dotenv:" means: the nearest folder above the capture that looks like a module's.
fs::path module_folder(const base::FileSystem& files, const fs::path& capture, const fs::path& otherwise) {
  for (fs::path at = capture.parent_path();; at = at.parent_path()) {
    if (files.is_file(at / ".env") || files.is_file(at / "package.json")) return at;
    if (at == at.parent_path() || at.empty()) return otherwise;
  }
}

// A capture is old by the time somebody looks at it: the question is whether it was valid when it came.
void settle_time(CaptureFacts& facts, const webhook::Message& message, const Context& context) {
  facts.at = context.clock.now();
  if (facts.capture.origin.at) {
    facts.at = *facts.capture.origin.at;
    facts.at_source = CaptureFacts::At::received;
  } else if (const auto time = webhook::signed_at(*facts.scheme, message)) {
    facts.at = *time;
    facts.at_source = CaptureFacts::At::signed_at;
  }
}

Result<std::vector<webhook::Secret>> find_secrets(CaptureFacts& facts, const Context& context) {
  const replay::SecretResolver resolver(context.files, context.environment);
  const fs::path& file = facts.capture.file;
  const replay::SecretPlaces places{module_folder(context.files, file, context.directory),
                                    file.parent_path()};
  std::vector<webhook::Secret> secrets;
  for (const std::string& reference : facts.capture.secrets) {
    auto secret = resolver.resolve(reference, places);
    if (secret)
      facts.secrets.push_back({reference, {}, {}});
    else
      facts.secrets.push_back({reference, secret.error().message, secret.error().hint});
    if (secret) secrets.push_back(std::move(*secret));
  }
  return secrets;
}

void judge(CaptureFacts& facts, const std::vector<webhook::Secret>& secrets, const Context& context) {
  if (!facts.scheme) {
    facts.unchecked = "the capture names no scheme";
    return;
  }
  const replay::Capture& capture = facts.capture;
  const webhook::Message message{capture.method, capture.public_url, capture.headers, capture.body};
  settle_time(facts, message, context);
  if (secrets.empty()) {
    facts.unchecked = "the capture refers to no secret";
    facts.unchecked_hint = "\"secrets\": [\"dotenv:NAME\"] in it says which signs it";
    if (!facts.secrets.empty()) {
      facts.unchecked = facts.secrets.front().missing;
      facts.unchecked_hint = facts.secrets.front().hint;
    }
    return;
  }
  const auto verdict = webhook::verify(*facts.scheme, message, secrets, facts.at);
  if (!verdict) {
    facts.unchecked = verdict.error().message;
    facts.unchecked_hint = verdict.error().hint;
    return;
  }
  facts.verdict = *verdict;
  if (verdict->valid()) {
    // Checked at its own time, it is ahead of now or of nothing.
    const bool own_time = facts.at_source == CaptureFacts::At::signed_at;
    facts.warning = webhook::warning(*facts.scheme, message, own_time ? context.clock.now() : facts.at);
    return;
  }
  if (!capture.redacted.empty())
    facts.causes.push_back("the capture is redacted; convotic replay signs it anew");
  else if (capture.exact == replay::Capture::Exact::no)
    facts.causes.push_back("the capture is not exact; convotic replay signs it anew");
  using Outcome = webhook::Verdict::Outcome;
  if (verdict->outcome != Outcome::mismatch && verdict->outcome != Outcome::malformed) return;
  for (std::string& cause : webhook::explain(*facts.scheme, message, secrets, facts.at))
    facts.causes.push_back(std::move(cause));
}

}  // namespace

Result<CaptureFacts> capture_facts(replay::Capture capture, const Context& context) {
  CaptureFacts facts;
  facts.capture = std::move(capture);
  if (!facts.capture.scheme.empty()) {
    CONVOTIC_TRY_ASSIGN(const webhook::SchemeTable schemes, known_schemes(context));
    CONVOTIC_TRY_ASSIGN(facts.scheme, schemes.get(facts.capture.scheme));
  }
  CONVOTIC_TRY_ASSIGN(const std::vector<webhook::Secret> secrets, find_secrets(facts, context));
  judge(facts, secrets, context);
  // A capture that was written by hand may hold what one that was recorded does not.
  const std::vector<std::string> redacted = facts.capture.redacted;
  replay::Redaction().apply(facts.capture, facts.scheme);
  facts.capture.redacted = redacted;
  return facts;
}

}  // namespace convotic::cli
