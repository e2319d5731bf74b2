#pragma once

#include "lint/config.hpp"
#include "lint/model/project.hpp"

#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::lint {

struct Value;
struct Frame;

// A function, class or method as a value: its code, and the calls that it was made in.
struct Closure {
  Place code;                    // function or class_
  const Frame* frame = nullptr;  // of the call in which it was made; null at the top of a file
  const Value* self = nullptr;   // what `this` is, where that is known: obj.method, f.bind(obj)
  std::vector<Value> bound;      // leading arguments that bind() has fixed
};

// A property of an object, or element of an array (name "").
struct Member;

// An object, array or instance. Go over the members with Folder::members: those of a file's exports are only
// there then.
struct Object {
  std::vector<Member> members;  // in the order in which they count: one for each name
  bool open = false;            // there may be members that are not listed, and those listed may be other
                                // ones: a spread or a change of something unknown
  bool may_lack = false;  // of an array: elements that are listed may have been taken away, or never added
  bool chained = false;   // of an instance: methods were called on it before it got a name
  const Closure* made_of = nullptr;  // of an instance: its class
  FileId space = kNoFile;            // of "import * as x": the file whose exports are the members
};

// What an expression is known to be before the module runs. Small; copy it. What it points to lives as long
// as the Folder that made it.
struct Value {
  enum class Kind : std::uint8_t {
    unknown,  // at: the expression that could not be known
    undefined,
    null,
    boolean,
    number,
    string,    // text
    pattern,   // text: a string with kHole for each part that is unknown (lint/model/model.hpp)
    regex,     // text: between the slashes
    function,  // closure
    class_,    // closure
    object,    // object
    array,     // object
    instance,  // object, of a class that is seen
    choice,    // options: one of these
    env,       // text: the variable of the environment; options: a fallback, where there is one
    symbol,    // one of the things that the platform hands out, or a part of it: `symbol`, text
    external,  // package, text: something that comes out of a package or a file that is not there
    global,    // text: something of the language or the platform: "JSON.stringify", "fetch"
  } kind = Kind::unknown;
  enum class Symbol : std::uint8_t { none, sdk, request, context, next } symbol = Symbol::none;
  bool boolean = false;
  bool missing = false;  // of an external: not a package but a relative import that was not found or read
  double number = 0;

  // Paths, of symbol, external and global: "" for the thing itself, "contacts.update" for a part. In an
  // external "#" stands before what is taken from an instance, "()" for a call's result and "[]" for a member
  // whose name is unknown: "default#webhooks.constructEvent", "createHmac().update().digest", "headers.[]".
  std::string_view text;
  std::string_view package;  // of an external: "stripe", "crypto" (never "node:crypto"), "./gone"
  const Object* object = nullptr;
  const Closure* closure = nullptr;
  std::span<const Value> options;
  Place at;    // where the value is written: the literal, not the name that leads to it
  Place made;  // of an external: the last `new` or call on its path, where there is one …
  const Frame* made_in = nullptr;  // … and the frame to fold its arguments in

  bool is(Kind k) const { return kind == k; }
  bool is_symbol(Symbol s) const { return kind == Kind::symbol && symbol == s; }
  bool callable() const { return kind == Kind::function; }

  static Value of_symbol(Symbol symbol, std::string_view path = {});
  static Value of_boolean(bool value, Place at = {});
  static Value of_unknown(Place at = {});
  static Value of_undefined(Place at = {});
};

struct Member {
  std::string_view name;
  Value value;
  Place name_at;
  Place at;             // the property, spread element or assignment that gives it
  bool getter = false;  // value is the function
};

// The values of a call's parameters (and of what else was bound by hand, as the round of a loop).
struct Frame {
  const Frame* parent = nullptr;  // that of the closure
  FileId file = kNoFile;
  NodeId function = kNoNode;  // or the loop
  Value self;                 // `this`
  unsigned depth = 0;         // how many calls are inlined within each other
  std::vector<std::pair<BindingId, Value>> values;

  const Value* find(FileId of_file, BindingId binding) const;  // here or in a parent
};

// Works out values. Remembers what it has worked out, so one is for one thread; values may be read by any.
class Folder {
public:
  Folder(const Project& project, const Config& config);
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const Project& project() const;

  enum class Arguments { complete, open };
  struct ArgumentValues {
    std::vector<Value> values;
    Arguments how = Arguments::complete;
  };

  // An expression's value. In `frame` parameters have the values of that call; null: they are unknown. A
  // declaration of a function or class gives that.
  Value fold(Place expression, const Frame* frame);

  // The value of a binding, for patterns and `typeof`-free uses; unknown where it is reassigned.
  Value fold_binding(FileId file, BindingId binding, const Frame* frame);

  // The arguments of a call or new_ node, spreads of known arrays laid out; `open` where one is not known.
  ArgumentValues arguments(Place call, const Frame* frame);

  // What a call calls, and with what: f.call(self, a) and f.apply(self, [a]) call f with a.
  struct Called {
    Value callee;
    ArgumentValues given;
  };
  Called called(Place call, const Frame* frame);

  // What a reference or expression leads to when it is called with `new`.
  Value construct(const Value& callee, const ArgumentValues& arguments, Place at, const Frame* frame);

  // A frame in which the parameters of `function` (patterns and defaults too) have the values of `arguments`.
  // A missing argument is undefined, so that its default counts. Where `open` says so, arguments may follow
  // that are not given, and what is missing is unknown.
  const Frame* bind(const Closure& function, std::span<const Value> arguments,
                    Arguments how = Arguments::complete);

  // The same for one round of a for_in_statement, or anything else that binds a pattern.
  const Frame* bind_pattern(Place pattern, const Value& value, const Frame* parent);

  // A frame in which one binding has a value: a round of a loop that counts.
  const Frame* bind_one(Place loop, BindingId binding, const Value& value, const Frame* parent);

  // Does to an object what an expression does that is run now: an assignment ("this.sdk = sdk"), `delete`, or
  // a call of a method that changes a list ("this.routes.push(route)"). Anything else does nothing.
  enum class Certain { yes, no };  // no: it may not be run
  void perform(Place expression, const Frame* frame, Certain certain);

  // Whether code that was not performed may change what an expression reads.
  bool may_change(Place expression, const Frame* frame);

  // Forgets what was performed: bindings are worked out anew.
  void forget();

  // What a call of a visible function gives, as far as it is one expression whatever happens: a body that is
  // an expression, or whose only return is at its end; unknown otherwise, and where calls nest too deeply.
  // An async function's value is what its promise gives.
  Value call(const Closure& function, std::span<const Value> arguments, Arguments how = Arguments::complete);

  // obj.name: fields, methods (closure.self is the object), getters, superclasses, exports of a file, parts
  // of symbols, externals and globals. A member of an open object is unknown where it is not listed.
  Value member(const Value& object, std::string_view name, Place at = {});

  // The members of an object, array or instance (without methods of its class); none of anything else.
  std::span<const Member> members(const Value& object);

  // The value of a pattern's leaf where `value` is matched against the whole pattern.
  Value match(Place pattern, NodeId leaf, const Value& value, const Frame* frame);

  // Whether it counts as true; nothing where that depends. An env variable does depend.
  static std::optional<bool> truthy(const Value& value);

  // A string that lives as long as the folder.
  std::string_view keep(std::string text);

  struct State;

private:
  std::unique_ptr<State> state_;
};

// Two values are known to be the same (===); nothing where that is not known.
std::optional<bool> strictly_equal(const Value& a, const Value& b);

}  // namespace convotic::lint
