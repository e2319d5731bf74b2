#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace convotic::replay {

// What two JSON texts have in common, as an expectation that both meet (see compare_answer): members of
// objects whose values have something in common, and elements of arrays up to the first that has nothing.
// Nothing where there is nothing in common. Text that is not JSON has nothing in common with anything.
std::optional<std::string> common_json(std::string_view a, std::string_view b);

}  // namespace convotic::replay
