#pragma once

#include "replay/capture.hpp"

#include <string>
#include <string_view>

namespace convotic::replay {

// What happened, as the request says: the value of a header that names an event or a topic, or of a member
// "type" or "event" of its body. Empty where nothing says it.
std::string event_of(const Capture& capture);

// A name for the capture's file, without ".json": scheme and event, or the last part of its path, or its own
// name: "stripe-payment-intent-succeeded".
std::string file_stem(const Capture& capture);

}  // namespace convotic::replay
