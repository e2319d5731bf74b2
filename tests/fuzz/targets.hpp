#pragma once

#include <string_view>

// One function for everything that reads bytes from outside. Each takes any bytes, and ends the program where
// a promise of the code under test is broken; that it neither crashes nor hangs is seen to by whoever runs
// it.
namespace convotic::fuzz {

void frames(std::string_view bytes);
void answers(std::string_view bytes);
void request_heads(std::string_view bytes);
void path_patterns(std::string_view bytes);
void dotenv(std::string_view bytes);
void json(std::string_view bytes);
void captures(std::string_view bytes);
void imports(std::string_view bytes);
void scripts(std::string_view bytes);

}  // namespace convotic::fuzz
