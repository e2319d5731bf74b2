#include "core/project/module_name.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;
using project::check_module_name;
using project::nearest_module_name;

namespace {

constexpr base::ErrorKind kKind{"some-kind", base::ExitCode::usage, ""};

std::string problem(const std::string& name) {
  const auto result = check_module_name(name, kKind);
  if (result) return "";
  CHECK(result.error().kind == &kKind);
  CHECK(result.error().hint.empty());
  return result.error().message;
}

}  // namespace

TEST_CASE("A segment of a URL in lower case is a module's name") {
  for (const std::string name : {"a", "7", "shop-hooks", "erp-webhook", "a--b", "2nd", "x1-y2-z3"}) {
    CAPTURE(name);
    CHECK(problem(name).empty());
  }
  CHECK(problem(std::string(63, 'a')).empty());
}

TEST_CASE("What cannot be a module's name is quoted with the reason") {
  CHECK(problem("") == "\"\" cannot be a module's name: it is empty");
  CHECK(problem("Shop Hooks!") == "\"Shop Hooks!\" cannot be a module's name: use a-z, 0-9 and \"-\"");
  CHECK(problem("shop_hooks") == "\"shop_hooks\" cannot be a module's name: use a-z, 0-9 and \"-\"");
  CHECK(problem("a/b") == "\"a/b\" cannot be a module's name: use a-z, 0-9 and \"-\"");
  CHECK(problem("..") == "\"..\" cannot be a module's name: use a-z, 0-9 and \"-\"");
  CHECK(problem("caf\xC3\xA9") == "\"caf\xC3\xA9\" cannot be a module's name: use a-z, 0-9 and \"-\"");
  CHECK(problem("-shop") ==
        "\"-shop\" cannot be a module's name: it must begin and end with a letter or digit");
  CHECK(problem("shop-") ==
        "\"shop-\" cannot be a module's name: it must begin and end with a letter or digit");
  CHECK(problem(std::string(64, 'a')) ==
        "\"" + std::string(64, 'a') +
            "\" cannot be a module's name: it has 64 characters, at most 63 are allowed");
}

TEST_CASE("The nearest valid name is what was meant") {
  CHECK(nearest_module_name("Shop Hooks!") == "shop-hooks");
  CHECK(nearest_module_name("ShopHooks") == "shop-hooks");
  CHECK(nearest_module_name("shop_hooks") == "shop-hooks");
  CHECK(nearest_module_name("@acme/orders") == "acme-orders");
  CHECK(nearest_module_name("ERP") == "erp");
  CHECK(nearest_module_name("v2Hooks") == "v2-hooks");
  CHECK(nearest_module_name("Caf\xC3\xA9 M\xC3\xBCller") == "cafe-muller");
  CHECK(nearest_module_name("2\xC3\x97"
                            "3") == "2-3");  // the sign "times" separates
  CHECK(nearest_module_name("--a--") == "a");
}

TEST_CASE("What has no letter or digit is called my-module") {
  CHECK(nearest_module_name("") == "my-module");
  CHECK(nearest_module_name("!!!") == "my-module");
  CHECK(nearest_module_name("\xE6\xB3\xA8\xE6\x96\x87") == "my-module");
  CHECK(nearest_module_name("\xC3") == "my-module");
}

TEST_CASE("The nearest name of anything is valid, and that of a valid name is itself") {
  const std::string longest(63, 'a');
  CHECK(nearest_module_name(longest + "b") == longest);
  CHECK(nearest_module_name(longest.substr(1) + " b") == longest.substr(1));
  for (const std::string name : {"", "Shop Hooks!", "-", "a-", "\xC3\xA9", "\xFF\xFE", "A B C", "x--y"}) {
    CAPTURE(name);
    CHECK(problem(nearest_module_name(name)).empty());
  }
  for (const std::string name : {"a", "shop-hooks", "a--b"}) {
    CAPTURE(name);
    CHECK(nearest_module_name(name) == name);
  }
}
