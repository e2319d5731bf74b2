#include "core/webhook/scheme_rules.hpp"
#include "tests/core/webhook/own_scheme.hpp"
#include "tests/support/describe_error.hpp"

using namespace convotic;
using namespace convotic::webhook;
using tests::describe;
using tests::plain_row;
using tests::row_from;

namespace {

// The error of a row, without its place.
std::string refused(const std::string& row) {
  const auto rules = parse_scheme(row_from(row));
  if (rules) return "ok";
  Error error = rules.error();
  error.where.reset();
  return describe(error);
}

// Of a row with these keys in place of the usual ones.
std::string with_signature(const std::string& signature, const std::string& algorithm = "hmac-sha256") {
  return refused(R"({"name": "own", "algorithm": ")" + algorithm +
                 R"(", "content": "{body}{secret}", "signature": )" + signature + "}");
}

}  // namespace

TEST_CASE("A row needs a name, an algorithm, a signature and what is signed") {
  CHECK(refused(plain_row()) == "ok");
  CHECK(refused("[]") == "json-invalid: the document must be an object, not an array");
  CHECK(refused("{}") == "json-invalid: \"name\" is missing from the document");
  CHECK(refused(R"({"name": "own"})") == "json-invalid: \"algorithm\" is missing from the document");
  CHECK(refused(R"({"name": "own", "algorithm": "hmac-sha256"})") ==
        "json-invalid: \"signature\" is missing from the document");
  CHECK(
      refused(
          R"({"name": "own", "algorithm": "hmac-sha256", "signature": {"header": "X", "encoding": "hex"}})") ==
      "json-invalid: \"content\" is missing from the document");
}

TEST_CASE("An error of a row has the place of the value") {
  CHECK(describe(parse_scheme(row_from(R"({"name": "own", "algoritm": "hmac-sha256"})"))) ==
        "json-invalid: unknown key \"algoritm\"\n  help: did you mean \"algorithm\"?\n"
        "  at schemes.json:1:17, 10 bytes of \"{\"name\": \"own\", \"algoritm\": \"hmac-sha256\"}\"");
  CHECK(describe(parse_scheme(row_from(R"({"name": "own", "algorithm": "hmac-sha265"})"))) ==
        "scheme-invalid: \"/algorithm\" cannot be \"hmac-sha265\"\n  help: did you mean \"hmac-sha256\"?\n"
        "  at schemes.json:1:30, 13 bytes of \"{\"name\": \"own\", \"algorithm\": \"hmac-sha265\"}\"");
}

TEST_CASE("Words that are none of those there are get the nearest, or the list") {
  CHECK(refused(R"({"name": "own", "algorithm": "magic"})") ==
        "scheme-invalid: \"/algorithm\" cannot be \"magic\"\n  help: it can be: hmac-sha1, hmac-sha256, "
        "hmac-sha384, "
        "hmac-sha512, sha1, sha256, sha512, ed25519, ecdsa-p256-sha256, rsa-sha1, rsa-sha256, jwt-hs256, "
        "jwt-es256, jwt-rs256, "
        "equality");
  CHECK(with_signature(R"({"header": "X", "encoding": "bas64"})") ==
        "scheme-invalid: \"/signature/encoding\" cannot be \"bas64\"\n  help: did you mean \"base64\"?");
  CHECK(refused(plain_row(R"("timestamp": {"header": "T", "unit": "sec"})")) ==
        "scheme-invalid: \"/timestamp/unit\" cannot be \"sec\"\n  help: it can be: s, ms, iso, iso-ms");
  CHECK(refused(plain_row(R"("module": {"verifiable": true, "serialization": {"ways": ["indentd"]}})")) ==
        "scheme-invalid: \"/module/serialization/ways/0\" cannot be \"indentd\"\n  help: did you mean "
        "\"indented\"?");
}

TEST_CASE("A name is one that can stand in a command line") {
  for (const char* name : {"", "Own", "a b", "a_b"})
    CHECK(refused(R"({"name": ")" + std::string(name) + R"("})") ==
          "scheme-invalid: \"" + std::string(name) +
              "\" cannot be a scheme's name\n  help: a name has a-z, "
              "0-9 and \"-\"");
  CHECK(refused(plain_row(R"("aliases": ["ok", "no!"])"))
            .starts_with("scheme-invalid: \"no!\" cannot be a scheme's name"));
}

