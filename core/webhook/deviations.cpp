#include "core/webhook/deviations.hpp"

#include "core/base/base64.hpp"
#include "core/base/utf8.hpp"
#include "core/webhook/content_template.hpp"
#include "core/webhook/json_fields.hpp"
#include "core/webhook/json_forms.hpp"
#include "core/webhook/judgement.hpp"
#include "core/webhook/message_headers.hpp"
#include "core/webhook/signature_place.hpp"

#include <fmt/format.h>

#include <functional>
#include <set>

namespace convotic::webhook {
namespace {

using Kind = Piece::Kind;

// Above this, a body is not written anew in every form there is.
constexpr std::size_t kLongestRewritten = 1 << 20;
// How far the time of signing is looked for around the one that the message says, in seconds.
constexpr int kTimesAround = 900;
// With longer bodies that would take noticeably long.
constexpr std::size_t kLongestWithTimes = 1 << 16;

// Makes attempts one by one, so that a long body is never there in all its forms at once.
class Attempts {
public:
  Attempts(const Attempt& from, const Try& is_it, const Work& work)
      : from_(from), is_it_(is_it), work_(work) {}

  template <typename Change> void add(std::string clause, Change change) {
    if (is_over()) return;
    Attempt attempt = from_;
    change(attempt);
    attempt.clauses.push_back(std::move(clause));
    found_ = is_it_(attempt);
  }
  void body(const std::string& body, std::string clause) {
    if (is_over()) return;
    // The same form often comes about in several ways.
    if (body == from_.message.body || !bodies_.insert(std::hash<std::string>()(body)).second) return;
    add(std::move(clause), [&](Attempt& attempt) { attempt.message.body = body; });
  }
  bool found() const { return found_; }
  bool is_over() const { return found_ || work_.is_done(); }

private:
  const Attempt& from_;
  const Try& is_it_;
  const Work& work_;
  bool found_ = false;
  std::set<std::size_t> bodies_;
};

// The JSON in every form that serialisers give it, then each with a line end at its end.
void add_json_forms(Attempts& attempts, const std::string& body, Work& work) {
  constexpr std::string_view kCause =
      "it does match the body written {}: something parsed the JSON and wrote it anew";
  each_json_form(body, work, [&](const JsonForm& form) {
    attempts.body(form.text, fmt::format(fmt::runtime(kCause), form.name));
    return !attempts.is_over();
  });
  if (attempts.is_over()) return;
  each_json_form(body, work, [&](const JsonForm& form) {
    for (const auto& [ending, name] : {std::pair("\n", "\\n"), std::pair("\r\n", "\\r\\n")})
      attempts.body(form.text + ending, fmt::format(fmt::runtime(kCause),
                                                    fmt::format("{} and ended by \"{}\"", form.name, name)));
    return !attempts.is_over();
  });
}

bool is_symmetric(const SchemeRules& rules) {
  return rules.algorithm == Algorithm::hmac || rules.algorithm == Algorithm::digest;
}

}  // namespace

bool other_body(const Attempt& from, const Try& is_it, Work& work) {
  Attempts attempts(from, is_it, work);
  const std::string& body = from.message.body;
  if (!from.rules.uses(Kind::body)) return false;
  constexpr std::string_view kAppended = "something appended \"{}\" on the way";
  constexpr std::string_view kCut = "something cut \"{}\" off on the way";
  if (body.ends_with("\r\n"))
    attempts.body(body.substr(0, body.size() - 2), "it does match the body without its final line end: " +
                                                       fmt::format(fmt::runtime(kAppended), "\\r\\n"));
  if (body.ends_with('\n'))
    attempts.body(body.substr(0, body.size() - 1), "it does match the body without its final newline: " +
                                                       fmt::format(fmt::runtime(kAppended), "\\n"));
  attempts.body(body + "\n", "it does match the body with a newline at its end: " +
                                 fmt::format(fmt::runtime(kCut), "\\n"));
  attempts.body(body + "\r\n", "it does match the body with a line end at its end: " +
                                   fmt::format(fmt::runtime(kCut), "\\r\\n"));
  attempts.body(replaced(body, "\r\n", "\n"),
                "it does match the body with \\n in place of \\r\\n: something changed its line ends");
  attempts.body(replaced(replaced(body, "\r\n", "\n"), "\n", "\r\n"),
                "it does match the body with \\r\\n in place of \\n: something changed its line ends");
  attempts.body("", "it does match an empty body: it was lost before it was signed");
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  attempts.body(body.starts_with(kMark) ? body.substr(kMark.size()) : std::string(kMark) + body,
                fmt::format("it does match the body {} a byte order mark",
                            body.starts_with(kMark) ? "without" : "with"));
  if (const auto decoded = base::base64_decode(body); decoded && !decoded->empty())
    attempts.body(*decoded, "it does match what the body is the base64 of: decode it first");
  if (body.size() <= kLongestRewritten && base::is_utf8(body) && is_json(body))
    add_json_forms(attempts, body, work);
  return attempts.found();
}

bool other_secret(const Attempt& from, const Try& is_it, Work& work) {
  Attempts attempts(from, is_it, work);
  const SecretRule& rule = from.rules.secret;
  const auto change = [&](std::string clause, auto&& changed) {
    std::vector<Secret> secrets;
    for (const Secret& secret : from.secrets)
      secrets.push_back(changed(secret));
    if (secrets == from.secrets) return;
    attempts.add(std::move(clause), [&](Attempt& attempt) { attempt.secrets = secrets; });
  };
  change("it does match the secret without the white space around it", [](const Secret& secret) {
    const std::size_t begin = secret.find_first_not_of(" \t\r\n");
    return begin == std::string::npos ? secret
                                      : secret.substr(begin, secret.find_last_not_of(" \t\r\n") - begin + 1);
  });
  change("it does match the secret without the quotes around it", [](const Secret& secret) {
    const bool quotes = secret.size() > 2 && secret.front() == secret.back() &&
                        (secret.front() == '"' || secret.front() == '\'');
    return quotes ? secret.substr(1, secret.size() - 2) : secret;
  });
  if (from.rules.has_key_pair()) return attempts.found();
  if (!rule.decode)
    change("it does match the secret with a newline at its end: whoever signed did not cut it off",
           [](const Secret& secret) { return secret + '\n'; });

  // What the key is made of: the text, what it is the base64 or hexadecimal digits of, its prefix or not.
  const auto redecode = [&](std::optional<Encoding> decode, SecretRule::Prefix prefix, std::string clause) {
    if (decode == rule.decode && (prefix == rule.prefix_is || rule.prefix.empty())) return;
    attempts.add(std::move(clause), [&](Attempt& attempt) {
      attempt.rules.secret.decode = decode;
      attempt.rules.secret.prefix_is = prefix;
      attempt.rules.secret.minimum = 1;
    });
  };
  const std::string& title = from.rules.title;
  const std::string usual = rule.decode
                                ? fmt::format("{} decodes it from {}", title, encoding_name(*rule.decode))
                                : fmt::format("{} uses it as text", title);
  using Prefix = SecretRule::Prefix;
  redecode(std::nullopt, rule.prefix_is, "it does match the secret used as text: " + usual);
  redecode(Encoding::base64, Prefix::label, "it does match the secret decoded from base64: " + usual);
  redecode(Encoding::hex, Prefix::label,
           "it does match the secret decoded from hexadecimal digits: " + usual);
  if (!rule.prefix.empty()) {
    redecode(std::nullopt, Prefix::label,
             fmt::format("it does match the secret without \"{}\", as text: {}", rule.prefix, usual));
    redecode(std::nullopt, Prefix::part_of_key,
             fmt::format("it does match the secret as text, \"{}\" included: {}", rule.prefix, usual));
  }
  return attempts.found();
}

bool other_url(const Attempt& from, const Try& is_it, Work& work) {
  Attempts attempts(from, is_it, work);
  const std::string& url = from.message.url;
  const bool has_url = from.rules.uses(Kind::url) || from.rules.uses(Kind::path);
  if (!has_url || url.empty()) return false;
  const auto change = [&](std::string other, std::string clause) {
    if (other != url) attempts.add(std::move(clause), [&](Attempt& attempt) { attempt.message.url = other; });
  };
  if (url.starts_with("https://"))
    change("http://" + url.substr(8), "it does match the URL with http: in place of https:");
  if (url.starts_with("http://"))
    change("https://" + url.substr(7),
           "it does match the URL with https: in place of http:: a proxy in front takes the TLS");
  change(with_default_port(url, DefaultPort::left_out), "it does match the URL without its port");
  change(with_default_port(url, DefaultPort::written), "it does match the URL with its port written out");
  const std::size_t query = std::min(url.find('?'), url.size());
  const std::string path = url.substr(0, query);
  if (path.ends_with('/'))
    change(path.substr(0, path.size() - 1) + url.substr(query),
           "it does match the URL without the \"/\" at the end of its path");
  else
    change(path + '/' + url.substr(query), "it does match the URL with a \"/\" at the end of its path");
  change(path, "it does match the URL without its query");
  return attempts.found();
}

bool other_content(const Attempt& from, const Try& is_it, Work& work) {
  Attempts attempts(from, is_it, work);
  if (from.rules.uses(Kind::method))
    for (const char* method : {"POST", "GET", "PUT"})
      if (from.message.method != method)
        attempts.add(fmt::format("it does match the method {}", method),
                     [&](Attempt& attempt) { attempt.message.method = method; });
  const Template& content = from.rules.content;
  const auto change = [&](std::vector<Piece> pieces, std::string clause) {
    attempts.add(std::move(clause), [&](Attempt& attempt) { attempt.rules.content.pieces = pieces; });
  };
  if (!is_symmetric(from.rules) || !content.uses(Kind::body) || content.pieces.size() == 1)
    return attempts.found();
  const Piece body{Kind::body, ""}, timestamp{Kind::timestamp, ""}, secret{Kind::secret, ""};
  if (from.rules.algorithm == Algorithm::hmac)
    change({body},
           fmt::format("it does match the body alone: {} signs \"{}\"", from.rules.title, content.text));
  if (!content.uses(Kind::timestamp)) return attempts.found();
  for (const char* between : {"", ".", ":"})
    if (fmt::format("{{timestamp}}{}{{body}}", between) != content.text)
      change({timestamp, {Kind::literal, between}, body},
             fmt::format("it does match \"{{timestamp}}{}{{body}}\": {} signs \"{}\"", between,
                         from.rules.title, content.text));
  return attempts.found();
}

bool other_algorithm(const Attempt& from, const Try& is_it, Work& work) {
  Attempts attempts(from, is_it, work);
  if (!is_symmetric(from.rules)) return false;
  for (const Hash hash : {Hash::sha1, Hash::sha256, Hash::sha512, Hash::sha384}) {
    if (hash == from.rules.hash) continue;
    const std::string prefix = from.rules.algorithm == Algorithm::hmac ? "hmac-" : "";
    attempts.add(fmt::format("it is made with {}{}: {} signs with {}", prefix, hash_name(hash),
                             from.rules.title, from.rules.algorithm_name),
                 [&](Attempt& attempt) { attempt.rules.hash = hash; });
  }
  return attempts.found();
}

bool other_timestamp(const Attempt& from, const Try& is_it, Work& work) {
  Attempts attempts(from, is_it, work);
  if (!from.rules.timestamp || !from.rules.content.uses(Kind::timestamp)) return false;
  const auto time = parse_timestamp(from.rules.timestamp->unit, from.timestamp);
  if (!time) return false;
  using Unit = TimestampRule::Unit;
  const auto change = [&](std::string text, std::string clause) {
    if (text != from.timestamp)
      attempts.add(std::move(clause), [&](Attempt& attempt) { attempt.timestamp = text; });
  };
  for (const Unit unit : {Unit::seconds, Unit::milliseconds, Unit::iso_seconds, Unit::iso_milliseconds})
    change(format_timestamp(unit, *time),
           fmt::format("it does match the timestamp as {}: {} writes {}", unit_name(unit), from.rules.title,
                       unit_name(from.rules.timestamp->unit)));
  const Unit own = from.rules.timestamp->unit;
  change(format_timestamp(own, from.now), "it does match the time now, and not the timestamp that is there");
  if (from.message.body.size() > kLongestWithTimes) return attempts.found();
  for (int seconds = 1; seconds <= kTimesAround && !attempts.is_over(); ++seconds)
    for (const int shift : {-seconds, seconds})
      change(
          format_timestamp(own, *time + shift * 1000),
          fmt::format(
              "it does match a timestamp {} s {} than the one that is there, which was changed after signing",
              seconds, shift < 0 ? "earlier" : "later"));
  return attempts.found();
}

}  // namespace convotic::webhook
