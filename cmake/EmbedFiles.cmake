# convotic_embed(<target> <variable> <root> <file>...): compiles the files into <target> as the table
# `convotic::embedded::<variable>` of {path relative to <root>, bytes}. See cmake/embed_files.cmake for the generator.
function(convotic_embed target variable root)
  set(output "${CMAKE_BINARY_DIR}/generated/embedded/${variable}.cpp")
  set(manifest "${CMAKE_BINARY_DIR}/generated/embedded/${variable}.txt")
  list(JOIN ARGN "\n" lines)
  file(GENERATE OUTPUT "${manifest}" CONTENT "${lines}\n")
  add_custom_command(
    OUTPUT "${output}"
    COMMAND "${CMAKE_COMMAND}" "-DMANIFEST=${manifest}" "-DROOT=${root}" "-DVARIABLE=${variable}" "-DOUTPUT=${output}"
            -P "${CMAKE_SOURCE_DIR}/cmake/embed_files.cmake"
    DEPENDS ${ARGN} "${manifest}" "${CMAKE_SOURCE_DIR}/cmake/embed_files.cmake"
    COMMENT "Embedding ${variable}"
    VERBATIM)
  target_sources(${target} PRIVATE "${output}")
endfunction()
