#include "cli/errors.hpp"
#include "cli/webhook_template/webhook_template.hpp"
#include "core/webhook/json_way.hpp"
#include "core/webhook/scheme.hpp"
#include "replay/capture.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <set>

using namespace convotic;
using cli::Template;
using webhook::Scheme;
using webhook::SchemeTable;

namespace {

Template general() {
  auto all = cli::load_templates();
  REQUIRE(all);
  const auto found = std::find_if(all->begin(), all->end(),
                                  [](const Template& one) { return one.name == "signed-webhook"; });
  REQUIRE(found != all->end());
  return *found;
}

std::vector<std::string> provider_names() {
  const auto names = cli::webhook_provider_names(general());
  REQUIRE(names);
  return *names;
}

Template scaffold_of(std::string_view provider) {
  const auto made = cli::webhook_template(general(), provider);
  if (!made) FAIL(made.error().message);
  return *made;
}

void check_refused(std::string_view provider, const std::string& message, const std::string& hint) {
  const auto made = cli::webhook_template(general(), provider);
  REQUIRE_FALSE(made);
  CHECK(made.error().kind == &cli::kBadValue);
  CHECK(made.error().message == message);
  CHECK(made.error().hint == hint);
}

}  // namespace

TEST_CASE("There is a scaffold for every scheme that a module can verify, and for no other") {
  std::set<std::string> served;
  for (const std::string& name : provider_names()) {
    CAPTURE(name);
    const auto scheme = SchemeTable::builtin().get(name);
    REQUIRE(scheme);
    CHECK(scheme->module().obstacle.empty());
    served.insert(scheme->name());
  }
  const SchemeTable table = SchemeTable::builtin();
  for (const Scheme& scheme : table.all()) {
    CAPTURE(scheme.name());
    CHECK(served.contains(scheme.name()) == scheme.module().obstacle.empty());
  }
  CHECK(provider_names().size() >= 70);
}

TEST_CASE("Every scaffold is whole: no placeholder is left, notes lead to files, captures are read again") {
  for (const std::string& name : provider_names()) {
    CAPTURE(name);
    const Template made = scaffold_of(name);
    CHECK(made.fragments.empty());
    std::size_t captures = 0;
    for (const auto& [path, text] : made.files) {
      CAPTURE(path);
      std::string without_name = text;
      for (std::size_t at = without_name.find("__NAME__"); at != std::string::npos;
           at = without_name.find("__NAME__"))
        without_name.erase(at, 8);
      if (!path.starts_with("fixtures/")) CHECK(without_name.find("__") == std::string::npos);
      CHECK(text.find("\n%") == std::string::npos);
      CHECK(text.ends_with('\n'));
      CHECK_FALSE(text.ends_with("\n\n"));
      if (!path.starts_with("fixtures/")) continue;
      const auto capture = replay::parse_capture(path, text);
      REQUIRE(capture);
      ++captures;
      CHECK(capture->path == "/webhook/" + name);
      CHECK(capture->secrets.size() == 1);
      CHECK(made.files.at(".env.example").find("\n" + capture->secrets.front().substr(7) + "=") !=
            std::string::npos);
      CHECK(replay::format_capture(*capture) == text);
    }
    CHECK(captures > 0);
    for (const auto& [path, note] : made.notes) {
      CAPTURE(path);
      if (path.starts_with("vendor/") || path == ".env") continue;
      const auto first = made.files.lower_bound(path);
      CHECK((first != made.files.end() && first->first.starts_with(path)));
    }
  }
}

TEST_CASE("Every way of writing JSON that a scheme names has its function in the scaffold") {
  std::set<std::string> used;
  for (const std::string& name : provider_names()) {
    const auto scheme = SchemeTable::builtin().get(name);
    REQUIRE(scheme);
    if (!scheme->module().serialization) continue;
    for (const std::string& way : scheme->module().serialization->ways)
      used.insert(way);
  }
  // "html" is one of the usual ways, tried where a provider does not say how it writes.
  used.insert("html");
  std::set<std::string> known;
  for (const webhook::JsonWay& way : webhook::json_ways())
    known.insert(std::string(way.name));
  CHECK(used == known);
}

