#include "emulator/store/arguments.hpp"

#include "core/base/nearest.hpp"
#include "emulator/store/iso_time.hpp"
#include "emulator/store/rejection.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::emulator {
namespace {

Error invalid(std::string message) {
  return Error{&kInvalidRequest, std::move(message), {}, std::nullopt};
}

bool is_filled_string(const JsonSlice& value) {
  return value.kind() == JsonKind::string && value.text() != "\"\"";
}

std::string listed(std::span<const Parameter> parameters) {
  std::string out;
  for (const Parameter& parameter : parameters) {
    if (!out.empty()) out += ", ";
    out += parameter.name;
    if (parameter.presence == Presence::optional) out += '?';
  }
  return out;
}

}  // namespace

Fields::Fields(std::string argument, const JsonSlice& object)
    : argument_(std::move(argument)), members_(object.members()) {}

Error Fields::wrong(std::string_view name, std::string_view expected) const {
  return invalid(
      fmt::format("{}: '{}' must be {}, not {}", argument_, name, expected, find(name)->described()));
}

Result<void> Fields::check_names(std::span<const std::string_view> known) const {
  for (const JsonSlice::Member& member : members_) {
    if (std::find(known.begin(), known.end(), member.name) != known.end()) continue;
    const std::vector<std::string> names(known.begin(), known.end());
    const std::optional<std::string> close = base::nearest(member.name, names);
    const std::string hint = close ? fmt::format("did you mean '{}'?", *close)
                                   : fmt::format("known fields: {}", fmt::join(names, ", "));
    return base::Unexpected(
        invalid(fmt::format("{} has an unknown field '{}'; {}", argument_, member.name, hint)));
  }
  return {};
}

const JsonSlice* Fields::find(std::string_view name) const {
  for (const JsonSlice::Member& member : members_)
    if (member.name == name) return &member.value;
  return nullptr;
}

Result<std::optional<std::string>> Fields::text(std::string_view name) const {
  const JsonSlice* value = find(name);
  if (value == nullptr || value->kind() == JsonKind::null) return std::nullopt;
  if (value->kind() != JsonKind::string) return base::Unexpected(wrong(name, "a string"));
  return value->string();
}

Result<std::optional<std::string>> Fields::name(std::string_view name) const {
  const JsonSlice* value = find(name);
  if (value == nullptr || value->kind() == JsonKind::null) return std::nullopt;
  if (!is_filled_string(*value)) return base::Unexpected(wrong(name, "a non-empty string"));
  return value->string();
}

Result<std::string> Fields::required_name(std::string_view name) const {
  CONVOTIC_TRY_ASSIGN(std::optional<std::string> value, this->name(name));
  if (!value) return base::Unexpected(invalid(fmt::format("{}: '{}' is missing", argument_, name)));
  return *std::move(value);
}

Result<std::optional<std::string>> Fields::key(std::string_view name) const {
  const JsonSlice* value = find(name);
  if (value == nullptr || value->kind() == JsonKind::null) return std::nullopt;
  if (value->kind() == JsonKind::number) return std::string(value->text());
  if (!is_filled_string(*value)) return base::Unexpected(wrong(name, "a non-empty string or a number"));
  return value->string();
}

Result<std::optional<base::UnixMillis>> Fields::time(std::string_view name) const {
  CONVOTIC_TRY_ASSIGN(const std::optional<std::string> written, text(name));
  if (!written) return std::nullopt;
  const std::optional<base::UnixMillis> time = parse_iso_time(*written);
  if (!time) return base::Unexpected(wrong(name, "a time such as 2026-03-30T14:22:00Z"));
  return time;
}

Result<std::vector<std::string>> Fields::names(std::string_view name) const {
  std::vector<std::string> out;
  const JsonSlice* value = find(name);
  if (value == nullptr || value->kind() == JsonKind::null) return out;
  if (value->kind() != JsonKind::array) return base::Unexpected(wrong(name, "an array of non-empty strings"));
  for (const JsonSlice& item : value->items()) {
    if (!is_filled_string(item)) {
      return base::Unexpected(invalid(
          fmt::format("{}: '{}' must hold non-empty strings, not {}", argument_, name, item.described())));
    }
    out.push_back(item.string());
  }
  return out;
}

