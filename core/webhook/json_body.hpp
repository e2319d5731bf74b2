#pragma once

#include "core/webhook/message.hpp"
#include "core/webhook/scheme_rules.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::webhook {

// The JSON of a message: its body, or the field of a form that the scheme has it in, urlencoded or multipart.
class JsonBody {
public:
  JsonBody(const SchemeRules& rules, const Message& message);

  // Whether there is any.
  bool present() const { return present_; }

  // The values where the pointer leads, which may have "*" in it: one for each place, nothing where there is
  // no string, number or boolean.
  std::vector<std::optional<std::string>> read_all(std::string_view pointer) const;
  // The only such value.
  std::optional<std::string> read(std::string_view pointer) const;
  // A member on the way there that its object has twice.
  std::optional<std::string> twice(std::string_view pointer) const;
  // The elements that a pointer which ends in "*" leads to, as they stand there; the whole JSON for "".
  std::vector<std::string_view> elements(std::string_view pointer) const;

  // The message with other values in these places, every other byte as it was: one for each, or one for
  // all of them. Fails with kMessageUnfit where there is nothing to put it into.
  Result<Message> with(std::string_view pointer, std::span<const std::string> values) const;
  Result<Message> with(std::string_view pointer, const std::string& value) const;
  Message without(std::string_view pointer) const;

private:
  Message with_json(std::string json) const;
  // The JSON with something else in place of each element; nothing where `change` gives nothing for one.
  std::optional<std::string>
  with_elements(std::string_view pointer,
                const std::function<std::optional<std::string>(std::string_view, std::size_t)>& change) const;

  const SchemeRules& rules_;
  const Message& message_;
  bool present_ = false;
  bool escaped_ = false;  // stands in an urlencoded form
  std::size_t offset_ = 0, length_ = 0;
  std::string json_;
};

}  // namespace convotic::webhook
