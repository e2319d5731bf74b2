#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace convotic::lint::lsp {

// Messages of the language server protocol, cut out of a stream of bytes: a head of "Name: value" lines that
// ends with an empty one, then as many bytes as Content-Length says [documented: Language Server Protocol
// 3.17, Base Protocol].
class Framing {
public:
  void add(std::string_view bytes) { pending_ += bytes; }

  // The next whole message, if one has come. Nothing more comes after a head that cannot be understood.
  std::optional<std::string> next();

  // Set once a head had no usable Content-Length.
  bool broken() const { return broken_; }

private:
  std::string pending_;
  bool broken_ = false;
};

// The message with its head.
std::string framed(std::string_view message);

}  // namespace convotic::lint::lsp
