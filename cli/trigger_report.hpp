#pragma once

#include "core/base/terminal.hpp"
#include "replay/judgement.hpp"
#include "replay/samples.hpp"
#include "replay/target.hpp"

#include <string>
#include <vector>

namespace convotic::cli {

// What `convotic trigger` has sent, and what came of it.
struct TriggerReport {
  std::string sample;       // "stripe.payment_intent.succeeded"
  std::string description;  // "A payment has succeeded"
  std::string url;          // that it went to
  std::string secret;       // what it was signed with: "dotenv:STRIPE_WEBHOOK_SECRET"
  std::string method;
  replay::Exchange exchange;
};

// For people, and one line of JSON for programs.
std::string trigger_pretty(const TriggerReport& report, const base::Palette& palette);
std::string trigger_json(const TriggerReport& report);

// Name and description of each, aligned.
std::string sample_table(const std::vector<replay::Sample>& samples, const base::Palette& palette);

}  // namespace convotic::cli
