# convotic_grammar: the TypeScript and TSX grammars of tree-sitter, compiled from the C sources in their npm package.
# They are built with the header that the package brings, which is newer than the system's tree_sitter/parser.h.
set(grammar "${CMAKE_SOURCE_DIR}/node_modules/tree-sitter-typescript")
if(NOT EXISTS "${grammar}/typescript/src/parser.c")
  message(FATAL_ERROR "tree-sitter-typescript is missing from node_modules: run \"npm ci\" (or .ci/bootstrap) first")
endif()
add_library(
  convotic_grammar STATIC
  "${grammar}/typescript/src/parser.c"
  "${grammar}/typescript/src/scanner.c"
  "${grammar}/tsx/src/parser.c"
  "${grammar}/tsx/src/scanner.c")
target_include_directories(convotic_grammar PRIVATE "${grammar}/typescript/src")
target_compile_options(convotic_grammar PRIVATE -w -O2)

# tree_sitter: the library itself.
add_library(tree_sitter INTERFACE)
target_include_directories(tree_sitter INTERFACE "${CONVOTIC_TREE_SITTER_HEADERS}")
target_link_libraries(tree_sitter INTERFACE "${CONVOTIC_TREE_SITTER_LIBRARY}")
