#include "replay/capture_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace convotic::replay {
namespace {

constexpr std::size_t kMostJson = 1u << 20;
constexpr std::size_t kLongestEvent = 60;
constexpr std::size_t kLongestStem = 80;

constexpr std::string_view kHeaders[] = {"X-GitHub-Event",        "X-Shopify-Topic",
                                         "shopify-topic",         "X-Gitlab-Event",
                                         "X-Event-Key",           "X-WC-Webhook-Topic",
                                         "Sentry-Hook-Resource",  "Twitch-Eventsub-Subscription-Type",
                                         "x-amz-sns-message-type"};
constexpr std::string_view kMembers[] = {"type", "event", "event_type", "eventType", "event_name", "topic"};

bool is_alphanumeric(char c) {
  return static_cast<unsigned char>(c) < 0x80 && std::isalnum(static_cast<unsigned char>(c)) != 0;
}

// "payment_intent.succeeded" gives "payment-intent-succeeded".
std::string slug(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_alphanumeric(c))
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  if (out.size() > kLongestStem) out.resize(kLongestStem);
  while (out.ends_with('-'))
    out.pop_back();
  return out;
}

}  // namespace

std::string event_of(const Capture& capture) {
  for (const std::string_view name : kHeaders)
    for (const http::Header& header : capture.headers)
      if (http::same_name(header.name, name) && !header.value.empty() && header.value.size() <= kLongestEvent)
        return header.value;
  if (capture.body.size() > kMostJson || !capture.body.starts_with('{')) return {};
  const auto body = base::JsonReader::parse("body", capture.body);
  if (!body) return {};
  for (const std::string_view name : kMembers) {
    const auto member = body->find(name);
    if (!member || !*member || (*member)->kind() != base::JsonReader::Kind::string) continue;
    const auto text = (*member)->as_string();
    if (text && !text->empty() && text->size() <= kLongestEvent) return *text;
  }
  return {};
}

std::string file_stem(const Capture& capture) {
  if (const std::string named = slug(capture.name); !named.empty()) return named;
  std::string what = slug(event_of(capture));
  if (what.empty()) {
    std::string_view path = std::string_view(capture.path).substr(0, capture.path.find('?'));
    while (path.ends_with('/'))
      path.remove_suffix(1);
    what = slug(path.substr(std::min(path.rfind('/') + 1, path.size())));
  }
  if (capture.method != "POST") what = slug(capture.method) + (what.empty() ? "" : "-" + what);
  const std::string scheme = slug(capture.scheme);
  if (what.empty()) what = scheme.empty() ? "request" : "webhook";
  return scheme.empty() || what.starts_with(scheme) ? what : fmt::format("{}-{}", scheme, what);
}

}  // namespace convotic::replay
