#pragma once

#include "core/base/result.hpp"
#include "core/http/client.hpp"
#include "core/http/message.hpp"
#include "core/http/url.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace convotic::cli {

// Sends requests to one server, several at once: each connection has a thread.
class HttpDeliveries {
public:
  struct Outcome {
    Result<http::Response> response;  // or kConnectionFailed, kNoAnswer
    std::chrono::microseconds took{0};
  };
  using Done = std::function<void(Outcome)>;

  HttpDeliveries(const http::Url& server, const http::ClientOptions& options, std::size_t connections);
  // Gives up what is under way and tells of it.
  ~HttpDeliveries();
  HttpDeliveries(const HttpDeliveries&) = delete;
  HttpDeliveries& operator=(const HttpDeliveries&) = delete;

  std::size_t connections() const { return clients_.size(); }

  // `done` is called once, on a connection's thread.
  void send(http::RequestHead head, std::string body, Done done);

private:
  struct Job {
    http::RequestHead head;
    std::string body;
    Done done;
  };
  void work(http::Client& client);

  std::vector<std::unique_ptr<http::Client>> clients_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;  // guarded by mutex_
  bool ending_ = false;   // guarded by mutex_
  std::vector<std::jthread> threads_;
};

}  // namespace convotic::cli