TEST_CASE("The verification of a signature in one header reads as if it were written for the provider") {
  CHECK(scaffold_of("github").files.at("src/verify.ts") ==
        R"(import { createHmac, timingSafeEqual } from "node:crypto";
import { signedBody } from "./body";

/**
 * Whether GitHub sent this.
 *
 *     X-Hub-Signature-256: sha256=<signature>
 *
 * <signature> is the HMAC-SHA256 of <body>, keyed with GITHUB_WEBHOOK_SECRET, in hex. <body> is written anew from what Convotic
 * parsed: see src/body.ts.
 */
export function verifySignature(headers: Record<string, string>, body: unknown, secret: string): boolean {
  // The exact form is part of the check: "sha256=" and one whole digest, or nothing.
  const [, signature] = /^sha256=([0-9a-f]{64})$/.exec(headers["x-hub-signature-256"] ?? "") ?? [];
  if (!signature) return false;

  // convotic-lint-disable-next-line auth/reserialized-body -- Convotic gives no raw body: src/body.ts writes it anew
  const expected = createHmac("sha256", secret).update(signedBody(body)).digest();
  // Digests of one length: timingSafeEqual takes as long for a near miss as for a wild guess.
  return timingSafeEqual(Buffer.from(signature, "hex"), expected);
}
)");
}

