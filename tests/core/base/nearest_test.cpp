#include "core/base/nearest.hpp"
#include "tests/support/catch.hpp"

#include <vector>

using namespace convotic::base;

namespace {

std::string closest(std::string_view word, std::vector<std::string> candidates) {
  return nearest(word, candidates).value_or("nothing");
}

}  // namespace

TEST_CASE("The distance counts insertions, deletions, substitutions and swaps of neighbours") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("abc", "") == 3);
  CHECK(edit_distance("abc", "abc") == 0);
  CHECK(edit_distance("abc", "abxc") == 1);
  CHECK(edit_distance("abxc", "abc") == 1);
  CHECK(edit_distance("abc", "axc") == 1);
  CHECK(edit_distance("dve", "dev") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("ca", "abc") == 3);  // a swapped pair is not edited again
}

TEST_CASE("The closest candidate is what was meant") {
  CHECK(closest("lnit", {"new", "dev", "lint", "replay"}) == "lint");
  CHECK(closest("dve", {"new", "dev"}) == "dev");
  CHECK(closest("--prot", {"--port", "--host"}) == "--port");
  CHECK(closest("prot", {"post", "port"}) == "port");
}

TEST_CASE("Letters count in either case, and the candidate comes back as it is written") {
  CHECK(closest("RAWBODY", {"rawBody", "modules"}) == "rawBody");
}

TEST_CASE("The first of equally close candidates wins") {
  CHECK(closest("bat", {"cat", "hat"}) == "cat");
  CHECK(closest("bat", {"hat", "cat"}) == "hat");
}

TEST_CASE("Nothing is offered where more than a third of the longer word differs") {
  CHECK(closest("abcdef", {"abcdxy"}) == "abcdxy");
  CHECK(closest("abcdef", {"abcxyz"}) == "nothing");
  CHECK(closest("deploy", {"dev", "new", "explain"}) == "nothing");
  CHECK(closest("anything", {}) == "nothing");
}

TEST_CASE("One difference is close enough even in a short word") {
  CHECK(closest("ne", {"new"}) == "new");
  CHECK(closest("xx", {"ab"}) == "nothing");
}
