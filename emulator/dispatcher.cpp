#include "emulator/dispatcher.hpp"

#include "emulator/errors.hpp"
#include "emulator/platform_error.hpp"
#include "emulator/stack_trace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace convotic::emulator {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// How long a runner may take for a pong before it counts as blocked.
constexpr milliseconds kPongPatience{1000};
// How long a module that goes on and on is waited for.
constexpr milliseconds kSettlePatience{1000};

milliseconds until(Clock::time_point at) {
  const auto left = std::chrono::ceil<milliseconds>(at - Clock::now());
  return std::max(left, milliseconds(0));
}

LogEvent line(std::string level, std::string message) {
  LogEvent event;
  event.level = std::move(level);
  event.source = "convotic";
  event.message = std::move(message);
  return event;
}

// "threw TypeError: …". "14:9 of src/index.ts"-style places are left to the stack, which follows the message.
std::string describe(const RemoteError& error) {
  if (error.name == kNonError) return error.message;
  if (!error.stack.empty()) return "threw " + error.stack;
  return fmt::format("threw {}: {}", error.name, error.message);
}

}  // namespace

Dispatcher::Dispatcher(base::EventLoop& loop, milliseconds timeout, Hooks hooks)
    : loop_(loop), timeout_(timeout), hooks_(std::move(hooks)),
      deadline_timer_(loop, [this] { on_deadline(); }) {}

Dispatcher::Client& Dispatcher::client(Runner& runner) {
  return clients_[&runner];
}

void Dispatcher::invoke(Runner& runner, const std::string& module, std::shared_ptr<Invocation> invocation) {
  const std::uint32_t id = next_id_++;
  if (next_id_ == 0) next_id_ = 1;  // 0 means "no invocation"
  Client& to = client(runner);
  if (to.module.empty()) to.module = module;
  const std::string head = fmt::format("{{\"route\":{}{}", invocation->route, invocation->head);
  runner.send({FrameKind::invoke, id, head, invocation->body});
  // The frame holds the bytes now; what never answers would keep them here as well.
  invocation->head = {};
  invocation->body = {};
  const auto later = std::upper_bound(deadlines_.begin(), deadlines_.end(), invocation->deadline,
                                      [](auto at, const Deadline& other) { return at < other.at; });
  const bool first = later == deadlines_.begin();
  deadlines_.insert(later, {invocation->deadline, &runner, id, invocation});
  if (first || !deadline_timer_.running()) deadline_timer_.start(until(invocation->deadline));
  to.running.emplace(id, Running{std::move(invocation)});
}

void Dispatcher::answer(Invocation& invocation, http::Response response, std::string note) {
  invocation.response = std::move(response);
  invocation.note = std::move(note);
  // Taken out first: it holds on to the invocation, which may be gone after it.
  const std::function<void()> done = std::move(invocation.done);
  done();
}

void Dispatcher::frame(Runner& runner, const Frame& frame) {
  switch (frame.kind) {
  case FrameKind::response:
    return on_response(runner, frame);
  case FrameKind::failed:
    return on_failed(runner, frame);
  case FrameKind::call:
    return on_call(runner, frame);
  case FrameKind::pong:
    if (frame.id == kPingSettle) return on_settle_pong(runner, frame);
    client(runner).pong_deadline.reset();
    return hooks_.responsive(runner);
  default:
    return;
  }
}

void Dispatcher::batch_end(Runner& runner) {
  std::optional<Error> failure;
  if (store_batch_) {
    store_batch_ = false;
    if (const auto committed = store_->commit_batch(); !committed) failure = committed.error();
  }
  for (HeldReply& reply : replies_) {
    CtxOutcome& outcome = reply.outcome;
    if (failure)
      outcome.error = CtxError{"INTERNAL_ERROR", "the state could not be written: " + failure->message};
    const std::string head =
        outcome.error ? encode_reply_error(outcome.error->code, outcome.error->message) : "{}";
    runner.send({FrameKind::reply, reply.id, head, outcome.error ? std::string_view() : outcome.result});
  }
  if (!replies_.empty()) runner.flush();
  replies_.clear();
  if (failure) hooks_.log(runner, 0, line("error", "the state could not be written: " + failure->message));

  std::vector<HeldEffect> late;
  if (!failure)
    for (HeldEffect& held : effects_) {
      if (held.invocation)
        held.invocation->effects.push_back(std::move(held.effect));
      else
        late.push_back(std::move(held));
    }
  effects_.clear();
  for (HeldAnswer& held : answers_)
    answer(*held.invocation, std::move(held.response), std::move(held.note));
  answers_.clear();
  for (HeldEffect& held : late)
    hooks_.late_effect(runner, held.request, std::move(held.effect));
  advance_settling(runner);
  // Under load thousands are answered in a second, and each would stay here until its time is up.
  while (!deadlines_.empty() && deadlines_.front().invocation.expired())
    deadlines_.pop_front();
}

