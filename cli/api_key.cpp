#include "cli/api_key.hpp"

#include "cli/errors.hpp"
#include "core/http/message.hpp"

#include <fmt/format.h>

namespace convotic::cli {
namespace {

// The documented prefix; length and alphabet of the rest are not documented.
constexpr std::string_view kPrefix = "cvtk_live_";
constexpr std::size_t kRandomPart = 24;

std::string without_newline(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
    text.pop_back();
  return text;
}

Result<std::string> checked(std::string key, std::string_view source) {
  if (!key.empty() && http::is_header_value(key) && key.front() != ' ' && key.back() != ' ') return key;
  return base::fail(kBadValue, fmt::format("the API key in {} cannot be sent in a header", source),
                    "a key is one line of printable characters");
}

}  // namespace

Result<std::string> choose_api_key(Context& context, const std::string& given,
                                   const std::filesystem::path& directory) {
  if (!given.empty()) return checked(given, "--api-key");
  if (const std::string key = context.variable("CONVOTIC_API_KEY"); !key.empty())
    return checked(key, "CONVOTIC_API_KEY");
  const std::filesystem::path file = directory / "api-key";
  if (context.files.exists(file)) {
    CONVOTIC_TRY_ASSIGN(std::string text, context.files.read(file));
    return checked(without_newline(std::move(text)), "\"" + file.string() + "\"");
  }
  const std::string key = std::string(kPrefix) + context.random.text(base::kAlphanumeric, kRandomPart);
  CONVOTIC_TRY(context.files.make_directories(directory));
  CONVOTIC_TRY(context.files.write_private(file, key + "\n"));
  return key;
}

}  // namespace convotic::cli
