#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Bodies that differ from what was signed.
namespace convotic::replay {

struct BodyEdit {
  std::size_t offset = 0;
  std::size_t length = 0;  // bytes that are replaced
  std::string replacement;
};

std::string edited(const std::string& body, const BodyEdit& edit);

// Changes that leave a body what it is (JSON, a form, text), and of the same length where that is possible,
// but give it another meaning: one digit or letter of a value is another one. The most telling first: deep
// values of JSON, since those of the envelope often decide whether a module looks at the rest. At most
// `most`; none for an empty body.
std::vector<BodyEdit> tamperings(std::string_view body, std::size_t most);

// The same JSON, spaced and escaped in another way; nothing where the body is not a JSON object or array.
std::optional<std::string> reserialized(std::string_view body);

}  // namespace convotic::replay