void Dispatcher::on_settle_pong(Runner& runner, const Frame& frame) {
  auto& settling = client(runner).settling;
  if (!settling) return;
  const auto head = decode_pong(frame);
  settling->answered = true;
  settling->settled = head && head->pending == PongHead::Pending::some ? Settled::busy : Settled::quiet;
}

void Dispatcher::hold(Runner& runner, std::uint32_t id, http::Response response, std::string note) {
  Client& from = client(runner);
  const auto found = from.running.find(id);
  if (found == from.running.end()) return;
  left_[id % left_.size()] = {id, found->second.invocation->request};
  if (!found->second.answered) {
    answers_.push_back({std::move(found->second.invocation), std::move(response), std::move(note)});
  }
  from.running.erase(found);
}

void Dispatcher::on_response(Runner& runner, const Frame& frame) {
  auto head = decode_response(frame);
  if (!head) {
    hooks_.log(runner, request_of(runner, frame.id), line("error", head.error().message));
    return hold(runner, frame.id, internal_error("The runner broke its protocol"), "broken response");
  }
  http::Response response{head->status, {}, std::string(frame.body)};
  for (auto& [name, value] : head->headers)
    response.headers.push_back({std::move(name), std::move(value)});
  hold(runner, frame.id, std::move(response), "");
}

void Dispatcher::on_failed(Runner& runner, const Frame& frame) {
  const auto head = decode_failure(frame);
  const std::uint64_t request = request_of(runner, frame.id);
  if (!head) return hold(runner, frame.id, internal_error("The runner broke its protocol"), "broken failure");
  if (head->reason == "invalid_json") {
    const std::string message = "Request body is not valid JSON: " + head->error.message;
    return hold(runner, frame.id, platform_error(400, "INVALID_REQUEST", message),
                "the body is not valid JSON");
  }
  const auto running = client(runner).running.find(frame.id);
  const std::string label = running == client(runner).running.end() || running->second.answered
                                ? std::string("a handler")
                                : running->second.invocation->label;
  if (head->reason == "bad_response") {
    hooks_.log(runner, request,
               line("error", fmt::format("{} returned no valid response: {}", label, head->error.message)));
    return hold(runner, frame.id,
                internal_error("The handler returned no valid response; the log of convotic dev says why"),
                "no valid response");
  }
  hooks_.log(runner, request, line("error", fmt::format("{} {}", label, describe(head->error))));
  hold(runner, frame.id, internal_error("The handler threw an error; the log of convotic dev has its stack"),
       "the handler threw");
}

void Dispatcher::on_call(Runner& runner, const Frame& frame) {
  const auto head = decode_call(frame);
  if (!head || store_ == nullptr) {
    const std::string why = head ? "the state is not open yet" : head.error().message;
    replies_.push_back({frame.id, CtxOutcome{"", CtxError{"INTERNAL_ERROR", why}, std::nullopt}});
    return;
  }
  Client& from = client(runner);
  const auto running = from.running.find(head->invocation);
  const bool late = running == from.running.end() || running->second.answered;
  // A call that comes after its request was answered still counts as the request's.
  const std::uint64_t request = request_of(runner, head->invocation);
  if (request != 0 && request < first_request_) return on_abandoned_call(runner, request, *head, frame.body);
  if (!store_batch_) {
    store_batch_ = true;
    store_->begin_batch();
  }
  if (late) ++from.late_calls;
  CtxOutcome outcome = store_->call({from.module, request, head->name, frame.body});
  if (outcome.effect)
    effects_.push_back({late ? nullptr : running->second.invocation, request, *outcome.effect});
  replies_.push_back({frame.id, std::move(outcome)});
}

// It is not carried out, but that it was made is to be known.
void Dispatcher::on_abandoned_call(Runner& runner, std::uint64_t request, const CallHead& head,
                                   std::string_view arguments) {
  if (!Store::changes(head.name)) return;
  ++client(runner).late_calls;
  effects_.push_back({nullptr, request, Effect{head.name, "", std::string(arguments)}});
}

std::uint64_t Dispatcher::request_of(const Runner& runner, std::uint32_t id) const {
  const auto from = clients_.find(const_cast<Runner*>(&runner));
  if (from == clients_.end()) return 0;
  const auto running = from->second.running.find(id);
  if (running != from->second.running.end()) return running->second.invocation->request;
  const Left& left = left_[id % left_.size()];
  return left.id == id ? left.request : 0;
}

bool Dispatcher::is_suspect(const Runner& runner) const {
  const auto from = clients_.find(const_cast<Runner*>(&runner));
  return from != clients_.end() && from->second.pong_deadline != nullptr;
}

