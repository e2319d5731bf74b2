#pragma once

#include "core/base/error.hpp"

namespace convotic::webhook {

using base::ErrorKind;
using base::ExitCode;

inline constexpr ErrorKind kSchemeUnknown{"scheme-unknown", ExitCode::usage,
                                          "There is no signature scheme of that name"};
inline constexpr ErrorKind kSchemeInvalid{"scheme-invalid", ExitCode::usage,
                                          "A signature scheme of convotic.json cannot be understood"};
inline constexpr ErrorKind kSecretInvalid{"secret-invalid", ExitCode::usage,
                                          "A secret does not have the form that its scheme needs"};
inline constexpr ErrorKind kNotSignable{"not-signable", ExitCode::usage,
                                        "Only the provider can make signatures of this scheme"};
inline constexpr ErrorKind kMessageUnfit{"message-unfit", ExitCode::usage,
                                         "A request lacks something that its scheme signs"};

}  // namespace convotic::webhook
