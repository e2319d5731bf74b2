#include "lint/model/project.hpp"

#include "lint/model/route_code.hpp"
#include "lint/model/written_members.hpp"

#include <utility>

namespace convotic::lint {

namespace {

constexpr unsigned kMostReexports = 50;

const ImportTarget kNowhere{};

}  // namespace

Project::Project() = default;
Project::~Project() = default;

void Project::add(std::unique_ptr<ParsedFile> file) {
  if (files_.size() <= file->id) files_.resize(file->id + 1);
  files_[file->id] = std::move(file);
}

void Project::set_codes(std::unique_ptr<RouteCodes> codes) {
  codes_ = std::move(codes);
}

void Project::note_writes() {
  written_ = std::make_unique<const WrittenMembers>(*this);
}

Range Project::range(const Place& place) const {
  const Node& at = node(place);
  return {place.file, at.begin, at.end};
}

std::string_view Project::source(const Place& place) const {
  const Node& at = node(place);
  return std::string_view(files_[place.file]->source->text).substr(at.begin, at.end - at.begin);
}

const ImportTarget& Project::target(FileId file, std::string_view specifier) const {
  const ParsedFile* from = this->file(file);
  if (from == nullptr) return kNowhere;
  const auto found = from->imports.find(specifier);
  return found == from->imports.end() ? kNowhere : found->second;
}

Export Project::find_export(FileId file, std::string_view name) const {
  return find_export(file, name, 0);
}

Export Project::find_import(FileId file, const Binding& import) const {
  return follow(file, import.import_from, import.import_name, 0);
}

Export Project::follow(FileId file, std::string_view from, std::string_view name, unsigned depth) const {
  const ImportTarget& to = target(file, from);
  if (to.kind == ImportTarget::Kind::file && this->file(to.file) != nullptr)
    return find_export(to.file, name, depth + 1);
  Export found;
  found.kind = Export::Kind::outside;
  found.file = file;
  found.target = &to;
  found.name = name == "=" || name == "*" ? std::string_view{} : name;
  return found;
}

Export Project::find_export(FileId file, std::string_view name, unsigned depth) const {
  Export found;
  found.file = file;
  const ParsedFile* in = this->file(file);
  if (in == nullptr) return found;
  if (depth > kMostReexports) {
    found.kind = Export::Kind::cycle;
    return found;
  }
  const bool whole = name == "*" || name == "=";
  const bool assigned = in->module_exports != kNoNode;
  // A CommonJS file has no default export: importing that gives all of it.
  const bool common = assigned || (name == "default" && in->common_js && !in->exports.contains("default"));
  if (whole || (common && name == "default")) {
    found.kind = Export::Kind::space;
    return found;
  }
  const auto given = in->exports.find(name);
  if (given != in->exports.end()) {
    const ParsedFile::Given& is = given->second;
    if (!is.from.empty()) return follow(file, is.from, is.from_name, depth);
    found.kind = is.binding != kNoBinding ? Export::Kind::binding : Export::Kind::value;
    found.binding = is.binding;
    found.node = is.node;
    const bool import = is.binding != kNoBinding && in->scopes[is.binding].kind == Binding::Kind::import;
    if (!import) return found;
    const Binding& imported = in->scopes[is.binding];
    return follow(file, imported.import_from, imported.import_name, depth);
  }
  if (assigned) {
    found.kind = Export::Kind::space;
    found.name = name;
    return found;
  }
  if (name == "default") return found;  // "export *" leaves it out
  Export outside;
  for (const ParsedFile::Star& star : in->stars) {
    const Export there = follow(file, star.from, name, depth);
    if (there.kind == Export::Kind::outside) outside = there;
    if (there.kind == Export::Kind::outside || there.kind == Export::Kind::none) continue;
    return there;
  }
  return outside.kind == Export::Kind::outside ? outside : found;
}

}  // namespace convotic::lint
