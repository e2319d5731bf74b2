#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/http/message.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace convotic::replay {

// One change that a module made through ctx.
struct Effect {
  std::string call;       // "contacts.update"
  std::string target;     // the id or key that it acted on
  std::string arguments;  // JSON array
};

// One sending of a request. Of its headers a target drops those that belong to a connection, whatever a
// capture says of them (Connection, Keep-Alive, Transfer-Encoding, TE, Trailer, Upgrade, Expect,
// Proxy-Connection), and sets Content-Length. All others go out in their order, as they are, but for what the
// target says of Host and X-API-Key.
struct Delivery {
  std::string module;  // empty: the only one there is
  std::string method;
  std::string path;  // below the module, with its query
  std::vector<http::Header> headers;
  std::string body;
  // What a target that has an API key does with X-API-Key: puts its own there, and adds it where the route
  // wants one; or sends what is there, since that is what is tried.
  enum class Key { of_target, as_it_is } key = Key::of_target;
};

// What came back.
struct Answer {
  http::Response response;
  std::chrono::microseconds took{0};
  std::optional<std::vector<Effect>> effects;  // nothing where the target cannot tell
  std::string note;              // why the platform answered and not the module; empty where it did
  std::vector<std::string> log;  // what the module said meanwhile, at level warn and error
};

// Where deliveries go. `convotic replay` hands in the emulator that it boots itself, a running `convotic
// dev`, or an HTTP address (cli/replay_targets/); replay/ knows no more of them than this. All of it is
// called from one thread. Destruction waits for nothing: deliveries that are under way are told of as failed.
class Target {
public:
  virtual ~Target() = default;

  // How many deliveries may be under way at once.
  virtual std::size_t capacity() const = 0;

  // How many more it may be handed meanwhile, which go out as soon as one is answered: a connection then does
  // not have to wait for the next.
  virtual std::size_t queue() const { return 0; }

  // The URL of a module's path, as a sender would see it locally: for reports.
  virtual std::string url_of(const Delivery& delivery) const = 0;

  // Empties the state and puts a seed (JSON text, may be empty) into it; `seed_file` is its name for errors.
  // Only while nothing is under way. What a module still does for requests that are answered is done before,
  // and what it does for them afterwards is refused. Fails where the seed is wrong. Does nothing where the
  // state is not ours.
  virtual Result<void> reset(const std::string& seed_file, const std::string& seed) = 0;
  enum class State { ours, foreign };
  virtual State state() const = 0;

  // Moves the clock that modules see by `shift`. Only while nothing is under way. Fails where the target has
  // no such clock, unless the shift is 0.
  virtual Result<void> shift_clock(std::chrono::milliseconds shift) = 0;

  // Sends it. `done` is called once, on any thread, with the answer, or with why there is none: kNoAnswer,
  // kConnectionFailed. It must not block.
  virtual void deliver(Delivery delivery, std::function<void(Result<Answer>)> done) = 0;

  struct Late {
    std::uint64_t delivery = 0;  // counted from 0 in the order of `deliver`, over the target's whole life
    Effect effect;
  };
  // What modules came to after their answers.
  struct Settled {
    // Effects after the answer, for deliveries that have been answered, in the order in which they were made
    // since the last call.
    std::vector<Late> late;
    // Whether more may come: a module still waits for a timer or a connection, or the target cannot tell.
    enum class Rest { over, unknown } rest = Rest::over;
  };
  // Waits until the module has done what there is to do for what it has answered; for something that takes
  // long, a second or so. May be called while others are under way.
  virtual Settled settle() = 0;
};

}  // namespace convotic::replay
