# convotic_settings: what every target of ours is compiled with. Third-party code does not link it.
add_library(convotic_settings INTERFACE)
target_compile_features(convotic_settings INTERFACE cxx_std_20)
target_include_directories(convotic_settings INTERFACE "${CMAKE_SOURCE_DIR}" "${CMAKE_BINARY_DIR}/generated")
set_target_properties(convotic_settings PROPERTIES CXX_EXTENSIONS OFF)

if(CONVOTIC_SANITIZE)
  target_compile_options(convotic_settings INTERFACE "-fsanitize=${CONVOTIC_SANITIZE}" -fno-omit-frame-pointer
                                                     -fno-sanitize-recover=all)
  target_link_options(convotic_settings INTERFACE "-fsanitize=${CONVOTIC_SANITIZE}")
endif()

find_program(CONVOTIC_CCACHE ccache)
if(CONVOTIC_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CONVOTIC_CCACHE}")
endif()

# convotic_library(<name> <source>...): one static library per folder, linked against settings and warnings.
function(convotic_library name)
  add_library(${name} STATIC ${ARGN})
  target_link_libraries(${name} PUBLIC convotic_settings PRIVATE convotic_warnings)
endfunction()
