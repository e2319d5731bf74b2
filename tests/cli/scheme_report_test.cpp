#include "cli/scheme_report.hpp"
#include "core/base/json_reader.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;

namespace {

webhook::Scheme scheme_of(const std::string& name, const std::string& more) {
  const auto row = base::JsonReader::parse(
      "row", R"({"name": ")" + name + R"(", "algorithm": "hmac-sha256", "signature": {"header": "X-)" + name +
                 R"(", "encoding": "hex"}, )" + more + "}");
  return webhook::Scheme::parse(*row).value();
}

}  // namespace

TEST_CASE("The table of schemes is aligned, whatever is in it") {
  const std::vector<webhook::Scheme> schemes{
      scheme_of("a", R"("content": "{body}", "module": {"verifiable": false, "reason": "r"})"),
      scheme_of(
          "a-longer-one",
          R"("content": "{url}\n{timestamp}", "timestamp": {"header": "T", "unit": "s", "past": 90, "future": 90})"),
      scheme_of(
          "b",
          R"("content": "{body}", "timestamp": {"header": "T", "unit": "s", "past": 60, "future": 120})"),
      scheme_of("c", R"("content": "{body}", "timestamp": {"header": "T", "unit": "s", "future": 5})")};
  CHECK(
      cli::scheme_table(schemes, base::Palette(base::Colour::never)) ==
      "NAME          SIGNATURE IN    ALGORITHM    SIGNS               WINDOW         NEEDS          MODULE\n"
      "a             X-a             hmac-sha256  {body}              -              -              no\n"
      "a-longer-one  X-a-longer-one  hmac-sha256  {url}\\n{timestamp}  ±90 s          timestamp url  yes\n"
      "b             X-b             hmac-sha256  {body}              -1 min +2 min  timestamp      yes\n"
      "c             X-c             hmac-sha256  {body}              +5 s           timestamp      yes\n");
}

TEST_CASE("The details of a scheme say what a module can do") {
  const auto module_line = [](const std::string& module) {
    const std::string text = cli::scheme_details(
        scheme_of("a", R"("content": "{body}", "module": )" + module), base::Palette(base::Colour::never));
    const std::size_t begin = text.find("  module");
    return text.substr(begin, text.find('\n', begin) - begin);
  };
  CHECK(module_line(R"({"verifiable": true, "serialization": {"ways": ["compact", "php"]}})") ==
        "  module     can verify: the provider writes compact JSON, as JSON.stringify writes it, or compact "
        "JSON, as PHP's "
        "json_encode writes it: \"\\/\" for a slash, \\uXXXX for what is not ASCII");
  CHECK(module_line(R"({"verifiable": true})") == "  module     can verify as far as the provider writes its "
                                                  "JSON in one of the usual ways: it does not say which");
}
