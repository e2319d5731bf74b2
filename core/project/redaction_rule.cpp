#include "core/project/redaction_rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace convotic::project {

tl::expected<RedactionRule, std::string> RedactionRule::parse(std::string_view text) {
  constexpr std::string_view kHeader = "header:";
  if (text.starts_with(kHeader)) {
    const std::string_view name = text.substr(kHeader.size());
    const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
    });
    if (!plain) return tl::unexpected(fmt::format("\"{}\" does not name a header", text));
    return RedactionRule{std::string(name), {}, std::nullopt};
  }
  constexpr std::string_view kQuery = "query:";
  if (text.starts_with(kQuery)) {
    const std::string_view name = text.substr(kQuery.size());
    if (name.empty() || name.find_first_of("&=#? ") != std::string_view::npos)
      return tl::unexpected(fmt::format("\"{}\" does not name a parameter of the query", text));
    return RedactionRule{{}, std::string(name), std::nullopt};
  }
  if (!text.starts_with('$'))
    return tl::unexpected(
        fmt::format("\"{}\" is neither a path into the body nor a header or query parameter", text));
  auto path = base::JsonPath::parse(text);
  if (!path) return tl::unexpected(fmt::format("\"{}\" is not a path into the body: {}", text, path.error()));
  return RedactionRule{{}, {}, std::move(*path)};
}

}  // namespace convotic::project
