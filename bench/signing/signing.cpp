// How long signing takes, next to the bare HMAC of as many bytes. Prints a line for each round and scheme:
// {"scheme":"stripe","body":2048,"sign":1.9,"hmac":1.1}, in microseconds. bench/measure/signing.mjs reads
// them.
#include "core/base/clock.hpp"
#include "core/base/random.hpp"
#include "core/webhook/digest.hpp"
#include "core/webhook/signature.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

using namespace convotic;

namespace {

using Steady = std::chrono::steady_clock;

// As long as many an event of a shop or of a payment provider.
constexpr std::size_t kBody = 2048;
constexpr int kCalls = 2000;

// Microseconds a call takes.
template <typename Call> double microseconds(Call call) {
  const auto began = Steady::now();
  for (int i = 0; i < kCalls; ++i)
    call();
  return std::chrono::duration<double, std::micro>(Steady::now() - began).count() / kCalls;
}

template <typename T> T must(Result<T> result) {
  if (result) return std::move(*result);
  fmt::print(stderr, "{}\n", result.error().message);
  std::exit(1);
}

webhook::Hash hash_of(const webhook::Scheme& scheme) {
  for (const webhook::Hash hash : {webhook::Hash::sha1, webhook::Hash::sha384, webhook::Hash::sha512})
    if (scheme.algorithm() == fmt::format("hmac-{}", webhook::hash_name(hash))) return hash;
  return webhook::Hash::sha256;
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 7;
  const webhook::SchemeTable table = webhook::SchemeTable::builtin();
  base::SystemRandom random;
  const std::string body = fmt::format(R"({{"id":"evt_1","note":"{}"}})", std::string(kBody - 26, 'x'));
  std::size_t unused = 0;  // keeps what is measured from being left out
  for (int round = 0; round < rounds; ++round)
    for (const webhook::Scheme& scheme : table.all()) {
      if (!scheme.algorithm().starts_with("hmac-") || scheme.signable() != webhook::Signable::yes) continue;
      webhook::Message message;
      message.url = "https://shop.example/hooks/events";
      message.body = body;
      message.headers = {{"Content-Type", "application/json"}};
      const std::vector<webhook::Secret> secrets{webhook::new_secret(scheme, random)};
      const webhook::SignOptions options{.at = 1'790'000'000'000};
      // Those that sign chosen fields of an event cannot sign any body.
      if (!webhook::sign(scheme, message, secrets, options, random)) continue;
      const double sign = microseconds(
          [&] { unused += must(webhook::sign(scheme, message, secrets, options, random)).headers.size(); });
      const webhook::Hash hash = hash_of(scheme);
      const double hmac = microseconds([&] { unused += webhook::hmac(hash, secrets.front(), body).size(); });
      fmt::print(R"({{"scheme":"{}","body":{},"sign":{:.3f},"hmac":{:.3f}}})"
                 "\n",
                 scheme.name(), body.size(), sign, hmac);
    }
  return unused == 0 ? 1 : 0;
}
