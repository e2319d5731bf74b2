#include "core/webhook/digest.hpp"
#include "core/webhook/encoding.hpp"
#include "core/webhook/signature.hpp"
#include "tests/core/webhook/own_scheme.hpp"
#include "tests/support/fakes.hpp"

#include <functional>

using namespace convotic;
using namespace convotic::webhook;
using tests::builtin;

namespace {

constexpr base::UnixMillis kAt = 1'700'000'000'000;
const std::string kSecret = "convotic_test_secret";
using Causes = std::vector<std::string>;

// Why a signature that was made of one message does not match another.
Causes causes(const std::string& scheme, const Message& signed_one, const std::string& secret,
              const std::function<void(Message&)>& arrive, const std::string& secret_here) {
  tests::FakeRandom random;
  Message message =
      tests::must(sign(builtin(scheme), signed_one, std::vector<Secret>{secret}, {kAt, "msg_1"}, random));
  arrive(message);
  return explain(builtin(scheme), message, std::vector<Secret>{secret_here}, kAt);
}

// The same for GitHub, of a body that arrives as another.
Causes body_causes(const std::string& sent, const std::string& arrived) {
  return causes(
      "github", {"POST", "", {}, sent}, kSecret, [&](Message& message) { message.body = arrived; }, kSecret);
}

// A signature that somebody made by hand, for GitHub's header.
Causes hand_made(const std::string& signature, const std::string& body = "{}") {
  return explain(builtin("github"), {"POST", "", {{"X-Hub-Signature-256", "sha256=" + signature}}, body},
                 std::vector<Secret>{kSecret}, kAt);
}

std::string rewritten(const std::string& how) {
  return "it does match the body written " + how + ": something parsed the JSON and wrote it anew";
}

}  // namespace

TEST_CASE("What was done to the end of a body is found") {
  CHECK(body_causes("{}", "{}\n") ==
        Causes{"it does match the body without its final newline: something appended \"\\n\" on the way"});
  CHECK(
      body_causes("{}", "{}\r\n") ==
      Causes{"it does match the body without its final line end: something appended \"\\r\\n\" on the way"});
  CHECK(body_causes("{}\n", "{}") ==
        Causes{"it does match the body with a newline at its end: something cut \"\\n\" off on the way"});
  CHECK(body_causes("{}\r\n", "{}") ==
        Causes{"it does match the body with a line end at its end: something cut \"\\r\\n\" off on the way"});
}

TEST_CASE("What was done to a body as a whole is found") {
  CHECK(body_causes("a\nb", "a\r\nb") ==
        Causes{"it does match the body with \\n in place of \\r\\n: something changed its line ends"});
  CHECK(body_causes("a\r\nb", "a\nb") ==
        Causes{"it does match the body with \\r\\n in place of \\n: something changed its line ends"});
  CHECK(body_causes("", "{\"a\":1}") ==
        Causes{"it does match an empty body: it was lost before it was signed"});
  CHECK(body_causes("{}", "\xEF\xBB\xBF{}") == Causes{"it does match the body without a byte order mark"});
  CHECK(body_causes("{\"a\":1}", "eyJhIjoxfQ==") ==
        Causes{"it does match what the body is the base64 of: decode it first"});
}

TEST_CASE("JSON that was written anew is found in every form that is usual") {
  const std::string compact = R"({"a":[1.50,{"b":"c"}]})";
  const std::string pretty = "{\n  \"a\": [\n    1.50,\n    {\n      \"b\": \"c\"\n    }\n  ]\n}";
  CHECK(body_causes(compact, pretty) == Causes{rewritten("compact")});
  CHECK(body_causes(pretty, compact) == Causes{rewritten("indented by 2 blanks")});
  CHECK(body_causes(R"({"a": [1, 2]})", R"({"a":[1,2]})") ==
        Causes{rewritten("with a blank after each \":\" and \",\"")});
  CHECK(body_causes("{\n    \"a\": 1\n}", R"({"a":1})") == Causes{rewritten("indented by 4 blanks")});
  CHECK(body_causes(R"({"a":"\u00e9"})", "{\"a\":\"\u00e9\"}") ==
        Causes{rewritten("with what is not ASCII as \\uXXXX")});
  CHECK(body_causes("{\"a\":\"\u00e9\"}", R"({"a":"\u00e9"})") ==
        Causes{rewritten("with what is not ASCII as it is, not as \\uXXXX")});
  CHECK(body_causes(R"({"a":"x\/y"})", R"({"a":"x/y"})") == Causes{rewritten("with \"/\" as \"\\/\"")});
  CHECK(body_causes(R"({"a":"\u003cb\u003e"})", R"({"a":"<b>"})") ==
        Causes{rewritten("with <, > and & as \\uXXXX")});
  CHECK(body_causes(R"({"a": "\u00e9"})", "{\"a\":\"\u00e9\"}") ==
        Causes{rewritten("with a blank after each \":\" and \",\", with what is not ASCII as \\uXXXX")});
  CHECK(body_causes(pretty + "\n", compact) ==
        Causes{rewritten("indented by 2 blanks and ended by \"\\n\"")});
}

