#include "lint/syntax/parse.hpp"
#include "lint/syntax/scopes.hpp"
#include "tests/support/catch.hpp"

using namespace convotic;
