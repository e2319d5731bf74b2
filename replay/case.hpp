#pragma once

#include "core/base/file_system.hpp"
#include "core/base/result.hpp"
#include "core/webhook/scheme.hpp"
#include "core/webhook/signature.hpp"
#include "replay/capture.hpp"
#include "replay/expectation.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace convotic::replay {

// What the state holds before a delivery.
struct Seed {
  std::string file;  // its name, for errors; empty where there is no seed
  std::string text;  // JSON
  bool operator==(const Seed&) const = default;
};

// A capture, made ready: its scheme is known, its secrets are there, its expectations are read.
struct Case {
  Capture capture;
  std::string name;          // the file as reports show it
  std::string group;         // cases of one group are shown as one; empty where it stands for itself
  webhook::Message message;  // as recorded, with the URL that its sender was given
  std::optional<webhook::Scheme> scheme;  // nothing where nothing is signed
  std::vector<webhook::Secret> secrets;
  std::vector<std::string> secret_names;  // what they are known by: "env:STRIPE_WEBHOOK_SECRET"
  // Who sends it, as people call it, and how long it waits for an answer where that is documented.
  std::string provider;
  std::optional<std::chrono::milliseconds> deadline;
  Expectations expectations;
  Seed seed;
};

// What a capture is made ready with.
struct CaseSources {
  const base::FileSystem& files;
  const webhook::SchemeTable& schemes;
  // Finds what a reference of the capture's secrets leads to. Fails with kSecretMissing.
  std::function<Result<webhook::Secret>(const std::string& reference, const Capture& capture)> secret;
  std::filesystem::path directory;    // names are shown relative to it
  std::string module;                 // that of captures that name none
  std::string api_key;                // the secret of captures whose scheme is kKeyScheme and that name none
  std::optional<std::string> scheme;  // in place of every capture's own
  std::optional<std::vector<std::string>> secrets;  // references, in place of every capture's own
  Seed seed;                                        // of captures that have none
};

// The scheme of routes that Convotic itself protects: a static X-API-Key.
inline constexpr std::string_view kKeyScheme = "convotic";

// Where Convotic serves a module's path, as providers are told it:
// "https://api.convotic.com/v1/modules/shop/hook".
std::string public_url(const std::string& module, const std::string& path);

// Fails with kSchemeUnknown, kSecretMissing, kSecretInvalid, kCaptureInvalid, kJsonInvalid or kIo.
Result<Case> make_case(Capture capture, const CaseSources& sources);

}  // namespace convotic::replay
