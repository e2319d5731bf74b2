#pragma once

#include "lint/analysed.hpp"
#include "lint/traced_files.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace convotic::lint {

// What was analysed, as JSON without the texts of its files. Nothing where a file was not among what was
// read: then its text could not be had again.
std::optional<std::string> write_analysed(const Analysed& analysed, const std::filesystem::path& directory,
                                          const Trace& trace);

// And back, with the texts by their absolute paths. Nothing where it does not have the form, or names a rule
// that is not there.
std::optional<Analysed> read_analysed(std::string_view json,
                                      std::map<std::filesystem::path, std::string>& texts);

}  // namespace convotic::lint
