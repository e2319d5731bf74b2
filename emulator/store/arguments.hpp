#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "emulator/store/json_slice.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Typed reading of what a module passes to `ctx`. Every failure is kInvalidRequest and says which argument,
// what it must be and what it is.
namespace convotic::emulator {

// A parameter of a call. `undefined` and `null` are the same here: JSON has only null.
enum class Presence { required, optional };
struct Parameter {
  std::string_view name;
  Presence presence = Presence::required;
};

// The members of an argument that is an object. Reads of a member that is absent give nothing.
class Fields {
public:
  Fields() = default;
  Fields(std::string argument, const JsonSlice& object);

  // Fails at the first member that is not one of `known`, offering the nearest of them.
  Result<void> check_names(std::span<const std::string_view> known) const;

  const JsonSlice* find(std::string_view name) const;
  bool empty() const { return members_.empty(); }

  // A string of any length; nothing for null too.
  Result<std::optional<std::string>> text(std::string_view name) const;
  // A string that is not empty.
  Result<std::optional<std::string>> name(std::string_view name) const;
  // The same, failing where it is absent.
  Result<std::string> required_name(std::string_view name) const;
  // A string that is not empty, or a number as JavaScript writes it.
  Result<std::optional<std::string>> key(std::string_view name) const;
  Result<std::optional<base::UnixMillis>> time(std::string_view name) const;
  Result<std::vector<std::string>> names(std::string_view name) const;
  Result<std::optional<JsonSlice>> object(std::string_view name) const;
  // 1 to 100 [documented: /docs/api/errors, with its message].
  Result<std::int64_t> limit(std::int64_t fallback) const;

  // "argument 1 (fields): 'email' must be a string, not 7"
  Error wrong(std::string_view name, std::string_view expected) const;

private:
  std::string argument_;
  std::vector<JsonSlice::Member> members_;
};

// The arguments of one call. Indexes count from 0, messages from 1.
class Arguments {
public:
  // `text` is a JSON array and must outlive the object.
  static Result<Arguments> parse(std::string_view text, std::span<const Parameter> parameters);

  // A string that is not empty.
  Result<std::string> text(std::size_t index) const;
  // The same, or a number as JavaScript writes it: ids from other systems often are numbers.
  Result<std::string> text_or_number(std::size_t index) const;
  // An object; one without members where the argument is optional and absent.
  Result<Fields> fields(std::size_t index) const;
  JsonSlice value(std::size_t index) const { return values_[index]; }

private:
  std::string label(std::size_t index) const;
  Error wrong(std::size_t index, std::string_view expected) const;

  std::span<const Parameter> parameters_;
  std::vector<JsonSlice> values_;
};

}  // namespace convotic::emulator