TEST_CASE("A signature stands in one place, written in one way") {
  CHECK(with_signature(R"({"encoding": "hex"})") == "scheme-invalid: a signature stands either in a header "
                                                    "or in the body\n  help: give \"header\" or \"body\"");
  CHECK(with_signature(R"({"header": "X", "body": "/x", "encoding": "hex"})") ==
        "scheme-invalid: a signature stands either in a header or in the body\n  help: give \"header\" or "
        "\"body\"");
  CHECK(with_signature(R"({"header": "X", "encoding": "hex", "field": "v1"})") ==
        "scheme-invalid: \"field\" and \"assign\" go together: as in \"v1\" and \"=\" for v1=...");
  CHECK(with_signature(R"({"header": "X", "encoding": "hex", "assign": "="})") ==
        "scheme-invalid: \"field\" and \"assign\" go together: as in \"v1\" and \"=\" for v1=...");
  CHECK(with_signature(R"({"header": "X"})") ==
        "scheme-invalid: \"encoding\" is missing\n  help: it is hex, base64 or base64url");
  CHECK(with_signature(R"({"header": "X", "encoding": "hex"})", "equality") ==
        "scheme-invalid: equality has no encoding");
  CHECK(with_signature(R"({"header": "X Y", "encoding": "hex"})") ==
        "scheme-invalid: \"X Y\" cannot be a header's name");
  CHECK(with_signature(R"({"headers": ["X", ""], "encoding": "hex"})") ==
        "scheme-invalid: \"\" cannot be a header's name");
  CHECK(with_signature(R"({"or": "X", "encoding": "hex"})") ==
        "scheme-invalid: \"or\" is another name of the header, and \"header\" is missing");
  CHECK(with_signature(R"({"body": "x/y", "encoding": "hex"})") ==
        "scheme-invalid: \"x/y\" is no JSON pointer\n  help: as in \"/x/y\"");
  CHECK(with_signature(R"({"headr": "X"})").starts_with("json-invalid: unknown key \"headr\""));
}

TEST_CASE("What the content takes must be somewhere") {
  CHECK(refused(plain_row(R"("content": "{timestamp}.{body}")")) ==
        "scheme-invalid: \"{timestamp}.{body}\" needs the key \"timestamp\", which says where that is");
  CHECK(refused(plain_row(R"("content": "{id}")")) ==
        "scheme-invalid: \"{id}\" needs the key \"id\", which says where that is");
  CHECK(refused(plain_row(R"("content": "{fields}")")) ==
        "scheme-invalid: \"{fields}\" needs the key \"fields\", which says where that is");
  CHECK(refused(plain_row(R"("content": "{headers}")")) ==
        "scheme-invalid: \"{headers}\" needs the key \"signedHeaders\", which says where that is");
  CHECK(refused(plain_row(R"("content": "{appKey}{body}", "secret": {"companion": "appKey"})")) == "ok");
  CHECK(refused(plain_row(R"("content": "{appKey}{body}")"))
            .starts_with("scheme-invalid: \"{appKey}\" stands for nothing"));
}

TEST_CASE("A scheme that anybody could sign is refused") {
  CHECK(
      refused(
          R"({"name": "own", "algorithm": "sha256", "content": "{body}", "signature": {"header": "X", "encoding": "hex"}})") ==
      "scheme-invalid: with sha256 anybody could sign \"{body}\": the secret is not in it\n  help: put "
      "{secret} into it");
  CHECK(
      refused(R"({"name": "own", "algorithm": "equality", "content": "{id}", "signature": {"header": "X"}})")
          .starts_with("scheme-invalid: with equality anybody could sign \"{id}\""));
  CHECK(refused(R"({"name": "own", "algorithm": "equality", "signature": {"header": "X"}})") == "ok");
}

