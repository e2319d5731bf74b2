#pragma once

#include "core/base/clock.hpp"
#include "core/base/json_text.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace convotic::emulator {

// Writes a JSON object, member by member.
class JsonFields {
public:
  JsonFields& text(std::string_view name, std::string_view value) {
    base::append_json_string(start(name), value);
    return *this;
  }
  JsonFields& nullable_text(std::string_view name, const std::optional<std::string>& value) {
    return value ? text(name, *value) : json(name, "null");
  }
  // `value` is JSON already.
  JsonFields& json(std::string_view name, std::string_view value) {
    start(name) += value;
    return *this;
  }
  // Seconds are the precision of the platform's objects [documented: /docs/api/contacts].
  JsonFields& time(std::string_view name, const std::optional<base::UnixMillis>& value) {
    return value ? text(name, base::format_iso_seconds(*value)) : json(name, "null");
  }
  std::string object() && {
    out_ += out_.empty() ? "{}" : "}";
    return std::move(out_);
  }

private:
  // `name` needs no escaping: all names are ours.
  std::string& start(std::string_view name) {
    out_ += out_.empty() ? "{\"" : ",\"";
    return out_.append(name).append("\":");
  }

  std::string out_;
};

inline std::string json_array(std::span<const std::string> items) {
  std::string out = "[";
  for (const std::string& item : items) {
    if (out.size() > 1) out += ',';
    out += item;
  }
  return out + ']';
}

// The objects as a JSON array, each written by its to_json.
template <typename Objects> std::string to_json_array(const Objects& objects) {
  std::string out = "[";
  for (const auto& object : objects) {
    if (out.size() > 1) out += ',';
    out += to_json(object);
  }
  return out + ']';
}

}  // namespace convotic::emulator
