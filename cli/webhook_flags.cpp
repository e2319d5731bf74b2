#include "cli/webhook_flags.hpp"

#include "cli/errors.hpp"
#include "core/project/project_config.hpp"
#include "replay/secret_reference.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <istream>
#include <iterator>
#include <ostream>

namespace convotic::cli {
namespace {

Result<http::Header> parse_header(const std::string& text) {
  const std::size_t colon = text.find(':');
  const std::string name = text.substr(0, colon);
  if (colon == std::string::npos || !http::is_header_name(name))
    return base::fail(kBadValue, fmt::format("--header cannot be \"{}\"", text),
                      "as in --header 'Content-Type: application/json'");
  const std::size_t begin = std::min(text.find_first_not_of(" \t", colon + 1), text.size());
  const std::string value = text.substr(begin, text.find_last_not_of(" \t") + 1 -
                                                   std::min(begin, text.find_last_not_of(" \t") + 1));
  if (!http::is_header_value(value))
    return base::fail(kBadValue, fmt::format("--header \"{}\" has a line end or NUL in its value", name));
  return http::Header{name, value};
}

Result<std::vector<webhook::Secret>> read_secrets(const WebhookFlags& flags, const std::string& name,
                                                  const Context& context) {
  const replay::SecretResolver resolver(context.files, context.environment);
  const replay::SecretPlaces places{context.directory, context.directory};
  std::vector<webhook::Secret> secrets;
  const auto add = [&](const std::vector<std::string>& names, std::string_view source) -> Result<void> {
    for (const std::string& one : names) {
      CONVOTIC_TRY_ASSIGN(std::string secret, resolver.resolve(fmt::format("{}:{}", source, one), places));
      secrets.push_back(std::move(secret));
    }
    return {};
  };
  CONVOTIC_TRY(add(flags.secret_env, "env"));
  CONVOTIC_TRY(add(flags.secret_dotenv, "dotenv"));
  CONVOTIC_TRY(add(flags.secret_file, "file"));
  if (!secrets.empty()) return secrets;
  return base::fail(
      kUsage, fmt::format("{} needs a secret", name),
      "--secret-env NAME, --secret-dotenv NAME or --secret-file FILE; none is taken from the command line, "
      "which others can read");
}

}  // namespace

void add_webhook_flags(CLI::App& command, WebhookFlags& flags) {
  const auto many = CLI::MultiOptionPolicy::TakeAll;
  command.add_option("--scheme", flags.scheme, "How it is signed; convotic schemes lists them")
      ->type_name("NAME");
  command
      .add_option("--secret-env", flags.secret_env,
                  "A variable of the environment with the secret; may be repeated")
      ->type_name("NAME")
      ->multi_option_policy(many)
      ->allow_extra_args(false);
  command.add_option("--secret-dotenv", flags.secret_dotenv, "The same, or a line of .env in this folder")
      ->type_name("NAME")
      ->multi_option_policy(many)
      ->allow_extra_args(false);
  command
      .add_option("--secret-file", flags.secret_file,
                  "A file with the secret, such as a key in PEM; may be repeated")
      ->type_name("FILE")
      ->multi_option_policy(many)
      ->allow_extra_args(false);
  command.add_option("--header", flags.headers, "A header of the request; may be repeated")
      ->type_name("'NAME: VALUE'")
      ->multi_option_policy(many)
      ->allow_extra_args(false);
  command.add_option("--url", flags.url, "The URL that the provider was given, where the scheme signs it")
      ->type_name("URL");
  command.add_option("--method", flags.method, "The request's method; POST")->type_name("METHOD");
}

Result<webhook::SchemeTable> known_schemes(const Context& context) {
  CONVOTIC_TRY_ASSIGN(const project::Project project,
                      project::find_project(context.files, context.directory));
  return webhook::SchemeTable::builtin().with(project.config.schemes);
}

Result<WebhookInput> read_webhook_input(const WebhookFlags& flags, const std::string& name,
                                        Context& context) {
  if (flags.scheme.empty())
    return base::fail(kUsage, fmt::format("{} needs to know how the request is signed", name),
                      "--scheme NAME; convotic schemes lists them");
  CONVOTIC_TRY_ASSIGN(const webhook::SchemeTable table, known_schemes(context));
  CONVOTIC_TRY_ASSIGN(webhook::Scheme scheme, table.get(flags.scheme));
  CONVOTIC_TRY_ASSIGN(std::vector<webhook::Secret> secrets, read_secrets(flags, name, context));
  webhook::Message message{flags.method, flags.url, {}, {}};
  for (const std::string& header : flags.headers) {
    CONVOTIC_TRY_ASSIGN(http::Header parsed, parse_header(header));
    message.headers.push_back(std::move(parsed));
  }
  if (context.interactive == Interactive::yes)
    context.err << "The body is what you type, up to Ctrl-D at the beginning of a line.\n" << std::flush;
  message.body.assign(std::istreambuf_iterator<char>(context.in), std::istreambuf_iterator<char>());
  return WebhookInput{std::move(scheme), std::move(secrets), std::move(message)};
}

}  // namespace convotic::cli
