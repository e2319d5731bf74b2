# The build tree has the shape of an installed prefix, so that the program finds its companions the same
# way in both: relative to its own executable.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CONVOTIC_LIBEXEC_DIR "${CMAKE_BINARY_DIR}/libexec/convotic")
set(CONVOTIC_SHARE_DIR "${CMAKE_BINARY_DIR}/share/convotic")
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
