#pragma once

#include "lint/analysis/arena.hpp"
#include "lint/analysis/id_set.hpp"
#include "lint/analysis/interned.hpp"
#include "lint/analysis/value.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace convotic::lint::outcome {

// How far the analysis of one route has come, and what it has made on the way. States hold what differs from
// one way to the next; this is shared by all of them.
struct Progress {
  Arena arena_;
  std::string stopped_;
  bool incomplete_ = false;
  bool serving_ = false;  // a request, and not loading the module
  std::uint32_t spent_ = 0;
  std::uint32_t joins_ = 0;      // what is made of different values is not what was made of others before
  std::uint32_t nesting_ = 0;    // of this class's own calls
  std::uint32_t elsewhere_ = 0;  // what runs at some other time, around what is looked at
  std::uint32_t catchers_ = 0;   // try blocks and promise handlers around what runs
  std::vector<Place> stack_;     // the functions that are running
  std::vector<const Value*> chain_;
  const Value* request_ = nullptr;
  const Value* context_ = nullptr;
  Interned interned_;
  IdSet kept_frames_, kept_objects_;
  std::unordered_map<FileId, const Frame*> file_frames_;
  std::map<const lint::Frame*, const Frame*> folded_frames_;
  std::unordered_map<std::uint32_t, const Frame*> frames_;  // by Frame::id
  std::set<std::uint64_t> evaluating_;                      // bindings that are being worked out
  std::set<std::string, std::less<>> context_writes_;
  std::map<std::uint64_t, std::set<std::string>> verdict_shapes_;  // what verified ways out of a call give
  std::unordered_map<std::uint64_t, std::vector<BindingId>> round_variables_;
  std::unordered_map<std::uint64_t, std::vector<const Frame*>> rounds_kept_;
  std::set<std::uint64_t> verifying_;  // functions in which something verifies
  Value undefined_, null_, true_, false_;
};

}  // namespace convotic::lint::outcome
