#include "replay/import/strangers.hpp"

#include "replay/errors.hpp"
#include "replay/import/importer.hpp"
#include "replay/import/json_members.hpp"

#include <fmt/format.h>

#include <array>

namespace convotic::replay {
namespace {

// Whether the document has all of these members.
bool has_all(const Recording& recording, std::initializer_list<std::string_view> keys) {
  if (!recording.json) return false;
  for (const std::string_view key : keys)
    if (!member(*recording.json, key)) return false;
  return true;
}

bool begins(const Recording& recording, std::string_view bytes) {
  return recording.text.starts_with(bytes);
}

// Concatenated tnetstrings: a length, a colon, and a dictionary with these keys.
bool is_mitmproxy(const Recording& recording) {
  const std::size_t digits = recording.text.find_first_not_of("0123456789");
  return digits != std::string::npos && digits > 0 && recording.text[digits] == ':' &&
         recording.text.find("7:version") != std::string::npos &&
         recording.text.find("7:request") != std::string::npos;
}

bool is_vcr(const Recording& recording) {
  if (has_all(recording, {"http_interactions"}) || has_all(recording, {"interactions", "version"}))
    return true;
  const std::string_view head = std::string_view(recording.text).substr(0, 200);
  return !recording.json &&
         (head.find("http_interactions:") != std::string_view::npos || head.starts_with("interactions:\n") ||
          head.find("\ninteractions:\n") != std::string_view::npos);
}

bool is_postman(const Recording& recording) {
  return has_all(recording, {"info", "item"}) &&
         member(*member(*recording.json, "info"), "schema").has_value();
}

bool is_powershell(const Recording& recording) {
  return recording.text.find("Invoke-WebRequest") != std::string::npos ||
         recording.text.find("Invoke-RestMethod") != std::string::npos;
}

struct Stranger {
  bool (*is)(const Recording&);
  std::string_view what;
  std::string_view advice;
};

constexpr std::array<Stranger, 11> kStrangers{{
    {[](const Recording& r) { return begins(r, "\x1f\x8b"); }, "compressed with gzip",
     "unpack it first: gunzip makes the file that can be imported"},
    {[](const Recording& r) { return begins(r, "\xff\xfe") || begins(r, "\xfe\xff"); }, "UTF-16, not UTF-8",
     "convert it first: iconv -f UTF-16 -t UTF-8"},
    {[](const Recording& r) {
       return has_all(r, {"convotic", "path"});
     },
     "a capture already", "convotic capture show tells what is in it"},
    {[](const Recording& r) {
       return has_all(r, {"_meta", "fixtures"});
     },
     "a fixtures file of the Stripe CLI: calls of Stripe's API, not webhooks",
     "convotic trigger sends a sample of an event; convotic dev --record keeps what stripe listen forwards"},
    {[](const Recording& r) {
       return has_all(r, {"object", "type", "data"}) && text_member(*r.json, "object") == "event";
     },
     "an event of Stripe's: the content of a webhook, without the request that brought it",
     "convotic sign --scheme stripe signs it; convotic dev --record keeps the request itself"},
    {is_vcr, "a VCR cassette: requests that a program sent, not webhooks that it received",
     "convotic dev --record keeps webhooks as they come"},
    {is_mitmproxy, "a flow file of mitmproxy",
     "mitmdump -nr FILE --set hardump=flows.har makes a HAR file of it"},
    {is_postman, "a collection of Postman's: requests to send, with its own variables",
     "copy a request as cURL there, and import that"},
    {[](const Recording& r) {
       return has_all(r, {"data", "meta"}) && member(*member(*r.json, "data"), "pairs");
     },
     "a simulation of Hoverfly's: patterns of requests, not requests",
     "convotic dev --record keeps webhooks as they come"},
    {[](const Recording& r) {
       return has_all(r, {"requests", "meta"});
     },
     "a request journal of WireMock's", "a HAR file, a curl command or a raw HTTP message can be imported"},
    {is_powershell, "a PowerShell command", "browsers also copy a request as cURL, which can be imported"},
}};

}  // namespace

Result<void> check_stranger(const Recording& recording) {
  for (const Stranger& stranger : kStrangers)
    if (stranger.is(recording))
      return base::fail(kImportFailed, fmt::format("\"{}\" is {}", recording.name, stranger.what),
                        std::string(stranger.advice));
  return {};
}

}  // namespace convotic::replay
