#include "replay/import/curl_options.hpp"

#include "replay/errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace convotic::replay {
namespace {

// Long options that take a value. All others do not.
constexpr std::string_view kWithValue[] = {"--abstract-unix-socket",
                                           "--alt-svc",
                                           "--aws-sigv4",
                                           "--cacert",
                                           "--capath",
                                           "--cert",
                                           "--cert-type",
                                           "--ciphers",
                                           "--config",
                                           "--connect-timeout",
                                           "--connect-to",
                                           "--continue-at",
                                           "--cookie",
                                           "--cookie-jar",
                                           "--create-file-mode",
                                           "--crlfile",
                                           "--curves",
                                           "--data",
                                           "--data-ascii",
                                           "--data-binary",
                                           "--data-raw",
                                           "--data-urlencode",
                                           "--delegation",
                                           "--dns-interface",
                                           "--dns-ipv4-addr",
                                           "--dns-ipv6-addr",
                                           "--dns-servers",
                                           "--doh-url",
                                           "--dump-header",
                                           "--ech",
                                           "--egd-file",
                                           "--engine",
                                           "--etag-compare",
                                           "--etag-save",
                                           "--expect100-timeout",
                                           "--form",
                                           "--form-string",
                                           "--ftp-account",
                                           "--ftp-alternative-to-user",
                                           "--ftp-method",
                                           "--ftp-port",
                                           "--ftp-ssl-ccc-mode",
                                           "--happy-eyeballs-timeout-ms",
                                           "--haproxy-clientip",
                                           "--header",
                                           "--help",
                                           "--hostpubmd5",
                                           "--hostpubsha256",
                                           "--hsts",
                                           "--interface",
                                           "--ip-tos",
                                           "--ipfs-gateway",
                                           "--json",
                                           "--keepalive-cnt",
                                           "--keepalive-time",
                                           "--key",
                                           "--key-type",
                                           "--krb",
                                           "--libcurl",
                                           "--limit-rate",
                                           "--local-port",
                                           "--login-options",
                                           "--mail-auth",
                                           "--mail-from",
                                           "--mail-rcpt",
                                           "--max-filesize",
                                           "--max-redirs",
                                           "--max-time",
                                           "--netrc-file",
                                           "--noproxy",
                                           "--oauth2-bearer",
                                           "--output",
                                           "--output-dir",
                                           "--parallel-max",
                                           "--pass",
                                           "--pinnedpubkey",
                                           "--preproxy",
                                           "--proto",
                                           "--proto-default",
                                           "--proto-redir",
                                           "--proxy",
                                           "--proxy-cacert",
                                           "--proxy-capath",
                                           "--proxy-cert",
                                           "--proxy-cert-type",
                                           "--proxy-ciphers",
                                           "--proxy-crlfile",
                                           "--proxy-header",
                                           "--proxy-key",
                                           "--proxy-key-type",
                                           "--proxy-pass",
                                           "--proxy-pinnedpubkey",
                                           "--proxy-service-name",
                                           "--proxy-tls13-ciphers",
                                           "--proxy-tlsauthtype",
                                           "--proxy-tlspassword",
                                           "--proxy-tlsuser",
                                           "--proxy-user",
                                           "--proxy1.0",
                                           "--pubkey",
                                           "--quote",
                                           "--random-file",
                                           "--range",
                                           "--rate",
                                           "--referer",
                                           "--request",
                                           "--request-target",
                                           "--resolve",
                                           "--retry",
                                           "--retry-delay",
                                           "--retry-max-time",
                                           "--sasl-authzid",
                                           "--service-name",
                                           "--socks4",
                                           "--socks4a",
                                           "--socks5",
                                           "--socks5-gssapi-service",
                                           "--socks5-hostname",
                                           "--speed-limit",
                                           "--speed-time",
                                           "--stderr",
                                           "--telnet-option",
                                           "--tftp-blksize",
                                           "--time-cond",
                                           "--tls-max",
                                           "--tls13-ciphers",
                                           "--tlsauthtype",
                                           "--tlspassword",
                                           "--tlsuser",
                                           "--trace",
                                           "--trace-ascii",
                                           "--trace-config",
                                           "--unix-socket",
                                           "--upload-file",
                                           "--url",
                                           "--url-query",
                                           "--user",
                                           "--user-agent",
                                           "--variable",
                                           "--vlan-priority",
                                           "--write-out"};

static_assert(std::is_sorted(std::begin(kWithValue), std::end(kWithValue)));

struct Short {
  char letter;
  std::string_view name;
};
constexpr Short kShort[] = {{'0', "--http1.0"},
                            {'1', "--tlsv1"},
                            {'2', "--sslv2"},
                            {'3', "--sslv3"},
                            {'4', "--ipv4"},
                            {'6', "--ipv6"},
                            {'a', "--append"},
                            {'A', "--user-agent"},
                            {'b', "--cookie"},
                            {'B', "--use-ascii"},
                            {'c', "--cookie-jar"},
                            {'C', "--continue-at"},
                            {'d', "--data"},
                            {'D', "--dump-header"},
                            {'e', "--referer"},
                            {'E', "--cert"},
                            {'f', "--fail"},
                            {'F', "--form"},
                            {'g', "--globoff"},
                            {'G', "--get"},
                            {'h', "--help"},
                            {'H', "--header"},
                            {'i', "--include"},
                            {'I', "--head"},
                            {'j', "--junk-session-cookies"},
                            {'J', "--remote-header-name"},
                            {'k', "--insecure"},
                            {'K', "--config"},
                            {'l', "--list-only"},
                            {'L', "--location"},
                            {'m', "--max-time"},
                            {'M', "--manual"},
                            {'n', "--netrc"},
                            {'N', "--no-buffer"},
                            {'o', "--output"},
                            {'O', "--remote-name"},
                            {'p', "--proxytunnel"},
                            {'P', "--ftp-port"},
                            {'q', "--disable"},
                            {'Q', "--quote"},
                            {'r', "--range"},
                            {'R', "--remote-time"},
                            {'s', "--silent"},
                            {'S', "--show-error"},
                            {'t', "--telnet-option"},
                            {'T', "--upload-file"},
                            {'u', "--user"},
                            {'U', "--proxy-user"},
                            {'v', "--verbose"},
                            {'V', "--version"},
                            {'w', "--write-out"},
                            {'x', "--proxy"},
                            {'X', "--request"},
                            {'y', "--speed-time"},
                            {'Y', "--speed-limit"},
                            {'z', "--time-cond"},
                            {'Z', "--parallel"},
                            {'#', "--progress-bar"},
                            {':', "--next"}};

bool takes_value(std::string_view name) {
  return std::binary_search(std::begin(kWithValue), std::end(kWithValue), name);
}

class OptionReader {
public:
  explicit OptionReader(std::span<const std::string> words) : words_(words) {}

