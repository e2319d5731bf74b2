# The companions of the program that are not C++: the runner, esbuild, the SDK, and TypeScript for scaffolded projects. They come from
# node_modules (npm ci, one lock file) and are put where an installed prefix has them.
execute_process(
  COMMAND "${CONVOTIC_NODE}" -p "`@esbuild/\${process.platform}-\${process.arch}/bin/esbuild`"
  OUTPUT_VARIABLE esbuild_in_modules
  OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
set(CONVOTIC_NPM "${CMAKE_SOURCE_DIR}/node_modules")
# The platform's own program: node_modules/.bin has a script that starts Node to start it.
set(CONVOTIC_ESBUILD "${CONVOTIC_NPM}/${esbuild_in_modules}")
if(NOT EXISTS "${CONVOTIC_ESBUILD}")
  message(FATAL_ERROR "esbuild is not in node_modules; run npm ci (./test and ./quickstart do)")
endif()
file(READ "${CONVOTIC_NPM}/esbuild/package.json" esbuild_package)
string(JSON CONVOTIC_ESBUILD_VERSION GET "${esbuild_package}" version)

set(CONVOTIC_SDK_FILES ctx-members.json index.cjs index.d.cts index.d.ts index.js package.json README.md)
set(CONVOTIC_NPM_PACKAGES typescript @types/node undici-types)

file(GLOB runner_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/emulator/runner/src/*.ts")
add_custom_command(
  OUTPUT "${CONVOTIC_SHARE_DIR}/runner.cjs"
  COMMAND "${CONVOTIC_ESBUILD}" "${CMAKE_SOURCE_DIR}/emulator/runner/src/main.ts" --bundle --platform=node --format=cjs
          --target=node18 --log-level=warning "--outfile=${CONVOTIC_SHARE_DIR}/runner.cjs"
  DEPENDS ${runner_sources}
  COMMENT "Bundling the runner"
  VERBATIM)

list(TRANSFORM CONVOTIC_SDK_FILES PREPEND "${CMAKE_SOURCE_DIR}/sdk/" OUTPUT_VARIABLE sdk_sources)
set(links "")
foreach(package IN LISTS CONVOTIC_NPM_PACKAGES)
  get_filename_component(scope "${package}" DIRECTORY)
  list(APPEND links COMMAND "${CMAKE_COMMAND}" -E make_directory "${CONVOTIC_SHARE_DIR}/node_modules/${scope}")
  list(APPEND links COMMAND "${CMAKE_COMMAND}" -E create_symlink "${CONVOTIC_NPM}/${package}" "${CONVOTIC_SHARE_DIR}/node_modules/${package}")
endforeach()
add_custom_command(
  OUTPUT "${CONVOTIC_SHARE_DIR}/companions.stamp"
  COMMAND "${CMAKE_COMMAND}" -E make_directory "${CONVOTIC_LIBEXEC_DIR}" "${CONVOTIC_SHARE_DIR}/block-sdk"
  COMMAND "${CMAKE_COMMAND}" -E copy_if_different "${CONVOTIC_ESBUILD}" "${CONVOTIC_LIBEXEC_DIR}/esbuild"
  COMMAND "${CMAKE_COMMAND}" -E copy_if_different ${sdk_sources} "${CONVOTIC_SHARE_DIR}/block-sdk"
          ${links}
  COMMAND "${CMAKE_COMMAND}" -E touch "${CONVOTIC_SHARE_DIR}/companions.stamp"
  DEPENDS ${sdk_sources} "${CONVOTIC_ESBUILD}"
  COMMENT "Laying out esbuild, the SDK and TypeScript"
  VERBATIM)
add_custom_target(convotic_companions ALL DEPENDS "${CONVOTIC_SHARE_DIR}/runner.cjs" "${CONVOTIC_SHARE_DIR}/companions.stamp")
