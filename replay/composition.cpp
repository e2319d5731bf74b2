#include "replay/composition.hpp"

#include "replay/tampering.hpp"

#include <algorithm>

namespace convotic::replay {
namespace {

using webhook::Message;
using webhook::Secret;

struct Signing {
  std::span<const Secret> secrets;
  base::UnixMillis at;
  base::Random& random;
};

Result<Message> sign_with(const Case& of, const Message& message, const Signing& signing) {
  // Signed with the newest secret alone, as providers do outside of a rotation.
  return webhook::sign(*of.scheme, message, signing.secrets.first(1), {.at = signing.at, .id = std::nullopt},
                       signing.random);
}

void remove_header(Message& message, const std::string& name) {
  std::erase_if(message.headers,
                [&](const http::Header& header) { return http::same_name(header.name, name); });
}

std::size_t path_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const std::size_t host = scheme == std::string_view::npos ? 0 : scheme + 3;
  return std::min(url.find_first_of("/?", host), url.size());
}

std::string_view query_of(std::string_view url) {
  const std::size_t mark = url.find('?');
  return mark == std::string_view::npos ? std::string_view() : url.substr(mark);
}

}  // namespace

std::string elsewhere(const std::string& url) {
  const std::size_t query = url.size() - query_of(url).size();
  const bool has_path = path_of(url) < query;
  std::string out = url;
  return out.insert(query, has_path ? "-elsewhere" : "/elsewhere");
}

bool spares_signature(const std::string& recorded, const std::string& signed_body, std::size_t offset,
                      std::size_t length) {
  const auto [a, b] = std::mismatch(recorded.begin(), recorded.end(), signed_body.begin(), signed_body.end());
  const auto before = static_cast<std::size_t>(b - signed_body.begin());
  if (before == signed_body.size() && recorded.size() == signed_body.size()) return true;
  std::size_t after = 0;
  const std::size_t most = std::min(recorded.size(), signed_body.size()) - before;
  while (after < most && recorded[recorded.size() - 1 - after] == signed_body[signed_body.size() - 1 - after])
    ++after;
  return offset + length <= before || offset >= signed_body.size() - after;
}

Result<Message> compose_message(const Trial& trial, const Case& of, base::UnixMillis now,
                                base::Random& random) {
  const auto offset = std::chrono::duration_cast<std::chrono::milliseconds>(trial.offset).count();
  const Signing signing{of.secrets, now + offset, random};
  switch (trial.variant->id) {
  case VariantName::recorded:
  case VariantName::handshake:
  case VariantName::forged_handshake:
    return of.message;
  case VariantName::unsigned_:
    return webhook::without_signature(*of.scheme, of.message);
  case VariantName::signed_anew:
  case VariantName::stale:
  case VariantName::future:
    return sign_with(of, of.message, signing);
  case VariantName::duplicate:
    if (trial.made == Trial::Made::recorded) return of.message;
    return sign_with(of, of.message, signing);
  case VariantName::wrong_key: {
    CONVOTIC_TRY_ASSIGN(const Secret other, webhook::another_secret(*of.scheme, of.secrets.front(), random));
    return sign_with(of, of.message, {{&other, 1}, signing.at, random});
  }
  case VariantName::tampered_body: {
    CONVOTIC_TRY_ASSIGN(Message message, sign_with(of, of.message, signing));
    const auto edits = tamperings(message.body, kTamperings);
    if (trial.tampering < edits.size()) message.body = edited(message.body, edits[trial.tampering]);
    return message;
  }
  case VariantName::wrong_url: {
    Message message = of.message;
    message.url = elsewhere(message.url);
    return sign_with(of, message, signing);
  }
  case VariantName::missing_header: {
    CONVOTIC_TRY_ASSIGN(Message message, sign_with(of, of.message, signing));
    remove_header(message, trial.header);
    return message;
  }
  case VariantName::reserialized_body: {
    Message message = of.message;
    if (auto body = reserialized(message.body)) message.body = *std::move(body);
    return sign_with(of, message, signing);
  }
  }
  return of.message;
}

Delivery make_delivery(const Case& of, Message message) {
  Delivery out;
  out.module = of.capture.module;
  out.method = std::move(message.method);
  out.path = of.capture.path;
  if (const auto query = query_of(message.url); query != query_of(of.message.url))
    out.path = of.capture.path.substr(0, of.capture.path.find('?')) + std::string(query);
  out.headers = std::move(message.headers);
  out.body = std::move(message.body);
  if (of.scheme && of.scheme->name() == kKeyScheme) out.key = Delivery::Key::as_it_is;
  return out;
}

Result<Delivery> compose(const Trial& trial, const Case& of, base::UnixMillis now, base::Random& random) {
  CONVOTIC_TRY_ASSIGN(Message message, compose_message(trial, of, now, random));
  return make_delivery(of, std::move(message));
}

}  // namespace convotic::replay
