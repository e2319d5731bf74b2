#pragma once

#include "core/base/embedded_file.hpp"
#include "core/base/result.hpp"
#include "replay/capture.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::replay {

// An event of a provider's, as it sends it, with made-up data: a file of replay/samples/, which is part of
// the program. Its bytes are those of the provider's own serialisation; its signature is left to whoever
// sends it.
struct Sample {
  std::string provider;  // "stripe": also the name of its scheme
  std::string event;     // "payment_intent.succeeded"
  Capture capture;       // to "/webhook/<provider>", without secrets

  std::string name() const { return provider + "." + event; }
};

// Reads samples. Each is a file "<provider>/<event>.http":
//
//     # Somebody has paid               what it is, for lists
//     POST /webhook/stripe              method, and path below the module
//     Content-Type: application/json
//
//     {...}                             the body: to the end of the file, but for its last line end
//
// Fails with kCaptureInvalid where one has another form.
Result<std::vector<Sample>> read_samples(std::span<const base::EmbeddedFile> files);

// Those that come with convotic, by name.
Result<std::vector<Sample>> all_samples();

// Fails with kSampleUnknown, offering the nearest, or what there is of that provider.
Result<Sample> find_sample(const std::vector<Sample>& samples, std::string_view name);

}  // namespace convotic::replay
