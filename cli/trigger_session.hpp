#pragma once

#include "cli/context.hpp"
#include "core/base/result.hpp"

#include <stop_token>
#include <string>
#include <vector>

namespace convotic::cli {

// The command line of `convotic trigger`, as it was written.
struct TriggerOptions {
  std::string sample;
  bool list = false;
  bool live = false;
  std::string to;
  std::string module;
  std::string path;
  std::string public_url;
  std::vector<std::string> secret_env, secret_dotenv, secret_file;
  std::string timestamp = "now";
  std::string print;
  std::string format = "pretty";
};

// Signs a sample with what the flags say, else with the secret that the scaffold of its provider has in .env,
// sends it, and prints the answer and what it changed. Fails as find_sample, make_case, webhook::sign and
// ChosenTargets::start do, and with what befell the delivery.
Result<base::ExitCode> send_sample(const TriggerOptions& options, Context& context, std::stop_token stop);

// Prints the signed request instead.
Result<void> print_sample(const TriggerOptions& options, Context& context);

}  // namespace convotic::cli
