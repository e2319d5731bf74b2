#include "cli/webhook_template/webhook_template.hpp"

#include "cli/errors.hpp"
#include "cli/webhook_template/values.hpp"
#include "core/base/json_reader.hpp"
#include "core/base/nearest.hpp"
#include "core/webhook/scheme_rules.hpp"
#include "replay/samples.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::cli {
namespace {

using webhook::Scheme;
using webhook::SchemeTable;

// What the scaffold of a provider shares with the one for any sender.
constexpr std::string_view kShared[] = {".github/workflows/convotic.yml", "test/seed.json"};
// What the fragments of verify/ that have no header to look at take instead.
constexpr std::string_view kOfBody[] = {"adyen", "mailgun", "microsoft-graph"};
constexpr std::string_view kPublicApi = "https://api.convotic.com/v1/modules/";

Result<std::vector<WebhookProvider>> providers_of(const Template& general) {
  const auto found = general.fragments.find("providers.json");
  return read_webhook_providers("templates/signed-webhook/provider/providers.json",
                                found == general.fragments.end() ? "{}" : found->second);
}

std::vector<std::string> names_of(const std::vector<WebhookProvider>& providers) {
  std::vector<std::string> names;
  for (const WebhookProvider& provider : providers)
    names.push_back(provider.name);
  return names;
}

// The names of the providers that sign as `scheme` says.
std::vector<std::string> providers_with(const Scheme& scheme, const std::vector<WebhookProvider>& providers) {
  std::vector<std::string> names;
  for (const WebhookProvider& provider : providers) {
    const auto own = SchemeTable::builtin().get(provider.name);
    if (own && own->name() == scheme.name()) names.push_back(provider.name);
  }
  return names;
}

base::Unexpected unknown_provider(std::string_view name, const std::vector<WebhookProvider>& providers) {
  std::vector<std::string> names = names_of(providers);
  const SchemeTable table = SchemeTable::builtin();
  for (const Scheme& scheme : table.all())
    names.push_back(scheme.name());
  const auto close = base::nearest(name, names);
  return base::fail(
      kBadValue,
      fmt::format("no provider \"{}\"{}", name,
                  close ? fmt::format("; did you mean \"{}\"?", *close) : std::string()),
      "convotic schemes lists them; without --provider the webhook is one of your own sender's");
}

Result<WebhookProvider> find_provider(std::string_view name, const std::vector<WebhookProvider>& providers) {
  const auto scheme = SchemeTable::builtin().get(name);
  if (!scheme) return unknown_provider(name, providers);
  if (const std::string& obstacle = scheme->module().obstacle; !obstacle.empty())
    return base::fail(kBadValue, fmt::format("a module cannot verify {}: {}", scheme->title(), obstacle),
                      "let a service of your own verify it, and have that call a route with an API key");
  std::vector<std::string> fitting = providers_with(*scheme, providers);
  const bool itself = std::find(fitting.begin(), fitting.end(), name) != fitting.end();
  if (itself)
    fitting = {std::string(name)};
  else if (std::find(fitting.begin(), fitting.end(), scheme->name()) != fitting.end())
    fitting = {scheme->name()};
  if (fitting.size() != 1)
    return base::fail(kBadValue, fmt::format("\"{}\" is more than one provider", name),
                      fmt::format("--provider {}", fmt::join(fitting, ", or ")));
  const auto found = std::find_if(providers.begin(), providers.end(),
                                  [&](const WebhookProvider& one) { return one.name == fitting.front(); });
  return *found;
}

// "STRIPE_WEBHOOK_SECRET"; where it takes a private key, "SENDGRID_TEST_PRIVATE_KEY" of
// "SENDGRID_PUBLIC_KEY".
std::string signing_secret(const WebhookProvider& provider) {
  constexpr std::string_view kPublic = "PUBLIC_KEY";
  std::string name = provider.secret;
  if (!provider.private_key.empty()) name.replace(name.find(kPublic), kPublic.size(), "TEST_PRIVATE_KEY");
  return name;
}

// Everything that any text of the scaffold may refer to.
Result<TemplateValues> all_values(const Template& general, const Scheme& scheme,
                                  const WebhookProvider& provider) {
  const auto fragment = [&](std::string_view path) -> std::string_view {
    const auto found = general.fragments.find(std::string(path));
    return found == general.fragments.end() ? std::string_view() : std::string_view(found->second);
  };
  const auto fill = [&](const std::string& path, const TemplateValues& values) {
    return fill_template("signed-webhook/provider/" + path, fragment(path), values);
  };

  TemplateValues values = verification_values(scheme, provider);
  values.merge(body_values(scheme, fragment));
  const bool token = scheme.algorithm() == "equality", pair = scheme.needs().key_pair;
  values["PROVIDER"] = provider.name;
  values["SCHEME"] = scheme.name();
  values["ROUTE"] = "/webhook/" + provider.name;
  values["FOUND"] = provider.found;
  values["TAG"] = provider.tag;
  values["MESSAGE"] = in_quotes(provider.message);
  values["LOG"] = in_quotes(provider.log);
  values["ANSWER"] = provider.answer.empty() ? "{ status: 200, body: { ok: true } }" : provider.answer;
  values["ANSWERS_OK"] = provider.answer.empty() ? "yes" : "";
  values["SETUP"] = provider.setup;
  values["TRIGGER"] = provider.name + "." + provider.fixtures.front();
  values["FIRST"] = provider.fixtures.front();
  for (auto other = provider.fixtures.begin() + 1; other != provider.fixtures.end(); ++other)
    values["OTHERS"] += fmt::format("{}\"{}\"", values["OTHERS"].empty() ? "" : ", ", *other);
  for (std::string header : scheme.headers()) {
    if (const std::size_t number = header.find("{n}"); number != std::string::npos)
      header.replace(number, 3, "1");
    values["SIGNATURE_HEADERS"] +=
        fmt::format("{}\"{}\"", values["SIGNATURE_HEADERS"].empty() ? "" : ", ", lower_case(header));
  }
  values["BODY_SIGNED"] =
      scheme.needs().body || scheme.needs().parameters || provider.verify == "adyen" ? "yes" : "";
  values["TOKEN_IN_BODY"] = token && scheme.headers().empty() ? "yes" : "";
  values["PROOF"] = token ? "token" : "signature";
  values["KEY_WORD"] = token ? "token" : pair ? "key" : "secret";
  values["REFUSAL"] = token ? "Wrong token" : "Invalid signature";
  values["TOKEN_SCHEME"] = token ? "yes" : "";
  values["KEY_PAIR"] = pair ? "yes" : "";
  values["EXAMPLE"] = provider.public_key.empty() ? scheme.example_secret() : provider.public_key;
  values["PRIVATE_KEY"] = provider.private_key;
  values["SIGNING_SECRET"] = signing_secret(provider);
  values["URL_SECRET"] = kUrlSecret;
  values["PUBLIC_URL"] = fmt::format("{}__NAME__{}", kPublicApi, values["ROUTE"]);

  const std::string file = values["VERIFY_FILE"];
  const bool of_body = std::find(std::begin(kOfBody), std::end(kOfBody), file) != std::end(kOfBody);
  const std::string function = token ? "verifyToken" : "verifySignature";
  const std::string given = of_body ? "req.body" : token ? "req.headers" : "req.headers, req.body";
  values["VERIFY_FUNCTION"] = function;
  values["VERIFY"] = fmt::format("{}({}, {}{})", function, given,
                                 values["SECRETS"] == "several" ? "secrets"
                                 : pair                         ? "publicKey"
                                                                : "secret",
                                 values["URL"].empty() ? "" : ", url");
  values["SECRET_VARIABLE"] = pair ? "publicKey" : "secret";
  values["HANDSHAKE"] = provider.handshake_route + provider.handshake_before + provider.handshake_after;
  values["SAME_TEXT"] = "";
  if (token || provider.handshake_route == "meta") {
    values["EXPORT"] = provider.handshake_route == "meta" ? "export " : "";
    CONVOTIC_TRY_ASSIGN(values["SAME_TEXT"], fill("verify/same_text.ts", values));
  }
  values["IMPORTS"] = values["SAME_TEXT"].empty() ? values["CRYPTO"] : "createHash, " + values["CRYPTO"];
  for (const auto& [name, handshake] : {std::pair{"HANDSHAKE_ROUTE", &provider.handshake_route},
                                        std::pair{"HANDSHAKE_BEFORE", &provider.handshake_before},
                                        std::pair{"HANDSHAKE_AFTER", &provider.handshake_after}}) {
    if (handshake->empty()) {
      values[name] = "";
    } else {
      CONVOTIC_TRY_ASSIGN(values[name], fill("handshake/" + *handshake + ".ts", values));
    }
  }
  if (values.count("FORM") != 0) {
    CONVOTIC_TRY_ASSIGN(values["READING"], fill("verify/reading.ts", values));
  }
  return values;
}

// A sample as the scaffold's capture: to its route, signed on replay with its secret, and, where it is the
// event that the scaffold acts on, with what that changes.
std::string fixture(const replay::Sample& sample, const Scheme& scheme, const WebhookProvider& provider,
                    const TemplateValues& values) {
  replay::Capture capture = sample.capture;
  capture.scheme = scheme.name();
  capture.secrets = {"dotenv:" + values.at("SIGNING_SECRET")};
  if (!values.at("URL").empty()) capture.public_url = values.at("PUBLIC_URL");
  std::string effects = "\"none\"";
  if (sample.event == provider.fixtures.front())
    effects = provider.event.id.empty() ? R"(["contacts.create", "contacts.addTag"])"
                                        : R"(["contacts.create", "contacts.addTag", "storage.set"])";
  const std::string expect = fmt::format(R"({{"effects": {}}})", effects);
  if (auto json = base::JsonReader::parse("expect", expect)) capture.expect = *json;
  return replay::format_capture(capture);
}

// "fixtures/orders_paid.json" of "orders/paid".
std::string fixture_path(std::string_view event) {
  std::string name(event);
  std::replace(name.begin(), name.end(), '/', '_');
  return "fixtures/" + name + ".json";
}

std::vector<std::pair<std::string, std::string>> notes_of(const Template& general, const Scheme& scheme,
                                                          const WebhookProvider& provider,
                                                          const TemplateValues& values) {
  const std::size_t captures = provider.fixtures.size();
  std::vector<std::pair<std::string, std::string>> notes{
      {"src/index.ts", fmt::format("POST {}, auth: false, verifies before it acts", values.at("ROUTE"))},
      {"src/verify.ts", verification_words(scheme)},
      {"src/event.ts", "what the module needs of an event, and the check of what arrives"},
      {"fixtures/", fmt::format("{} capture{}, signed on replay with {}", captures, captures == 1 ? "" : "s",
                                values.at("SIGNING_SECRET"))},
      {"test/webhook.test.mjs", "signed, twice, forged, of another shape: npm test"},
      {".env", values.at("SECRET") + " for local use; git ignores it"}};
  for (const auto& note : general.notes)
    if (note.first.starts_with("vendor/") || note.first.starts_with(".github/")) notes.push_back(note);
  return notes;
}

}  // namespace

