#include "cli/replay_targets/live_target.hpp"

#include "cli/dev_session.hpp"
#include "cli/errors.hpp"
#include "cli/replay_targets/http_deliveries.hpp"
#include "core/http/request_framing.hpp"
#include "core/http/url.hpp"
#include "emulator/delivery_headers.hpp"
#include "emulator/store/journal_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <deque>
#include <future>
#include <mutex>
#include <utility>

namespace convotic::cli {
namespace {

namespace fs = std::filesystem;

// Of how many deliveries late effects are looked for.
constexpr std::size_t kWatched = 1000;

replay::Effect told(emulator::Effect effect) {
  return {std::move(effect.call), std::move(effect.target), std::move(effect.arguments)};
}

// The number in "req_7"; nothing in anything else.
std::optional<std::uint64_t> request_number(std::string_view name) {
  constexpr std::string_view kPrefix = "req_";
  if (!name.starts_with(kPrefix)) return std::nullopt;
  name.remove_prefix(kPrefix.size());
  std::uint64_t number = 0;
  const auto parsed = std::from_chars(name.data(), name.data() + name.size(), number);
  if (parsed.ec != std::errc() || parsed.ptr != name.data() + name.size()) return std::nullopt;
  return number;
}

// Takes the header that the emulator has put behind the module's own out of a response.
std::optional<std::string> take_header(http::Response& response, std::string_view name) {
  const auto last =
      std::find_if(response.headers.rbegin(), response.headers.rend(),
                   [&](const http::Header& header) { return http::same_name(header.name, name); });
  if (last == response.headers.rend()) return std::nullopt;
  std::string value = std::move(last->value);
  response.headers.erase(std::next(last).base());
  return value;
}

Result<DevSession> find_session(const LocalModules& local, const Context& context) {
  for (const fs::path& folder :
       {state_folder(local), local.project.root / ".convotic", context.directory / ".convotic"}) {
    CONVOTIC_TRY_ASSIGN(std::optional<DevSession> session, find_dev_session(context.files, folder));
    if (session) return std::move(*session);
  }
  if (!local.modules.empty()) {
    const fs::path& module = local.modules.front().directory;
    for (fs::path above = module.parent_path();; above = above.parent_path()) {
      CONVOTIC_TRY_ASSIGN(std::optional<DevSession> session,
                          find_dev_session(context.files, above / ".convotic"));
      const auto is_it = [&](const DevSession::Module& one) { return one.folder == module; };
      if (session && std::any_of(session->modules.begin(), session->modules.end(), is_it))
        return std::move(*session);
      if (above == above.parent_path()) break;
    }
  }
  return base::fail(
      kNotRunning,
      fmt::format("no convotic dev is running for \"{}\"", state_folder(local).parent_path().string()),
      "start convotic dev there, or leave out --live");
}

}  // namespace

class LiveTarget::Impl {
public:
  Impl(DevSession session, const http::Url& server, std::unique_ptr<emulator::JournalReader> journal,
       const LiveTargetOptions& options)
      : session_(std::move(session)), server_(server), journal_(std::move(journal)),
        deliveries_(server, {.answer_timeout = options.timeout}, options.connections) {}

  const DevSession& session() const { return session_; }
  std::size_t capacity() const { return deliveries_.connections(); }

  Result<std::string> module_of(const replay::Delivery& delivery) const {
    if (!delivery.module.empty()) return delivery.module;
    if (session_.modules.size() == 1) return session_.modules.front().name;
    std::vector<std::string> names;
    for (const DevSession::Module& module : session_.modules)
      names.push_back(module.name);
    return base::fail(kUsage, "the request names no module, and convotic dev runs several",
                      fmt::format("name one of {}", fmt::join(names, ", ")));
  }

  std::string url_of(const replay::Delivery& delivery) const {
    const auto module = module_of(delivery);
    return fmt::format("{}/v1/modules/{}{}", session_.url, module ? *module : std::string("?"),
                       delivery.path);
  }

