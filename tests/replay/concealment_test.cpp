#include "replay/report/concealment.hpp"
#include "tests/support/catch.hpp"

using convotic::replay::Concealment;

TEST_CASE("Secrets are taken out of text, wherever they stand and however they are escaped") {
  const Concealment conceal({"whsec_abc", "with \"quotes\"", "abc"});
  CHECK(conceal("key whsec_abc, again whsec_abc") == "key [secret], again [secret]");
  CHECK(conceal(R"(["with \"quotes\""])") == R"(["[secret]"])");
  CHECK(conceal("with \"quotes\"") == "[secret]");
  CHECK(conceal("nothing") == "nothing");
}

TEST_CASE("A secret that is part of another does not leave a piece of it") {
  CHECK(Concealment({"secret", "secret_longer"})("secret_longer secret") == "[secret] [secret]");
}

TEST_CASE("A secret is taken out in the forms in which it is sent and used") {
  const Concealment basic({"ada:password"});
  CHECK(basic("Basic YWRhOnBhc3N3b3Jk of ada with password") == "Basic [secret] of ada with [secret]");
  CHECK(Concealment({"whsec_c2VjcmV0a2V5"})("key c2VjcmV0a2V5") == "key [secret]");
  CHECK(Concealment({"a:b"})("b a:b") == "b a:b");
}

TEST_CASE("Of a key in PEM every line is taken out, however its lines are ended") {
  const std::string begin = "-----BEGIN PRIVATE KEY-----", end = "-----END PRIVATE KEY-----";
  for (const std::string newline : {"\n", "\r\n", "\\n"}) {
    const Concealment conceal(
        {begin + newline + "MC4CAQAwBQYDK2Vw" + newline + "QiRiuHv+12345" + newline + end});
    CHECK(conceal("a MC4CAQAwBQYDK2Vw") == "a [secret]");
    CHECK(conceal("  QiRiuHv+12345\n" + end) == "  [secret]\n" + end);
  }
}

TEST_CASE("What is left of a secret where a text was cut is taken out") {
  const Concealment conceal({"whsec_abcdefgh"});
  CHECK(conceal("[1, \"whsec_abc… (70 bytes)") == "[1, \"[secret]… (70 bytes)");
  CHECK(conceal("whsec_abcdefgh whsec_… and abcd… …") == "[secret] [secret]… and [secret]… …");
  CHECK(conceal("whs… a…") == "whs… a…");
}

TEST_CASE("Words too short to be secrets are let be") {
  CHECK(Concealment({"abc"})("abc abcd") == "abc abcd");
  CHECK(Concealment({})("abc") == "abc");
}
