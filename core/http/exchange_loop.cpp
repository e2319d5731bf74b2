#include "core/http/exchange_loop.hpp"

#include "core/http/chunk_decoder.hpp"
#include "core/http/connection.hpp"
#include "core/http/head_parser.hpp"
#include "core/http/response_writer.hpp"

#include <fmt/format.h>
#include <uv.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace convotic::http {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// How long a connection that is refused is read from before it is closed: closing with unread input would
// make the kernel discard our answer.
constexpr milliseconds kLinger{1000};
// How long a peer may take none of an answer.
constexpr milliseconds kWritePatience{30'000};
// A refused body up to this size is read away, so that the connection can be kept.
constexpr std::uint64_t kDiscard = 64u << 10;
// How often deadlines are looked at; none of them is exact.
constexpr milliseconds kSweep{250};

// The first byte of a TLS handshake, which no request begins with.
bool is_tls(std::string_view bytes) {
  return bytes.starts_with('\x16');
}

}  // namespace

struct ExchangeLoop::Peer {
  enum class Phase {
    head,     // waiting for a request, or within its head
    body,     // within a body that the handler wants
    discard,  // within one that it does not
    busy,     // the handler has the request
    write,    // the peer is slow to take the answer
    linger,   // answered for the last time; what still comes is thrown away
  };

  Peer(std::uint64_t number, int fd) : id(number), connection(fd) {}

  const std::uint64_t id;
  Connection connection;
  ExchangeLoop* loop = nullptr;
  uv_poll_t* poll = nullptr;
  int events = 0;  // what is watched for
  Phase phase = Phase::head;
  Clock::time_point deadline;
  ParsedHead parsed;
  Continuation proceed;
  std::optional<ChunkDecoder> chunks;
  std::uint64_t left = 0;  // of a body that is discarded
  Response held;           // the answer meanwhile
  bool linger_after = false;
  bool in_head = false;  // some of a head has come

  void wait(Phase next, milliseconds patience) {
    phase = next;
    deadline = Clock::now() + patience;
  }
  void close_after() { parsed.connection = ParsedHead::Connection::close; }
};

ExchangeLoop::ExchangeLoop(const ServerOptions& options, Handler& handler)
    : options_(options), handler_(handler),
      sweep_timer_(std::make_unique<base::Timer>(loop_, [this] { sweep(); })) {
  thread_ = std::jthread([this] { loop_.run(); });
}

ExchangeLoop::~ExchangeLoop() {
  loop_.post([this] {
    acceptor_.reset();
    close_all();
    sweep_timer_.reset();
    loop_.stop();
  });
  thread_.join();
}

void ExchangeLoop::accept_from(int fd) {
  loop_.post([this, fd] { acceptor_.emplace(loop_, fd, [this](int connected) { add(connected); }); });
}

void ExchangeLoop::add(int fd) {
  auto peer = std::make_unique<Peer>(next_id_++, fd);
  peer->loop = this;
  peer->poll = new uv_poll_t;
  peer->poll->data = peer.get();
  uv_poll_init(loop_.raw(), peer->poll, fd);
  peer->wait(Peer::Phase::head, options_.idle_timeout);
  watch(*peer, UV_READABLE);
  if (peers_.empty()) {
    const std::lock_guard lock(mutex_);
    empty_ = false;
  }
  if (!sweep_timer_->running()) sweep_timer_->start(kSweep);
  peers_.emplace(peer->id, std::move(peer));
}

void ExchangeLoop::stop(milliseconds grace) {
  loop_.post([this] {
    stopping_ = true;
    acceptor_.reset();
    for (auto next = peers_.begin(); next != peers_.end();) {
      Peer& peer = *(next++)->second;
      peer.close_after();
      if (peer.phase == Peer::Phase::head) close(peer);
    }
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    changed_.notify_all();
  });
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopped_; });
  if (changed_.wait_for(lock, grace, [this] { return empty_; })) return;
  loop_.post([this] { close_all(); });
  changed_.wait(lock, [this] { return empty_; });
}

ExchangeLoop::Peer* ExchangeLoop::find(std::uint64_t id) {
  const auto found = peers_.find(id);
  return found == peers_.end() ? nullptr : found->second.get();
}

void ExchangeLoop::watch(Peer& peer, int events) {
  if (peer.events == events) return;
  peer.events = events;
  if (events == 0) {
    uv_poll_stop(peer.poll);
    return;
  }
  uv_poll_start(peer.poll, events, [](uv_poll_t* poll, int status, int happened) {
    auto* one = static_cast<Peer*>(poll->data);
    if (status < 0) return one->loop->on_broken(*one);
    one->loop->on_event(*one, happened);
  });
}

void ExchangeLoop::close(Peer& peer) {
  uv_close(reinterpret_cast<uv_handle_t*>(peer.poll),
           [](uv_handle_t* handle) { delete reinterpret_cast<uv_poll_t*>(handle); });
  peers_.erase(peer.id);
  if (!peers_.empty()) return;
  const std::lock_guard lock(mutex_);
  empty_ = true;
  changed_.notify_all();
}