void Dispatcher::on_deadline() {
  const auto now = Clock::now();
  while (!deadlines_.empty()) {
    const Deadline& first = deadlines_.front();
    // Most are answered by now; theirs are passed over whatever the time.
    const std::shared_ptr<Invocation> invocation = first.invocation.lock();
    if (invocation && first.at > now) break;
    const Deadline due = first;
    deadlines_.pop_front();
    const auto from = clients_.find(due.runner);
    if (!invocation || from == clients_.end()) continue;
    const auto running = from->second.running.find(due.id);
    if (running == from->second.running.end() || running->second.answered) continue;
    running->second.answered = true;
    const double seconds = static_cast<double>(timeout_.count()) / 1000.0;
    hooks_.log(*due.runner, invocation->request,
               line("error", fmt::format("{} did not answer within {} s", invocation->label, seconds)));
    answer(*invocation, internal_error(fmt::format("The handler did not answer within {} s", seconds)),
           "timeout");
    ping(*due.runner);
  }
  if (!deadlines_.empty()) deadline_timer_.start(until(deadlines_.front().at));
}

void Dispatcher::ping(Runner& runner) {
  Client& to = client(runner);
  if (to.pong_deadline) return;
  Runner* pinged = &runner;
  to.pong_deadline =
      std::make_unique<base::Timer>(loop_, [this, pinged] { hooks_.blocked(*pinged, blocked()); });
  to.pong_deadline->start(kPongPatience);
  runner.send({FrameKind::ping, kPingAlive, "{}", {}});
  runner.flush();
}

Error Dispatcher::blocked() {
  return {&kRunnerStopped,
          "the module blocks the event loop; its runner was replaced",
          "look for a loop that never awaits",
          {}};
}

// ---- settling ----

void Dispatcher::settle(std::function<void(Settled)> done) {
  // Held by what every runner calls when it is through; the last one lets go of it.
  struct All {
    explicit All(std::function<void(Settled)> when_done) : done(std::move(when_done)) {}
    ~All() { done(settled); }
    All(const All&) = delete;
    All& operator=(const All&) = delete;
    std::function<void(Settled)> done;
    Settled settled = Settled::quiet;
  };
  const auto all = std::make_shared<All>(std::move(done));
  std::vector<Runner*> runners;
  for (const auto& [runner, client] : clients_)
    runners.push_back(runner);
  for (Runner* runner : runners)
    settle(*runner, [all](Settled settled) {
      if (settled == Settled::busy) all->settled = Settled::busy;
    });
}

void Dispatcher::settle(Runner& runner, std::function<void(Settled)> done) {
  Client& of = client(runner);
  if (!of.settling) {
    of.settling.emplace();
    of.settling->limit = Clock::now() + kSettlePatience;
    ask_if_settled(runner, *of.settling);
  }
  of.settling->done.push_back(std::move(done));
}

void Dispatcher::ask_if_settled(Runner& runner, Settling& settling) {
  settling.answered = false;
  settling.late_calls = client(runner).late_calls;
  Runner* pinged = &runner;
  settling.blocked =
      std::make_unique<base::Timer>(loop_, [this, pinged] { hooks_.blocked(*pinged, blocked()); });
  settling.blocked->start(kPongPatience);
  runner.send({FrameKind::ping, kPingSettle, "{}", {}});
  runner.flush();
}

// At the end of a batch: every call that the runner made before its pong has been carried out and replied to.
void Dispatcher::advance_settling(Runner& runner) {
  const auto found = clients_.find(&runner);
  if (found == clients_.end()) return;
  Client& of = found->second;
  if (!of.settling || !of.settling->answered) return;
  const bool goes_on = of.late_calls != of.settling->late_calls || of.settling->settled == Settled::busy;
  if (goes_on && Clock::now() < of.settling->limit) return ask_if_settled(runner, *of.settling);
  if (of.settling->settled == Settled::busy) {
    runner.send({FrameKind::ping, kPingLasting, "{}", {}});
    runner.flush();
  }
  // Taken out first: who is told may settle again.
  const Settling settled = std::move(*std::exchange(of.settling, std::nullopt));
  for (const auto& done : settled.done)
    done(goes_on ? Settled::busy : Settled::quiet);
}

void Dispatcher::runner_gone(Runner& runner, const std::string& why) {
  const auto found = clients_.find(&runner);
  if (found == clients_.end()) return;
  for (auto& [id, running] : found->second.running)
    if (!running.answered) answer(*running.invocation, internal_error(why), why);
  const auto gone = clients_.extract(found);
  if (!gone.mapped().settling) return;
  for (const auto& done : gone.mapped().settling->done)
    done(Settled::quiet);
}

void Dispatcher::answer_all(const std::string& why) {
  while (!clients_.empty())
    runner_gone(*clients_.begin()->first, why);
}

}  // namespace convotic::emulator
