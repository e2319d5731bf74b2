#pragma once

#include "core/base/result.hpp"
#include "replay/target.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace convotic::cli {

struct UrlTargetOptions {
  std::size_t connections = 1;  // each with a thread of its own
  std::chrono::milliseconds timeout{30'000};
  std::string api_key = {};  // takes the place of an X-API-Key header that a delivery bears; empty: it goes
                             // out as it is
};

// Any server. Effects are unknown, the state and the clock are not ours. Host is that of the URL.
class UrlTarget final : public replay::Target {
public:
  // `url` is the whole address of the route, to which every delivery goes ("https://shop.example/hook"), or,
  // ending in "/", what the path of each is put behind. Fails with kBadValue where it is none.
  static Result<std::unique_ptr<UrlTarget>> connect(const std::string& url, const UrlTargetOptions& options);
  ~UrlTarget() override;

  std::size_t capacity() const override;
  std::size_t queue() const override { return capacity(); }
  std::string url_of(const replay::Delivery& delivery) const override;
  Result<void> reset(const std::string& seed_file, const std::string& seed) override;
  State state() const override { return State::foreign; }
  Result<void> shift_clock(std::chrono::milliseconds shift) override;
  void deliver(replay::Delivery delivery, std::function<void(Result<replay::Answer>)> done) override;
  Settled settle() override;

private:
  class Impl;
  explicit UrlTarget(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace convotic::cli