  Result<std::vector<CurlOption>> run() {
    for (; next_ < words_.size(); ++next_) {
      const std::string& word = words_[next_];
      if (word == "--" && !only_urls_)
        only_urls_ = true;
      else if (only_urls_ || word.size() < 2 || word.front() != '-')
        options_.push_back({"", word});
      else if (word.starts_with("--"))
        CONVOTIC_TRY(long_option(word));
      else
        CONVOTIC_TRY(short_options(word));
    }
    return std::move(options_);
  }

private:
  Result<void> long_option(const std::string& name) {
    if (takes_value(name)) return with_next_word(name, name);
    options_.push_back({name, ""});
    return {};
  }

  Result<void> short_options(const std::string& word) {
    for (std::size_t i = 1; i < word.size(); ++i) {
      const auto found = std::find_if(std::begin(kShort), std::end(kShort),
                                      [&](const Short& one) { return one.letter == word[i]; });
      if (found == std::end(kShort))
        return base::fail(kImportFailed,
                          fmt::format("curl has no option \"-{}\", which is in \"{}\"", word[i], word));
      const std::string name(found->name);
      if (!takes_value(name)) {
        options_.push_back({name, ""});
        continue;
      }
      if (i + 1 == word.size()) return with_next_word(name, word);
      options_.push_back({name, word.substr(i + 1)});
      return {};
    }
    return {};
  }

  Result<void> with_next_word(const std::string& name, const std::string& written) {
    if (next_ + 1 >= words_.size())
      return base::fail(kImportFailed, fmt::format("the curl option \"{}\" has no value", written),
                        "the command may have been cut when it was copied");
    options_.push_back({name, words_[++next_]});
    return {};
  }

  std::span<const std::string> words_;
  std::size_t next_ = 0;
  bool only_urls_ = false;
  std::vector<CurlOption> options_;
};

}  // namespace

Result<std::vector<CurlOption>> curl_options(std::span<const std::string> words) {
  return OptionReader(words).run();
}

}  // namespace convotic::replay
