#include "core/http/client.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/raw_server.hpp"
#include "tests/support/temp_dir.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cstdlib>
#include <memory>

using namespace convotic::http;
using convotic::tests::RawConnection;
using convotic::tests::RawServer;

namespace {

template <auto Free> struct Freer {
  template <typename T> void operator()(T* pointer) const { Free(pointer); }
};
template <typename T, auto Free> using Owned = std::unique_ptr<T, Freer<Free>>;

// A key and a certificate that it has signed itself, for a host name or address.
struct Identity {
  explicit Identity(const char* subject) : key(EVP_EC_gen("P-256")), certificate(X509_new()) {
    X509* const x509 = certificate.get();
    X509_set_version(x509, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
    X509_set_pubkey(x509, key.get());
    X509_NAME* const name = X509_get_subject_name(x509);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1,
                               -1, 0);
    X509_set_issuer_name(x509, name);
    const Owned<X509_EXTENSION, X509_EXTENSION_free> names(
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, subject));
    X509_add_ext(x509, names.get(), -1);
    X509_sign(x509, key.get(), EVP_sha256());
  }
  void write(const std::filesystem::path& file) const {
    const Owned<BIO, BIO_free_all> out(BIO_new_file(file.c_str(), "w"));
    PEM_write_bio_X509(out.get(), certificate.get());
  }

  Owned<EVP_PKEY, EVP_PKEY_free> key;
  Owned<X509, X509_free> certificate;
};

// A server that shakes hands for TLS and then answers every request with its target.
struct TlsServer {
  explicit TlsServer(const Identity& identity) : context(SSL_CTX_new(TLS_server_method())) {
    SSL_CTX_use_certificate(context.get(), identity.certificate.get());
    SSL_CTX_use_PrivateKey(context.get(), identity.key.get());
  }

  void serve(RawConnection& connection) {
    const Owned<SSL, SSL_free> ssl(SSL_new(context.get()));
    SSL_set_fd(ssl.get(), connection.fd());
    if (SSL_accept(ssl.get()) != 1) return;
    ++connections;
    std::string request;
    char bytes[4096];
    for (int count = SSL_read(ssl.get(), bytes, sizeof(bytes)); count > 0;
         count = SSL_read(ssl.get(), bytes, sizeof(bytes))) {
      request.append(bytes, static_cast<std::size_t>(count));
      if (!request.ends_with("\r\n\r\n")) continue;
      const std::string target = request.substr(5, request.find(' ', 5) - 5);
      const std::string answer =
          "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(target.size()) + "\r\n\r\n" + target;
      SSL_write(ssl.get(), answer.data(), static_cast<int>(answer.size()));
      request.clear();
      if (target == "/end") return;  // without a word in TLS
    }
  }

  Owned<SSL_CTX, SSL_CTX_free> context;
  int connections = 0;
  RawServer server{[this](RawConnection& connection) { serve(connection); }};
  Url url() const { return parse_url("https://127.0.0.1:" + std::to_string(server.port())).value(); }
};

// Makes OpenSSL trust the certificates of a file, and no longer.
class Trusted {
public:
  explicit Trusted(const std::filesystem::path& file) { ::setenv("SSL_CERT_FILE", file.c_str(), 1); }
  ~Trusted() { ::unsetenv("SSL_CERT_FILE"); }
  Trusted(const Trusted&) = delete;
  Trusted& operator=(const Trusted&) = delete;
};

std::string told(const tl::expected<Response, ExchangeProblem>& answer, int port) {
  if (answer) return std::to_string(answer->status) + " " + answer->body;
  std::string text = answer.error().message + " | " + answer.error().hint;
  const std::string digits = std::to_string(port);
  for (std::size_t at = text.find(digits); at != std::string::npos; at = text.find(digits))
    text.replace(at, digits.size(), "PORT");
  return text;
}

RequestHead post(std::string target) {
  return {"POST", std::move(target), 1, {{"Host", "a"}}};
}

}  // namespace

TEST_CASE("A server with a certificate that is trusted is spoken to over TLS, on one connection") {
  convotic::tests::TempDir dir;
  const Identity identity("IP:127.0.0.1");
  identity.write(dir.path() / "trusted.pem");
  const Trusted trusted(dir.path() / "trusted.pem");
  TlsServer server(identity);
  const int port = server.server.port();
  Client client(server.url());
  CHECK(told(client.send(post("/one"), ""), port) == "200 /one");
  CHECK(told(client.send(post("/two"), ""), port) == "200 /two");
  CHECK(server.connections == 1);
  CHECK(told(client.send(post("/end"), ""), port) == "200 /end");
  CHECK(told(client.send(post("/again"), ""), port) == "200 /again");
}

TEST_CASE("A certificate that nobody vouches for, or that is another's, is refused in words") {
  convotic::tests::TempDir dir;
  const Identity unknown("IP:127.0.0.1"), other("DNS:shop.example");
  const std::string hint = " | SSL_CERT_FILE names a file of certificates to trust";
  {
    TlsServer server(unknown);
    Client client(server.url());
    CHECK(told(client.send(post("/"), ""), server.server.port()) ==
          "the certificate of 127.0.0.1:PORT is not valid: self-signed certificate" + hint);
  }
  other.write(dir.path() / "trusted.pem");
  const Trusted trusted(dir.path() / "trusted.pem");
  TlsServer server(other);
  Client client(server.url());
  CHECK(told(client.send(post("/"), ""), server.server.port()) ==
        "the certificate of 127.0.0.1:PORT is not valid: it is for another host" + hint);
}

TEST_CASE("A server that speaks no TLS is told so") {
  RawServer server([](RawConnection& connection) {
    connection.hear(1);
    connection.say("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
  });
  Client client(parse_url("https://127.0.0.1:" + std::to_string(server.port())).value());
  CHECK(told(client.send(post("/"), ""), server.port()) ==
        "127.0.0.1:PORT does not answer a TLS handshake | if it speaks plain HTTP, its address begins with "
        "http://");
}
