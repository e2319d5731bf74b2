#pragma once

#include "lint/model/project.hpp"

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

namespace convotic::lint {

// What some code does to an object after it was made: "auth.verify = …", "this.done = true",
// "Object.assign(auth, { verify })", "guards.pop()".
struct MemberWrite {
  enum class What : std::uint8_t {
    set,      // `key` gets `value`
    removed,  // elements or entries are taken away
    added,    // an element, `value`
  } what = What::set;
  std::string_view key;  // empty: one that is not known
  Place value;           // none: not known
  Place at;
  bool certain = false;  // a statement of its file's top level: done before anything else uses the object
};

// The writes of a project to what outlives the call in which it was made, by the expression that makes it: an
// object, an array, a call, a "new". Objects are told apart by that alone, so a write in a function that is
// never called counts too. What is written through something whose maker cannot be told is left out.
class WrittenMembers {
public:
  explicit WrittenMembers(const Project& project);

  // In the order of the files and their text. Of a class: what is written to itself.
  const std::vector<MemberWrite>& to(Place maker) const;
  // What its methods write to `this`, without its constructor, and what is written to its prototype.
  const std::vector<MemberWrite>& to_instances_of(Place klass) const;

private:
  struct Made {
    Place maker;
    bool instances = false;  // every instance of that class
    friend auto operator<=>(const Made&, const Made&) = default;
  };
  std::vector<Made> makers(Place expression, unsigned depth) const;
  std::vector<Made> makers_of_binding(FileId file, BindingId id, unsigned depth) const;
  std::vector<Made> makers_of_this(Place at) const;
  std::vector<Made> makers_of_member(Place at, unsigned depth) const;
  void add(Place base, const MemberWrite& write);
  void note_assignment(Place at);
  void note_call(Place at);
  std::string_view constant_key(Place key) const;
  bool is_certain(Place at) const;

  const Project& project_;
  std::map<Made, std::vector<MemberWrite>> writes_;
};

}  // namespace convotic::lint
