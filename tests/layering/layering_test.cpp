// Reads the sources as text: what may include what, and the rules of the house that a compiler does not
// check.
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <vector>

namespace fs = std::filesystem;

namespace {

const fs::path kRoot = CONVOTIC_SOURCE_DIR;

struct Source {
  std::string name;  // relative to the repository
  std::string text;

  std::string folder() const { return fs::path(name).parent_path().string(); }
  bool has_extension(std::initializer_list<const char*> extensions) const {
    const std::string extension = fs::path(name).extension().string();
    return std::find(extensions.begin(), extensions.end(), extension) != extensions.end();
  }
};

// The text files below some folders, without what builds and packages leave there.
std::vector<Source> sources_in(std::initializer_list<const char*> folders,
                               std::initializer_list<const char*> extensions) {
  std::vector<Source> sources;
  for (const char* folder : folders) {
    if (!fs::exists(kRoot / folder)) continue;
    for (fs::recursive_directory_iterator it(kRoot / folder), end; it != end; ++it) {
      const std::string base = it->path().filename().string();
      if (it->is_directory() && (base == "node_modules" || base == "dist")) it.disable_recursion_pending();
      const Source name{it->path().lexically_relative(kRoot).string(), ""};
      if (it->is_regular_file() && name.has_extension(extensions))
        sources.push_back({name.name, convotic::tests::read_file(it->path())});
    }
  }
  return sources;
}

std::vector<Source> product_sources() {
  return sources_in({"cli", "core", "emulator", "lint", "replay"}, {".cpp", ".hpp"});
}

// The names in `#include "…"` (or <…>) lines.
std::vector<std::string> includes_of(const Source& source, char open, char close) {
  std::vector<std::string> names;
  std::istringstream lines(source.text);
  for (std::string line; std::getline(lines, line);) {
    const std::string start = std::string("#include ") + open;
    if (line.starts_with(start))
      names.push_back(line.substr(start.size(), line.find(close, start.size()) - start.size()));
  }
  return names;
}

std::size_t line_count(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// The text without comments and without what stands in strings, so that a word there is no use of it.
std::string code_of(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 2, "//") == 0) {
      i = std::min(text.find('\n', i), text.size()) - 1;
    } else if (text.compare(i, 3, "R\"(") == 0) {
      i = std::min(text.find(")\"", i), text.size() - 2) + 1;
    } else if (text[i] == '"' || (text[i] == '\'' && (i == 0 || !is_word(text[i - 1])))) {
      const char quote = text[i];
      for (++i; i < text.size() && text[i] != quote; ++i)
        if (text[i] == '\\') ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

// Whether `text` holds `name` and not as part of a longer one.
bool names(const std::string& text, const std::string& name) {
  for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
    const std::size_t after = at + name.size();
    const bool begins = at == 0 || !is_word(text[at - 1]) || !is_word(name.front());
    const bool ends = after == text.size() || !is_word(text[after]) || !is_word(name.back());
    if (begins && ends) return true;
  }
  return false;
}

// The layer that a folder belongs to: the longest of the table's names that it begins with.
template <typename Table> std::string layer_of(const std::string& path, const Table& table) {
  std::string best;
  for (const auto& [layer, allowed] : table)
    if ((path == layer || path.starts_with(layer + "/")) && layer.size() > best.size()) best = layer;
  return best;
}

using Names = std::vector<std::string>;

// "file: name" for every source that names one of `banned` and is not in `allowed` (files, or folders ending
// in "/").
Names uses_outside(const std::vector<Source>& sources, const Names& banned, const Names& allowed) {
  Names found;
  for (const Source& source : sources) {
    const bool may = std::any_of(allowed.begin(), allowed.end(), [&](const std::string& place) {
      return place.ends_with('/') ? source.name.starts_with(place) : source.name == place;
    });
    if (may) continue;
    const std::string code = code_of(source.text);
    for (const std::string& name : banned)
      if (names(code, name)) found.push_back(source.name + ": " + name);
  }
  return found;
}

}  // namespace

TEST_CASE("Every folder includes only the layers below it") {
  // A layer may include itself and these.
  const std::map<std::string, std::set<std::string>> allowed{
      {"core/base", {}},
      {"core/http", {"core/base"}},
      {"core/project", {"core/base"}},
      {"core/webhook", {"core/base", "core/http"}},
      {"emulator/store", {"core/base"}},
      {"emulator", {"core/base", "core/http", "core/project", "core/webhook", "emulator/store"}},
      {"lint", {"core/base", "core/http", "core/project", "core/webhook"}},
      {"replay", {"core/base", "core/http", "core/project", "core/webhook"}},
      {"cli",
       {"core/base", "core/http", "core/project", "core/webhook", "emulator/store", "emulator", "lint",
        "replay"}},
  };
  const auto sources = product_sources();
  CHECK(sources.size() > 100);
  for (const Source& source : sources) {
    const std::string layer = layer_of(source.folder(), allowed);
    CAPTURE(source.name);
    REQUIRE_FALSE(layer.empty());
    for (const std::string& name : includes_of(source, '"', '"')) {
      CAPTURE(name);
      const std::string included = layer_of(name, allowed);
      CHECK((included == layer || allowed.at(layer).contains(included)));
      CHECK(fs::exists(kRoot / name));
    }
  }
}

