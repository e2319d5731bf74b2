#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace convotic::replay {

// The lines that turn one text into another: "- old", "+ new", and "  same" for at most two lines around a
// change. Empty where the texts are the same.
std::vector<std::string> line_diff(std::string_view before, std::string_view after);

}  // namespace convotic::replay