TEST_CASE("Another encoding, algorithm or content is named") {
  const std::string mac = hmac(Hash::sha256, kSecret, "{}");
  CHECK(hand_made(encode(Encoding::base64, mac)) == Causes{"it is written in base64: GitHub writes hex"});
  CHECK(hand_made(encode(Encoding::base64url, mac)) ==
        Causes{"it is written in base64url: GitHub writes hex"});
  CHECK(hand_made(encode(Encoding::base64, encode(Encoding::hex, mac))) ==
        Causes{"it is written in base64 of hexadecimal digits: GitHub writes hex"});
  CHECK(hand_made(encode(Encoding::hex, hmac(Hash::sha1, kSecret, "{}"))) ==
        Causes{"it is made with hmac-sha1: GitHub signs with hmac-sha256"});
  CHECK(hand_made(encode(Encoding::hex, hmac(Hash::sha512, kSecret, "{}"))) ==
        Causes{"it is made with hmac-sha512: GitHub signs with hmac-sha256"});
  CHECK(hand_made(encode(Encoding::base64, mac), "{}\n") ==
        Causes{"it does match the body without its final newline: something appended \"\\n\" on the way",
               "it is written in base64: GitHub writes hex"});
  const auto slack = [](const std::string& content) {
    return explain(
        builtin("slack"),
        {"POST",
         "",
         {{"X-Slack-Signature", "v0=" + encode(Encoding::hex, hmac(Hash::sha256, kSecret, content))},
          {"X-Slack-Request-Timestamp", "1700000000"}},
         "{}"},
        std::vector<Secret>{kSecret}, kAt);
  };
  CHECK(slack("{}") == Causes{"it does match the body alone: Slack signs \"v0:{timestamp}:{body}\""});
  CHECK(slack("1700000000.{}") ==
        Causes{"it does match \"{timestamp}.{body}\": Slack signs \"v0:{timestamp}:{body}\""});
  CHECK(slack("v0:1700000000000:{}") ==
        Causes{"it does match the timestamp as Unix time in milliseconds: Slack writes Unix "
               "time in seconds"});
  CHECK(slack("v0:1699999990:{}") == Causes{"it does match a timestamp 10 s earlier than the one that is "
                                            "there, which was changed after signing"});
  CHECK(slack("v0:1700000300:{}") == Causes{"it does match a timestamp 300 s later than the one that is "
                                            "there, which was changed after signing"});
}

TEST_CASE("What was done to a secret is found") {
  const Message message{"POST", "", {}, "{}"};
  const auto same = [](Message&) {};
  CHECK(causes("github", message, kSecret, same, " " + kSecret + "\n") ==
        Causes{"it does match the secret without the white space around it"});
  CHECK(causes("github", message, kSecret, same, '"' + kSecret + '"') ==
        Causes{"it does match the secret without the quotes around it"});
  CHECK(causes("github", message, kSecret + "\n", same, kSecret) ==
        Causes{"it does match the secret with a newline at its end: whoever signed did not cut it off"});
  const auto keyed = [&](const std::string& scheme, const std::string& key, const std::string& secret) {
    const std::string mac = encode(Encoding::base64, hmac(Hash::sha256, key, "{}"));
    return explain(builtin(scheme), {"POST", "", {{builtin(scheme).headers().front(), mac}}, "{}"},
                   std::vector<Secret>{secret}, kAt);
  };
  CHECK(keyed("xero", "convotic", "Y29udm90aWM=") ==
        Causes{"it does match the secret decoded from base64: Xero uses it as text"});
  CHECK(
      keyed("line", "\xff\x10", "ff10") ==
      Causes{"it does match the secret decoded from hexadecimal digits: LINE Messaging API uses it as text"});
  CHECK(keyed("adyen-platform", "00ff", "00ff") ==
        Causes{"it does match the secret used as text: Adyen banking and management decodes it from hex"});
  const auto svix = [&](const std::string& key) {
    const std::string mac = encode(Encoding::base64, hmac(Hash::sha256, key, "msg_1.1700000000.{}"));
    return explain(builtin("svix"),
                   {"POST",
                    "",
                    {{"svix-id", "msg_1"}, {"svix-timestamp", "1700000000"}, {"svix-signature", "v1," + mac}},
                    "{}"},
                   std::vector<Secret>{"whsec_Y29udm90aWM="}, kAt);
  };
  CHECK(svix("Y29udm90aWM=") == Causes{"it does match the secret used as text: Svix decodes it from base64"});
  CHECK(svix("whsec_Y29udm90aWM=") ==
        Causes{"it does match the secret as text, \"whsec_\" included: Svix decodes it from base64"});
}