TEST_CASE("Heavy libraries are seen by the few sources that need them") {
  const std::map<std::string, Names> allowed{
      {"httplib.h", {"core/http/server.cpp", "core/http/client.cpp"}},
      {"CLI/", {"cli/"}},
      {"SQLiteCpp/", {"emulator/store/"}},
      {"sqlite3.h", {"emulator/store/", "emulator/versions.cpp"}},
      {"uv.h",
       {"core/base/event_loop.cpp", "core/http/acceptor.cpp", "core/http/exchange_loop.cpp",
        "emulator/child_process.cpp", "emulator/file_watcher.cpp"}},
      {"tree_sitter/", {"lint/"}},
      {"openssl/", {"core/http/client.cpp", "core/webhook/", "emulator/gateway.cpp"}},
  };
  const auto sources = product_sources();
  for (const auto& [header, places] : allowed) {
    CAPTURE(header);
    CHECK(uses_outside(sources, {"#include <" + header}, places) == Names{});
  }
}

TEST_CASE("Third-party headers stay in .cpp files") {
  // Light, and part of what headers promise.
  const Names light{"tl/expected.hpp"};
  for (const Source& source : product_sources()) {
    if (!source.has_extension({".hpp"})) continue;
    for (const std::string& name : includes_of(source, '<', '>')) {
      CAPTURE(source.name, name);
      const bool standard = name.find('/') == std::string::npos && name.find('.') == std::string::npos;
      const bool system = name == "csignal" || name.starts_with("sys/");
      const bool allowed = std::find(light.begin(), light.end(), name) != light.end();
      CHECK((standard || system || allowed));
    }
  }
}

TEST_CASE("Sources are short, and long ones are known") {
  // Over 400 lines for a reason that is given here.
  const std::map<std::string, std::string> known{
      {"sdk/index.d.ts", "the public types with their documentation, one file as users read it"},
  };
  std::set<std::string> long_ones;
  for (const Source& source : sources_in(
           {"cli", "core", "emulator", "lint", "replay", "sdk", "templates", "tests", "bench", "cmake"},
           {".cpp", ".hpp", ".ts", ".mjs", ".js", ".cjs", ".tsx", ".cmake"})) {
    CAPTURE(source.name);
    CHECK(line_count(source.text) <= 700);
    if (line_count(source.text) > 400) long_ones.insert(source.name);
  }
  std::set<std::string> reasons;
  for (const auto& [name, reason] : known)
    reasons.insert(name);
  CHECK(long_ones == reasons);
}

TEST_CASE("No thread is detached") {
  CHECK(uses_outside(product_sources(), {".detach("}, {}) == Names{});
}

TEST_CASE("Only the command line prints and ends the program") {
  // The launcher is a program of its own.
  const Names may{"cli/", "emulator/launch_runner.cpp"};
  const auto sources = product_sources();
  const Names printing{"cerr",   "cout",    "cin",  "stderr", "stdout",
                       "printf", "fprintf", "puts", "fputs",  "perror"};
  CHECK(uses_outside(sources, printing, may) == Names{});
  const Names ending{"std::exit", "std::_Exit", "std::quick_exit", "std::abort", "std::terminate"};
  CHECK(uses_outside(sources, ending, may) == Names{});
}

TEST_CASE("The namespace std is named, not opened") {
  CHECK(uses_outside(product_sources(), {"using namespace std;"}, {}) == Names{});
}

TEST_CASE("No file is named after what it is not") {
  const std::set<std::string> banned{"util", "utils", "common", "helper", "helpers", "manager", "misc"};
  for (const Source& source :
       sources_in({"cli", "core", "emulator", "lint", "replay", "sdk", "tests", "bench", "cmake"},
                  {".cpp", ".hpp", ".ts", ".mjs", ".js", ".cmake"})) {
    CAPTURE(source.name);
    std::string spaced = source.name;
    std::replace_if(
        spaced.begin(), spaced.end(), [](char c) { return c == '_' || !is_word(c); }, ' ');
    std::istringstream words(spaced);
    for (std::string word; words >> word;)
      CHECK_FALSE(banned.contains(word));
  }
}

TEST_CASE("Every path of this repository that the documentation names exists") {
  const std::set<std::string> tops{".ci",      "bench", "cli",    "cmake", "core",      "docs",
                                   "emulator", "lint",  "replay", "sdk",   "templates", "tests"};
  const auto in_path = [](char c) {
    return is_word(c) || std::string_view("/.@-").find(c) != std::string_view::npos;
  };
  for (const Source& source : sources_in({"docs", "bench", "sdk"}, {".md"})) {
    std::istringstream pieces(source.text);
    std::string piece;
    // What stands between backticks is every other piece.
    for (bool quoted = false; std::getline(pieces, piece, '`'); quoted = !quoted) {
      const bool path =
          piece.find('/') != std::string::npos && std::all_of(piece.begin(), piece.end(), in_path);
      if (!quoted || !path || !tops.contains(piece.substr(0, piece.find('/')))) continue;
      CAPTURE(source.name, piece);
      CHECK(fs::exists(kRoot / piece));
    }
  }
}
