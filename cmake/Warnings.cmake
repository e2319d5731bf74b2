add_library(convotic_warnings INTERFACE)
target_compile_options(
  convotic_warnings
  INTERFACE -Wall
            -Wextra
            -Wpedantic
            -Wconversion
            -Wsign-conversion
            -Wold-style-cast
            -Wshadow
            -Wnon-virtual-dtor
            -Woverloaded-virtual
            -Wcast-align
            -Wformat=2
            -Wimplicit-fallthrough)
# GCC 12 sees overlaps in `"text" + std::string` that cannot be (its bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(convotic_warnings INTERFACE -Wno-restrict)
endif()
if(CONVOTIC_WERROR)
  target_compile_options(convotic_warnings INTERFACE -Werror)
endif()
