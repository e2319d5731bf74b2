#include "replay/variant.hpp"

#include "core/base/nearest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace convotic::replay {
namespace {

constexpr Variant kVariants[] = {
    {VariantName::recorded, "recorded", "recorded", Expected::accepted, "as it was received, byte for byte",
     ""},
    {VariantName::signed_anew, "signed", "signed", Expected::accepted, "signed anew with your secret, now",
     ""},
    {VariantName::unsigned_, "unsigned", "unsigned", Expected::refused,
     "without signature, time and id, as somebody sends it who only knows the URL",
     "the route acts on requests that bear no signature"},
    {VariantName::wrong_key, "wrong-key", "wrong key", Expected::refused,
     "signed with another secret of the same form",
     "the signature is not compared with one that is made from the secret"},
    {VariantName::tampered_body, "tampered-body", "tampered body", Expected::refused,
     "signed, and then one value of the body changed",
     "what is compared with the signature is not made from the body that arrived"},
    {VariantName::stale, "stale", "stale", Expected::refused, "signed longer ago than the window allows",
     "the signature's time is not compared with the clock, so a recorded request can be sent again for ever"},
    {VariantName::future, "future", "future", Expected::refused,
     "signed further ahead of the clock than the window allows",
     "a signature's time may lie in the future, which keeps it good for longer than the window"},
    {VariantName::wrong_url, "wrong-url", "wrong URL", Expected::refused,
     "signed for another URL than the one it is sent to",
     "the URL that was signed is not the one that is checked"},
    {VariantName::missing_header, "missing-header", "missing", Expected::refused,
     "signed, and then one of the headers that the check needs left out, each in turn",
     "a header that the check needs may be left out"},
    {VariantName::duplicate, "duplicate", "duplicate", Expected::duplicate,
     "signed, and sent twice: providers do that",
     "the id of an event is not remembered, so what is delivered twice is done twice"},
    {VariantName::reserialized_body, "reserialized-body", "re-serialised body", Expected::limited,
     "the same JSON, spaced or escaped in another way, and signed like that", ""},
};

constexpr Variant kHandshakes[] = {
    {VariantName::handshake, "handshake", "handshake", Expected::accepted, "as the provider sends it", ""},
    {VariantName::forged_handshake, "forged-handshake", "forged handshake", Expected::refused,
     "as somebody else would send it", "the handshake is answered whoever asks"},
};

}  // namespace

std::span<const Variant> all_variants() {
  return kVariants;
}

const Variant& variant(VariantName id) {
  for (const Variant& one : kHandshakes)
    if (one.id == id) return one;
  return *std::find_if(std::begin(kVariants), std::end(kVariants),
                       [id](const Variant& variant) { return variant.id == id; });
}

Result<const Variant*> find_variant(std::string_view name, const base::ErrorKind& kind) {
  std::vector<std::string> names;
  for (const Variant& one : kVariants) {
    if (one.name == name) return &one;
    names.emplace_back(one.name);
  }
  const auto close = base::nearest(name, names);
  return base::fail(kind,
                    fmt::format("no variant \"{}\"{}", name,
                                close ? fmt::format("; did you mean \"{}\"?", *close) : std::string()),
                    fmt::format("variants: {}", fmt::join(names, ", ")));
}

}  // namespace convotic::replay
