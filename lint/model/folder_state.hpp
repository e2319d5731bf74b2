#pragma once

#include "lint/model/fold.hpp"

#include <deque>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <unordered_set>
#include <vector>

namespace convotic::lint {

// How deeply expressions, and calls within calls, are followed; how many steps are taken for one question
// from outside; how many members an array may have that is laid out.
inline constexpr unsigned kMostFolding = 400;
inline constexpr unsigned kMostCalls = 8;
inline constexpr unsigned kMostSteps = 200'000;
inline constexpr std::size_t kMostElements = 512;
inline constexpr std::size_t kMostOptions = 8;

using Arguments = Folder::Arguments;
using ArgumentValues = Folder::ArgumentValues;

// A property's key: known, or not.
using KnownKey = std::optional<std::string_view>;

// What a Folder is made of. Its members are spread over fold.cpp, fold_operators.cpp, fold_bindings.cpp,
// fold_changes.cpp, fold_effects.cpp, fold_objects.cpp, fold_calls.cpp, fold_methods.cpp, fold_functions.cpp
// and fold_classes.cpp.
struct Folder::State {
  State(Folder& self, const Project& project, const Config& config);

  using Certain = Folder::Certain;

  // Expressions (fold.cpp, fold_operators.cpp).
  Value fold(Place at, const Frame* frame);
  Value expression(Place at, const Frame* frame);
  Value literal(Place at);
  Value string_template(Place at, const Frame* frame);
  Value tagged(Place at, const Frame* frame);
  Value unary(Place at, const Frame* frame);
  Value binary(Place at, const Frame* frame);
  Value logical(Place at, const Frame* frame);
  Value assignment(Place at, const Frame* frame);
  Value this_value(const Frame* frame) const;
  KnownKey key_of(Place property, const Frame* frame);
  KnownKey as_key(const Value& value);
  std::optional<std::string> as_text(const Value& value) const;

  // Bindings and patterns (fold_bindings.cpp).
  Value identifier(Place at, const Frame* frame);
  Value binding(FileId file, BindingId id, const Frame* frame);
  Value declared(FileId file, BindingId id, const Frame* owner);
  Value variable(FileId file, const Binding& binding, const Frame* owner);
  Value imported(FileId file, const Binding& binding);
  Value exported(const Export& found);
  Value space_of(FileId file);
  Value enumeration(FileId file, NodeId declaration);
  Value name_space(FileId file, NodeId declaration);
  Value match(Place pattern, NodeId leaf, Value value, const Frame* frame);
  Value with_default(const Value& value, Place otherwise, const Frame* frame);
  void bind_leaves(Place pattern, const Value& value, const Frame* in, Frame& frame);
  const Frame* frame_of_scope(FileId file, NodeId scope, const Frame* frame) const;

  // What happens to an object after it was made (fold_changes.cpp).
  Value changed(Value value, FileId file, const Binding& binding, NodeId use, const Frame* owner);
  struct Change;
  void apply(Object& object, std::span<const NodeId> path, const Change& change);
  void apply_call(Object& object, const Change& change);

  // What code does to objects as it runs (fold_effects.cpp).
  Value holder(Place at, const Frame* frame);
  void perform(Place at, const Frame* frame, Certain certain);
  void perform_call(Place at, const Frame* frame, Certain certain);
  void perform_on_list(Object& list, std::string_view name, const ArgumentValues& given, Certain certain);
  void perform_method(const Closure& method, const Frame* frame);
  void spoil_all(Place target, const Frame* frame);
  bool may_change(Place expression, const Frame* frame);
  bool may_change(Place expression, const Frame* frame, std::set<std::pair<Place, const Frame*>>& seen);
  BindingId root_binding(Place at) const;
  bool is_written(const Value& object, std::string_view name, BindingId through) const;

