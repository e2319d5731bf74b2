#pragma once

#include "core/base/source_span.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace convotic::base {

// What a failed command means to the shell. The only exit codes there are.
enum class ExitCode {
  ok = 0,
  findings = 1,       // something was found or did not work
  usage = 2,          // wrong command line or configuration
  internal = 70,      // a bug in convotic
  interrupted = 130,  // Ctrl-C
};

// One sort of error. Every folder declares its own, as constants; cli/error_catalog.cpp lists them all.
struct ErrorKind {
  std::string_view slug;     // stable, kebab-case; printed as error[slug]
  ExitCode exit_code;        // when the error ends a command
  std::string_view summary;  // one sentence
};

// An error as a value. Callers branch on `kind`, never on text.
struct Error {
  const ErrorKind* kind;
  std::string message;              // what happened: one clause quoting the user's value, no full stop
  std::string hint;                 // what to do next, naming a flag or command; may be empty
  std::optional<SourceSpan> where;  // the place, where there is one
};

// Any failure of the operating system that has no more telling kind.
inline constexpr ErrorKind kIo{"io", ExitCode::findings, "A file or system call failed"};
// A JSON text that is not well-formed or does not have the expected shape.
inline constexpr ErrorKind kJsonInvalid{"json-invalid", ExitCode::usage,
                                        "A JSON file is malformed or has unexpected content"};
// A time that somebody wrote, in a form that nobody reads.
inline constexpr ErrorKind kTimeInvalid{"time-invalid", ExitCode::usage,
                                        "A time is written in a form that convotic does not read"};
// A promise of the program to itself was broken.
inline constexpr ErrorKind kInternal{"internal", ExitCode::internal, "A bug in convotic"};

}  // namespace convotic::base
