#pragma once

#include "core/base/terminal.hpp"
#include "core/webhook/scheme.hpp"

#include <string>
#include <vector>

namespace convotic::cli {

// What `convotic schemes` prints: the table, all there is to say of one scheme, the table for documents, and
// everything for programs.
std::string scheme_table(const std::vector<webhook::Scheme>& schemes, const base::Palette& palette);
std::string scheme_details(const webhook::Scheme& scheme, const base::Palette& palette);
std::string schemes_as_markdown(const std::vector<webhook::Scheme>& schemes);
std::string schemes_as_json(const std::vector<webhook::Scheme>& schemes);

}  // namespace convotic::cli