  void deliver(replay::Delivery delivery, std::function<void(Result<replay::Answer>)> done) {
    const std::uint64_t number = delivered_++;
    const auto module = module_of(delivery);
    if (!module) return done(base::Unexpected(module.error()));
    http::RequestHead head;
    head.method = std::move(delivery.method);
    head.target = "/v1/modules/" + *module + delivery.path;
    head.headers = http::framed_headers(delivery.headers, head.method, delivery.body.size());
    const bool own_key = delivery.key == replay::Delivery::Key::of_target;
    bool has_host = false;
    for (http::Header& header : head.headers) {
      has_host |= http::same_name(header.name, "host");
      if (own_key && http::same_name(header.name, "x-api-key")) header.value = session_.api_key;
    }
    if (!has_host) head.headers.insert(head.headers.begin(), {"Host", server_.authority()});
    head.headers.push_back({emulator::kDeliveryHeader,
                            own_key ? session_.token + std::string(emulator::kWithKey) : session_.token});
    deliveries_.send(std::move(head), std::move(delivery.body),
                     [this, number, done = std::move(done)](HttpDeliveries::Outcome outcome) {
                       if (!outcome.response) return done(base::Unexpected(outcome.response.error()));
                       done(answer(std::move(*outcome.response), outcome.took, number));
                     });
  }

  std::vector<Late> settle() {
    // What comes back does not matter: a convotic dev that is gone makes no more effects.
    std::promise<void> settled;
    http::RequestHead head{"POST",
                           emulator::kSettlePath,
                           1,
                           {{"Host", server_.authority()},
                            {"Content-Length", "0"},
                            {emulator::kDeliveryHeader, session_.token}}};
    deliveries_.send(std::move(head), "", [&](const HttpDeliveries::Outcome&) { settled.set_value(); });
    settled.get_future().wait();

    std::vector<Late> out;
    const std::lock_guard lock(mutex_);
    for (Watched& watched : watched_) {
      auto effects = journal_->effects_of(watched.request);
      for (std::size_t i = watched.told; effects && i < effects->size(); ++i)
        out.push_back({watched.number, told(std::move((*effects)[i]))});
      if (effects) watched.told = std::max(watched.told, effects->size());
    }
    return out;
  }

private:
  replay::Answer answer(http::Response response, std::chrono::microseconds took, std::uint64_t number) {
    replay::Answer out;
    const auto name = take_header(response, emulator::kRequestHeader);
    out.note = take_header(response, emulator::kNoteHeader).value_or("");
    out.response = std::move(response);
    out.took = took;
    // Another convotic dev may have taken its place: then nothing is known.
    const auto request = request_number(name.value_or(""));
    if (!request) return out;
    const std::lock_guard lock(mutex_);
    auto effects = journal_->effects_of(*request);
    if (!effects) return out;
    watched_.push_back({*request, number, effects->size()});
    if (watched_.size() > kWatched) watched_.pop_front();
    out.effects.emplace();
    for (emulator::Effect& effect : *effects)
      out.effects->push_back(told(std::move(effect)));
    return out;
  }

  // A delivery that was answered, and how many of its effects have been told.
  struct Watched {
    std::uint64_t request, number;
    std::size_t told;
  };

  const DevSession session_;
  const http::Url server_;
  std::uint64_t delivered_ = 0;
  std::mutex mutex_;  // guards the next two
  std::unique_ptr<emulator::JournalReader> journal_;
  std::deque<Watched> watched_;
  HttpDeliveries deliveries_;
};

LiveTarget::LiveTarget(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LiveTarget::~LiveTarget() = default;

Result<std::unique_ptr<LiveTarget>> LiveTarget::find(const LocalModules& local, Context& context,
                                                     const LiveTargetOptions& options) {
  CONVOTIC_TRY_ASSIGN(DevSession session, find_session(local, context));
  const auto server = http::parse_url(session.url);
  if (!server) return base::fail(kNotRunning, "dev.json: " + server.error(), "start convotic dev again");
  CONVOTIC_TRY_ASSIGN(auto journal, emulator::JournalReader::open(session.state));
  return std::unique_ptr<LiveTarget>(
      new LiveTarget(std::make_unique<Impl>(std::move(session), *server, std::move(journal), options)));
}

const DevSession& LiveTarget::session() const {
  return impl_->session();
}

std::size_t LiveTarget::capacity() const {
  return impl_->capacity();
}

std::string LiveTarget::url_of(const replay::Delivery& delivery) const {
  return impl_->url_of(delivery);
}

Result<void> LiveTarget::reset(const std::string&, const std::string&) {
  return {};
}

Result<void> LiveTarget::shift_clock(std::chrono::milliseconds shift) {
  if (shift.count() == 0) return {};
  return base::fail(kUsage, "the clock of a running convotic dev cannot be moved",
                    "leave out --live, and that of the emulator is moved");
}

void LiveTarget::deliver(replay::Delivery delivery, std::function<void(Result<replay::Answer>)> done) {
  impl_->deliver(std::move(delivery), std::move(done));
}

std::vector<replay::Target::Late> LiveTarget::settle() {
  return impl_->settle();
}

}  // namespace convotic::cli
