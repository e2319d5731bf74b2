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
if(CONVOTIC_WERROR)
  target_compile_options(convotic_warnings INTERFACE -Werror)
endif()
