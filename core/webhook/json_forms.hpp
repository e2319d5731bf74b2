#pragma once

#include "core/webhook/work.hpp"

#include <functional>
#include <string>

namespace convotic::webhook {

// A way to write a JSON text, and what it is for people: "compact, with \"/\" as \"\\/\"".
struct JsonForm {
  std::string text;
  std::string name;
};

// Gives `visit` a JSON text in the forms that serialisers give it, one at a time, until it returns false or
// the work is done. A form that would be much longer than the text is left out: indentation alone can make
// the square of a text that nests deeply.
void each_json_form(const std::string& json, Work& work, const std::function<bool(const JsonForm&)>& visit);

}  // namespace convotic::webhook
