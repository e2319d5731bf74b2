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

TEST_CASE("Words too short to be secrets are let be") {
  CHECK(Concealment({"abc"})("abc abcd") == "abc abcd");
  CHECK(Concealment({})("abc") == "abc");
}
