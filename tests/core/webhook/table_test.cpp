// What must hold for every row of schemes.json, tried with a message that the vectors have of it.
#include "core/webhook/key_pair.hpp"
#include "core/webhook/scheme_rules.hpp"
#include "core/webhook/signature.hpp"
#include "tests/core/webhook/own_scheme.hpp"
#include "tests/support/describe_error.hpp"
#include "tests/support/fakes.hpp"

#include <algorithm>
#include <map>
#include <set>

using namespace convotic;
using namespace convotic::webhook;
using tests::Vector;

namespace {

// A scheme with a message to sign, a secret to sign it with, and the time.
struct Sample {
  Scheme scheme;
  Message message;
  std::vector<Secret> secrets;
  base::UnixMillis at;

  const SchemeRules& rules() const { return scheme.rules(); }
  Message signed_at(base::UnixMillis time) const {
    tests::FakeRandom random;
    return tests::must(sign(scheme, message, secrets, {time, {}}, random));
  }
  std::string verdict(const Message& arrived, base::UnixMillis now) const {
    const auto verdict = verify(scheme, arrived, secrets, now);
    return verdict ? tests::outcome_name(verdict->outcome) : tests::describe(verdict);
  }
};

// Keys are dear: one of each type is enough.
const Secret& key_of(const Scheme& scheme) {
  static std::map<std::string, Secret> keys;
  const std::string type(scheme.algorithm());
  tests::FakeRandom random;
  if (!keys.contains(type)) keys[type] = new_secret(scheme, random);
  return keys[type];
}

std::vector<Sample> all_samples() {
  const SchemeTable table = SchemeTable::builtin();
  std::vector<Sample> out;
  std::set<std::string> seen;
  tests::FakeRandom random;
  for (const Vector& vector : tests::all_vectors()) {
    if (!seen.insert(vector.scheme).second) continue;
    const Scheme scheme = tests::must(table.get(vector.scheme));
    std::vector<Secret> secrets = vector.secrets;
    if (vector.verify_only) {
      secrets = {key_of(scheme)};
      if (!scheme.rules().secret.companion.empty())
        secrets.front().insert(0, secrets.front().find(':') == 6 ? "" : "123456:");
    }
    out.push_back({scheme, vector.message, std::move(secrets), vector.options.at});
  }
  return out;
}

const std::vector<Sample>& samples() {
  static const std::vector<Sample> all = all_samples();
  return all;
}

bool changes_body(const SchemeRules& rules) {
  const auto in_body = [](const Place& place) { return !place.body.empty(); };
  return in_body(rules.signature.place) || (rules.timestamp && in_body(rules.timestamp->place)) ||
         (rules.id && in_body(rules.id->place));
}

// What a header says, changed to something of the same form.
void change_header(Message& message, std::string_view name, const std::string& value) {
  for (http::Header& header : message.headers)
    if (http::same_name(header.name, name)) header.value = value;
}

}  // namespace

TEST_CASE("Every scheme signs what it verifies") {
  for (const Sample& sample : samples()) {
    CAPTURE(sample.scheme.name());
    CHECK(sample.verdict(sample.signed_at(sample.at), sample.at) == "valid");
    // Again, over what is there.
    Sample again = sample;
    again.message = sample.signed_at(sample.at - 5000);
    CHECK(sample.verdict(again.signed_at(sample.at), sample.at) == "valid");
  }
}

TEST_CASE("Signing changes no byte of a body that the scheme puts nothing into") {
  int unchanged = 0;
  for (const Sample& sample : samples()) {
    CAPTURE(sample.scheme.name());
    if (changes_body(sample.rules())) continue;
    CHECK(sample.signed_at(sample.at).body == sample.message.body);
    CHECK(without_signature(sample.scheme, sample.signed_at(sample.at)).body == sample.message.body);
    ++unchanged;
  }
  CHECK(unchanged > 60);
}

TEST_CASE("A body that was changed does not match, wherever the body is signed") {
  for (const Sample& sample : samples()) {
    if (!sample.scheme.needs().body) continue;
    CAPTURE(sample.scheme.name());
    Message tampered = sample.signed_at(sample.at);
    // Of Twilio's, only what is no form is signed as a whole.
    if (sample.scheme.needs().parameters) continue;
    tampered.body += ' ';
    CHECK(sample.verdict(tampered, sample.at) == "mismatch");
  }
}

TEST_CASE("Another secret does not match") {
  for (const Sample& sample : samples()) {
    CAPTURE(sample.scheme.name());
    const std::string algorithm(sample.scheme.algorithm());
    if (algorithm.find("rsa") != std::string::npos || algorithm.find("rs256") != std::string::npos) continue;
    tests::FakeRandom random;
    const Secret other = tests::must(another_secret(sample.scheme, sample.secrets.front(), random));
    Sample forged = sample;
    forged.secrets = {other};
    CHECK(sample.verdict(forged.signed_at(sample.at), sample.at) == "mismatch");
  }
}

