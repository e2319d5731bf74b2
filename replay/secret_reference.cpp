#include "replay/secret_reference.hpp"

#include "core/project/dotenv.hpp"
#include "replay/errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace convotic::replay {
namespace fs = std::filesystem;
namespace {

// What an environment or a .env can have as a name.
bool is_variable(std::string_view name) {
  return !name.empty() && std::isdigit(static_cast<unsigned char>(name.front())) == 0 &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; });
}

base::Unexpected missing(std::string message, std::string hint) {
  return base::fail(kSecretMissing, std::move(message), std::move(hint));
}

}  // namespace

std::optional<SecretReference> SecretReference::parse(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view source = text.substr(0, colon), name = text.substr(colon + 1);
  if (source == "file" && !name.empty()) return SecretReference{Source::file, std::string(name)};
  if (!is_variable(name)) return std::nullopt;
  if (source == "env") return SecretReference{Source::environment, std::string(name)};
  if (source == "dotenv") return SecretReference{Source::dotenv, std::string(name)};
  return std::nullopt;
}

Result<std::string> SecretResolver::resolve(const std::string& reference, const SecretPlaces& places) const {
  const auto parsed = SecretReference::parse(reference);
  if (!parsed)
    return missing("a secret is given in place of a reference to one", std::string(kReferenceAdvice));
  if (parsed->source == SecretReference::Source::file) return from_file(parsed->name, places.capture_folder);
  const auto set = environment_.find(parsed->name);
  if (set != environment_.end() && !set->second.empty()) return set->second;
  if (parsed->source == SecretReference::Source::dotenv)
    return from_dotenv(parsed->name, places.module_folder);
  return missing(fmt::format("the secret \"env:{0}\" is not set: the environment has no {0}", parsed->name),
                 fmt::format("export {}=..., with what the provider shows as the secret", parsed->name));
}

Result<std::string> SecretResolver::from_dotenv(const std::string& name, const fs::path& folder) const {
  const fs::path file = folder / ".env";
  const std::string hint = fmt::format("add the line {}=... to \"{}\"", name, file.string());
  if (!files_.is_file(file))
    return missing(
        fmt::format("the secret \"dotenv:{}\" is not set: there is no \"{}\"", name, file.string()), hint);
  CONVOTIC_TRY_ASSIGN(const std::string text, files_.read(file));
  CONVOTIC_TRY_ASSIGN(const project::Variables variables, project::parse_dotenv(file.string(), text));
  for (const auto& [variable, value] : variables)
    if (variable == name && !value.empty()) return value;
  return missing(fmt::format("the secret \"dotenv:{0}\" is not set: \"{1}\" has no {0}", name, file.string()),
                 hint);
}

Result<std::string> SecretResolver::from_file(const std::string& name, const fs::path& folder) const {
  const fs::path file = folder / name;
  const std::string hint = "write the secret into that file, and keep the file out of git";
  if (!files_.is_file(file))
    return missing(fmt::format("the secret \"file:{}\" is not set: there is no \"{}\"", name,
                               file.lexically_normal().string()),
                   hint);
  CONVOTIC_TRY_ASSIGN(std::string secret, files_.read(file));
  if (secret.ends_with('\n')) secret.pop_back();
  if (secret.ends_with('\r')) secret.pop_back();
  if (!secret.empty()) return secret;
  return missing(fmt::format("the secret \"file:{}\" is not set: \"{}\" is empty", name,
                             file.lexically_normal().string()),
                 hint);
}

}  // namespace convotic::replay
