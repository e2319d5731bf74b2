#pragma once

#include <string_view>

// How another convotic of the same project tells the emulator that a request is a delivery of its own, and
// hears more of it than other callers do (docs/dev.md). All of it needs the token of the run.
namespace convotic::emulator {

// "X-Convotic-Delivery: <token>", or "<token> with-key": the emulator then puts in its API key where the
// route wants one and the request has none. No module sees the header, whatever it says.
inline constexpr const char* kDeliveryHeader = "X-Convotic-Delivery";
inline constexpr std::string_view kWithKey = " with-key";

// In the answer: "req_7", and why the platform answered and not the module, where it did. They come after the
// module's own headers.
inline constexpr const char* kRequestHeader = "X-Convotic-Request";
inline constexpr const char* kNoteHeader = "X-Convotic-Note";

// A request to it is answered with 204 once modules have done what there is to do for requests that are
// answered; where they still wait for something after a while, with "X-Convotic-Settled: busy".
inline constexpr const char* kSettlePath = "/convotic/settle";
inline constexpr const char* kSettledHeader = "X-Convotic-Settled";

}  // namespace convotic::emulator