Result<Template> webhook_template(const Template& general, std::string_view provider_name) {
  CONVOTIC_TRY_ASSIGN(const auto providers, providers_of(general));
  CONVOTIC_TRY_ASSIGN(const WebhookProvider provider, find_provider(provider_name, providers));
  CONVOTIC_TRY_ASSIGN(const Scheme scheme, SchemeTable::builtin().get(provider.name));
  CONVOTIC_TRY_ASSIGN(TemplateValues values, all_values(general, scheme, provider));
  TemplateValues events = event_values(provider);
  events["TITLE"] = values["TITLE"];
  for (const char* name : {"ACTS_ON", "ID"})
    values[name] = events[name];
  values["EVENT_ARGUMENTS"] = events["ARGUMENTS"];
  values["EVENT_DIGEST"] = events["DIGEST"];

  Template out;
  out.name = general.name;
  out.description = general.description;
  out.files = general.base;
  for (const std::string_view path : kShared)
    if (const auto shared = general.files.find(std::string(path)); shared != general.files.end())
      out.files[shared->first] = shared->second;
  const auto add = [&](const std::string& path, const std::string& fragment,
                       const TemplateValues& filling) -> Result<void> {
    const auto text = general.fragments.find(fragment);
    if (text == general.fragments.end())
      return base::fail(base::kInternal, "templates/signed-webhook/provider has no " + fragment);
    CONVOTIC_TRY_ASSIGN(out.files[path],
                        fill_template("signed-webhook/provider/" + fragment, text->second, filling));
    return {};
  };
  CONVOTIC_TRY(add("README.md", "README.md", values));
  CONVOTIC_TRY(add(".env.example", ".env.example", values));
  CONVOTIC_TRY(add("src/index.ts", "src/index.ts", values));
  CONVOTIC_TRY(add("src/event.ts", "src/event.ts", events));
  CONVOTIC_TRY(add("src/verify.ts", "verify/" + values["VERIFY_FILE"] + ".ts", values));
  if (values.count("BODY_FUNCTION") != 0) CONVOTIC_TRY(add("src/body.ts", "src/body.ts", values));
  CONVOTIC_TRY(add("test/webhook.test.mjs", "test/webhook.test.mjs", values));

  CONVOTIC_TRY_ASSIGN(const auto samples, replay::all_samples());
  for (const std::string& event : provider.fixtures) {
    CONVOTIC_TRY_ASSIGN(const replay::Sample sample,
                        replay::find_sample(samples, provider.name + "." + event));
    out.files[fixture_path(event)] = fixture(sample, scheme, provider, values);
  }
  out.notes = notes_of(general, scheme, provider, values);
  return out;
}

Result<std::optional<std::string>> signing_secret_of(std::string_view name) {
  CONVOTIC_TRY_ASSIGN(const std::vector<Template> templates, load_templates());
  for (const Template& general : templates) {
    CONVOTIC_TRY_ASSIGN(const auto providers, providers_of(general));
    for (const WebhookProvider& provider : providers)
      if (provider.name == name) return signing_secret(provider);
  }
  return std::nullopt;
}

Result<std::vector<std::string>> webhook_provider_names(const Template& general) {
  CONVOTIC_TRY_ASSIGN(const auto providers, providers_of(general));
  return names_of(providers);
}

}  // namespace convotic::cli