Result<std::optional<JsonSlice>> Fields::object(std::string_view name) const {
  const JsonSlice* value = find(name);
  if (value == nullptr || value->kind() == JsonKind::null) return std::nullopt;
  if (value->kind() != JsonKind::object) return base::Unexpected(wrong(name, "an object"));
  return *value;
}

Result<std::int64_t> Fields::limit(std::int64_t fallback) const {
  const JsonSlice* value = find("limit");
  if (value == nullptr || value->kind() == JsonKind::null) return fallback;
  if (value->kind() != JsonKind::number) return base::Unexpected(wrong("limit", "a whole number"));
  const std::optional<std::int64_t> limit = value->integer();
  if (!limit && value->text().find_first_of(".eE") != std::string_view::npos)
    return base::Unexpected(wrong("limit", "a whole number"));
  if (!limit || *limit < 1 || *limit > 100)
    return base::Unexpected(invalid("Parameter 'limit' must be between 1 and 100"));
  return *limit;
}

Result<Arguments> Arguments::parse(std::string_view text, std::span<const Parameter> parameters) {
  // One level is the array of the arguments itself.
  const JsonFault fault = check_json(text, kJsonDepth + 1);
  if (fault == JsonFault::too_deep)
    return base::Unexpected(invalid(fmt::format("an argument nests deeper than {} levels", kJsonDepth)));
  if (fault == JsonFault::malformed || JsonSlice(text).kind() != JsonKind::array)
    return base::Unexpected(invalid("the arguments are not a JSON array"));

  Arguments out;
  out.parameters_ = parameters;
  out.values_ = JsonSlice(text).items();
  const std::size_t given = out.values_.size();
  // `undefined` passed on beyond the parameters means nothing in JavaScript.
  while (out.values_.size() > parameters.size() && out.values_.back().kind() == JsonKind::null)
    out.values_.pop_back();
  if (out.values_.size() > parameters.size()) {
    const std::string takes = parameters.empty()
                                  ? "no arguments"
                                  : fmt::format("{} argument{} ({})", parameters.size(),
                                                parameters.size() == 1 ? "" : "s", listed(parameters));
    return base::Unexpected(invalid(fmt::format("takes {}, but got {}", takes, given)));
  }
  for (std::size_t i = out.values_.size(); i < parameters.size(); ++i) {
    if (parameters[i].presence == Presence::required)
      return base::Unexpected(invalid(fmt::format("{} is missing", out.label(i))));
    out.values_.emplace_back("null");
  }
  return out;
}

std::string Arguments::label(std::size_t index) const {
  return fmt::format("argument {} ({})", index + 1, parameters_[index].name);
}

Error Arguments::wrong(std::size_t index, std::string_view expected) const {
  return invalid(fmt::format("{} must be {}, not {}", label(index), expected, values_[index].described()));
}

Result<std::string> Arguments::text(std::size_t index) const {
  if (!is_filled_string(values_[index])) return base::Unexpected(wrong(index, "a non-empty string"));
  return values_[index].string();
}

Result<std::string> Arguments::text_or_number(std::size_t index) const {
  if (values_[index].kind() == JsonKind::number) return std::string(values_[index].text());
  if (!is_filled_string(values_[index]))
    return base::Unexpected(wrong(index, "a non-empty string or a number"));
  return values_[index].string();
}

Result<Fields> Arguments::fields(std::size_t index) const {
  const JsonSlice& value = values_[index];
  if (value.kind() == JsonKind::null && parameters_[index].presence == Presence::optional) return Fields();
  if (value.kind() != JsonKind::object) return base::Unexpected(wrong(index, "an object"));
  return Fields(label(index), value);
}

}  // namespace convotic::emulator
