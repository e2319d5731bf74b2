#pragma once

#include "core/base/json_reader.hpp"
#include "core/base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace convotic::base {

// A set of places in JSON texts: "$.user.email", "$.items[0].token", "$.items[*].token", "$['odd name']", and
// "$..email" for any depth. The part of JSONPath (RFC 9535) that names places and computes nothing.
class JsonPath {
public:
  // Why a text is not one: a clause.
  static tl::expected<JsonPath, std::string> parse(std::string_view text);

  // The byte ranges of the values that it names in a well-formed JSON text, in order, none within another.
  // Members that are there twice are both named.
  std::vector<JsonRange> find(std::string_view json) const;

  const std::string& text() const { return text_; }

private:
  struct Step {
    enum class Kind { member, index, all, descend } kind = Kind::member;
    std::string name;       // of a member
    std::size_t index = 0;  // of an element
  };
  class Parser;
  class Finder;

  std::string text_;
  std::vector<Step> steps_;
};

}  // namespace convotic::base
