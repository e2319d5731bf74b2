#pragma once

#include <cstdio>
#include <cstdlib>

// Ends the program where the condition does not hold, in every kind of build.
#define CONVOTIC_PROMISE(condition)                                                                          \
  do {                                                                                                       \
    if (!(condition)) {                                                                                      \
      std::fprintf(stderr, "%s:%d: broken promise: %s\n", __FILE__, __LINE__, #condition);                   \
      std::abort();                                                                                          \
    }                                                                                                        \
  } while (false)
