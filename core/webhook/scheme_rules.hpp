#pragma once

#include "core/webhook/digest.hpp"
#include "core/webhook/encoding.hpp"
#include "core/webhook/scheme.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace convotic::webhook {

// A row of the table as the engine works with it. Every member stands for a key of the row, which
// docs/schemes.md describes.

enum class Algorithm {
  equality,  // the secret itself is sent
  hmac,
  digest,  // a plain hash; the secret is part of the content
  ed25519,
  ecdsa,  // P-256, in DER
  rsa,    // PKCS #1 v1.5
  jwt_hs256,
  jwt_es256,
  jwt_rs256,
};

// A piece of a template: text as it stands, or something of the message.
struct Piece {
  enum class Kind {
    literal,     // `text`
    body,        // the exact bytes
    timestamp,   // as it stands in the message
    id,          // as it stands in the message
    url,         // the public one
    path,        // of the URL, with its query
    method,      // "POST"
    secret,      // as the user has it, without the companion
    companion,   // what stands before the secret, such as an app key
    parameters,  // of a form: name and value of each, sorted by name, nothing between
    headers,     // those that a header lists
    fields,      // of the body
    header,      // the value of the header `text`
    value,       // the value of the body at the pointer `text`
  } kind;
  std::string text;
  enum class Function { none, crc32, sha256, base64 } function = Function::none;
};

struct Template {
  std::string text;  // as it was written
  std::vector<Piece> pieces;

  bool uses(Piece::Kind kind) const;
};

// Where a message bears something. One of the members is set, besides `field`.
struct Place {
  std::vector<std::string> headers;  // any of them is read, the first is written
  std::string field;                 // of the signature's header: the item of that name
  std::string body;                  // a pointer of core/webhook/json_fields.hpp
  std::string claim;                 // of a JSON Web Token
};

struct SignaturePlace {
  Place place;
  enum class Headers { alternatives, one_per_secret } headers = Headers::alternatives;
  std::string separator;  // between the items of the header; empty where it is one item
  std::string assign;     // between an item's name and its value; empty where items have no names
  Encoding encoding = Encoding::hex;
};

struct TimestampRule {
  Place place;
  enum class Unit { seconds, milliseconds, iso_seconds, iso_milliseconds } unit = Unit::seconds;
  Window window;
};

struct IdRule {
  Place place;
  std::string prefix;  // of new ones
};

// Something that the message bears with its signature, always the same: a version, the algorithm's name.
struct Mark {
  Place place;
  std::string value;
};

struct SecretRule {
  std::string prefix;         // "whsec_"
  std::string public_prefix;  // of a public key: "whpk_"
  enum class Prefix { part_of_key, label } prefix_is = Prefix::part_of_key;
  std::optional<Encoding> decode;  // nothing: the text's bytes are the key
  std::size_t minimum = 1;         // characters, or bytes where it is decoded
  std::size_t maximum = 4096;
  std::string companion;  // "appKey": what the text up to the first ':' is
  bool many = false;      // whether several are in use while one replaces another
  std::string told_at;    // a path of core/base/json_path.hpp: where a handshake tells it
  std::string example;
  struct Mistake {
    std::string prefix;
    std::string what;
  };
  std::vector<Mistake> mistakes;  // other secrets of the provider that are taken for this one
};

struct UrlRule {
  bool any_port = false;            // whether the default port may have been written out, or left out
  std::vector<std::string> decode;  // escapes that are decoded before the URL is signed: "%3A"
};

struct FieldsRule {
  std::string at;                  // a pointer that those of `names` are below; with "*" in it, each
                                   // element bears a signature of its own
  std::vector<std::string> names;  // "pspReference", "amount/value"
  std::string each;                // with {name} and {value} in it
  std::string join;
  std::string free;          // the only one of `names` that may have `join` in it; empty: any may
  bool skip_absent = false;  // else an absent one is empty
};

// A query parameter that the URL bears with a body that is no form (Twilio's bodySHA256).
struct QueryRule {
  std::string name;
  Template value;
};

struct ClaimRule {
  std::string name;
  Template text;        // where it is a string
  std::string literal;  // JSON, where it is anything else
};

struct SchemeRules {
  std::string name;
  std::string title;
  std::vector<std::string> aliases;
  std::string algorithm_name;  // "hmac-sha256"
  Algorithm algorithm = Algorithm::hmac;
  Hash hash = Hash::sha256;
  SignaturePlace signature;
  Template content;
  std::optional<TimestampRule> timestamp;
  std::optional<IdRule> id;
  std::vector<Mark> marks;
  SecretRule secret;
  UrlRule url;
  FieldsRule fields;
  std::vector<QueryRule> query;
  std::vector<ClaimRule> claims;
  std::optional<std::chrono::seconds> lifetime;  // of a token, from its time to its claim "exp"
  std::string signed_headers;                    // the header that lists the names of those that are signed
  std::string form;                              // the form field that the JSON of the body is in
  std::optional<std::chrono::milliseconds> deadline;
  ModuleView module;
  std::string note;
  std::string evidence;
  std::string source;

  bool uses(Piece::Kind kind) const;  // in any of the templates
  bool has_key_pair() const;
  bool is_token() const;  // a JSON Web Token
  bool signs_each_element() const;
  // Of the body: all that is read there, with "*" for elements.
  std::vector<std::string> pointers() const;
};

// Fails with kSchemeInvalid or kJsonInvalid, pointing at the offending value.
Result<SchemeRules> parse_scheme(const base::JsonReader& row);

// The value of a row's key "module".
Result<ModuleView> parse_module_view(const base::JsonReader& value);

// "{timestamp}.{body}". `companion` is the name of the placeholder for SchemeRules::secret.companion.
Result<Template> parse_template(const base::JsonReader& value, const std::string& companion);

}  // namespace convotic::webhook
