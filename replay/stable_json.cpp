#include "replay/stable_json.hpp"

#include <nlohmann/json.hpp>

namespace convotic::replay {
namespace {

using Json = nlohmann::ordered_json;

std::optional<Json> common(const Json& a, const Json& b) {
  if (a.is_object() && b.is_object()) {
    Json out = Json::object();
    for (const auto& [name, member] : a.items()) {
      const auto other = b.find(name);
      if (other == b.end()) continue;
      if (auto both = common(member, *other)) out[name] = *std::move(both);
    }
    return out;
  }
  if (a.is_array() && b.is_array()) {
    Json out = Json::array();
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
      auto both = common(a[i], b[i]);
      if (!both) break;
      out.push_back(*std::move(both));
    }
    return out;
  }
  if (a.is_structured() || b.is_structured() || a != b) return std::nullopt;
  return a;
}

}  // namespace

std::optional<std::string> common_json(std::string_view a, std::string_view b) {
  const Json first = Json::parse(a, nullptr, false), second = Json::parse(b, nullptr, false);
  if (first.is_discarded() || second.is_discarded()) return std::nullopt;
  const auto both = common(first, second);
  if (!both) return std::nullopt;
  return both->dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace convotic::replay