TEST_CASE("The verification of several signatures, with a time, an id and secrets in base64") {
  CHECK(scaffold_of("clerk").files.at("src/verify.ts") ==
        R"(import { createHmac, timingSafeEqual } from "node:crypto";
import { signedBodies } from "./body";

const WINDOW_SECONDS = 300;

/**
 * Whether Clerk sent this, at most 5 minutes ago.
 *
 *     svix-id: <id>
 *     svix-timestamp: <timestamp>
 *     svix-signature: v1,<signature>[ v1,<signature>]
 *
 * <signature> is the HMAC-SHA256 of "<id>.<timestamp>.<body>", in base64. Its key is what CLERK_WEBHOOK_SIGNING_SECRET has behind
 * "whsec_", decoded from base64. <body> is written anew from what Convotic parsed: see src/body.ts.
 */
export function verifySignature(headers: Record<string, string>, body: unknown, secrets: string[]): boolean {
  // Splits at the first "," only. Fields of other names, which may be there too, do not count.
  const fields = (headers["svix-signature"] ?? "").split(" ");
  const valuesOf = (name: string) => fields.filter((field) => field.startsWith(`${name},`)).map((field) => field.slice(name.length + 1));
  // There are several while Clerk changes from one secret to the next. One has to fit.
  const signatures = valuesOf("v1").filter((value) => /^[A-Za-z0-9+/]{43}=$/.test(value));
  if (signatures.length === 0) return false;

  const id = headers["svix-id"];
  if (!id) return false;

  const timestamp = headers["svix-timestamp"] ?? "";
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  // The time is signed too, so an old request cannot be sent again with a new one.
  const age = Date.now() / 1000 - Number(timestamp);
  if (!(Math.abs(age) <= WINDOW_SECONDS)) return false;

  const expected = secrets.flatMap((secret) =>
    // convotic-lint-disable-next-line auth/reserialized-body -- Convotic gives no raw body: src/body.ts writes it anew
    signedBodies(body).map((text) => createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.${text}`).digest()),
  );
  // Digests of one length: timingSafeEqual takes as long for a near miss as for a wild guess.
  const received = signatures.map((signature) => Buffer.from(signature, "base64"));
  return expected.some((one) => received.some((other) => timingSafeEqual(one, other)));
}

/** The key that a secret stands for. */
function keyOf(secret: string): Buffer {
  const text = secret.replace(/^whsec_/, "");
  // Buffer.from leaves out what is no base64, and an empty key would let anybody sign.
  if (!/^[A-Za-z0-9+/]{2,}={0,2}$/.test(text)) throw new Error("CLERK_WEBHOOK_SIGNING_SECRET is not base64");
  return Buffer.from(text, "base64");
}
)");
}

TEST_CASE("The body is written as the provider writes it, or in the usual ways where nobody says how") {
  CHECK(scaffold_of("shopify").files.at("src/body.ts") == R"(/**
 * The text that Shopify sent for this body. Convotic gives a module the parsed body and not the bytes, so it is written anew, in
 * the way of Shopify's.
 */
export function signedBody(body: unknown): string {
  if (body === undefined) return ""; // a request without a body
  return slashedJson(body);
}

/** Whether it nests no deeper than anything that is sent in earnest. What is deeper may be too deep to be written at all. */
export function isShallow(value: unknown, levels = 64): boolean {
  if (typeof value !== "object" || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1));
}

/** "<", ">" and "&" escaped, and "\/" for a slash. */
function slashedJson(body: unknown): string {
  return htmlSafeJson(body).replaceAll("/", "\\/");
}

/** As Rails and Go write it, safe to be put into HTML: "<", ">" and "&" escaped. */
function htmlSafeJson(body: unknown): string {
  return escaped(JSON.stringify(body), /[<>&\u2028\u2029]/g);
}

/** Each character that the pattern finds as \uXXXX. */
function escaped(text: string, characters: RegExp): string {
  return text.replace(characters, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
)");
  const std::string unknown = scaffold_of("vercel").files.at("src/body.ts");
  CHECK(unknown.find(" * Vercel does not say how it writes its JSON: these are the usual ways.\n") !=
        std::string::npos);
  CHECK(unknown.find(
            "  return [JSON.stringify(body), phpJson(body), htmlSafeJson(body), pythonJson(body)];\n") !=
        std::string::npos);
}

TEST_CASE("Events are read where the provider has them: in lists, in headers, by what they hold") {
  CHECK(scaffold_of("whatsapp").files.at("src/event.ts").find(R"(  const outer = at(body, "entry");
  if (!Array.isArray(outer)) return undefined;
  const events = outer.flatMap((outer) => list(outer, "changes")).flatMap((outer) => list(outer, "value.messages")).map((item) => parseEvent(item));
  return events.every((event) => event !== undefined) ? events : undefined;
}

function parseEvent(item: unknown): WebhookEvent | undefined {
  const type = text(item, "type");
  if (!type) return undefined;
  const id = text(item, "id");
  const person = text(item, "from");
  if (!person) return { type, id };
  return { type, id, person: { id: person } };
})") != std::string::npos);
  CHECK(scaffold_of("github").files.at("src/event.ts").find(R"(
export function parseEvents(headers: Record<string, string>, body: unknown): WebhookEvent[] | undefined {
  const type = joined(".", headers["x-github-event"], text(body, "action"));
  if (!type) return undefined;
  const id = createHash("sha256").update(JSON.stringify(body)).digest("hex");
  const person = text(body, "issue.user.login");
  if (!person) return [{ type, id }];
  return [{ type, id, person: { id: person } }];
}
)") != std::string::npos);
  CHECK(scaffold_of("telegram")
            .files.at("src/event.ts")
            .find("const type = kindOf(body, \"message\", \"edited_message\", \"callback_query\");") !=
        std::string::npos);
}

TEST_CASE(
    "A scheme with a key pair has a test pair in .env, and its captures are signed with the private half") {
  const Template made = scaffold_of("discord");
  const std::string& env = made.files.at(".env.example");
  CHECK(env.find("\nDISCORD_PUBLIC_KEY=d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a\n") !=
        std::string::npos);
  CHECK(env.find("\nDISCORD_TEST_PRIVATE_KEY=\"9d61b19deffd5a60ba84") != std::string::npos);
  CHECK(made.files.at("fixtures/ping.json").find("\"secrets\": [\"dotenv:DISCORD_TEST_PRIVATE_KEY\"]") !=
        std::string::npos);
  CHECK(made.files.at("src/index.ts").find("DISCORD_TEST_PRIVATE_KEY") == std::string::npos);
}

TEST_CASE("Where the URL is signed, module, .env and captures have the same one") {
  const Template made = scaffold_of("square");
  const std::string url = "https://api.convotic.com/v1/modules/__NAME__/webhook/square";
  CHECK(made.files.at(".env.example").find("\nWEBHOOK_URL=" + url + "\n") != std::string::npos);
  CHECK(made.files.at("fixtures/payment.updated.json").find("\"publicUrl\": \"" + url + "\"") !=
        std::string::npos);
  CHECK(made.files.at("src/index.ts")
            .find("if (!isShallow(req.body) || !verifySignature(req.headers, req.body, secret, url)) {") !=
        std::string::npos);
  CHECK(scaffold_of("stripe").files.at("fixtures/payment_intent.succeeded.json").find("publicUrl") ==
        std::string::npos);
}

TEST_CASE("Where the escapes of the URL are decoded before it is signed, the module decodes them too") {
  const std::string verify = scaffold_of("hubspot").files.at("src/verify.ts");
  CHECK(verify.find("update(`POST${decoded(url)}${signedBody(body)}${timestamp}`)") != std::string::npos);
  CHECK(verify.ends_with(R"(
/** The URL as HubSpot signs it: with some of its escapes decoded. */
function decoded(url: string): string {
  return url.replace(/%3A|%2F|%3F|%40|%21|%24|%27|%28|%29|%2A|%2C|%3B/g, decodeURIComponent);
}
)"));
  CHECK(scaffold_of("hubspot-v2").files.at("src/verify.ts").find("decoded") == std::string::npos);
}

TEST_CASE("A provider whose JSON is not signed gets no functions that write it") {
  const Template twilio = scaffold_of("twilio");
  CHECK(twilio.files.count("src/body.ts") == 0);
  CHECK(twilio.files.at("src/index.ts").find("isShallow") == std::string::npos);
  CHECK(twilio.files.at("README.md").find("body.ts") == std::string::npos);
}

TEST_CASE("A provider that no module can verify is refused with the reason") {
  check_refused("paypal",
                "a module cannot verify PayPal: its certificate has to be fetched from the address in "
                "PAYPAL-CERT-URL, whose host must be checked",
                "let a service of your own verify it, and have that call a route with an API key");
  check_refused(
      "line-pay",
      "a module cannot verify LINE Pay requests: it signs requests to LINE Pay; what LINE Pay sends "
      "itself is an unsigned redirect, to be confirmed with its API",
      "let a service of your own verify it, and have that call a route with an API key");
}

TEST_CASE("A name that is none gets the nearest, and one that is several gets them all") {
  check_refused("strpe", "no provider \"strpe\"; did you mean \"stripe\"?",
                "convotic schemes lists them; without --provider the webhook is one of your own sender's");
  check_refused("xyzzy", "no provider \"xyzzy\"",
                "convotic schemes lists them; without --provider the webhook is one of your own sender's");
  check_refused("meta", "\"meta\" is more than one provider",
                "--provider instagram, or messenger, or whatsapp");
  CHECK(scaffold_of("opn").files.at("src/verify.ts") == scaffold_of("omise").files.at("src/verify.ts"));
  CHECK(scaffold_of("hubspot-v3").files == scaffold_of("hubspot").files);
}

TEST_CASE("The secret that a provider's scaffold has is known by its name") {
  const auto known = [](std::string_view provider) {
    const auto name = cli::signing_secret_of(provider);
    REQUIRE(name);
    return name->value_or("none");
  };
  CHECK(known("stripe") == "STRIPE_WEBHOOK_SECRET");
  CHECK(known("sendgrid") == "SENDGRID_TEST_PRIVATE_KEY");
  CHECK(known("paypal") == "none");
}
