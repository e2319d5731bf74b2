#pragma once

#include "core/base/json_reader.hpp"
#include "core/webhook/signature.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace convotic::tests {

// A signature that is known to be right: one that a provider published, or one that another implementation
// made (tests/fixtures/webhook/vectors.json).
struct Vector {
  std::string name;
  std::string scheme;
  std::vector<webhook::Secret> secrets;
  webhook::Message message;  // before it is signed
  webhook::SignOptions options;
  std::vector<http::Header> signature;  // the headers that signing adds
  std::optional<std::string> signed_body, signed_url;
  bool verify_only = false;  // the private key is not known, or signatures differ each time

  // The message with its signature, put together without the engine.
  webhook::Message signed_message() const {
    webhook::Message out = message;
    out.headers.insert(out.headers.end(), signature.begin(), signature.end());
    if (signed_body) out.body = *signed_body;
    if (signed_url) out.url = *signed_url;
    return out;
  }
};

// Ends the test where the file is not as it should be.
template <typename T> T must(Result<T> result) {
  if (!result) FAIL(result.error().message);
  return std::move(*result);
}

inline std::string text_of(const base::JsonReader& object, std::string_view key) {
  const auto value = must(object.find(key));
  return value ? must(value->as_string()) : std::string();
}

inline std::vector<http::Header> headers_of(const base::JsonReader& object, std::string_view key) {
  std::vector<http::Header> out;
  if (const auto headers = must(object.find(key)))
    for (const auto& [name, value] : must(headers->as_object()))
      out.push_back({name, must(value.as_string())});
  return out;
}

inline Vector vector_from(const base::JsonReader& row) {
  if (const auto known =
          row.check_keys({"name", "scheme", "secret", "secrets", "method", "url", "id", "headers", "body",
                          "at", "signature", "signedBody", "signedUrl", "verifyOnly"});
      !known)
    FAIL(known.error().message);
  Vector out;
  out.name = must(must(row.get("name")).as_string());
  out.scheme = must(must(row.get("scheme")).as_string());
  if (const auto secret = must(row.find("secret"))) out.secrets.push_back(must(secret->as_string()));
  if (const auto secrets = must(row.find("secrets")))
    for (const auto& secret : must(secrets->as_array()))
      out.secrets.push_back(must(secret.as_string()));
  if (const std::string method = text_of(row, "method"); !method.empty()) out.message.method = method;
  out.message.url = text_of(row, "url");
  out.message.headers = headers_of(row, "headers");
  out.message.body = must(must(row.get("body")).as_string());
  out.options.at = must(must(row.get("at")).as_integer());
  if (const std::string id = text_of(row, "id"); !id.empty()) out.options.id = id;
  out.signature = headers_of(row, "signature");
  if (const auto body = must(row.find("signedBody"))) out.signed_body = must(body->as_string());
  if (const auto url = must(row.find("signedUrl"))) out.signed_url = must(url->as_string());
  if (const auto only = must(row.find("verifyOnly"))) out.verify_only = must(only->as_boolean());
  return out;
}

inline std::vector<Vector> all_vectors() {
  const std::string file = std::string(CONVOTIC_FIXTURES) + "/webhook/vectors.json";
  std::vector<Vector> out;
  const auto root = must(base::JsonReader::parse(file, read_file(file)));
  for (const auto& row : must(root.as_array()))
    out.push_back(vector_from(row));
  return out;
}

// A message as one text, so that a test compares all of it.
inline std::string show(const webhook::Message& message) {
  std::string out = message.method + ' ' + message.url + '\n';
  for (const http::Header& header : message.headers)
    out += header.name + ": " + header.value + '\n';
  return out + '\n' + message.body;
}

inline std::string outcome_name(webhook::Verdict::Outcome outcome) {
  using Outcome = webhook::Verdict::Outcome;
  switch (outcome) {
  case Outcome::valid:
    return "valid";
  case Outcome::missing:
    return "missing";
  case Outcome::malformed:
    return "malformed";
  case Outcome::mismatch:
    return "mismatch";
  case Outcome::stale:
    return "stale";
  case Outcome::future:
    return "future";
  case Outcome::unsupported:
    return "unsupported";
  }
  return "";
}

// "mismatch: does not match these bytes", "valid", or an error as "secret-invalid: ..."
inline std::string show(const Result<webhook::Verdict>& verdict) {
  if (!verdict) return std::string(verdict.error().kind->slug) + ": " + verdict.error().message;
  return outcome_name(verdict->outcome) + (verdict->reason.empty() ? "" : ": " + verdict->reason);
}

}  // namespace convotic::tests
