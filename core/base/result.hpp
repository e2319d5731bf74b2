#pragma once

#include "core/base/error.hpp"

#include <tl/expected.hpp>

#include <utility>

namespace convotic::base {

// The value, or why there is none. The names are those of std::expected, which C++23 has.
template <typename T> using Result = tl::expected<T, Error>;

using Unexpected = tl::unexpected<Error>;

// A failed Result: `return fail(kIo, "cannot read \"a.json\"", "check its permissions");`
inline Unexpected fail(const ErrorKind& kind, std::string message, std::string hint = {}) {
  return Unexpected(Error{&kind, std::move(message), std::move(hint), std::nullopt});
}

// The same with a place.
inline Unexpected fail_at(const ErrorKind& kind, SourceSpan where, std::string message,
                          std::string hint = {}) {
  return Unexpected(Error{&kind, std::move(message), std::move(hint), std::move(where)});
}

}  // namespace convotic::base

namespace convotic {
using base::Error;
using base::Result;
}  // namespace convotic

#define CONVOTIC_CONCAT_(a, b) a##b
#define CONVOTIC_CONCAT(a, b) CONVOTIC_CONCAT_(a, b)

// Returns the error of `expression` from the enclosing function, if it has one.
#define CONVOTIC_TRY(expression)                                                                             \
  do {                                                                                                       \
    if (auto convotic_try_result = (expression); !convotic_try_result)                                       \
      return ::convotic::base::Unexpected(std::move(convotic_try_result).error());                           \
  } while (false)

// The same, and otherwise puts the value into `target` (a variable or a declaration).
#define CONVOTIC_TRY_ASSIGN(target, expression)                                                              \
  auto CONVOTIC_CONCAT(convotic_try_, __LINE__) = (expression);                                              \
  if (!CONVOTIC_CONCAT(convotic_try_, __LINE__))                                                             \
    return ::convotic::base::Unexpected(std::move(CONVOTIC_CONCAT(convotic_try_, __LINE__)).error());        \
  target = std::move(*CONVOTIC_CONCAT(convotic_try_, __LINE__))
