#pragma once

#include "core/base/event_loop.hpp"
#include "emulator/events.hpp"
#include "emulator/invocation.hpp"
#include "emulator/runner.hpp"

#include <array>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace convotic::emulator {

// Carries invocations to runners, their `ctx` calls to the store, and the outcome back. On the supervisor's
// thread.
//
// What is told to anybody is told after it was committed: while a batch of frames from a runner is handled,
// replies and responses are held back until the store's batch is through.
class Dispatcher {
public:
  // `log` gets a line about an invocation or a runner; `late_effect` a change that was made for a request
  // after its answer; `blocked` a runner that does not answer a ping, `responsive` one that does.
  struct Hooks {
    std::function<void(Runner&, std::uint64_t request, LogEvent)> log;
    std::function<void(Runner&, std::uint64_t request, Effect)> late_effect;
    std::function<void(Runner&, Error)> blocked;
    std::function<void(Runner&)> responsive;
  };
  Dispatcher(base::EventLoop& loop, std::chrono::milliseconds timeout, Hooks hooks);

  // What answers `ctx` calls. Before the first invocation.
  void use(Store& store) { store_ = &store; }

  // Sends it to the runner; the frame leaves with the runner's next flush. `module` names the module in ctx
  // calls.
  void invoke(Runner& runner, const std::string& module, std::shared_ptr<Invocation> invocation);

  // Answers it without a runner.
  static void answer(Invocation& invocation, http::Response response, std::string note);

  // Frames of one batch, and its end.
  void frame(Runner& runner, const Frame& frame);
  void batch_end(Runner& runner);

  // The request that an invocation belongs to, also for a while after its answer; 0 for none.
  std::uint64_t request_of(const Runner& runner, std::uint32_t id) const;

  // Whether the runner has been pinged and has not answered yet: what is sent to it now may be lost.
  bool is_suspect(const Runner& runner) const;

  // Calls `done` once every runner has done what there is to do for requests that are answered, timers, files
  // and connections that they wait for included. After kSettlePatience it is called all the same, with
  // `busy` where a runner still waits for something; that then counts as lasting, and is not waited for
  // again.
  void settle(std::function<void(Settled)> done);

  // From now on calls on behalf of requests before this one are not carried out and not answered: what is
  // left of them stands still, and cannot get in the way of later ones. Changes that they would have made are
  // told as late effects.
  void abandon_before(std::uint64_t request) { first_request_ = request; }

  // Forgets a runner, answering what it still had with 500.
  void runner_gone(Runner& runner, const std::string& why);

  // Answers everything with 500, for the end of the program.
  void answer_all(const std::string& why);

private:
  struct Running {
    std::shared_ptr<Invocation> invocation;
    bool answered = false;  // in time or by the timeout
  };
  // A runner that is being asked, ping by ping, whether it is through.
  struct Settling {
    std::chrono::steady_clock::time_point limit;
    std::uint64_t late_calls = 0;  // when it was pinged last
    bool answered = false;         // and has answered
    Settled settled = Settled::quiet;
    std::unique_ptr<base::Timer> blocked;
    std::vector<std::function<void(Settled)>> done;
  };
  struct Client {
    std::string module;
    std::unordered_map<std::uint32_t, Running> running;
    std::unique_ptr<base::Timer> pong_deadline;
    std::uint64_t late_calls = 0;  // on behalf of requests that were answered
    std::optional<Settling> settling;
  };
  struct HeldReply {
    std::uint32_t id;
    CtxOutcome outcome;
  };
  struct HeldEffect {
    std::shared_ptr<Invocation> invocation;  // null for a late one
    std::uint64_t request;
    Effect effect;
  };
  struct HeldAnswer {
    std::shared_ptr<Invocation> invocation;
    http::Response response;
    std::string note;
  };
  struct Left {
    std::uint32_t id = 0;
    std::uint64_t request = 0;
  };
  struct Deadline {
    std::chrono::steady_clock::time_point at;
    Runner* runner;
    std::uint32_t id;
    std::weak_ptr<Invocation> invocation;
  };

  Client& client(Runner& runner);
  void on_response(Runner& runner, const Frame& frame);
  void on_failed(Runner& runner, const Frame& frame);
  void on_call(Runner& runner, const Frame& frame);
  void on_settle_pong(Runner& runner, const Frame& frame);
  void on_abandoned_call(Runner& runner, std::uint64_t request, const CallHead& head,
                         std::string_view arguments);
  void hold(Runner& runner, std::uint32_t id, http::Response response, std::string note);
  void on_deadline();
  void ping(Runner& runner);
  void settle(Runner& runner, std::function<void(Settled)> done);
  void ask_if_settled(Runner& runner, Settling& settling);
  void advance_settling(Runner& runner);
  static Error blocked();

  base::EventLoop& loop_;
  Store* store_ = nullptr;
  const std::chrono::milliseconds timeout_;
  Hooks hooks_;
  std::unordered_map<Runner*, Client> clients_;
  std::deque<Deadline> deadlines_;  // the earliest first
  base::Timer deadline_timer_;
  std::uint32_t next_id_ = 1;
  std::uint64_t first_request_ = 0;  // calls on behalf of earlier ones are ignored
  bool store_batch_ = false;
  std::vector<HeldReply> replies_;
  std::vector<HeldEffect> effects_;
  std::vector<HeldAnswer> answers_;
  std::array<Left, 4096> left_;  // the latest answered, by id: what they still do counts as their request's
};

}  // namespace convotic::emulator
