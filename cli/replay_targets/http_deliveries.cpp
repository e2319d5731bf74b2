#include "cli/replay_targets/http_deliveries.hpp"

#include "core/http/request_framing.hpp"
#include "replay/errors.hpp"

#include <algorithm>
#include <utility>

namespace convotic::cli {
namespace {

using Steady = std::chrono::steady_clock;

base::Unexpected failure(const http::ExchangeProblem& problem) {
  using Kind = http::ExchangeProblem::Kind;
  const bool silent = problem.kind == Kind::no_answer || problem.kind == Kind::cancelled;
  return base::fail(silent ? replay::kNoAnswer : replay::kConnectionFailed, problem.message, problem.hint);
}

}  // namespace

HttpDeliveries::HttpDeliveries(const http::Url& server, const http::ClientOptions& options,
                               std::size_t connections) {
  for (std::size_t i = 0; i < std::max<std::size_t>(1, connections); ++i)
    clients_.push_back(std::make_unique<http::Client>(server, options));
  for (const auto& client : clients_)
    threads_.emplace_back([this, one = client.get()] { work(*one); });
}

HttpDeliveries::~HttpDeliveries() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  for (const auto& client : clients_)
    client->cancel();
  threads_.clear();  // joins; each goes on until no job is left, and a cancelled client is through at once
}

void HttpDeliveries::send(http::RequestHead head, std::string body, Done done) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back({std::move(head), std::move(body), std::move(done)});
  }
  changed_.notify_one();
}

void HttpDeliveries::work(http::Client& client) {
  for (;;) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return !jobs_.empty() || ending_; });
      if (jobs_.empty()) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    if (const std::string problem = http::unsendable(job.head); !problem.empty()) {
      job.done({base::fail(replay::kConnectionFailed, "the request cannot be sent: " + problem), {}});
      continue;
    }
    const auto began = Steady::now();
    auto response = client.send(job.head, job.body);
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - began);
    if (response)
      job.done({std::move(*response), took});
    else
      job.done({failure(response.error()), took});
  }
}

}  // namespace convotic::cli
