#include "core/project/dotenv.hpp"

#include "tests/fuzz/promise.hpp"
#include "tests/fuzz/targets.hpp"

#include <algorithm>

namespace convotic::fuzz {

void dotenv(std::string_view bytes) {
  const auto variables = project::parse_dotenv(".env", bytes);
  if (!variables) {
    const Error& error = variables.error();
    CONVOTIC_PROMISE(error.where && error.where->line_text.empty());
    const auto lines = static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\n')) + 1;
    CONVOTIC_PROMISE(error.where->line <= lines);
    return;
  }
  for (auto at = variables->begin(); at != variables->end(); ++at) {
    CONVOTIC_PROMISE(!at->first.empty());
    CONVOTIC_PROMISE(
        std::none_of(variables->begin(), at, [&](const auto& other) { return other.first == at->first; }));
  }
}

}  // namespace convotic::fuzz
