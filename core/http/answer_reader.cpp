#include "core/http/answer_reader.hpp"

#include "core/http/head_parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace convotic::http {
namespace {

constexpr std::size_t kMaxHead = 256u << 10;

bool lists(std::string_view value, std::string_view token) {
  while (!value.empty()) {
    const std::size_t comma = std::min(value.find(','), value.size());
    std::string_view item = value.substr(0, comma);
    while (item.starts_with(' ') || item.starts_with('\t'))
      item.remove_prefix(1);
    while (item.ends_with(' ') || item.ends_with('\t'))
      item.remove_suffix(1);
    if (same_name(item, token)) return true;
    value.remove_prefix(std::min(comma + 1, value.size()));
  }
  return false;
}

// "HTTP/1.1 200 OK" -> 200; nothing where it is no status line.
std::optional<int> status_of(std::string_view line) {
  if (!line.starts_with("HTTP/1.0 ") && !line.starts_with("HTTP/1.1 ")) return std::nullopt;
  const std::string_view rest = line.substr(9);
  int status = 0;
  const auto parsed =
      std::from_chars(rest.data(), rest.data() + std::min<std::size_t>(3, rest.size()), status);
  const bool ends = rest.size() == 3 || (rest.size() > 3 && rest[3] == ' ');
  if (parsed.ec != std::errc() || parsed.ptr != rest.data() + 3 || !ends || status < 100) return std::nullopt;
  return status;
}

}  // namespace

AnswerReader::AnswerReader(std::string_view method, std::size_t max_body)
    : answers_head_(method == "HEAD"), max_body_(max_body) {}

AnswerReader::State AnswerReader::broken(std::string problem) {
  problem_ = std::move(problem);
  return State::broken;
}

AnswerReader::State AnswerReader::feed(std::string_view bytes) {
  begun_ |= !bytes.empty();
  pending_ += bytes;
  return part_ == Part::head ? read_head() : read_body();
}

AnswerReader::State AnswerReader::read_head() {
  // What is not HTTP may never have a blank line.
  constexpr std::string_view kStart = "HTTP/1.";
  const std::string_view start = std::string_view(pending_).substr(0, kStart.size());
  if (!kStart.starts_with(start)) {
    std::string_view rest = pending_;
    return broken("is not HTTP/1.1, but begins with " + quoted(take_line(rest)));
  }
  const std::size_t end = find_head_end(pending_);
  if (std::min(end, pending_.size()) > kMaxHead)
    return broken(fmt::format("has a head over the limit of {} bytes", kMaxHead));
  if (end == std::string::npos) return State::more;
  const std::string head = pending_.substr(0, end);
  pending_.erase(0, end);

  std::string_view rest = head;
  const std::string_view line = take_line(rest);
  const std::optional<int> status = status_of(line);
  if (!status) return broken("has the status line " + quoted(line));
  auto headers = parse_header_lines(rest);
  if (!headers) return broken("is malformed: " + std::move(headers).error());
  if (*status < 200 && *status != 101) return pending_.empty() ? State::more : read_head();
  response_.status = *status;
  response_.headers = std::move(*headers);
  return read_framing(line.substr(0, 8));
}

AnswerReader::State AnswerReader::read_framing(std::string_view version) {
  part_ = Part::body;
  bool chunked = false;
  if (version == "HTTP/1.0") connection_ = Connection::close;
  for (const Header& header : response_.headers) {
    if (same_name(header.name, "connection")) {
      if (lists(header.value, "close")) connection_ = Connection::close;
      if (lists(header.value, "keep-alive")) connection_ = Connection::keep;
    } else if (same_name(header.name, "transfer-encoding")) {
      if (!same_name(header.value, "chunked"))
        return broken("has the transfer encoding " + quoted(header.value) + ", which is not \"chunked\"");
      chunked = true;
    } else if (same_name(header.name, "content-length")) {
      std::uint64_t length = 0;
      const char* end = header.value.data() + header.value.size();
      const auto parsed = std::from_chars(header.value.data(), end, length);
      if (header.value.empty() || parsed.ec != std::errc() || parsed.ptr != end)
        return broken("has the Content-Length " + quoted(header.value) + ", which is not a number of bytes");
      if (length_ && *length_ != length) return broken("has two different Content-Length headers");
      length_ = length;
    }
  }
  const int status = response_.status;
  if (answers_head_ || status == 101 || status == 204 || status == 304) {
    length_ = 0;
  } else if (chunked) {
    // It overrides a length (RFC 9112, section 6.3).
    length_.reset();
    chunks_.emplace(max_body_);
  } else if (!length_) {
    connection_ = Connection::close;  // its end is the body's
  } else if (*length_ > max_body_) {
    return broken(fmt::format("is over the limit of {} bytes", max_body_));
  }
  return read_body();
}

AnswerReader::State AnswerReader::read_body() {
  if (chunks_) {
    pending_.erase(0, chunks_->feed(pending_));
    switch (chunks_->state()) {
    case ChunkDecoder::State::more:
      return State::more;
    case ChunkDecoder::State::malformed:
      return broken("has a malformed chunk");
    case ChunkDecoder::State::too_large:
      return broken(fmt::format("is over the limit of {} bytes", max_body_));
    case ChunkDecoder::State::done:
      break;
    }
    response_.body = std::move(chunks_->body());
  } else {
    if (!length_ && pending_.size() > max_body_)
      return broken(fmt::format("is over the limit of {} bytes", max_body_));
    if (!length_ || pending_.size() < *length_) return State::more;
    response_.body = pending_.substr(0, static_cast<std::size_t>(*length_));
    pending_.erase(0, response_.body.size());
  }
  if (!pending_.empty())
    return broken(fmt::format("goes on after {}, with {}",
                              chunks_ ? "its last chunk"
                                      : fmt::format("the {} bytes of its body", response_.body.size()),
                              quoted(pending_)));
  return State::done;
}

AnswerReader::State AnswerReader::end() {
  if (part_ == Part::body && !chunks_ && !length_) {
    response_.body = std::exchange(pending_, {});
    return State::done;
  }
  return broken("ended early: it " + progress());
}

std::string AnswerReader::progress() const {
  if (part_ == Part::head)
    return begun_ ? "has " + std::to_string(pending_.size()) + " bytes of its head" : "has not begun";
  if (length_) return fmt::format("has {} of {} bytes of its body", pending_.size(), *length_);
  return fmt::format("has {} bytes of its body, and no end",
                     chunks_ ? chunks_->body().size() : pending_.size());
}

}  // namespace convotic::http
