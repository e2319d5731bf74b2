#include "emulator/waiting_invocations.hpp"

#include "emulator/dispatcher.hpp"
#include "emulator/platform_error.hpp"

namespace convotic::emulator {
namespace {

using Clock = std::chrono::steady_clock;

std::chrono::milliseconds until(Clock::time_point at) {
  return std::chrono::ceil<std::chrono::milliseconds>(at - Clock::now());
}

}  // namespace

WaitingInvocations::WaitingInvocations(base::EventLoop& loop)
    : overdue_(loop, [this] { answer_overdue(); }) {}

void WaitingInvocations::add(std::shared_ptr<Invocation> invocation) {
  if (!overdue_.running()) overdue_.start(until(invocation->deadline));
  waiting_.push_back(std::move(invocation));
}

void WaitingInvocations::release(const std::function<void(std::shared_ptr<Invocation>)>& to) {
  while (!waiting_.empty()) {
    std::shared_ptr<Invocation> next = std::move(waiting_.front());
    waiting_.pop_front();
    to(std::move(next));
  }
}

void WaitingInvocations::answer(const std::string& why) {
  release([&](const std::shared_ptr<Invocation>& invocation) {
    Dispatcher::answer(*invocation, internal_error(why), "the module is down");
  });
}

void WaitingInvocations::answer_overdue() {
  while (!waiting_.empty() && waiting_.front()->deadline <= Clock::now()) {
    Dispatcher::answer(*waiting_.front(), internal_error("The module was not ready in time"), "timeout");
    waiting_.pop_front();
  }
  if (!waiting_.empty()) overdue_.start(until(waiting_.front()->deadline));
}

}  // namespace convotic::emulator