TEST_CASE("What was done to a URL is found") {
  const auto square = [](const std::string& sent, const std::string& here) {
    return causes(
        "square", {"POST", sent, {}, "{}"}, kSecret, [&](Message& message) { message.url = here; }, kSecret);
  };
  CHECK(square("http://x.example/a", "https://x.example/a") ==
        Causes{"it does match the URL with http: in place of https:"});
  CHECK(square("https://x.example/a", "http://x.example/a") ==
        Causes{"it does match the URL with https: in place of http:: a proxy in front takes the TLS"});
  CHECK(square("https://x.example/a", "https://x.example:443/a") ==
        Causes{"it does match the URL without its port"});
  CHECK(square("https://x.example:443/a", "https://x.example/a") ==
        Causes{"it does match the URL with its port written out"});
  CHECK(square("https://x.example/a/?b=1", "https://x.example/a?b=1") ==
        Causes{"it does match the URL with a \"/\" at the end of its path"});
  CHECK(square("https://x.example/a?b=1", "https://x.example/a/?b=1") ==
        Causes{"it does match the URL without the \"/\" at the end of its path"});
  CHECK(square("https://x.example/a", "https://x.example/a?b=1") ==
        Causes{"it does match the URL without its query"});
  CHECK(square("https://x.example/a/", "http://x.example/a") ==
        Causes{"it does match the URL with https: in place of http:: a proxy in front takes the TLS",
               "it does match the URL with a \"/\" at the end of its path"});
  CHECK(square("https://x.example/a", "https://y.example/a").empty());
  CHECK(causes(
            "hubspot-v2", {"GET", "https://x.example/a", {}, ""}, kSecret,
            [](Message& message) { message.method = "POST"; },
            kSecret) == Causes{"it does match the method GET"});
}

TEST_CASE("Two causes at once are both named") {
  CHECK(causes(
            "github", {"POST", "", {}, "{}"}, kSecret, [](Message& message) { message.body += "\n"; },
            kSecret + "\n") ==
        Causes{"it does match the secret without the white space around it",
               "it does match the body without its final newline: something appended \"\\n\" on the way"});
}

TEST_CASE("Key pairs, tokens and plain tokens are explained as far as they can be") {
  tests::FakeRandom random;
  const Secret key = new_secret(builtin("discord"), random);
  CHECK(causes(
            "discord", {"POST", "", {}, "{}"}, key, [](Message& message) { message.body = "{}\n"; }, key) ==
        Causes{"it does match the body without its final newline: something appended \"\\n\" on the way"});
  const Secret ec = new_secret(builtin("plaid"), random);
  CHECK(causes(
            "plaid", {"POST", "", {}, "{\n  \"a\": 1\n}"}, ec,
            [](Message& message) { message.body = "{\"a\":1}"; },
            ec) == Causes{rewritten("indented by 2 blanks")});
  CHECK(causes(
            "gitlab", {"POST", "", {}, ""}, "token", [](Message&) {}, "token\n") ==
        Causes{"it does match the secret without the white space around it"});
}

TEST_CASE("Where nothing matches, or nothing is wrong, there is nothing to explain") {
  CHECK(body_causes("{}", "{}").empty());
  CHECK(body_causes("{}", "[1]").empty());
  CHECK(hand_made(std::string(64, '0')).empty());
  CHECK(hand_made("").empty());
  CHECK(explain(builtin("github"), {"POST", "", {}, "{}"}, std::vector<Secret>{kSecret}, kAt).empty());
  CHECK(explain(builtin("stripe"), {"POST", "", {{"Stripe-Signature", "v1=00"}}, "{}"},
                std::vector<Secret>{"sk_x"}, kAt)
            .empty());
}

TEST_CASE("A long body is explained too, if it is only its end that differs") {
  const std::string longest(10u << 20, 'x');
  CHECK(body_causes(longest, longest + "\n") ==
        Causes{"it does match the body without its final newline: something appended \"\\n\" on the way"});
}

TEST_CASE("A search that would take minutes is given up, and says nothing") {
  std::string header = "t=1700000000";
  while (header.size() < 16'000)
    header += ",v1=" + std::string(64, 'a');
  std::string body = "[";
  while (body.size() < 60'000)
    body += R"({"name":"Zo\u00eb","url":"https:\/\/shop.example"},)";
  body.back() = ']';
  CHECK(explain(builtin("stripe"), {"POST", "", {{"Stripe-Signature", header}}, body},
                std::vector<Secret>{kSecret}, kAt) == Causes{});
}
