#pragma once

#include <string>
#include <string_view>

namespace convotic::lint::outcome {

std::string lower(std::string_view text);

// A name that says that a function checks who sent a request. Counts only where its code cannot be seen.
bool names_verifier(std::string_view name);

// The address of a service that says whether something is genuine.
bool asks_to_verify(std::string_view url);

// A header, query parameter or property that holds what somebody proves with who they are.
bool names_credential(std::string_view name);

// Code that reads a setting which says who or where something is, as everybody may know: TOPIC_ARN.
bool names_public_thing(std::string_view code);

}  // namespace convotic::lint::outcome