TEST_CASE("Timestamps, ids and marks stand somewhere that there is") {
  CHECK(refused(plain_row(R"("timestamp": {"unit": "s"})")) ==
        "scheme-invalid: a timestamp stands somewhere\n  help: give \"header\", \"field\", \"body\" or "
        "\"claim\"");
  CHECK(refused(plain_row(R"("timestamp": {"field": "t", "unit": "s"})")) ==
        "scheme-invalid: \"field\" is an item of the signature's header, which has no named items\n"
        "  help: give \"assign\" of \"signature\"");
  CHECK(refused(plain_row(R"("timestamp": {"claim": "iat", "unit": "s"})")) ==
        "scheme-invalid: hmac-sha256 has no claims");
  CHECK(refused(plain_row(R"("timestamp": {"header": "T"})")) ==
        "json-invalid: \"unit\" is missing from \"/timestamp\"");
  CHECK(refused(plain_row(R"("timestamp": {"header": "T", "unit": "s", "past": -1})")) ==
        "scheme-invalid: \"/timestamp/past\" must be between 0 and 1000000000, not -1");
  CHECK(refused(plain_row(R"("id": {})")) ==
        "scheme-invalid: an id stands somewhere\n  help: give \"header\", \"body\" or \"claim\"");
  CHECK(refused(plain_row(R"("marks": [{"value": "1"}])")) ==
        "scheme-invalid: a mark stands somewhere\n  help: give \"header\" or \"body\"");
  CHECK(refused(plain_row(R"("marks": [{"header": "V"}])")) ==
        "json-invalid: \"value\" is missing from \"/marks/0\"");
}

TEST_CASE("Fields that are signed element by element need signatures in the same elements") {
  const auto row = [](const std::string& signature, const std::string& content, const std::string& fields) {
    return R"({"name": "own", "algorithm": "hmac-sha256", "signature": {)" + signature +
           R"(, "encoding": "hex"}, "content": ")" + content + R"(", "fields": {)" + fields + "}}";
  };
  const std::string fields = R"("at": "/items/*/x", "names": ["a"])";
  CHECK(refused(row(R"("body": "/items/*/sig")", "{fields}", fields)) == "ok");
  for (const char* signature : {R"("body": "/sig")", R"("body": "/others/*/sig")", R"("header": "X-Sig")"}) {
    CAPTURE(signature);
    CHECK(refused(row(signature, "{fields}", fields)) ==
          "scheme-invalid: \"/items/*\" is signed element by element, and \"signature\" is elsewhere\n"
          "  help: \"body\" of \"signature\" begins with \"/items/*\" then");
  }
  CHECK(refused(row(R"("body": "/items/*/sig")", "{fields}{body}", fields)) ==
        "scheme-invalid: \"{fields}{body}\" is not of one element, and \"fields\" are\n"
        "  help: it is \"{fields}\" then");
}

TEST_CASE("The field that may have what stands between the fields in it is one of them") {
  CHECK(refused(plain_row(R"("fields": {"names": ["a"], "join": ":", "free": "a"})")) == "ok");
  CHECK(refused(plain_row(R"("fields": {"names": ["a"], "join": ":", "free": "b"})")) ==
        "scheme-invalid: \"free\" is \"b\", which is none of \"names\"");
  CHECK(refused(plain_row(R"("fields": {"names": ["a"], "free": "a"})")) ==
        "scheme-invalid: \"free\" is the field that may have \"join\" in it, and \"join\" is missing");
}

TEST_CASE("Where a handshake tells the secret is a path") {
  CHECK(refused(plain_row(R"("secret": {"toldAt": "$.token"})")) == "ok");
  CHECK(refused(plain_row(R"("secret": {"toldAt": "token"})")).starts_with("scheme-invalid: \"toldAt\": "));
}

