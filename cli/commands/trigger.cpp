#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/flag_choice.hpp"
#include "cli/signals.hpp"
#include "cli/trigger_report.hpp"
#include "cli/trigger_session.hpp"
#include "core/base/nearest.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <ostream>

namespace convotic::cli {
namespace {

Result<std::vector<replay::Sample>> listed(const std::string& provider) {
  CONVOTIC_TRY_ASSIGN(std::vector<replay::Sample> samples, replay::all_samples());
  if (provider.empty()) return samples;
  std::vector<std::string> providers;
  for (const replay::Sample& sample : samples)
    if (providers.empty() || providers.back() != sample.provider) providers.push_back(sample.provider);
  const auto others = std::remove_if(samples.begin(), samples.end(), [&](const replay::Sample& sample) {
    return sample.provider != provider;
  });
  samples.erase(others, samples.end());
  if (!samples.empty()) return samples;
  const auto close = base::nearest(provider, providers);
  return base::fail(kBadValue,
                    fmt::format("there are no samples of \"{}\"{}", provider,
                                close ? fmt::format("; did you mean \"{}\"?", *close) : std::string()),
                    "convotic trigger --list shows them all");
}

Result<ExitCode> run_trigger(const TriggerOptions& options, Context& context) {
  CONVOTIC_TRY(check_choice("--format", options.format, {"pretty", "json"}));
  if (options.list) {
    CONVOTIC_TRY_ASSIGN(const auto samples, listed(options.sample));
    context.out << sample_table(samples, context.out_palette);
    return ExitCode::ok;
  }
  if (options.sample.empty())
    return base::fail(kUsage, "convotic trigger needs the name of an event",
                      "convotic trigger stripe.payment_intent.succeeded; --list shows them all");
  if (options.live && !options.to.empty())
    return base::fail(kUsage, "--live and --to are two places to send one event to", "give one of them");
  if (!options.print.empty()) {
    CONVOTIC_TRY(check_choice("--print", options.print, {"json", "curl", "body"}));
    CONVOTIC_TRY(print_sample(options, context));
    return ExitCode::ok;
  }
  StopSignals signals;
  return send_sample(options, context, signals.token());
}

}  // namespace

Command register_trigger(CLI::App& app) {
  auto options = std::make_shared<TriggerOptions>();
  const auto many = CLI::MultiOptionPolicy::TakeAll;
  CLI::App* sub = app.add_subcommand("trigger", "Send a module a realistic event of a provider's, signed");
  sub->add_option("event", options->sample, "The sample to send, such as stripe.payment_intent.succeeded")
      ->type_name("[EVENT]");
  sub->add_flag("--list", options->list, "List the samples, or those of the provider that is named");
  sub->add_flag("--live", options->live, "Send it to the convotic dev that is running");
  sub->add_option("--to", options->to, "Send it to this address; what it changes is then unknown")
      ->type_name("URL");
  sub->add_option("--module", options->module, "Folder or entry file of the module to run")
      ->type_name("PATH");
  sub->add_option("--path", options->path, "Path below the module; /webhook/PROVIDER")->type_name("PATH");
  sub->add_option("--public-url", options->public_url,
                  "The URL that the provider was given, where it signs that; WEBHOOK_URL of .env")
      ->type_name("URL");
  sub->add_option("--secret-env", options->secret_env,
                  "Variable with the secret, in place of the provider's usual one in .env")
      ->type_name("NAME")
      ->multi_option_policy(many)
      ->allow_extra_args(false);
  sub->add_option("--secret-dotenv", options->secret_dotenv, "The same, or a line of the module's .env")
      ->type_name("NAME")
      ->multi_option_policy(many)
      ->allow_extra_args(false);
  sub->add_option("--secret-file", options->secret_file, "A file with the secret")
      ->type_name("FILE")
      ->multi_option_policy(many)
      ->allow_extra_args(false);
  sub->add_option("--timestamp", options->timestamp,
                  "The time to sign: Unix time, ISO 8601, or as -6m from now; now")
      ->type_name("TIME");
  sub->add_option("--print", options->print, "Print the signed request, and send nothing: json, curl or body")
      ->type_name("FORMAT");
  sub->add_option("--format", options->format, "pretty, or json for programs")->type_name("FORMAT");
  sub->footer("Without --live and --to, the module runs in an emulator of its own, with an empty state.\n\n"
              "Examples\n"
              "  convotic trigger stripe.payment_intent.succeeded\n"
              "  convotic trigger line.message --live\n"
              "  convotic trigger github.push --to https://staging.example/hook --secret-env SECRET\n"
              "  convotic trigger shopify.orders/paid --print curl\n"
              "  convotic trigger stripe --list");
  return {sub, [options](Context& context) { return run_trigger(*options, context); }};
}

}  // namespace convotic::cli
