# cmake --install: a prefix that needs nothing but Node. Our own libraries are static; what they need of Debian's is copied along, less the C library.
include(GNUInstallDirs)
set_target_properties(convotic PROPERTIES INSTALL_RPATH "$ORIGIN/../lib/convotic")
# RPATH and not RUNPATH: it also counts for what those libraries need themselves.
target_link_options(convotic PRIVATE "-Wl,--disable-new-dtags")
install(TARGETS convotic RUNTIME_DEPENDENCY_SET convotic_libraries RUNTIME DESTINATION bin)
install(
  RUNTIME_DEPENDENCY_SET convotic_libraries
  PRE_EXCLUDE_REGEXES "^ld-linux" "^lib(c|m|pthread|dl|rt)\\.so"
  DESTINATION lib/convotic)
install(TARGETS launch_runner RUNTIME DESTINATION libexec/convotic)
install(PROGRAMS "${CONVOTIC_ESBUILD}" DESTINATION libexec/convotic)
install(FILES "${CONVOTIC_SHARE_DIR}/runner.cjs" DESTINATION share/convotic)
list(TRANSFORM CONVOTIC_SDK_FILES PREPEND "${CMAKE_SOURCE_DIR}/sdk/" OUTPUT_VARIABLE install_sdk)
install(FILES ${install_sdk} DESTINATION share/convotic/block-sdk)
foreach(package IN LISTS CONVOTIC_NPM_PACKAGES)
  install(DIRECTORY "${CONVOTIC_NPM}/${package}/" DESTINATION "share/convotic/node_modules/${package}")
endforeach()
