#include "core/base/json_reader.hpp"
#include "core/base/json_text.hpp"
#include "tests/fuzz/promise.hpp"
#include "tests/fuzz/targets.hpp"

#include <set>

namespace convotic::fuzz {
namespace {

using base::JsonPart;
using base::JsonRange;
using base::JsonReader;

// Every value is found at its pointer, and reads there as it reads here.
void check_places(const JsonReader& value, std::string_view text) {
  const JsonRange range = base::locate_json(text, value.pointer(), JsonPart::value);
  CONVOTIC_PROMISE(range.offset + range.length <= text.size());
  const auto alone = JsonReader::parse("alone", std::string(text.substr(range.offset, range.length)));
  CONVOTIC_PROMISE(alone && alone->dump() == value.dump());
  CONVOTIC_PROMISE(!value.as_string() || !value.as_integer());
  (void)value.as_boolean();
  if (const auto items = value.as_array())
    for (const JsonReader& item : *items)
      check_places(item, text);
  if (const auto members = value.as_object())
    for (const auto& [name, member] : *members) {
      const JsonRange key = base::locate_json(text, member.pointer(), JsonPart::key);
      const auto read = JsonReader::parse("key", std::string(text.substr(key.offset, key.length)));
      CONVOTIC_PROMISE(read && read->as_string() == name);
      check_places(member, text);
    }
}

bool has_repeated_keys(const JsonReader& root, std::string_view text) {
  // A reader has each name once: a text with more of them is longer than its dump can be.
  const auto colons = [](std::string_view all) {
    std::size_t count = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i] == '"') quoted = !quoted;
      if (all[i] == '\\') ++i;
      if (!quoted && i < all.size() && all[i] == ':') ++count;
    }
    return count;
  };
  return colons(text) != colons(root.dump());
}

}  // namespace

void json(std::string_view bytes) {
  const auto quoted = JsonReader::parse("quoted", base::json_string(bytes));
  CONVOTIC_PROMISE(quoted && quoted->as_string());
  std::string latin1;
  base::append_json_latin1(latin1, bytes);
  CONVOTIC_PROMISE(JsonReader::parse("latin1", latin1).has_value());

  const auto root = JsonReader::parse("f.json", std::string(bytes));
  if (!root) {
    CONVOTIC_PROMISE(root.error().where && !root.error().message.empty());
    // A text that is not well-formed has no places; looking must still come to an end.
    for (const char* pointer : {"", "/a", "/0/1", "//"})
      (void)base::locate_json(bytes, pointer, JsonPart::key);
    return;
  }
  (void)root->check_keys({"a", "port"});
  if (!has_repeated_keys(*root, bytes)) check_places(*root, bytes);
}

}  // namespace convotic::fuzz
