#pragma once

#include "lint/finding.hpp"
#include "lint/source_file.hpp"
#include "lint/syntax/ast.hpp"
#include "lint/syntax/scopes.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::lint {

struct RouteCodes;     // lint/model/route_code.hpp
class WrittenMembers;  // lint/model/written_members.hpp

using FileId = std::uint32_t;  // index into Model::files
inline constexpr FileId kNoFile = 0xffffffff;

// A node of some file.
struct Place {
  FileId file = kNoFile;
  NodeId node = kNoNode;

  explicit operator bool() const { return node != kNoNode; }
  friend auto operator<=>(const Place&, const Place&) = default;
};

// Where a specifier leads.
struct ImportTarget {
  enum class Kind {
    file,        // a parsed file of the run
    package,     // a bare specifier, "stripe", or "node:crypto" as "crypto"
    unresolved,  // a relative one that no file was found for; reported as such
    unread,      // a file that could not be parsed: unreadable, too large, too many, no script
  } kind = Kind::unresolved;
  FileId file = kNoFile;
  std::string package;
};

// What a file exports under a name.
struct Export {
  enum class Kind {
    binding,  // `binding` of `file`
    value,    // the expression, function or class at `node` of `file`
    space,    // everything that `file` exports, as an object; where `name` is not empty, that of it: what
              // "module.exports = x" gives is only known once x is folded
    outside,  // `name` of what `target` is: a package, or a file that could not be found or read
    none,     // the file does not export it
    cycle,    // re-exports that lead back to themselves
  } kind = Kind::none;
  FileId file = kNoFile;
  BindingId binding = kNoBinding;
  NodeId node = kNoNode;
  const ImportTarget* target = nullptr;
  std::string_view name;
};

// A parsed file: its tree, its names, and what it takes and gives.
struct ParsedFile {
  FileId id = kNoFile;
  const SourceFile* source = nullptr;
  Ast ast;
  Scopes scopes;
  bool json = false;  // the tree is one expression_statement; default export

  // By specifier: of imports, re-exports, require("…") and import("…").
  std::map<std::string, ImportTarget, std::less<>> imports;

  // One "export * from": what is not among `exports` is looked for there, in order.
  struct Star {
    std::string_view from;
  };
  // A name that is exported: from here (node or binding), or from elsewhere.
  struct Given {
    BindingId binding = kNoBinding;
    NodeId node = kNoNode;
    std::string_view from = {};  // of a re-export: the specifier; `from_name` may be "*" (as an object)
    std::string_view from_name = {};
  };
  std::map<std::string, Given, std::less<>> exports;  // also "default"
  std::vector<Star> stars;
  bool common_js = false;           // it has "exports.x =" or "module.exports ="
  NodeId module_exports = kNoNode;  // the value of "module.exports = x" or "export = x"
};

// The files of a run that were parsed, and how they refer to each other. Read-only once it is built
// (lint/model/build.hpp), so threads may share it.
class Project {
public:
  Project();
  ~Project();
  Project(const Project&) = delete;
  Project& operator=(const Project&) = delete;

  // Null for a file that was only scanned: nothing leads from a module to it.
  const ParsedFile* file(FileId id) const { return id < files_.size() ? files_[id].get() : nullptr; }
  std::size_t file_count() const { return files_.size(); }

  // Follows re-exports, barrels, "export *", CommonJS ("exports.x =", "module.exports = { x }"; then
  // "default" is the object itself) to what `name` of a file is. "*" gives the file as an object.
  Export find_export(FileId file, std::string_view name) const;

  // The same for what an import binding names.
  Export find_import(FileId file, const Binding& import) const;

  // Where a specifier that stands in a file leads; unresolved where it does not stand there.
  const ImportTarget& target(FileId file, std::string_view specifier) const;

  Range range(const Place& place) const;
  const Node& node(const Place& place) const { return files_[place.file]->ast[place.node]; }
  std::string_view source(const Place& place) const;  // the text of a node

  // What the routes of the model run, as values.
  const RouteCodes& codes() const { return *codes_; }

  // What the code of all files does to objects after they are made.
  const WrittenMembers& written() const { return *written_; }

  // While it is being built.
  void add(std::unique_ptr<ParsedFile> file);
  ParsedFile* loading(FileId id) { return id < files_.size() ? files_[id].get() : nullptr; }
  void set_codes(std::unique_ptr<RouteCodes> codes);
  void note_writes();  // once all files are there

private:
  Export find_export(FileId file, std::string_view name, unsigned depth) const;
  Export follow(FileId file, std::string_view from, std::string_view name, unsigned depth) const;

  std::vector<std::unique_ptr<ParsedFile>> files_;
  std::unique_ptr<RouteCodes> codes_;
  std::unique_ptr<const WrittenMembers> written_;
};

}  // namespace convotic::lint