void ExchangeLoop::close_all() {
  while (!peers_.empty())
    close(*peers_.begin()->second);
}

void ExchangeLoop::sweep() {
  const auto now = Clock::now();
  for (auto next = peers_.begin(); next != peers_.end();) {
    Peer& peer = *(next++)->second;
    if (peer.phase == Peer::Phase::busy || peer.deadline > now) continue;
    const bool idle = peer.phase == Peer::Phase::head && peer.connection.buffered().empty();
    if (idle || peer.phase == Peer::Phase::write || peer.phase == Peer::Phase::linger)
      close(peer);
    else if (peer.phase == Peer::Phase::head)
      refuse(peer, 400, "the head did not arrive in time");
    else
      on_end(peer);
  }
  if (!peers_.empty()) sweep_timer_->start(kSweep);
}

// ---- reading ----

void ExchangeLoop::on_event(Peer& peer, int events) {
  if (peer.phase == Peer::Phase::write && (events & UV_WRITABLE) != 0) {
    if (answer(peer, {}) == Alive::yes) advance(peer);
    return;
  }
  if (peer.phase == Peer::Phase::busy || peer.phase == Peer::Phase::write)
    // More of the peer's, or its end: looked at when this request is answered.
    return watch(peer, peer.events & ~UV_READABLE);
  switch (peer.connection.fill()) {
  case Connection::Read::nothing_yet:
    return;
  case Connection::Read::end:
    return on_end(peer);
  case Connection::Read::some:
    return advance(peer);
  }
}

// The connection is broken, and libuv has stopped watching it.
void ExchangeLoop::on_broken(Peer& peer) {
  peer.events = 0;
  // An answer that is under way notices when it is written.
  if (peer.phase != Peer::Phase::busy) close(peer);
}

// The peer has stopped sending, or has been silent for too long.
void ExchangeLoop::on_end(Peer& peer) {
  peer.close_after();
  if (peer.phase == Peer::Phase::body) {
    start(peer, tl::unexpected(BodyProblem::incomplete));
  } else if (peer.phase == Peer::Phase::discard) {
    answer(peer, peer.held);
  } else if (peer.phase == Peer::Phase::head && !peer.connection.buffered().empty()) {
    refuse(peer, 400, "the connection ended within the head");
  } else {
    close(peer);
  }
}

void ExchangeLoop::advance(Peer& peer) {
  for (;;) {
    const auto phase = peer.phase;
    const std::size_t unread = peer.connection.buffered().size();
    Alive alive = Alive::yes;
    switch (phase) {
    case Peer::Phase::head:
      alive = read_head(peer);
      break;
    case Peer::Phase::body:
      alive = read_body(peer);
      break;
    case Peer::Phase::discard:
      alive = discard(peer);
      break;
    case Peer::Phase::linger:
      return peer.connection.consume(unread);
    case Peer::Phase::busy:
    case Peer::Phase::write:
      return;
    }
    if (alive == Alive::no) return;
    if (peer.phase == phase && peer.connection.buffered().size() == unread) return;  // needs more
  }
}

ExchangeLoop::Alive ExchangeLoop::read_head(Peer& peer) {
  Connection& connection = peer.connection;
  // Some clients send a blank line after a body, which is not part of the next request (RFC 9112,
  // section 2.2).
  const std::string_view bytes = connection.buffered();
  connection.consume(std::min(bytes.find_first_not_of("\r\n"), bytes.size()));
  if (connection.buffered().empty()) return Alive::yes;
  if (is_tls(connection.buffered()))
    return refuse(peer, 400, "this is a TLS handshake; the address begins with http://, not https://");
  const std::size_t end = find_head_end(connection.buffered());
  if (std::min(end, connection.buffered().size()) > options_.max_head)
    return refuse(peer, 431, fmt::format("the head is over the limit of {} bytes", options_.max_head));
  if (end == std::string_view::npos) {
    // The time for a head starts with its first byte, and not again with each.
    if (!std::exchange(peer.in_head, true)) peer.deadline = Clock::now() + options_.read_timeout;
    return Alive::yes;
  }
  auto parsed = parse_head(connection.buffered().substr(0, end));
  if (!parsed) return refuse(peer, parsed.error().status, parsed.error().message);
  connection.consume(end);
  peer.in_head = false;
  peer.parsed = std::move(*parsed);
  if (stopping_) peer.close_after();

  Decision decision = handler_.on_head(peer.parsed.head);
  const Framing& framing = peer.parsed.framing;
  const bool waits = peer.parsed.expect == ParsedHead::Expect::continue_100;
  if (auto* response = std::get_if<Response>(&decision)) {
    if (framing.kind == Framing::Kind::none) return answer(peer, *response);
    if (framing.kind == Framing::Kind::length && framing.length <= kDiscard && !waits) {
      peer.held = std::move(*response);
      peer.left = framing.length;
      peer.wait(Peer::Phase::discard, options_.read_timeout);
      return Alive::yes;
    }
    peer.close_after();
    peer.linger_after = true;
    return answer(peer, *response);
  }
  peer.proceed = std::move(std::get<Continuation>(decision));
  if (framing.kind == Framing::Kind::none) return start(peer, std::string());
  if (framing.length > options_.max_body) return start(peer, tl::unexpected(BodyProblem::too_large));
  if (waits) {
    connection.outgoing() += "HTTP/1.1 100 Continue\r\n\r\n";
    connection.flush();
  }
  peer.chunks.reset();
  if (framing.kind == Framing::Kind::chunked) peer.chunks.emplace(options_.max_body);
  peer.wait(Peer::Phase::body, options_.read_timeout);
  return Alive::yes;
}

