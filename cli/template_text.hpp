#pragma once

#include "core/base/result.hpp"

#include <map>
#include <string>
#include <string_view>

namespace convotic::cli {

// What the placeholders of a template's text stand for, by their names without underscores: "HEADER".
using TemplateValues = std::map<std::string, std::string, std::less<>>;

// `text` with its placeholders filled in and its conditional lines kept or dropped:
//
//   __HEADER__          the value. Where it stands alone on its line, each line of the value gets the
//                       indentation of that line, and an empty value leaves no line behind.
//   %if HEADER          a line of its own; what follows, up to %else or %end, stays where there is a value
//   %if FORM=fields     the same where the value is this one; %if !… where it is not so
//   %else, %end         lines of their own; blocks nest
//
// `__NAME__`, which has no value here, stays for whoever knows the module's name. Fails with kInternal where
// another placeholder has none, or a block does not close: a mistake in templates/, named by `file` and line.
Result<std::string> fill_template(std::string_view file, std::string_view text, const TemplateValues& values);

}  // namespace convotic::cli
