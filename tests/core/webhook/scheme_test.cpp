#include "core/webhook/scheme.hpp"
#include "tests/core/webhook/own_scheme.hpp"
#include "tests/support/describe_error.hpp"

#include <algorithm>

using namespace convotic;
using namespace convotic::webhook;
using tests::builtin;
using tests::describe;
using tests::plain_row;
using tests::row_from;

namespace {

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("A scheme says what people and programs ask of it") {
  const Scheme stripe = builtin("stripe");
  CHECK(stripe.name() == "stripe");
  CHECK(stripe.title() == "Stripe");
  CHECK(stripe.headers() == Texts{"Stripe-Signature"});
  CHECK(stripe.forms() == Texts{"Stripe-Signature: t={timestamp},v1={signature}"});
  CHECK(stripe.signed_content() == "{timestamp}.{body}");
  CHECK(stripe.algorithm() == "hmac-sha256");
  CHECK(stripe.window().past == std::chrono::seconds(300));
  CHECK_FALSE(stripe.window().future);
  CHECK(stripe.signable() == Signable::yes);
  CHECK(stripe.needs().body);
  CHECK(stripe.needs().timestamp);
  CHECK_FALSE(stripe.needs().id);
  CHECK_FALSE(stripe.needs().url);
  CHECK_FALSE(stripe.needs().key_pair);
}

TEST_CASE("Forms say where everything stands") {
  CHECK(builtin("svix").forms() ==
        Texts{"svix-signature: v1,{signature}", "svix-timestamp: {timestamp}", "svix-id: {id}"});
  CHECK(builtin("mailgun").forms() == Texts{"/signature/signature in the body: {signature}",
                                            "/signature/timestamp in the body: {timestamp}",
                                            "/signature/token in the body: {id}"});
  CHECK(builtin("contentful").headers() == Texts{"x-contentful-signature", "x-contentful-timestamp"});
  CHECK(builtin("google-pubsub").forms() == Texts{"Authorization: Bearer {token}"});
  CHECK(builtin("google-pubsub").signed_content() ==
        "aud={url} iss=https://accounts.google.com email_verified=true");
  CHECK(builtin("bearer-token").forms() == Texts{"Authorization: Bearer {secret}"});
  CHECK(builtin("twilio").forms() ==
        Texts{"X-Twilio-Signature: {signature}",
              "?bodySHA256={sha256(body)} in the URL, where the body is no form"});
  CHECK(builtin("hubspot-v1").forms() ==
        Texts{"X-HubSpot-Signature: {signature}", "X-HubSpot-Signature-Version: v1"});
}

TEST_CASE("What a signature needs is what its contents are made of") {
  CHECK(builtin("hubspot").needs().method);
  CHECK(builtin("hubspot").needs().url);
  CHECK(builtin("contentful").needs().url);
  CHECK(builtin("twilio").needs().parameters);
  CHECK(builtin("twilio").needs().body);
  CHECK(builtin("plaid").needs().body);
  CHECK(builtin("google-pubsub").needs().url);
  CHECK_FALSE(builtin("mailgun").needs().body);
  CHECK_FALSE(builtin("telegram").needs().body);
  CHECK(builtin("discord").needs().key_pair);
  CHECK(builtin("discord").signable() == Signable::with_own_key);
}

TEST_CASE("A scheme is found by its name or another name, and the nearest is offered") {
  const SchemeTable table = SchemeTable::builtin();
  CHECK(tests::must(table.get("stripe")).name() == "stripe");
  CHECK(tests::must(table.get("whatsapp")).name() == "meta");
  CHECK(describe(table.get("strip")) ==
        "scheme-unknown: no signature scheme \"strip\"; did you mean \"stripe\"?\n"
        "  help: convotic schemes lists them; convotic.json can describe one of your own");
  CHECK(describe(table.get("whatsap")).find("did you mean \"whatsapp\"?") != std::string::npos);
  CHECK(describe(table.get("zzzzzzzz")) ==
        "scheme-unknown: no signature scheme \"zzzzzzzz\"\n"
        "  help: convotic schemes lists them; convotic.json can describe one of your own");
  CHECK_FALSE(table.get(""));
}

TEST_CASE("A project's own schemes stand among the others") {
  const std::vector<base::JsonReader> rows{row_from(plain_row())};
  const SchemeTable table = tests::must(SchemeTable::builtin().with(rows));
  CHECK(tests::must(table.get("own")).signed_content() == "{body}");
  CHECK(table.all().size() == [] {
    const SchemeTable without = SchemeTable::builtin();
    return without.all().size() + 1;
  }());
  CHECK(std::is_sorted(table.all().begin(), table.all().end(),
                       [](const Scheme& a, const Scheme& b) { return a.name() < b.name(); }));
}

TEST_CASE("A name stands for one scheme only") {
  const auto added = [](std::string row) {
    const std::vector<base::JsonReader> rows{row_from(std::move(row))};
    return describe(SchemeTable::builtin().with(rows));
  };
  std::string stripe = plain_row();
  stripe.replace(stripe.find("own"), 3, "stripe");
  CHECK(added(stripe) == "scheme-invalid: \"stripe\" is the name of another scheme: Stripe\n  help: give "
                         "yours a name of its own\n"
                         "  at schemes.json:1:1, " +
                             std::to_string(stripe.size()) + " bytes of \"" + stripe + "\"");
  CHECK(added(plain_row(R"("aliases": ["whatsapp"])"))
            .starts_with("scheme-invalid: \"whatsapp\" is the name of another scheme: Meta"));
  const std::vector<base::JsonReader> twice{row_from(plain_row()), row_from(plain_row())};
  CHECK(describe(SchemeTable::builtin().with(twice))
            .starts_with("scheme-invalid: \"own\" is the name of another scheme: own"));
}
