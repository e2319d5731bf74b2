#include "lint/model/module_finder.hpp"

#include <algorithm>

namespace convotic::lint {

namespace {

class Finder {
public:
  Finder(Folder& folder, FileId file) : folder_(folder), project_(folder.project()), file_(file) {}

  std::vector<FoundModule> run() {
    const ParsedFile& parsed = *project_.file(file_);
    if (parsed.exports.contains("default") || parsed.module_exports != kNoNode) exported("default");
    for (const auto& [name, given] : parsed.exports)
      if (name != "default") exported(name);
    if (found_.empty()) literals(parsed.ast);
    return std::move(found_);
  }

private:
  void exported(std::string_view name) {
    const Export target = project_.find_export(file_, name);
    Value value;
    switch (target.kind) {
    case Export::Kind::binding:
      value = folder_.fold_binding(target.file, target.binding, nullptr);
      break;
    case Export::Kind::value:
      value = folder_.fold({target.file, target.node}, nullptr);
      break;
    case Export::Kind::space:
      if (project_.file(target.file)->module_exports == kNoNode) return;
      value = folder_.fold({target.file, project_.file(target.file)->module_exports}, nullptr);
      if (!target.name.empty()) value = folder_.member(value, target.name);
      break;
    default:
      return;
    }
    candidate(value, Nested::look_into);
  }

  enum class Nested { look_into, leave };

  void candidate(const Value& value, Nested nested) {
    switch (value.kind) {
    case Value::Kind::object:
    case Value::Kind::instance:
      if (take(value) || nested == Nested::leave) return;
      // { default: module }, or a list of modules by name.
      for (const Member& member : folder_.members(value))
        candidate(member.value, Nested::leave);
      return;
    case Value::Kind::array:
      for (const Member& member : folder_.members(value))
        candidate(member.value, Nested::leave);
      return;
    case Value::Kind::class_: {
      const Folder::ArgumentValues none{{}, Folder::Arguments::open};
      take(folder_.construct(value, none, value.at, nullptr));
      return;
    }
    case Value::Kind::function: {
      if (nested == Nested::leave) return;
      const Value made = folder_.call(*value.closure, {}, Folder::Arguments::open);
      const std::size_t before = found_.size();
      if (made.is(Value::Kind::object) || made.is(Value::Kind::instance)) take(made);
      if (found_.size() > before) found_.back().of_unknown = true;
      return;
    }
    case Value::Kind::choice:
      for (const Value& option : value.options)
        candidate(option, nested);
      return;
    default:
      return;
    }
  }

  bool take(const Value& value) {
    if (value.object == nullptr || value.object->space != kNoFile) return false;
    const Value entry = folder_.member(value, "register");
    if (!entry.is(Value::Kind::function)) return false;
    const bool known = std::any_of(found_.begin(), found_.end(), [&](const FoundModule& other) {
      return other.object.object == value.object;
    });
    if (!known) found_.push_back({value, folder_.member(value, "name"), *entry.closure, false});
    return true;
  }

  // Objects in the file with a name and a register function.
  void literals(const Ast& ast) {
    for (NodeId id = 1; id < ast.size(); ++id) {
      if (!ast.is(id, NodeKind::object) || ast.enclosing_function(id) != kNoNode) continue;
      bool registers = false;
      bool named = false;
      for (const NodeId property : ast.children(id)) {
        registers = registers || ast.text(property) == "register";
        named = named || ast.text(property) == "name";
      }
      if (registers && named) take(folder_.fold({file_, id}, nullptr));
    }
  }

  Folder& folder_;
  const Project& project_;
  FileId file_;
  std::vector<FoundModule> found_;
};

}  // namespace

std::vector<FoundModule> find_modules(Folder& folder, FileId file) {
  return Finder(folder, file).run();
}

}  // namespace convotic::lint
