#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/flag_choice.hpp"
#include "cli/signed_request.hpp"
#include "cli/webhook_flags.hpp"
#include "core/base/time_expression.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <ostream>

namespace convotic::cli {
namespace {

struct SignOptions {
  WebhookFlags webhook;
  std::string timestamp = "now";
  std::string id;
  std::string format = "headers";
};

Result<ExitCode> run_sign(const SignOptions& options, Context& context) {
  CONVOTIC_TRY(check_choice("--format", options.format, {"headers", "body", "json", "curl"}));
  webhook::SignOptions signing;
  CONVOTIC_TRY_ASSIGN(signing.at, base::parse_time_expression(options.timestamp, context.clock.now()));
  if (!options.id.empty()) signing.id = options.id;
  CONVOTIC_TRY_ASSIGN(const WebhookInput input,
                      read_webhook_input(options.webhook, "convotic sign", context));
  CONVOTIC_TRY_ASSIGN(const webhook::Message made,
                      webhook::sign(input.scheme, input.message, input.secrets, signing, context.random));
  if (options.format == "body") {
    context.out << made.body;
  } else if (options.format == "json") {
    context.out << request_as_json(made);
  } else if (options.format == "curl") {
    if (made.url.empty())
      return base::fail(kUsage, "--format curl needs to know where the request goes", "--url URL");
    context.out << request_as_curl(made);
  } else {
    if (made.body != input.message.body)
      return base::fail(kUsage,
                        fmt::format("{} puts something into the body, which --format headers does not show",
                                    input.scheme.title()),
                        "--format body, json or curl");
    context.out << headers_added(input.message, made);
    if (made.url != input.message.url)
      context.err << fmt::format("Send it to {}\n", base::printable(made.url));
  }
  return ExitCode::ok;
}

}  // namespace

Command register_sign(CLI::App& app) {
  auto options = std::make_shared<SignOptions>();
  CLI::App* sub = app.add_subcommand("sign", "Sign a webhook as its provider would, with your own secret");
  add_webhook_flags(*sub, options->webhook);
  sub->add_option("--timestamp", options->timestamp,
                  "The time to sign: Unix time, ISO 8601, or as -6m from now; now")
      ->type_name("TIME");
  sub->add_option("--id", options->id, "The message's id, where the scheme signs one; a new one")
      ->type_name("ID");
  sub->add_option("--format", options->format, "headers, body, json (the whole request) or curl; headers")
      ->type_name("FORMAT");
  sub->footer("The body is read from standard input, byte for byte.\n\n"
              "Examples\n"
              "  convotic sign --scheme github --secret-env SECRET < body.json\n"
              "  convotic sign --scheme stripe --secret-file secret.txt --timestamp -6m < body.json\n"
              "  convotic sign --scheme square --secret-env KEY --url https://shop.example/hook --format "
              "curl < body.json");
  return {sub, [options](Context& context) { return run_sign(*options, context); }};
}

}  // namespace convotic::cli
