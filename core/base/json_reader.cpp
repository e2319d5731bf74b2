#include "core/base/json_reader.hpp"

#include "core/base/nearest.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>

namespace convotic::base {
namespace {

using Json = nlohmann::ordered_json;

// One step of a JSON pointer: '~' and '/' in names are written "~0" and "~1".
std::string escape_step(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
  return out;
}

const Json& json(const void* value) {
  return *static_cast<const Json*>(value);
}

std::string describe(const Json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "an array";
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() > 60) text = text.substr(0, 57) + "...";
  return text;
}

std::string named(const std::string& pointer) {
  return pointer.empty() ? "the document" : '"' + pointer + '"';
}

// "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while parsing value - ..."
// -> the last part, which alone says something.
std::string parse_message(std::string text) {
  if (const auto at = text.find(" - "); at != std::string::npos) text.erase(0, at + 3);
  if (const auto at = text.find("; last read:"); at != std::string::npos) {
    std::string rest = text.substr(at + 2);
    text.erase(at);
    if (const auto expected = rest.find("; expected "); expected != std::string::npos)
      text += rest.substr(expected);
  }
  return text;
}

}  // namespace

struct JsonReader::Document {
  std::string file;
  std::string text;
  Json root;
};

JsonReader::JsonReader(std::shared_ptr<const Document> document, const void* value, std::string pointer)
    : document_(std::move(document)), value_(value), pointer_(std::move(pointer)) {}

Result<JsonReader> JsonReader::parse(std::string file, std::string text) {
  auto document = std::make_shared<Document>();
  document->file = std::move(file);
  document->text = std::move(text);
  try {
    document->root = Json::parse(document->text);
  } catch (const Json::parse_error& error) {
    const std::size_t offset = error.byte > 0 ? error.byte - 1 : 0;
    return fail_at(kJsonInvalid, span_at(document->file, document->text, offset, 1),
                   "not valid JSON: " + parse_message(error.what()));
  } catch (const Json::out_of_range& error) {
    // "[json.exception.out_of_range.406] number overflow parsing '1e999'": it does not say where.
    std::string what = error.what();
    what.erase(0, what.find("] ") + 2);
    const std::string number = what.substr(what.find('\'') + 1, what.rfind('\'') - what.find('\'') - 1);
    return fail_at(kJsonInvalid,
                   span_at(document->file, document->text, document->text.find(number), number.size()),
                   "not valid JSON: " + what);
  }
  const Json* root = &document->root;
  return JsonReader(std::move(document), root, "");
}

Error JsonReader::error(const ErrorKind& kind, std::string message, std::string hint) const {
  const JsonRange range = locate_json(document_->text, pointer_, JsonPart::value);
  return Error{&kind, std::move(message), std::move(hint),
               span_at(document_->file, document_->text, range.offset, range.length)};
}

Unexpected JsonReader::wrong_type(std::string_view expected) const {
  return Unexpected(error(
      kJsonInvalid, fmt::format("{} must be {}, not {}", named(pointer_), expected, describe(json(value_)))));
}

JsonReader::Kind JsonReader::kind() const {
  switch (json(value_).type()) {
  case Json::value_t::object:
    return Kind::object;
  case Json::value_t::array:
    return Kind::array;
  case Json::value_t::string:
    return Kind::string;
  case Json::value_t::boolean:
    return Kind::boolean;
  case Json::value_t::null:
  case Json::value_t::discarded:
  case Json::value_t::binary:
    return Kind::null;
  case Json::value_t::number_integer:
  case Json::value_t::number_unsigned:
  case Json::value_t::number_float:
    break;
  }
  return Kind::number;
}

Result<std::string> JsonReader::as_string() const {
  if (!json(value_).is_string()) return wrong_type("a string");
  return json(value_).get<std::string>();
}

Result<std::int64_t> JsonReader::as_integer() const {
  const bool fits = !json(value_).is_number_unsigned() || json(value_).get<std::uint64_t>() <= INT64_MAX;
  if (!json(value_).is_number_integer() || !fits) return wrong_type("a whole number");
  return json(value_).get<std::int64_t>();
}

Result<bool> JsonReader::as_boolean() const {
  if (!json(value_).is_boolean()) return wrong_type("true or false");
  return json(value_).get<bool>();
}

Result<std::vector<JsonReader>> JsonReader::as_array() const {
  if (!json(value_).is_array()) return wrong_type("an array");
  std::vector<JsonReader> out;
  for (const Json& item : json(value_))
    out.push_back(JsonReader(document_, &item, fmt::format("{}/{}", pointer_, out.size())));
  return out;
}

