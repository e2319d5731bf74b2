#include "replay/samples.hpp"

#include "core/base/nearest.hpp"
#include "replay/errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace convotic::embedded {
std::span<const base::EmbeddedFile> samples();
}  // namespace convotic::embedded

namespace convotic::replay {
namespace {

constexpr std::string_view kExtension = ".http";

// Takes what comes before the next `separator` off `text`; nothing where there is none.
std::optional<std::string_view> take(std::string_view& text, std::string_view separator) {
  const std::size_t at = text.find(separator);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view taken = text.substr(0, at);
  text.remove_prefix(at + separator.size());
  return taken;
}

Result<Sample> read_sample(const base::EmbeddedFile& file) {
  const auto wrong = [&](std::string_view what) {
    return base::fail(kCaptureInvalid, fmt::format("the sample \"{}\" has no {}", file.path, what));
  };
  Sample sample;
  std::string_view name = file.path;
  if (!name.ends_with(kExtension)) return wrong("name that ends in .http");
  name.remove_suffix(kExtension.size());
  const auto provider = take(name, "/");
  if (!provider) return wrong("folder of a provider's");
  sample.provider = *provider;
  sample.event = name;

  std::string_view text = file.contents;
  const auto about = take(text, "\n");
  if (!about || !about->starts_with("# ")) return wrong("first line that says what it is, after \"# \"");
  const auto method = take(text, " ");
  const auto path = take(text, "\n");
  if (!method || !path || !path->starts_with('/')) return wrong("method and path");
  Capture& capture = sample.capture;
  capture.name = about->substr(2);
  capture.method = *method;
  capture.path = *path;
  for (;;) {
    auto line = take(text, "\n");
    if (!line) return wrong("empty line after its headers");
    if (line->empty()) break;
    const auto header = take(*line, ": ");
    if (!header) return wrong(fmt::format("header in \"{}\"", *line));
    capture.headers.push_back({std::string(*header), std::string(*line)});
  }
  if (!text.ends_with('\n')) return wrong("line end at its end");
  capture.body = text.substr(0, text.size() - 1);
  capture.scheme = sample.provider;
  capture.origin = {.kind = "sample", .file = sample.name(), .entry = 0, .at = std::nullopt};
  return sample;
}

std::vector<std::string> names_of(const std::vector<Sample>& samples, std::string_view provider) {
  std::vector<std::string> names;
  for (const Sample& sample : samples)
    if (provider.empty() || sample.provider == provider) names.push_back(sample.name());
  return names;
}

}  // namespace

Result<std::vector<Sample>> read_samples(std::span<const base::EmbeddedFile> files) {
  std::vector<Sample> samples;
  for (const base::EmbeddedFile& file : files) {
    CONVOTIC_TRY_ASSIGN(Sample sample, read_sample(file));
    samples.push_back(std::move(sample));
  }
  std::sort(samples.begin(), samples.end(),
            [](const Sample& one, const Sample& other) { return one.name() < other.name(); });
  return samples;
}

Result<std::vector<Sample>> all_samples() {
  return read_samples(embedded::samples());
}

Result<Sample> find_sample(const std::vector<Sample>& samples, std::string_view name) {
  const auto found =
      std::find_if(samples.begin(), samples.end(), [&](const Sample& one) { return one.name() == name; });
  if (found != samples.end()) return *found;
  const std::string_view provider = name.substr(0, name.find('.'));
  const std::vector<std::string> of_provider = names_of(samples, provider);
  const auto close = base::nearest(name, of_provider.empty() ? names_of(samples, {}) : of_provider);
  return base::fail(kSampleUnknown,
                    fmt::format("there is no sample \"{}\"{}", name,
                                close ? fmt::format("; did you mean \"{}\"?", *close) : std::string()),
                    of_provider.empty()
                        ? "convotic trigger --list shows them all"
                        : fmt::format("of {} there are {}", provider, fmt::join(of_provider, ", ")));
}

}  // namespace convotic::replay
