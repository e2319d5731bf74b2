#include "tests/core/webhook/vectors.hpp"
#include "tests/support/fakes.hpp"

#include <algorithm>
#include <set>

using namespace convotic;
using namespace convotic::webhook;
using tests::all_vectors;
using tests::show;
using tests::Vector;

namespace {

// The headers, in order of their names: where they stand among each other is no part of a vector.
std::string sorted(Message message) {
  std::sort(message.headers.begin(), message.headers.end(),
            [](const http::Header& a, const http::Header& b) { return a.name < b.name; });
  return show(message);
}

}  // namespace

TEST_CASE("Every vector is verified at its own time") {
  const SchemeTable table = SchemeTable::builtin();
  for (const Vector& vector : all_vectors()) {
    CAPTURE(vector.name, vector.scheme);
    const Scheme scheme = tests::must(table.get(vector.scheme));
    CHECK(show(verify(scheme, vector.signed_message(), vector.secrets, vector.options.at)) == "valid");
  }
}

TEST_CASE("Every vector whose key is known is made again, byte for byte") {
  const SchemeTable table = SchemeTable::builtin();
  tests::FakeRandom random;
  int signed_ones = 0;
  for (const Vector& vector : all_vectors()) {
    if (vector.verify_only) continue;
    CAPTURE(vector.name, vector.scheme);
    const Scheme scheme = tests::must(table.get(vector.scheme));
    const Message made = tests::must(sign(scheme, vector.message, vector.secrets, vector.options, random));
    Message expected = vector.signed_message();
    // A vector need not have what is beside the signature.
    for (const http::Header& header : made.headers)
      if (std::none_of(expected.headers.begin(), expected.headers.end(),
                       [&](const http::Header& other) { return http::same_name(other.name, header.name); }))
        expected.headers.push_back(header);
    CHECK(sorted(made) == sorted(expected));
    CHECK(show(verify(scheme, made, vector.secrets, vector.options.at)) == "valid");
    ++signed_ones;
  }
  CHECK(signed_ones > 75);
}

TEST_CASE("Every scheme has a vector") {
  std::set<std::string> with_vector;
  for (const Vector& vector : all_vectors())
    with_vector.insert(vector.scheme);
  const SchemeTable table = SchemeTable::builtin();
  for (const Scheme& scheme : table.all()) {
    CAPTURE(scheme.name());
    CHECK(with_vector.contains(scheme.name()));
  }
}
