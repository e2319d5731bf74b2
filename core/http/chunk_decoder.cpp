#include "core/http/chunk_decoder.hpp"

#include <algorithm>
#include <charconv>

namespace convotic::http {
namespace {

constexpr std::size_t kLongestLine = 8u << 10;
constexpr std::size_t kMostTrailers = 64u << 10;

}  // namespace

std::size_t ChunkDecoder::feed(std::string_view bytes) {
  std::size_t used = 0;
  while (state_ == State::more && used < bytes.size()) {
    const std::string_view rest = bytes.substr(used);
    if (part_ == Part::data) {
      const std::size_t count = std::min(left_, rest.size());
      body_.append(rest.substr(0, count));
      left_ -= count;
      used += count;
      if (left_ == 0) part_ = Part::data_end;
      continue;
    }
    const std::size_t end = rest.find('\n');
    const std::size_t count = end == std::string_view::npos ? rest.size() : end + 1;
    line_.append(rest.substr(0, count));
    used += count;
    if (line_.size() > kLongestLine)
      state_ = State::malformed;
    else if (end != std::string_view::npos) {
      state_ = line_.ends_with("\r\n") ? take_line(std::string_view(line_).substr(0, line_.size() - 2))
                                       : State::malformed;
      line_.clear();
    }
  }
  return used;
}

ChunkDecoder::State ChunkDecoder::take_line(std::string_view line) {
  if (part_ == Part::size) return take_size(line);
  if (part_ == Part::data_end) {
    part_ = Part::size;
    return line.empty() ? State::more : State::malformed;
  }
  trailers_ += line.size();
  if (line.empty()) return State::done;
  return trailers_ > kMostTrailers ? State::malformed : State::more;
}

ChunkDecoder::State ChunkDecoder::take_size(std::string_view line) {
  const char* end = line.data() + line.size();
  const auto [after, problem] = std::from_chars(line.data(), end, left_, 16);
  if (problem == std::errc::result_out_of_range) return State::too_large;
  if (problem != std::errc()) return State::malformed;
  // What follows is an extension, with blanks before it perhaps.
  const std::string_view rest(after, static_cast<std::size_t>(end - after));
  const std::size_t mark = rest.find_first_not_of(" \t");
  if (mark != std::string_view::npos && rest[mark] != ';') return State::malformed;
  if (left_ > max_body_ - body_.size()) return State::too_large;
  part_ = left_ == 0 ? Part::trailer : Part::data;
  return State::more;
}

}  // namespace convotic::http
