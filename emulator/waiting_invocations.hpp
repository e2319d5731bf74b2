#pragma once

#include "core/base/event_loop.hpp"
#include "emulator/invocation.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <string>

namespace convotic::emulator {

// Invocations of a module that has no runner to give them to at the moment. Each is answered 500 when its
// time is up.
class WaitingInvocations {
public:
  explicit WaitingInvocations(base::EventLoop& loop);

  void add(std::shared_ptr<Invocation> invocation);
  // Hands all of them over, in the order in which they came.
  void release(const std::function<void(std::shared_ptr<Invocation>)>& to);
  // Answers all of them with 500.
  void answer(const std::string& why);

private:
  void answer_overdue();

  std::deque<std::shared_ptr<Invocation>> waiting_;  // the earliest deadline first: all have the same time
  base::Timer overdue_;
};

}  // namespace convotic::emulator
