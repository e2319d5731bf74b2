#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/replay_options.hpp"
#include "cli/replay_session.hpp"
#include "cli/signals.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace convotic::cli {
namespace {

// A number of at least `low`, in words that quote what was given.
CLI::Validator at_least(double low) {
  return CLI::Validator(
      [low](std::string& text) {
        double value = 0;
        const bool is_number = CLI::detail::lexical_cast(text, value);
        return is_number && value >= low ? std::string()
                                         : fmt::format("\"{}\" is not a number of at least {}", text, low);
      },
      "");
}

Result<base::ExitCode> run_replay(const ReplayOptions& options, Context& context) {
  CONVOTIC_TRY_ASSIGN(ReplayOrder order, read_order(options, context));
  StopSignals signals;
  return ReplaySession(options, std::move(order), context, signals.token()).run();
}

void add_what(CLI::App* sub, ReplayOptions& options) {
  sub->add_option("paths", options.paths, "Captures, or folders of them; default: fixtures/ of the modules")
      ->type_name("[path...]");
  sub->add_flag("--matrix", options.matrix, "Send every variant that the scheme makes meaningful");
  sub->add_option("--variant", options.variants,
                  "Send this variant; may be repeated (default: signed, unsigned)")
      ->type_name("NAME")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  sub->add_option("--handshake", options.handshakes,
                  "Send a provider's handshake in place of captures; may be repeated")
      ->type_name("NAME")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  sub->add_option("--path", options.handshake_path, "Path below the module that a handshake is sent to")
      ->type_name("PATH");
  sub->add_option("--scheme", options.scheme, "Signature scheme in place of the captures' own")
      ->type_name("NAME");
  sub->add_option("--secret", options.secrets,
                  "Secret in place of the captures': env:NAME, dotenv:NAME, file:PATH; may be repeated")
      ->type_name("REF")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void add_where(CLI::App* sub, ReplayOptions& options) {
  sub->add_option("--module", options.modules,
                  "A module to run, folder or file; may be repeated (default: those of convotic.json)")
      ->type_name("PATH")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  sub->add_option("--url", options.url, "Send to this address; effects are then unknown")->type_name("URL");
  sub->add_flag("--live", options.live,
                "Send to the convotic dev that is running, and tell what it changed there");
  sub->add_flag("--last", options.last, "Send again what convotic dev received last");
  sub->add_flag("--failed", options.failed,
                "Send again the last request that convotic dev answered with 400 or more");
  sub->add_option("--seed", options.seed, "State of captures that bring none: a JSON file")
      ->type_name("FILE");
  sub->add_flag("--keep-state", options.keep_state, "Do not empty the state between deliveries");
  sub->add_option("--at", options.at, "Time that modules see: now, recorded, +6m, or as 2026-03-30T14:22:00Z")
      ->type_name("TIME");
  sub->add_option("--timeout", options.timeout, "Seconds to wait for an answer (default 30)")
      ->type_name("SECONDS")
      ->check(at_least(0.01));
}

void add_how(CLI::App* sub, ReplayOptions& options) {
  sub->add_option("--jobs", options.jobs,
                  "Deliveries at the same time, each in its own emulator or one kept state (default 1)")
      ->type_name("N")
      ->check(at_least(1));
  sub->add_option("--repeat", options.repeat, "Send everything N times")->type_name("N")->check(at_least(1));
  sub->add_flag("--shuffle", options.shuffle, "Send in a random order");
  sub->add_option("--shuffle-seed", options.shuffle_seed, "Send in the random order that this number decides")
      ->type_name("N")
      ->check(at_least(0));
  sub->add_option("--rate", options.rate, "At most N deliveries a second")
      ->type_name("N")
      ->check(at_least(0.001));
  sub->add_flag("--update", options.update, "Write what happened into the captures, as what they expect");
  sub->add_flag("--yes", options.yes, "Do not ask before --update changes what is expected");
  sub->add_option("--format", options.format, "pretty, json or junit (default pretty)")->type_name("FORMAT");
  sub->add_option("--output", options.output, "Write the report to a file")->type_name("FILE");
}

}  // namespace

Command register_replay(CLI::App& app) {
  auto options = std::make_shared<ReplayOptions>();
  CLI::App* sub =
      app.add_subcommand("replay", "Send recorded webhooks, signed and forged, and check what they change");
  add_what(sub, *options);
  add_where(sub, *options);
  add_how(sub, *options);
  sub->footer("Examples\n"
              "  convotic replay                                all captures, signed and unsigned\n"
              "  convotic replay fixtures/order-paid.json --matrix\n"
              "  convotic replay --variant stale --variant future\n"
              "  convotic replay --matrix --format junit --output replay.xml\n"
              "  convotic replay order-paid.json --url https://staging.example/hook\n"
              "  convotic replay --handshake slack --path /webhook --secret dotenv:SLACK_SIGNING_SECRET");
  return {sub, [options](Context& context) { return run_replay(*options, context); }};
}

}  // namespace convotic::cli
