#pragma once

#include "core/base/file_system.hpp"
#include "core/base/result.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace convotic::replay {

// What stands in a capture in place of a secret.
struct SecretReference {
  enum class Source { environment, dotenv, file } source = Source::environment;
  std::string name;  // of the variable, or the path

  // "env:NAME", "dotenv:NAME" or "file:PATH"; nothing where it is in no such form, so perhaps the secret
  // itself.
  static std::optional<SecretReference> parse(std::string_view text);
};

// What to write in place of a secret, for hints.
inline constexpr std::string_view kReferenceAdvice =
    "put it into the environment, .env or a file, and write env:NAME, dotenv:NAME or file:PATH";

// Where the references of one capture lead.
struct SecretPlaces {
  std::filesystem::path module_folder;   // whose .env `dotenv:` means
  std::filesystem::path capture_folder;  // what `file:` is relative to
};

// Finds the secrets that captures refer to.
class SecretResolver {
public:
  SecretResolver(const base::FileSystem& files, std::map<std::string, std::string> environment)
      : files_(files), environment_(std::move(environment)) {}

  // The secret. `env:` is a variable of the environment. `dotenv:` is what the module finds under that name:
  // the variable of the environment where there is one, else the line of its .env. `file:` is a file's
  // content without the line end that it closes with. An empty secret is none. Fails with kSecretMissing,
  // which names the reference and says what to do (but not what `reference` is where it is in no
  // known form, since that may be a secret), or with kDotenvInvalid.
  Result<std::string> resolve(const std::string& reference, const SecretPlaces& places) const;

private:
  Result<std::string> from_dotenv(const std::string& name, const std::filesystem::path& folder) const;
  Result<std::string> from_file(const std::string& name, const std::filesystem::path& folder) const;

  const base::FileSystem& files_;
  std::map<std::string, std::string> environment_;
};

}  // namespace convotic::replay
