#include "core/http/url.hpp"

#include "core/http/message.hpp"

#include <algorithm>
#include <charconv>

namespace convotic::http {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

int default_port(Url::Scheme scheme) {
  return scheme == Url::Scheme::https ? 443 : 80;
}

// Takes "host", "host:8080" or "[::1]:8080" apart; what is wrong with it, or nothing.
std::string parse_authority(std::string_view text, Url& url) {
  const std::size_t bracket = text.starts_with('[') ? text.find(']') : 0;
  if (bracket == std::string_view::npos) return "has a \"[\" without \"]\"";
  const std::size_t colon = text.find(':', bracket);
  url.host = text.substr(0, colon);
  if (bracket != 0) url.host = url.host.substr(1, bracket - 1);
  if (url.host.empty()) return "has no host";
  url.port = default_port(url.scheme);
  if (colon == std::string_view::npos) return {};
  const std::string_view digits = text.substr(colon + 1);
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), url.port);
  const bool whole = parsed.ec == std::errc() && parsed.ptr == digits.data() + digits.size();
  return whole && url.port > 0 && url.port < 65536 ? "" : "has no port that is a number from 1 to 65535";
}

}  // namespace

std::string percent_decode(std::string_view text, PlusSign plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' && plus == PlusSign::space ? ' ' : text[i];
    }
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> out;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
    out.emplace_back(percent_decode(pair.substr(0, equals), PlusSign::space),
                     percent_decode(value, PlusSign::space));
  }
  return out;
}

std::string Url::authority() const {
  std::string out = host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port != default_port(scheme)) out += ":" + std::to_string(port);
  return out;
}

tl::expected<Url, std::string> parse_url(std::string_view text) {
  const auto none = [text](std::string_view why) {
    return tl::unexpected<std::string>(quoted(text) + " " + std::string(why));
  };
  Url url;
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) return none("is not a URL that begins with http:// or https://");
  const std::string_view scheme = text.substr(0, colon);
  if (same_name(scheme, "https"))
    url.scheme = Url::Scheme::https;
  else if (!same_name(scheme, "http"))
    return none("is not a URL that begins with http:// or https://");
  std::string_view rest = text.substr(colon + 3);
  rest = rest.substr(0, rest.find('#'));
  const std::size_t slash = std::min(rest.find_first_of("/?"), rest.size());
  const std::string_view authority = rest.substr(0, slash);
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos)
    return tl::unexpected("the URL of " + quoted(authority.substr(at + 1)) +
                          " has credentials in it, which belong into a header");
  if (const std::string problem = parse_authority(authority, url); !problem.empty()) return none(problem);
  url.target = rest.substr(slash);
  if (!url.target.starts_with('/')) url.target.insert(0, 1, '/');
  if (!is_target(url.target)) return none("has a character in it that must be percent-encoded");
  return url;
}

}  // namespace convotic::http