  // Objects (fold_objects.cpp).
  Value array(Place at, const Frame* frame);
  Value object(Place at, const Frame* frame);
  void set(Object& object, Member member);
  void set_maybe(Object& object, Member member);
  void spoil(Object& object);
  void merge(Object& into, const Value& from, Place at, Certain certain);
  Value member(const Value& of, std::string_view name, Place at);
  Value member_of_object(const Value& of, std::string_view name, Place at);
  Value member_of_class(const Value& of, std::string_view name, Place at);
  Value method_of(const Closure& cls, std::string_view name, const Value& self, bool is_static);
  Value part(const Value& of, std::string_view name, Place at);
  std::span<const Member> members(const Value& of);

  // Calls (fold_calls.cpp, fold_methods.cpp).
  ArgumentValues arguments(Place call, const Frame* frame);
  Value call_expression(Place at, const Frame* frame);
  Value call_value(const Value& callee, const ArgumentValues& given, Place at, const Frame* frame);
  Value method_call(const Value& on, std::string_view name, const ArgumentValues& given, Place at,
                    const Frame* frame);
  Value required(Place call);
  Called called(Place call, const Frame* frame);
  Value interop(const Value& required, Place at);
  Value string_method(const Value& on, std::string_view name, const ArgumentValues& given, Place at);
  Value array_method(const Value& on, std::string_view name, const ArgumentValues& given, Place at);
  Value global_call(const Value& callee, const ArgumentValues& given, Place at, const Frame* frame);
  Value result_of(const Value& callee, Place at, const Frame* frame);
  Value bound(const Value& function, const ArgumentValues& given);
  Value entries(const Value& of, std::string_view which, Place at);
  Value array_value(std::vector<Value> elements, bool open, Place at);

  // Functions and classes (fold_functions.cpp, fold_classes.cpp).
  Value closure(Place code, const Frame* frame, Value::Kind kind);
  const Frame* bind(const Closure& function, std::span<const Value> arguments, Arguments how);
  Value call(const Closure& function, std::span<const Value> arguments, Arguments how);
  struct Ending;
  Ending run(FileId file, NodeId statement, const Frame* frame);
  Ending run_all(FileId file, std::span<const NodeId> statements, const Frame* frame);
  Value construct(const Value& callee, const ArgumentValues& given, Place at, const Frame* frame);
  void initialise(const Closure& cls, const ArgumentValues& given, Object& object, const Value* self);
  void run_constructor(Place constructor, const Frame* frame, Object& object);
  NodeId constructor_of(const Closure& cls) const;
  std::optional<Closure> superclass(const Closure& cls);

  // Memory that values point to.
  Object& new_object() { return objects.emplace_back(); }
  const Value* keep_value(Value value) { return &kept.emplace_back(std::move(value)); }
  std::string_view keep(std::string text);
  std::string_view join(std::string_view path, std::string_view separator, std::string_view name);
  Value text_value(std::string text, Place at);
  Value object_value(Object& object, Value::Kind kind, Place at);
  Value choice(std::vector<Value> options, Place at);
  Value unknown(Place at) const { return Value::of_unknown(at); }

  const Ast& ast(FileId file) const { return project.file(file)->ast; }
  const Scopes& scopes(FileId file) const { return project.file(file)->scopes; }

  Folder& self;
  const Project& project;
  const Config& config;
  std::deque<Object> objects;
  std::deque<Closure> closures;
  std::deque<Frame> frames;
  std::deque<Value> kept;
  std::deque<std::vector<Value>> option_lists;
  std::unordered_set<std::string> texts;
  std::map<FileId, Object*> spaces;
  std::set<const Object*> filled_spaces;

  using BindingKey = std::tuple<FileId, BindingId, const Frame*>;
  std::map<BindingKey, Value> known;
  std::set<BindingKey> in_progress;
  std::set<std::pair<Place, const Object*>> performed;  // what was done to which object
  // Instances that no name leads to yet, and where they stand in `objects`: what their methods do to them is
  // done each time that the chain of calls is worked out.
  std::vector<std::pair<std::size_t, const Object*>> unnamed;
  unsigned depth = 0;
  unsigned calls = 0;
  unsigned steps = 0;
};

// The name or expression at the start of "a.b.c".
NodeId root_of(const Ast& tree, NodeId at);

// Whether an expression in the body of a function is run whenever that is called, and before it returns.
bool runs_always(const Ast& tree, NodeId at, NodeId body);

}  // namespace convotic::lint
