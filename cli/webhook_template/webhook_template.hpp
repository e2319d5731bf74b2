#pragma once

#include "cli/scaffold.hpp"
#include "core/webhook/scheme.hpp"

#include <string>
#include <string_view>

// The webhook scaffold of one provider: the texts of templates/signed-webhook/provider/, filled in from the
// row of the provider's scheme and from providers.json, and captures made of samples.
namespace convotic::cli {

// The scaffold for `provider`, a name or alias of a scheme. `general` is the template for any sender, whose
// provider texts it is made of. Fails with kBadValue where there is no
// such provider (the nearest is offered), where what a module sees does not suffice to verify it (with the
// reason), and where the name stands for several.
Result<Template> webhook_template(const Template& general, std::string_view provider);

// The name under which a scaffold's .env keeps what its captures are signed with; nothing where the provider
// has no scaffold.
Result<std::optional<std::string>> signing_secret_of(std::string_view provider);

// The name under which it keeps the URL that the provider was given, where that is signed.
inline constexpr std::string_view kUrlSecret = "WEBHOOK_URL";

// The names that `webhook_template` takes, in order.
Result<std::vector<std::string>> webhook_provider_names(const Template& general);

}  // namespace convotic::cli
