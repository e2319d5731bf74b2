#pragma once

#include "core/base/result.hpp"

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::base {

// A JSON text that people write (configuration, seeds, template descriptions), read value by value with
// errors that point into it. Copies share the parsed document, so a reader may outlive the one it came from.
class JsonReader {
public:
  // `file` is used in errors only.
  // Fails with kJsonInvalid at the offending byte.
  static Result<JsonReader> parse(std::string file, std::string text);

  // What sort of value it is: for readers that take several, since a typed read that fails costs an error.
  enum class Kind { object, array, string, number, boolean, null };
  Kind kind() const;

  // Typed reads of this value. Fail with kJsonInvalid, naming the JSON pointer, what was expected and what is
  // there.
  Result<std::string> as_string() const;
  Result<std::int64_t> as_integer() const;
  Result<bool> as_boolean() const;
  Result<std::vector<JsonReader>> as_array() const;
  // The members of an object, in the order of the text.
  Result<std::vector<std::pair<std::string, JsonReader>>> as_object() const;

  // A member of an object. `get` fails where it is missing; `find` gives nothing where it is missing or null.
  Result<JsonReader> get(std::string_view key) const;
  Result<std::optional<JsonReader>> find(std::string_view key) const;

  // Fails at the first member that is not one of `known`, offering the nearest of them.
  Result<void> check_keys(std::initializer_list<std::string_view> known) const;

  // The value as compact JSON text.
  std::string dump() const;
  // The value as it stands in the text, digits, escapes and white space and all. Valid while a reader of this
  // document lives.
  std::string_view raw() const;
  // An error of kind `kind` at this value, for checks of the caller's own.
  Error error(const ErrorKind& kind, std::string message, std::string hint = {}) const;
  const std::string& pointer() const { return pointer_; }

private:
  struct Document;
  JsonReader(std::shared_ptr<const Document> document, const void* value, std::string pointer);
  Unexpected wrong_type(std::string_view expected) const;

  std::shared_ptr<const Document> document_;
  const void* value_;    // an ordered_json inside document_
  std::string pointer_;  // RFC 6901
};

// The byte range of the value (or, with `key` true, of the member name) at an RFC 6901 pointer in a
// well-formed JSON text. Offset 0 and length 1 where the pointer leads nowhere.
struct JsonRange {
  std::size_t offset = 0;
  std::size_t length = 1;
};
enum class JsonPart { value, key };
JsonRange locate_json(std::string_view text, std::string_view pointer, JsonPart part);

}  // namespace convotic::base
