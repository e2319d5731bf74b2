#pragma once

#include "core/base/result.hpp"
#include "emulator/store/arguments.hpp"

#include <string>

namespace convotic::emulator {

// What a message says, as the JSON object that is kept, from the forms a module may send: {text}, {type:
// "text", text}, or {type: "image" | "video" | "file", url, caption?}. Only {text} is documented for sending;
// the others follow the documented content of received messages [/docs/api/messages]. Fails with
// kInvalidRequest.
Result<std::string> read_message_content(const Fields& fields);

}  // namespace convotic::emulator
