#pragma once

#include "cli/local_modules.hpp"
#include "core/base/file_system.hpp"
#include "replay/target.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/describe_error.hpp"
#include "tests/support/fakes.hpp"
#include "tests/support/run_loop.hpp"
#include "tests/support/temp_dir.hpp"

#include <future>
#include <sstream>

namespace convotic::tests {

// The outside world of a command that runs real modules in real Node: a folder of its own, and the disk.
struct RealWorld {
  TempDir dir;
  base::RealFileSystem files;
  base::SystemClock clock;
  FakeRandom random;
  std::istringstream in;
  std::ostringstream out, err;
  cli::Context context{.files = files,
                       .clock = clock,
                       .random = random,
                       .environment = {{"CONVOTIC_NODE", CONVOTIC_NODE}},
                       .directory = dir.path(),
                       .executable = CONVOTIC_EXECUTABLE,
                       .in = in,
                       .out = out,
                       .err = err};

  // A module of that name in a folder of that name, with these statements in its register(sdk).
  void add_module(const std::string& name, const std::string& statements) {
    dir.write(name + "/index.js",
              "export default { name: \"" + name + "\", register(sdk) {\n" + statements + "\n} };\n");
  }
  cli::LocalModules modules(const std::vector<std::string>& named) {
    return cli::find_local_modules(named, context).value();
  }
};

// `sdk.registerRoute` of an open POST route.
inline std::string open_route(const std::string& path, const std::string& handler) {
  return "sdk.registerRoute({ method: \"POST\", path: \"" + path + "\", auth: false, handler: " + handler +
         " });\n";
}

// Delivers and waits.
inline Result<replay::Answer> answer_to(replay::Target& target, replay::Delivery delivery) {
  auto promise = std::make_shared<std::promise<Result<replay::Answer>>>();
  auto answer = promise->get_future();
  target.deliver(std::move(delivery),
                 [promise](Result<replay::Answer> result) { promise->set_value(std::move(result)); });
  if (answer.wait_for(kDeadline) != std::future_status::ready) FAIL("no answer came");
  return answer.get();
}

inline std::string told(const replay::Effect& effect) {
  return " [" + effect.call + " " + effect.target + " " + effect.arguments + "]";
}

// "200 body (note) [effects]", or the error.
inline std::string told(const Result<replay::Answer>& answer) {
  if (!answer) return describe(answer.error());
  std::string out = std::to_string(answer->response.status) + " " + answer->response.body;
  if (!answer->note.empty()) out += " (" + answer->note + ")";
  if (!answer->effects) return out + " effects unknown";
  for (const replay::Effect& effect : *answer->effects)
    out += told(effect);
  return out;
}

}  // namespace convotic::tests
