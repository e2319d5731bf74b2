#pragma once

#include "core/base/file_system.hpp"
#include "core/base/result.hpp"
#include "replay/execution.hpp"
#include "replay/plan.hpp"

#include <filesystem>
#include <string>
#include <vector>

// What `convotic replay --update` does: expectations from what happened.
namespace convotic::replay {

// A capture's file with the expectations of what happened in it. All other bytes are as they were.
struct Update {
  std::size_t of = 0;  // its case
  std::filesystem::path file;
  std::string text;
  std::vector<std::string> diff;  // lines, see line_diff.hpp
  // Whether expectations are there that are no longer met, or whether there were none.
  enum class Kind { first, changed } kind = Kind::first;
};

// The trials whose answers expectations are made of: those that are to be accepted and were answered by the
// module, of captures that lie in files. `run` is a run of `plan`.
std::vector<std::size_t> updatable(const Plan& plan, const Run& run);

// The updates. Where a capture expects something already, what still holds stays as it is, and what does not
// is replaced; one that expects nothing gets status, body and effects. `again` is a second run of the same
// plan, from the same state and at another time: what differs between the two (times, random ids) is not
// expected. Without one (`again` is nullptr) everything is.
//
// Never made an expectation: a refused signature, a status from 500 on, an answer of the platform, and
// anything of a variant that is to be refused but its own "status", where it was refused.
//
// Fails with kIo, kCaptureInvalid or kJsonInvalid where a file is no longer what was read.
Result<std::vector<Update>> make_updates(const Plan& plan, const Run& run, const Run* again,
                                         const base::FileSystem& files);

// Judges a run anew by the expectations that the updates hold.
Result<void> judge_again(Plan& plan, Run& run, const std::vector<Update>& updates);

}  // namespace convotic::replay
