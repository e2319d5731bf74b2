#pragma once

#include "core/base/result.hpp"
#include "emulator/store/store.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace convotic::emulator {

// A request of which the journal has kept the contents.
struct KeptRequest {
  RequestRecord record;
  ReceivedRequest received;
};

// Which request is asked for. Empty names mean any.
struct RequestWanted {
  enum class Outcome { any, failed } outcome = Outcome::any;
  std::string module;
  std::string route;  // the pattern: "/orders/:orderId"
};

// Looks into a state file that a running `convotic dev` may be writing to, and changes nothing in it.
class JournalReader {
public:
  // Fails with kStateUnusable where there is no such file, it is no state file, or it is of another version
  // of convotic.
  static Result<std::unique_ptr<JournalReader>> open(const std::filesystem::path& file);
  ~JournalReader();
  JournalReader(const JournalReader&) = delete;
  JournalReader& operator=(const JournalReader&) = delete;

  // The effects of a request as far as they are committed, in order.
  Result<std::vector<Effect>> effects_of(std::uint64_t request);

  // The latest request that is wanted among those that are kept; nothing where there is none.
  Result<std::optional<KeptRequest>> latest(const RequestWanted& wanted);

private:
  struct Impl;
  explicit JournalReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace convotic::emulator
