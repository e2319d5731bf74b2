#pragma once

#include "tests/support/run_cli.hpp"

namespace convotic::tests {

// A world in which the signatures of tests/fixtures/webhook are right: a body on standard input, secrets in
// the environment, and the time that the signatures say.
struct WebhookWorld : CliWorld {
  WebhookWorld() {
    in = R"({"hello":"world"})";
    environment["S"] = "convotic_test_secret";
    environment["W"] = "whsec_convotic_test_secret";
    clock = FakeClock(1'700'000'000'000);
  }
};

}  // namespace convotic::tests