TEST_CASE("What is not signed is missing, and nothing of it is left") {
  for (const Sample& sample : samples()) {
    CAPTURE(sample.scheme.name());
    const Message bare = without_signature(sample.scheme, sample.signed_at(sample.at));
    CHECK(sample.verdict(bare, sample.at) == "missing");
    for (const std::string& name : sample.scheme.headers())
      CHECK(std::none_of(bare.headers.begin(), bare.headers.end(),
                         [&](const http::Header& header) { return http::same_name(header.name, name); }));
  }
}

TEST_CASE("Every header that a signature needs is missed") {
  for (const Sample& sample : samples()) {
    const Message made = sample.signed_at(sample.at);
    for (const std::string& name : sample.scheme.headers()) {
      CAPTURE(sample.scheme.name(), name);
      // Either of these is enough.
      if (sample.scheme.name() == "box" && name.starts_with("BOX-SIGNATURE")) continue;
      Message without = made;
      const auto erased = std::erase_if(
          without.headers, [&](const http::Header& header) { return http::same_name(header.name, name); });
      if (erased > 0) CHECK(sample.verdict(without, sample.at) == "missing");
    }
  }
}

TEST_CASE("Old signatures are stale and those from the future are refused, where the scheme has a window") {
  int windows = 0;
  for (const Sample& sample : samples()) {
    CAPTURE(sample.scheme.name());
    const Window window = sample.scheme.window();
    const Message made = sample.signed_at(sample.at);
    const base::UnixMillis past = window.past ? window.past->count() * 1000 : 0;
    const base::UnixMillis future = window.future ? window.future->count() * 1000 : 0;
    if (window.past) {
      CHECK(sample.verdict(made, sample.at + past) == "valid");
      CHECK(sample.verdict(made, sample.at + past + 1000) == "stale");
      ++windows;
    }
    if (window.future) {
      CHECK(sample.verdict(made, sample.at - future) == "valid");
      CHECK(sample.verdict(made, sample.at - future - 1000) == "future");
    }
    if (!window.past && !sample.rules().lifetime)
      CHECK(sample.verdict(made, sample.at + 86'400'000) == "valid");
  }
  CHECK(windows > 20);
}

TEST_CASE("A timestamp, an id, a URL or a method that was changed does not match, where it is signed") {
  using Kind = Piece::Kind;
  int changed = 0;
  for (const Sample& sample : samples()) {
    CAPTURE(sample.scheme.name());
    const SchemeRules& rules = sample.rules();
    const Message made = sample.signed_at(sample.at);
    const auto refused = [&](const Message& other) {
      CHECK(sample.verdict(other, sample.at) == "mismatch");
      ++changed;
    };
    if (rules.content.uses(Kind::timestamp) && !rules.timestamp->place.headers.empty() &&
        rules.timestamp->place.field.empty()) {
      Message other = made;
      const Message later = sample.signed_at(sample.at + 1000);
      for (const http::Header& header : later.headers)
        if (http::same_name(header.name, rules.timestamp->place.headers.front()))
          change_header(other, header.name, header.value);
      refused(other);
    }
    if (rules.content.uses(Kind::id) && !rules.id->place.headers.empty()) {
      Message other = made;
      change_header(other, rules.id->place.headers.front(), "another");
      refused(other);
    }
    if (sample.scheme.needs().url) {
      Message other = made;
      other.url += "&more=1";
      refused(other);
    }
    if (sample.scheme.needs().method) {
      Message other = made;
      other.method = "PATCH";
      refused(other);
    }
  }
  CHECK(changed > 25);
}

TEST_CASE("The table covers the providers that it promises") {
  const SchemeTable table = SchemeTable::builtin();
  std::set<std::string> providers;
  for (const Scheme& scheme : table.all()) {
    CAPTURE(scheme.name());
    // "HubSpot, signature v2" and "HubSpot, signature v3" are one provider.
    providers.insert(scheme.name().substr(0, scheme.name().find('-')));
    CHECK_FALSE(scheme.source().empty());
    CHECK(std::set<std::string>{"S", "D", "C"}.contains(scheme.evidence()));
    CHECK(scheme.signable() != Signable::no);
    if (!scheme.example_secret().empty())
      CHECK(tests::describe(check_secret(scheme, scheme.example_secret())) == "ok");
    CHECK(scheme.example_secret().empty() == scheme.needs().key_pair);
    CHECK((scheme.module().obstacle.empty() || !scheme.module().serialization));
    if (scheme.module().obstacle.empty())
      CHECK(scheme.module().serialization.has_value() == scheme.needs().body);
  }
  CHECK(providers.size() >= 60);
}
