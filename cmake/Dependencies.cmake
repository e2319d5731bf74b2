# Every third-party library, each under the target name the rest of the build uses. All come from Debian packages
# (see .ci/bootstrap); nothing is downloaded at configure time.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(tl-expected REQUIRED)
find_package(CLI11 REQUIRED)
find_package(SQLiteCpp REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto SSL)
pkg_check_modules(LIBUV REQUIRED IMPORTED_TARGET libuv)
pkg_check_modules(SQLITE3 REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(HTTPLIB REQUIRED IMPORTED_TARGET cpp-httplib)
find_library(CONVOTIC_TREE_SITTER_LIBRARY tree-sitter REQUIRED)
find_path(CONVOTIC_TREE_SITTER_HEADERS tree_sitter/api.h REQUIRED)

find_program(CONVOTIC_NODE node REQUIRED)
