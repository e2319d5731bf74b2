#include "cli/replay_targets/url_target.hpp"
#include "tests/cli/replay_targets/real_world.hpp"
#include "tests/support/raw_server.hpp"

#include <algorithm>
#include <atomic>

using namespace convotic;
using cli::UrlTarget;
using replay::Delivery;
using tests::answer_to;
using tests::describe;
using tests::RawConnection;
using tests::RawServer;
using tests::told;

namespace {

Delivery post(std::string path, std::string body = "", std::vector<http::Header> headers = {}) {
  return {"shop", "POST", std::move(path), std::move(headers), std::move(body)};
}

std::unique_ptr<UrlTarget> target_at(const std::string& url, const cli::UrlTargetOptions& options = {}) {
  auto target = UrlTarget::connect(url, options);
  REQUIRE(describe(target) == "ok");
  return std::move(*target);
}

// A server that says what it hears, head and body.
void echo(RawConnection& connection) {
  for (std::string head = connection.hear_until("\r\n\r\n"); !head.empty();
       head = connection.hear_until("\r\n\r\n")) {
    constexpr std::string_view kLength = "Content-Length: ";
    head += connection.hear(std::stoul(head.substr(head.find(kLength) + kLength.size())));
    connection.say("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(head.size()) + "\r\n\r\n" + head);
  }
}

std::string place(const std::string& url, const std::string& path) {
  return target_at(url)->url_of(post(path));
}

}  // namespace

TEST_CASE("A delivery goes to the server as it is, with the server's own host") {
  RawServer server(echo);
  const auto target = target_at(server.url() + "/hook");
  CHECK(target->state() == replay::Target::State::foreign);
  const auto answer = answer_to(*target, post("/webhook/stripe?x=1", "a\0b",
                                              {{"x-Sig", "v1=1"},
                                               {"Host", "shop.example"},
                                               {"Content-Length", "77"},
                                               {"Connection", "close"},
                                               {"X-API-Key", "redacted"},
                                               {"A", "1"}}));
  CHECK(told(answer) == "200 POST /hook?x=1 HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
                            "\r\nx-Sig: v1=1\r\nContent-Length: 1\r\nX-API-Key: redacted\r\nA: 1\r\n\r\na"
                            " effects unknown");
  CHECK(answer->took.count() > 0);
  CHECK(target->settle().late.empty());
}

TEST_CASE("A key of one's own takes the place of the one that was recorded, and is not added") {
  RawServer server(echo);
  const auto target = target_at(server.url(), {.api_key = "cvtk_live_mine"});
  const auto body = [&](Delivery delivery) { return answer_to(*target, std::move(delivery))->response.body; };
  CHECK(body(post("/a", "", {{"x-api-key", "[redacted]"}})).find("\r\nx-api-key: cvtk_live_mine\r\n") !=
        std::string::npos);
  CHECK(body(post("/a")).find("cvtk") == std::string::npos);
}

TEST_CASE("An address that ends in a slash is one that paths are put behind") {
  CHECK(place("https://a", "/b?c=1") == "https://a/b?c=1");
  CHECK(place("https://a/", "/b") == "https://a/b");
  CHECK(place("http://a:8080/v1/modules/shop/", "/b/") == "http://a:8080/v1/modules/shop/b/");
  CHECK(place("https://a/hook", "/b") == "https://a/hook");
  CHECK(place("https://a/hook", "/b?c=1") == "https://a/hook?c=1");
  CHECK(place("https://a/hook?d=2", "/b?c=1") == "https://a/hook?d=2");
}

TEST_CASE("What is no address is refused") {
  CHECK(describe(UrlTarget::connect("shop.example", {})) ==
        "bad-value: \"shop.example\" is not a URL that begins with http:// or https://\n"
        "  help: such as --url https://staging.example/v1/modules/shop/");
}

TEST_CASE("A foreign server keeps its state and its clock") {
  const auto target = target_at("http://127.0.0.1:1");
  CHECK(describe(target->reset("seed.json", "no JSON")) == "ok");
  CHECK(describe(target->shift_clock(std::chrono::milliseconds(0))) == "ok");
  CHECK(describe(target->shift_clock(std::chrono::milliseconds(1))) ==
        "usage: the clock of a server cannot be moved from here\n"
        "  help: leave out --url, and the emulator's is moved");
}

TEST_CASE("Why there is no answer is told in words") {
  RawServer closes([](RawConnection& connection) { connection.hear_until("\r\n\r\n"); });
  const std::string name = "127.0.0.1:" + std::to_string(closes.port());
  CHECK(told(answer_to(*target_at(closes.url()), post("/"))) ==
        "connection-failed: " + name +
            " closed the connection without an answer\n"
            "  help: if it speaks TLS, its address begins with https://");
  RawServer silent([](RawConnection& connection) { connection.hear_to_end(); });
  CHECK(told(answer_to(*target_at(silent.url(), {.timeout = std::chrono::milliseconds(30)}), post("/"))) ==
        "no-answer: 127.0.0.1:" + std::to_string(silent.port()) + " did not answer within 0.03 s");
  CHECK(told(answer_to(*target_at(silent.url()), post("/", "", {{"A", "1\n2"}}))) ==
        "connection-failed: the request cannot be sent: the header \"A\" holds a line break or NUL");
}

TEST_CASE("As many deliveries are under way at once as there are connections") {
  // Answers none before it has heard three.
  std::atomic<int> heard = 0;
  std::vector<std::thread> threads;
  std::mutex mutex;
  const auto serve = [&](RawConnection& connection) {
    connection.hear_until("\r\n\r\n");
    ++heard;
    while (heard < 3)
      std::this_thread::yield();
    connection.say("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  };
  RawServer server([&](RawConnection& connection) {
    const std::lock_guard lock(mutex);
    threads.emplace_back([&serve, fd = ::dup(connection.fd())] {
      RawConnection own(RawConnection::Accepted{fd});
      serve(own);
    });
  });
  const auto target = target_at(server.url(), {.connections = 3});
  CHECK(target->capacity() == 3);
  std::atomic<int> left = 3;
  std::promise<void> all;
  for (int i = 0; i < 3; ++i)
    target->deliver(post("/"), [&](Result<replay::Answer> answer) {
      if (!answer) all.set_exception(std::make_exception_ptr(std::runtime_error(answer.error().message)));
      if (--left == 0) all.set_value();
    });
  auto through = all.get_future();
  REQUIRE(through.wait_for(tests::kDeadline) == std::future_status::ready);
  through.get();
  const std::lock_guard lock(mutex);
  for (std::thread& thread : threads)
    thread.join();
}

TEST_CASE("Deliveries that are under way when the target ends are given up and told of") {
  RawServer silent([](RawConnection& connection) { connection.hear_to_end(); });
  std::vector<std::string> answers;
  {
    const auto target = target_at(silent.url());
    for (int i = 0; i < 3; ++i)
      target->deliver(post("/"), [&](Result<replay::Answer> answer) { answers.push_back(told(answer)); });
  }
  const std::string given_up =
      "no-answer: the request to 127.0.0.1:" + std::to_string(silent.port()) + " was given up";
  CHECK(answers == std::vector<std::string>(3, given_up));
}
