#include "cli/commands.hpp"
#include "cli/flag_choice.hpp"
#include "cli/verdict_name.hpp"
#include "cli/webhook_flags.hpp"
#include "core/base/json_text.hpp"
#include "core/base/time_expression.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <ostream>

namespace convotic::cli {
namespace {

using base::ExitCode;

using webhook::Verdict;

struct VerifyOptions {
  WebhookFlags webhook;
  std::string at = "now";
  std::string format = "pretty";
};

// What was found, for printing.
struct Finding {
  Verdict verdict;
  std::vector<std::string> causes;
  std::string warning;  // of what is valid
  std::optional<base::UnixMillis> signed_at;
};

void print_json(const Finding& finding, std::ostream& out) {
  std::vector<std::string> causes;
  for (const std::string& cause : finding.causes)
    causes.push_back(base::json_string(cause));
  out << fmt::format(
      "{{\"valid\":{},\"outcome\":\"{}\",\"reason\":{},\"causes\":[{}],\"warning\":{},\"signedAt\":{}}}\n",
      finding.verdict.valid(), outcome_name(finding.verdict.outcome),
      base::json_string(finding.verdict.reason), fmt::join(causes, ","),
      finding.warning.empty() ? "null" : base::json_string(finding.warning),
      finding.signed_at ? base::json_string(base::format_iso_millis(*finding.signed_at)) : "null");
}

void print_pretty(const Finding& finding, Context& context) {
  const base::Palette& palette = context.out_palette;
  if (finding.verdict.valid()) {
    context.out << palette.good("valid");
    if (finding.signed_at)
      context.out << palette.secondary(
          fmt::format("   made at {}", base::format_iso_seconds(*finding.signed_at)));
    context.out << '\n';
    if (!finding.warning.empty())
      context.out << fmt::format("  {}: {}\n", palette.warning("warning"), base::printable(finding.warning));
    return;
  }
  context.out << fmt::format("{}: {}\n", palette.bad("invalid"), base::printable(finding.verdict.reason));
  for (const std::string& cause : finding.causes)
    context.out << fmt::format("  {}\n", base::printable(cause));
}

Result<ExitCode> run_verify(const VerifyOptions& options, Context& context) {
  CONVOTIC_TRY(check_choice("--format", options.format, {"pretty", "json"}));
  CONVOTIC_TRY_ASSIGN(const base::UnixMillis at,
                      base::parse_time_expression(options.at, context.clock.now()));
  CONVOTIC_TRY_ASSIGN(const WebhookInput input,
                      read_webhook_input(options.webhook, "convotic verify", context));
  Finding finding;
  CONVOTIC_TRY_ASSIGN(finding.verdict, webhook::verify(input.scheme, input.message, input.secrets, at));
  finding.signed_at = webhook::signed_at(input.scheme, input.message);
  if (finding.verdict.valid()) finding.warning = webhook::warning(input.scheme, input.message, at);
  using Outcome = Verdict::Outcome;
  if (finding.verdict.outcome == Outcome::mismatch || finding.verdict.outcome == Outcome::malformed)
    finding.causes = webhook::explain(input.scheme, input.message, input.secrets, at);
  const bool untimely =
      finding.verdict.outcome == Outcome::stale || finding.verdict.outcome == Outcome::future;
  if (untimely && finding.signed_at)
    finding.causes.push_back(
        fmt::format("it was valid when it was made: --at {}", *finding.signed_at / 1000));
  if (options.format == "json")
    print_json(finding, context.out);
  else
    print_pretty(finding, context);
  return finding.verdict.valid() ? ExitCode::ok : ExitCode::findings;
}

}  // namespace

Command register_verify(CLI::App& app) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App* sub =
      app.add_subcommand("verify", "Check the signature of a webhook, and say why one does not match");
  add_webhook_flags(*sub, options->webhook);
  sub->add_option("--at", options->at,
                  "The time to check it at: Unix time, ISO 8601, or as -6m from now; now")
      ->type_name("TIME");
  sub->add_option("--format", options->format, "pretty, or json for programs")->type_name("FORMAT");
  sub->footer("The body is read from standard input, byte for byte. Exit code 0: valid; 1: not.\n\n"
              "Examples\n"
              "  convotic verify --scheme github --secret-env SECRET --header 'X-Hub-Signature-256: "
              "sha256=...' < body.json\n"
              "  convotic verify --scheme stripe --secret-env SECRET --at -6m --header 'Stripe-Signature: "
              "...' < body.json");
  return {sub, [options](Context& context) { return run_verify(*options, context); }};
}

}  // namespace convotic::cli