ExchangeLoop::Alive ExchangeLoop::read_body(Peer& peer) {
  Connection& connection = peer.connection;
  peer.deadline = Clock::now() + options_.read_timeout;
  if (!peer.chunks) {
    const auto length = static_cast<std::size_t>(peer.parsed.framing.length);
    if (connection.buffered().size() < length) return Alive::yes;
    std::string body(connection.buffered().substr(0, length));
    connection.consume(length);
    return start(peer, std::move(body));
  }
  ChunkDecoder& chunks = *peer.chunks;
  connection.consume(chunks.feed(connection.buffered()));
  switch (chunks.state()) {
  case ChunkDecoder::State::more:
    return Alive::yes;
  case ChunkDecoder::State::done:
    return start(peer, std::move(chunks.body()));
  case ChunkDecoder::State::too_large:
    return start(peer, tl::unexpected(BodyProblem::too_large));
  case ChunkDecoder::State::malformed:
    return start(peer, tl::unexpected(BodyProblem::malformed));
  }
  return Alive::yes;
}

ExchangeLoop::Alive ExchangeLoop::discard(Peer& peer) {
  const std::size_t here = peer.connection.buffered().size();
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(peer.left, here));
  peer.connection.consume(count);
  peer.left -= count;
  return peer.left > 0 ? Alive::yes : answer(peer, peer.held);
}

// ---- answering ----

ExchangeLoop::Alive ExchangeLoop::start(Peer& peer, Body body) {
  // Where the next request would begin is not known then.
  if (!body) {
    peer.close_after();
    peer.linger_after = true;
  }
  peer.phase = Peer::Phase::busy;
  Respond respond = [this, id = peer.id](std::function<Response()> make) {
    loop_.post([this, id, make = std::move(make)] {
      const Response response = make();
      Peer* waiting = find(id);  // may have been closed by a stop
      if (waiting != nullptr && answer(*waiting, response) == Alive::yes) advance(*waiting);
    });
  };
  const Continuation proceed = std::move(peer.proceed);
  proceed(std::move(body), std::move(respond));
  return Alive::yes;
}

ExchangeLoop::Alive ExchangeLoop::refuse(Peer& peer, int status, const std::string& message) {
  peer.parsed = {};
  peer.close_after();
  peer.linger_after = true;
  return answer(peer, handler_.on_malformed(status, message));
}

// Writes the response, or goes on writing it.
ExchangeLoop::Alive ExchangeLoop::answer(Peer& peer, const Response& response) {
  if (peer.phase != Peer::Phase::write) {
    ResponseShape shape;
    shape.idle_timeout = options_.idle_timeout;
    if (peer.parsed.head.method == "HEAD") shape.body = ResponseShape::Body::leave_out;
    if (peer.parsed.connection == ParsedHead::Connection::close)
      shape.connection = ResponseShape::Connection::close;
    else if (peer.parsed.head.minor_version == 0)
      shape.connection = ResponseShape::Connection::keep_http_1_0;
    append_response(peer.connection.outgoing(), response, shape);
  }
  switch (peer.connection.flush()) {
  case Connection::Written::all:
    return written(peer);
  case Connection::Written::peer_gone:
    close(peer);
    return Alive::no;
  case Connection::Written::not_yet:
    break;
  }
  peer.wait(Peer::Phase::write, kWritePatience);
  watch(peer, UV_WRITABLE);
  return Alive::yes;
}

ExchangeLoop::Alive ExchangeLoop::written(Peer& peer) {
  if (peer.linger_after) {
    peer.connection.end_sending();
    peer.connection.consume(peer.connection.buffered().size());
    peer.wait(Peer::Phase::linger, kLinger);
  } else if (peer.parsed.connection == ParsedHead::Connection::close) {
    close(peer);
    return Alive::no;
  } else {
    peer.wait(Peer::Phase::head, options_.idle_timeout);
  }
  watch(peer, UV_READABLE);
  return Alive::yes;
}

}  // namespace convotic::http