Result<std::vector<std::pair<std::string, JsonReader>>> JsonReader::as_object() const {
  if (!json(value_).is_object()) return wrong_type("an object");
  std::vector<std::pair<std::string, JsonReader>> out;
  for (const auto& [key, value] : json(value_).items())
    out.emplace_back(key, JsonReader(document_, &value, pointer_ + '/' + escape_step(key)));
  return out;
}

Result<std::optional<JsonReader>> JsonReader::find(std::string_view key) const {
  if (!json(value_).is_object()) return wrong_type("an object");
  const auto found = json(value_).find(std::string(key));
  if (found == json(value_).end() || found->is_null()) return std::nullopt;
  return JsonReader(document_, &*found, pointer_ + '/' + escape_step(key));
}

Result<JsonReader> JsonReader::get(std::string_view key) const {
  CONVOTIC_TRY_ASSIGN(const std::optional<JsonReader> member, find(key));
  if (!member)
    return Unexpected(error(kJsonInvalid, fmt::format("\"{}\" is missing from {}", key, named(pointer_))));
  return *member;
}

Result<void> JsonReader::check_keys(std::initializer_list<std::string_view> known) const {
  const std::vector<std::string> names(known.begin(), known.end());
  CONVOTIC_TRY_ASSIGN(const auto members, as_object());
  for (const auto& [key, value] : members) {
    if (std::find(names.begin(), names.end(), key) != names.end()) continue;
    const JsonRange range = locate_json(document_->text, value.pointer_, JsonPart::key);
    const std::optional<std::string> close = nearest(key, names);
    return fail_at(kJsonInvalid, span_at(document_->file, document_->text, range.offset, range.length),
                   fmt::format("unknown key \"{}\"", key),
                   close ? fmt::format("did you mean \"{}\"?", *close)
                         : fmt::format("known keys: {}", fmt::join(names, ", ")));
  }
  return {};
}

std::string JsonReader::dump() const {
  return json(value_).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string_view JsonReader::raw() const {
  const JsonRange range = locate_json(document_->text, pointer_, JsonPart::value);
  return std::string_view(document_->text).substr(range.offset, range.length);
}

namespace {

// Walks a well-formed JSON text, skipping whole values.
class JsonScanner {
public:
  explicit JsonScanner(std::string_view text) : text_(text) {
    if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
  }

  bool done() const { return at_ >= text_.size(); }
  char peek() {
    while (!done() && std::string_view(" \t\r\n,:").find(text_[at_]) != std::string_view::npos)
      ++at_;
    return done() ? '\0' : text_[at_];
  }
  void open() { ++at_; }

  // Without recursion: a text may nest deeper than the stack is.
  JsonRange value() {
    peek();
    const std::size_t start = at_;
    std::size_t depth = 0;
    do {
      const char next = peek();
      if (next == '"') {
        string();
      } else if (next == '{' || next == '[') {
        ++depth;
        ++at_;
      } else if (next == '}' || next == ']') {
        if (depth == 0) break;
        --depth;
        ++at_;
      } else {
        at_ = std::min(text_.find_first_of(" \t\r\n,:]}", at_), text_.size());
      }
    } while (depth > 0 && !done());
    return {start, std::max<std::size_t>(1, at_ - start)};
  }

private:
  void string() {
    for (++at_; !done() && text_[at_] != '"'; ++at_)
      if (text_[at_] == '\\') ++at_;
    at_ = std::min(at_ + 1, text_.size());
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// Whether the raw text of a JSON string, quotes included, is the name that a pointer step stands for.
bool is_name(std::string_view raw, std::string_view step) {
  const Json decoded = Json::parse(raw, nullptr, false);
  return decoded.is_string() && escape_step(decoded.get<std::string>()) == step;
}

}  // namespace

JsonRange locate_json(std::string_view text, std::string_view pointer, JsonPart part) {
  JsonScanner scanner(text);
  JsonRange key;
  while (!pointer.empty()) {
    const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
    const std::string_view step = pointer.substr(1, end - 1);
    pointer.remove_prefix(end);

    const char container = scanner.peek();
    if (container != '{' && container != '[') return {};
    scanner.open();
    bool found = false;
    for (std::size_t index = 0; !found; ++index) {
      const char next = scanner.peek();
      if (next == '\0' || next == '}' || next == ']') return {};
      if (container == '[') {
        found = std::to_string(index) == step;
      } else {
        key = scanner.value();
        found = is_name(text.substr(key.offset, key.length), step);
      }
      if (!found) scanner.value();
    }
  }
  return part == JsonPart::key ? key : scanner.value();
}

}  // namespace convotic::base
