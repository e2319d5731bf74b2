#pragma once

#include "cli/context.hpp"
#include "core/webhook/message.hpp"
#include "core/webhook/scheme.hpp"
#include "core/webhook/signature.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace convotic::cli {

// The flags with which `convotic sign` and `convotic verify` are told of a message whose body they read from
// standard input.
struct WebhookFlags {
  std::string scheme;
  std::vector<std::string> secret_env, secret_dotenv, secret_file;
  std::vector<std::string> headers;  // "Name: value"
  std::string url;
  std::string method = "POST";
};

void add_webhook_flags(CLI::App& command, WebhookFlags& flags);

// The schemes that there are for a command that is run in `context.directory`: those of convotic, and those
// that the project's convotic.json describes.
Result<webhook::SchemeTable> known_schemes(const Context& context);

// What the flags say, and the bytes of standard input. `name` is the command's, for messages.
struct WebhookInput {
  webhook::Scheme scheme;
  std::vector<webhook::Secret> secrets;
  webhook::Message message;
};
Result<WebhookInput> read_webhook_input(const WebhookFlags& flags, const std::string& name, Context& context);

}  // namespace convotic::cli
