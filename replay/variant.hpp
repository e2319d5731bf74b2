#pragma once

#include "core/base/result.hpp"

#include <span>
#include <string>
#include <string_view>

namespace convotic::replay {

// What is to become of a delivery.
enum class Expected {
  accepted,   // 2xx
  refused,    // 401, 402 or 403, and nothing has changed
  duplicate,  // sent twice: both accepted, and the second changes nothing more
  limited,    // right, and yet no module can tell, since Convotic shows it no raw body: accepted or refused
};

enum class VariantName {
  recorded,
  signed_anew,
  unsigned_,
  wrong_key,
  tampered_body,
  stale,
  future,
  wrong_url,
  missing_header,
  duplicate,
  reserialized_body,
  handshake,         // as a handshake has it, see handshake.hpp
  forged_handshake,  // as nobody may send it
};

// One way of sending a capture.
struct Variant {
  VariantName id;
  std::string_view name;   // "wrong-key": what --variant takes, and what reports for programs say
  std::string_view title;  // "wrong key": what reports for people say
  Expected expected;
  std::string_view meaning;  // one clause, for lists
  std::string_view advice;   // what a module that gets it wrong does not do; one clause
};

// All that a capture may have, in the order in which they are sent and reported.
std::span<const Variant> all_variants();
const Variant& variant(VariantName id);

// Fails with the caller's `kind`, offering the nearest name.
Result<const Variant*> find_variant(std::string_view name, const base::ErrorKind& kind);

}  // namespace convotic::replay