TEST_CASE("Secrets, fields, tokens and modules are checked as well") {
  CHECK(refused(plain_row(R"("secret": {"minimum": 9, "maximum": 8})")) ==
        "scheme-invalid: \"minimum\" 9 is more than \"maximum\" 8");
  CHECK(refused(plain_row(R"("fields": {"names": []})")) ==
        "scheme-invalid: \"names\" is empty: nothing would be signed");
  CHECK(refused(plain_row(R"("fields": {"names": ["a"], "each": "{name}"})")) ==
        "scheme-invalid: \"each\" is \"{name}\" and has no {value} in it");
  CHECK(refused(plain_row(R"("claims": {"a": "b"})")) == "scheme-invalid: hmac-sha256 has no claims");
  CHECK(
      refused(
          R"({"name": "own", "algorithm": "jwt-hs256", "content": "{body}", "signature": {"header": "X"}})") ==
      "scheme-invalid: a token signs its claims; it has no \"content\"\n  help: say it in \"claims\"");
  CHECK(refused(plain_row(R"("module": {"verifiable": false})")) ==
        "json-invalid: \"reason\" is missing from \"/module\"");
  CHECK(refused(plain_row(R"("module": {"verifiable": false, "reason": ""})")) ==
        "scheme-invalid: a reason says something");
  CHECK(refused(plain_row(R"("lifetime": "x")")) ==
        "json-invalid: \"/lifetime\" must be a whole number, not \"x\"");
}

TEST_CASE("A row with every key becomes rules with every part") {
  const SchemeRules rules = tests::must(parse_scheme(row_from(R"({
    "name": "own", "title": "Own", "aliases": ["mine"], "algorithm": "hmac-sha512",
    "signature": {"header": "X-Sig", "or": "sig", "separator": ",", "assign": "=", "field": "v1", "encoding": "base64url"},
    "content": "{timestamp}{id}{body}{sha256(body)}",
    "timestamp": {"field": "t", "unit": "ms", "past": 60, "future": 30},
    "id": {"header": "X-Id", "prefix": "m_"},
    "marks": [{"header": "X-V", "value": "1"}],
    "secret": {"prefix": "s_", "label": true, "decode": "hex", "minimum": 2, "maximum": 9, "many": true, "example": "s_00",
               "mistakes": {"k_": "a key"}},
    "url": {"anyPort": true, "decode": ["%3A"]},
    "query": {"h": "{sha256(body)}"},
    "form": "json", "deadline": 3000,
    "module": {"verifiable": true, "serialization": {"ways": ["indented", "php"], "source": "docs"}},
    "note": "n", "evidence": "S", "source": "their docs"})")));
  CHECK(rules.aliases == std::vector<std::string>{"mine"});
  CHECK(rules.hash == Hash::sha512);
  CHECK(rules.signature.place.headers == std::vector<std::string>{"X-Sig", "sig"});
  CHECK(rules.signature.headers == SignaturePlace::Headers::alternatives);
  CHECK(rules.signature.encoding == Encoding::base64url);
  CHECK(rules.content.pieces.size() == 4);
  CHECK(rules.timestamp->unit == TimestampRule::Unit::milliseconds);
  CHECK(rules.timestamp->window.past == std::chrono::seconds(60));
  CHECK(rules.timestamp->window.future == std::chrono::seconds(30));
  CHECK(rules.id->prefix == "m_");
  CHECK(rules.marks.size() == 1);
  CHECK(rules.secret.prefix_is == SecretRule::Prefix::label);
  CHECK(rules.secret.decode == Encoding::hex);
  CHECK(rules.secret.minimum == 2);
  CHECK(rules.secret.maximum == 9);
  CHECK(rules.secret.many);
  CHECK(rules.secret.mistakes.size() == 1);
  CHECK(rules.url.any_port);
  CHECK(rules.query.size() == 1);
  CHECK(rules.form == "json");
  CHECK(rules.deadline == std::chrono::milliseconds(3000));
  CHECK(rules.module.serialization->ways == std::vector<std::string>{"indented", "php"});
  CHECK(rules.module.serialization->source == "docs");
  CHECK(rules.evidence == "S");
}

TEST_CASE("A row that says nothing of modules leaves open how the JSON is written where the body is signed") {
  const SchemeRules rules = tests::must(parse_scheme(row_from(plain_row())));
  REQUIRE(rules.module.serialization);
  CHECK(rules.module.serialization->ways.empty());
  const SchemeRules token = tests::must(
      parse_scheme(row_from(R"({"name": "own", "algorithm": "equality", "signature": {"header": "X"}})")));
  CHECK_FALSE(token.module.serialization);
  CHECK(token.title == "own");
}
