#include "replay/case.hpp"

#include "replay/errors.hpp"

#include <fmt/format.h>

#include <utility>

namespace convotic::replay {
namespace fs = std::filesystem;
namespace {

// Where Convotic serves modules [documented: /docs/custom-modules/routes].
constexpr std::string_view kFront = "https://api.convotic.com/v1/modules/";

std::string shown_name(const Capture& capture, const fs::path& directory) {
  if (capture.file.empty()) return capture.name.empty() ? "a capture" : capture.name;
  const std::string relative = capture.file.lexically_relative(directory).string();
  return relative.empty() || relative.starts_with("..") ? capture.file.string() : relative;
}

Result<Seed> seed_of(const Capture& capture, const CaseSources& sources) {
  if (!capture.seed) return sources.seed;
  const std::string text = capture.seed->dump();
  if (text.front() != '"') return Seed{capture.file.string(), std::string(capture.seed->raw())};
  CONVOTIC_TRY_ASSIGN(const std::string name, capture.seed->as_string());
  const fs::path file = (capture.file.parent_path() / name).lexically_normal();
  if (!sources.files.is_file(file))
    return base::Unexpected(
        capture.seed->error(kCaptureInvalid, fmt::format("\"{}\" is not a file", file.string()),
                            "a seed is the name of a JSON file beside the capture, or its objects"));
  CONVOTIC_TRY_ASSIGN(std::string read, sources.files.read(file));
  return Seed{file.string(), std::move(read)};
}

// Fills in the secrets and what they are known by.
Result<void> find_secrets(Case& out, const Capture& capture, const CaseSources& sources) {
  out.secret_names = sources.secrets ? *sources.secrets : capture.secrets;
  for (const std::string& reference : out.secret_names) {
    CONVOTIC_TRY_ASSIGN(webhook::Secret secret, sources.secret(reference, capture));
    out.secrets.push_back(std::move(secret));
  }
  if (out.secrets.empty() && out.scheme->name() == kKeyScheme && !sources.api_key.empty()) {
    out.secrets.push_back(sources.api_key);
    out.secret_names.emplace_back("the project's key");
  }
  if (out.secrets.empty())
    return base::fail(
        kSecretMissing,
        fmt::format("{} is signed as {} does it, and names no secret", out.name, out.scheme->name()),
        R"(write "secrets": ["env:NAME"] into it, or give --secret env:NAME)");
  for (const webhook::Secret& secret : out.secrets)
    CONVOTIC_TRY(webhook::check_secret(*out.scheme, secret));
  return {};
}

}  // namespace

std::string public_url(const std::string& module, const std::string& path) {
  return std::string(kFront) + module + path;
}

Result<Case> make_case(Capture capture, const CaseSources& sources) {
  Case out;
  out.name = shown_name(capture, sources.directory);
  const std::string& scheme = sources.scheme ? *sources.scheme : capture.scheme;
  if (!scheme.empty()) {
    CONVOTIC_TRY_ASSIGN(out.scheme, sources.schemes.get(scheme));
    out.provider = out.scheme->title();
    out.deadline = out.scheme->deadline();
    CONVOTIC_TRY(find_secrets(out, capture, sources));
  }
  CONVOTIC_TRY_ASSIGN(out.expectations, read_expectations(capture.expect));
  CONVOTIC_TRY_ASSIGN(out.seed, seed_of(capture, sources));
  const std::string& module = capture.module.empty() ? sources.module : capture.module;
  out.message.method = capture.method;
  out.message.url = capture.public_url.empty() ? public_url(module, capture.path) : capture.public_url;
  out.message.headers = capture.headers;
  out.message.body = capture.body;
  out.capture = std::move(capture);
  return out;
}

}  // namespace convotic::replay
