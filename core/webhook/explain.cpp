#include "core/webhook/signature.hpp"

namespace convotic::webhook {

std::vector<std::string> explain(const Scheme&, const Message&, std::span<const Secret>, base::UnixMillis) {
  return {};
}

}  // namespace convotic::webhook
