#pragma once

#include "lint/model/model.hpp"

#include <string_view>
#include <vector>

namespace convotic::lint {

// A piece of a route's path between two slashes.
struct Segment {
  std::size_t offset = 0;  // in the path
  std::string_view text;
  bool is_param() const { return text.starts_with(':'); }
  bool has_hole() const { return text.find(kHole) != std::string_view::npos; }
};

// "/a/:b" gives "a" and ":b", "/" nothing, "/a/" the segments "a" and "". What stands before the first slash
// is left out.
std::vector<Segment> segments_of(std::string_view path);

// Whether `:name` is one: [A-Za-z_][A-Za-z0-9_]*, as in JavaScript without $ [assumed: the documentation only
// shows letters].
bool is_param_name(std::string_view name);

// Whether the value is a path as far as it is known: a string or a pattern.
bool is_path(const Folded& value);

// The valid parameters of a path.
std::vector<Segment> params_of(std::string_view path);

// How two paths of as many segments, without holes, answer the same requests.
enum class Overlap {
  none,
  same,        // in every one
  first_wide,  // the second is more specific in every segment in which they differ
  second_wide,
  crossed,  // each is more specific somewhere
};
Overlap overlap_of(std::string_view first, std::string_view second);

}  // namespace convotic::lint
