#pragma once

#include <tl/expected.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace convotic::http {

// Why a path is not a pattern, and where in it.
struct PatternProblem {
  std::string message;  // one clause, without the path
  std::size_t offset = 0;
  std::size_t length = 1;
};

using PathParams = std::vector<std::pair<std::string, std::string>>;

// A route's path: "/orders/:orderId". Segments are fixed text or a `:name` that takes one whole segment
// [documented: /docs/custom-modules/routes]. Matching is exact: case counts, and "/orders/" is not "/orders"
// [assumed].
class PathPattern {
public:
  static tl::expected<PathPattern, PatternProblem> parse(std::string_view text);

  // The parameters of a request path (not decoded yet; they come out decoded), or nothing where it does not
  // match. A parameter never matches an empty segment. Fixed text is compared after decoding both.
  std::optional<PathParams> match(std::string_view path) const;

  // Whether both match the same paths: they differ in the names of parameters only.
  bool same_shape(const PathPattern& other) const;

  // Whether this one is to be tried first where both match: at the first segment in which they differ, it has
  // fixed text and the other a parameter. A strict weak order.
  bool more_specific(const PathPattern& other) const;

  const std::string& text() const { return text_; }
  std::vector<std::string> param_names() const;

private:
  struct Segment {
    bool is_param;
    std::string text;  // decoded fixed text, or the parameter's name
  };

  std::string text_;
  std::vector<Segment> segments_;
};

}  // namespace convotic::http
