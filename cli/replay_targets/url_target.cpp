#include "cli/replay_targets/url_target.hpp"

#include "cli/errors.hpp"
#include "cli/replay_targets/http_deliveries.hpp"
#include "core/http/request_framing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace convotic::cli {
namespace {

// Where a delivery goes: below a base that ends in "/", or to the one address there is; its query counts
// where the address has none.
std::string target_of(const std::string& base, std::string_view path) {
  if (base.ends_with('/')) {
    path.remove_prefix(path.starts_with('/') ? 1 : 0);
    return base + std::string(path);
  }
  const std::size_t query = path.find('?');
  const bool append = query != std::string_view::npos && base.find('?') == std::string::npos;
  return append ? base + std::string(path.substr(query)) : base;
}

}  // namespace

class UrlTarget::Impl {
public:
  Impl(http::Url url, const UrlTargetOptions& options)
      : url_(std::move(url)), api_key_(options.api_key),
        deliveries_(url_, {.answer_timeout = options.timeout}, options.connections) {}

  std::size_t capacity() const { return deliveries_.connections(); }

  std::string url_of(const replay::Delivery& delivery) const {
    const std::string_view scheme = url_.scheme == http::Url::Scheme::https ? "https" : "http";
    return fmt::format("{}://{}{}", scheme, url_.authority(), target_of(url_.target, delivery.path));
  }

  void deliver(replay::Delivery delivery, std::function<void(Result<replay::Answer>)> done) {
    http::RequestHead head;
    head.method = std::move(delivery.method);
    head.target = target_of(url_.target, delivery.path);
    head.headers = http::framed_headers(delivery.headers, head.method, delivery.body.size());
    std::erase_if(head.headers, [](const auto& header) { return http::same_name(header.name, "host"); });
    head.headers.insert(head.headers.begin(), {"Host", url_.authority()});
    if (!api_key_.empty())
      for (http::Header& header : head.headers)
        if (http::same_name(header.name, "x-api-key")) header.value = api_key_;
    deliveries_.send(std::move(head), std::move(delivery.body),
                     [done = std::move(done)](HttpDeliveries::Outcome outcome) {
                       if (!outcome.response) return done(base::Unexpected(outcome.response.error()));
                       replay::Answer answer;
                       answer.response = std::move(*outcome.response);
                       answer.took = outcome.took;
                       done(std::move(answer));
                     });
  }

private:
  const http::Url url_;
  const std::string api_key_;
  HttpDeliveries deliveries_;
};

UrlTarget::UrlTarget(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
UrlTarget::~UrlTarget() = default;

Result<std::unique_ptr<UrlTarget>> UrlTarget::connect(const std::string& url,
                                                      const UrlTargetOptions& options) {
  auto parsed = http::parse_url(url);
  if (!parsed)
    return base::fail(kBadValue, parsed.error(), "such as --url https://staging.example/v1/modules/shop/");
  return std::unique_ptr<UrlTarget>(new UrlTarget(std::make_unique<Impl>(std::move(*parsed), options)));
}

std::size_t UrlTarget::capacity() const {
  return impl_->capacity();
}

std::string UrlTarget::url_of(const replay::Delivery& delivery) const {
  return impl_->url_of(delivery);
}

Result<void> UrlTarget::reset(const std::string&, const std::string&) {
  return {};
}

Result<void> UrlTarget::shift_clock(std::chrono::milliseconds shift) {
  if (shift.count() == 0) return {};
  return base::fail(kUsage, "the clock of a server cannot be moved from here",
                    "leave out --url, and the emulator's is moved");
}

void UrlTarget::deliver(replay::Delivery delivery, std::function<void(Result<replay::Answer>)> done) {
  impl_->deliver(std::move(delivery), std::move(done));
}

replay::Target::Settled UrlTarget::settle() {
  return {};
}

}  // namespace convotic::cli
