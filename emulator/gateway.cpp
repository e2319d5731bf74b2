#include "emulator/gateway.hpp"

#include "core/base/terminal.hpp"
#include "core/http/request_framing.hpp"
#include "core/http/url.hpp"
#include "emulator/delivery_headers.hpp"
#include "emulator/platform_error.hpp"
#include "emulator/request_head.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>

#include <algorithm>

namespace convotic::emulator {
namespace {

using std::chrono::microseconds;
using Steady = std::chrono::steady_clock;

constexpr std::string_view kPrefix = "/v1/modules/";

// Headers that belong to the connection; a module cannot set them.
constexpr std::string_view kConnectionHeaders[] = {"connection",        "content-length", "keep-alive",
                                                   "transfer-encoding", "upgrade",        "trailer"};

bool belongs_to_connection(const std::string& name) {
  return std::any_of(std::begin(kConnectionHeaders), std::end(kConnectionHeaders),
                     [&](std::string_view header) { return http::same_name(header, name); });
}

// The runner sends header values as UTF-8. On the wire a character is one byte, as it is in a request's
// headers and with Node's own server. False where a character has no such byte.
bool to_latin1(std::string& value) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (std::all_of(value.begin(), value.end(), is_ascii)) return true;
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto byte = static_cast<unsigned char>(value[i]);
    if (byte < 0x80)
      out += value[i];
    else if ((byte == 0xc2 || byte == 0xc3) && i + 1 < value.size())
      out += static_cast<char>((byte & 3) << 6 | (static_cast<unsigned char>(value[++i]) & 0x3f));
    else
      return false;
  }
  value = std::move(out);
  return true;
}

bool same_key(const std::string& given, const std::string& expected) {
  return given.size() == expected.size() &&
         CRYPTO_memcmp(given.data(), expected.data(), expected.size()) == 0;
}

// "application/json" and "application/vnd.shop+json"; emulator/runner/src/media_type.ts decides alike.
bool is_json(std::string_view type) {
  while (type.ends_with(' '))
    type.remove_suffix(1);
  return http::same_name(type, "application/json") ||
         (type.size() > 5 && http::same_name(type.substr(type.size() - 5), "+json"));
}

// The answer to a request whose body did not arrive as it should, and the note for its log line.
std::pair<http::Response, std::string> answer_to(http::BodyProblem problem, std::size_t limit) {
  switch (problem) {
  case http::BodyProblem::too_large:
    return {platform_error(413, "INVALID_REQUEST",
                           fmt::format("Request body is over the limit of {} bytes", limit)),
            "the body is too large"};
  case http::BodyProblem::malformed:
    return {platform_error(400, "INVALID_REQUEST", "Request body has a malformed chunk"),
            "a chunk of the body is malformed"};
  case http::BodyProblem::incomplete:
    break;
  }
  return {platform_error(400, "INVALID_REQUEST", "Request body is incomplete"), "the body was cut short"};
}

}  // namespace

// One request on its way through.
struct Gateway::Exchange {
  RequestEvent event;
  std::string target;
  Steady::time_point began = Steady::now();
  std::optional<RouteMatch> match;
  std::string head;  // for the runner
  std::vector<http::Header> extra;
  Delivery delivery = Delivery::no;
  std::string content_type;  // of the request
  std::string header_lines;  // where the journal keeps them, or they are recorded
  std::optional<ReceivedRequest> received;
  std::optional<RecordedRequest> recorded;
  std::shared_ptr<Invocation> invocation;  // while it is under way
};

Gateway::Gateway(GatewayOptions options, Supervisor& supervisor, EventSink& events, const base::Clock& clock)
    : options_(std::move(options)), supervisor_(supervisor), events_(events), clock_(clock),
      rate_limit_(options_.rate_limit), next_request_(options_.first_request) {}

http::Decision Gateway::on_head(const http::RequestHead& head) {
  auto exchange = std::make_shared<Exchange>();
  exchange->delivery = delivery_of(head);
  if (exchange->delivery == Delivery::no) return decide(exchange, head);
  if (head.path() == kSettlePath)
    return http::Continuation([this](const http::Body&, const http::Respond& respond) {
      supervisor_.settle([respond] { respond([] { return http::Response{204, {}, ""}; }); });
    });
  http::RequestHead own = head;
  std::erase_if(own.headers,
                [](const auto& header) { return http::same_name(header.name, kDeliveryHeader); });
  return decide(exchange, own);
}

Gateway::Delivery Gateway::delivery_of(const http::RequestHead& head) const {
  if (options_.delivery_token.empty()) return Delivery::no;
  const std::string* said = head.find(kDeliveryHeader);
  if (said == nullptr) return Delivery::no;
  const bool with_key = said->ends_with(kWithKey);
  const std::string token = said->substr(0, said->size() - (with_key ? kWithKey.size() : 0));
  if (!same_key(token, options_.delivery_token)) return Delivery::no;
  return with_key ? Delivery::with_key : Delivery::yes;
}

void Gateway::deliver(const http::RequestHead& head, std::string body, std::function<void(Delivered)> done) {
  auto exchange = std::make_shared<Exchange>();
  const std::string problem = http::unsendable(head);
  http::Decision decision =
      problem.empty() ? decide(exchange, head) : http::Decision(malformed(*exchange, 400, problem));
  if (auto* response = std::get_if<http::Response>(&decision))
    return done({std::move(*response), std::move(exchange->event)});
  http::Body checked = std::move(body);
  if (checked->size() > options_.max_body) checked = tl::unexpected(http::BodyProblem::too_large);
  run(exchange, std::move(checked), [exchange, done = std::move(done)](const auto& make) {
    http::Response response = make();
    done({std::move(response), std::move(exchange->event)});
  });
}

http::Decision Gateway::decide(const std::shared_ptr<Exchange>& exchange, const http::RequestHead& head) {
  RequestEvent& event = exchange->event;
  event.at = clock_.now();
  event.method = head.method;
  event.path = std::string(head.path());
  event.query = std::string(head.query());
  event.id = next_request_.fetch_add(1);
  exchange->target = head.target;

  if (!head.path().starts_with(kPrefix))
    return refuse(*exchange,
                  platform_error(404, "NOT_FOUND",
                                 fmt::format("Route '{} {}' not found; modules are below '{}'", head.method,
                                             head.path().substr(0, 200), kPrefix)),
                  "not below /v1/modules/");
  const std::string_view below = head.path().substr(kPrefix.size());
  const std::size_t slash = std::min(below.find('/'), below.size());
  event.module = http::percent_decode(below.substr(0, slash), http::PlusSign::literal);
  event.path = std::string(below.substr(slash));

  const auto routes = supervisor_.routes();
  const auto module = routes->module(event.module);
  if (!module)
    return refuse(*exchange, platform_error(404, "NOT_FOUND", routes->explain_unknown_module(event.module)),
                  "no such module");
  exchange->match = RoutingTable::match(module, head.method, event.path);
  if (!exchange->match)
    return refuse(
        *exchange,
        platform_error(404, "NOT_FOUND", RoutingTable::explain_no_route(*module, head.method, event.path)),
        "no such route");
  event.route = exchange->match->route->pattern.text();

  const bool keyed = exchange->match->route->auth == RegisteredRoute::Auth::api_key;
  if (keyed && exchange->delivery == Delivery::with_key && head.find("x-api-key") == nullptr) {
    http::RequestHead own = head;
    own.headers.push_back({"X-API-Key", options_.api_key});
    return admit(exchange, own);
  }
  return admit(exchange, head);
}

// The key and the rate limit of a request whose route is known.
http::Decision Gateway::admit(const std::shared_ptr<Exchange>& exchange, const http::RequestHead& head) {
  const RequestEvent& event = exchange->event;
  if (exchange->match->route->auth == RegisteredRoute::Auth::api_key) {
    if (const std::string problem = check_key(head); !problem.empty())
      return refuse(*exchange, platform_error(401, "UNAUTHORIZED", problem), "no valid key");
    if (rate_limit_.limit() > 0 && exchange->delivery == Delivery::no) {
      const RateLimit::Verdict verdict = rate_limit_.take(event.at);
      exchange->extra = {{"X-RateLimit-Limit", std::to_string(rate_limit_.limit())},
                         {"X-RateLimit-Remaining", std::to_string(verdict.remaining)}};
      if (!verdict.allowed) {
        exchange->extra.push_back({"Retry-After", std::to_string(verdict.retry_after_seconds)});
        return refuse(*exchange,
                      platform_error(429, "RATE_LIMITED",
                                     fmt::format("Rate limit exceeded. Retry after {} seconds.",
                                                 verdict.retry_after_seconds)),
                      "over the rate limit; --rate-limit off lifts it");
      }
    }
  }
  if (const std::string* type = head.find("content-type")) exchange->content_type = *type;
  if (options_.contents == GatewayOptions::Contents::keep || is_recorded(*exchange))
    exchange->header_lines = header_lines(head);
  exchange->head = encode_request_head(head, exchange->match->params, event.id);
  return http::Continuation([this, exchange](http::Body body, const http::Respond& respond) {
    run(exchange, std::move(body), respond);
  });
}

http::Response Gateway::on_malformed(int status, const std::string& message) {
  Exchange exchange;
  return malformed(exchange, status, message);
}

http::Response Gateway::malformed(Exchange& exchange, int status, const std::string& message) {
  exchange.event.at = clock_.now();
  exchange.event.method = "?";
  exchange.event.id = next_request_.fetch_add(1);
  return refuse(exchange, platform_error(status, "INVALID_REQUEST", "Malformed HTTP request: " + message),
                "malformed: " + message);
}

std::string Gateway::check_key(const http::RequestHead& head) const {
  const std::string* key = head.find("x-api-key");
  if (key == nullptr) return "Missing X-API-Key header";  // [documented: /docs/api/errors]
  return same_key(*key, options_.api_key) ? std::string() : std::string("Invalid API key");  // [assumed]
}

http::Response Gateway::refuse(Exchange& exchange, http::Response response, std::string note) {
  exchange.event.note = std::move(note);
  return finish(exchange, std::move(response));
}

void Gateway::run(const std::shared_ptr<Exchange>& exchange, http::Body body, const http::Respond& respond) {
  if (!body)
    return respond([this, exchange, problem = body.error()] {
      auto [response, note] = answer_to(problem, options_.max_body);
      if (is_recorded(*exchange)) options_.recorder->on_lost(exchange->event, note);
      return refuse(*exchange, std::move(response), std::move(note));
    });

  if (!body->empty()) tell_of_assumed_body(*exchange);
  keep(*exchange, *body);
  // Not make_shared: the dispatcher keeps weak references for as long as the timeout, which would keep this
  // memory.
  exchange->invocation.reset(new Invocation);
  Invocation& invocation = *exchange->invocation;
  const RouteMatch& match = *exchange->match;
  invocation.module = match.deployment->module;
  invocation.generation = match.deployment->generation;
  invocation.route = match.route->index;
  invocation.auth = match.route->auth;
  invocation.request = exchange->event.id;
  invocation.head = std::move(exchange->head);
  invocation.body = std::move(*body);
  invocation.label = match.route->method + " " + match.route->pattern.text();
  invocation.deadline = Steady::now() + options_.request_timeout;  // the body has come by now
  invocation.done = [this, exchange, respond] { respond([this, exchange] { return complete(*exchange); }); };
  supervisor_.submit(exchange->invocation);
}

bool Gateway::is_recorded(const Exchange& exchange) const {
  return options_.recorder != nullptr && exchange.delivery == Delivery::no &&
         exchange.match->route->auth == RegisteredRoute::Auth::open;
}

// Keeps what came, for the journal and for the recorder.
void Gateway::keep(Exchange& exchange, const std::string& body) const {
  if (is_recorded(exchange)) {
    const RequestEvent& event = exchange.event;
    exchange.recorded = {
        event.at, event.id, event.module, event.method, exchange.target, exchange.header_lines, body};
  }
  if (options_.contents == GatewayOptions::Contents::drop) return;
  ReceivedRequest& received = exchange.received.emplace();
  received.headers = std::move(exchange.header_lines);
  received.body_size = body.size();
  if (body.size() <= kKeptBody) received.body = body;
}

// Says once what becomes of a body that is not JSON, the one sort that Convotic documents.
void Gateway::tell_of_assumed_body(const Exchange& exchange) {
  const std::string type = exchange.content_type.substr(0, exchange.content_type.find(';'));
  if (type.empty() || is_json(type) || told_of_body_.test_and_set()) return;
  const bool form = http::same_name(type, "application/x-www-form-urlencoded");
  events_.on_log(
      {exchange.event.at, exchange.event.module, exchange.event.id, "warn", "convotic",
       fmt::format("a body of type \"{}\" reaches the handler as {}; Convotic documents JSON bodies only",
                   type, form ? "an object of strings" : "a string"),
       ""});
}

// What the module, or the platform in its stead, has answered.
http::Response Gateway::complete(Exchange& exchange) {
  const std::shared_ptr<Invocation> invocation = std::move(exchange.invocation);
  exchange.event.effects = std::move(invocation->effects);
  if (!invocation->note.empty())
    return refuse(exchange, std::move(invocation->response), std::move(invocation->note));

  http::Response response = std::move(invocation->response);
  std::erase_if(response.headers,
                [](const http::Header& header) { return belongs_to_connection(header.name); });
  // The runner checks these too, but it shares its process with the module.
  for (http::Header& header : response.headers)
    if (!http::is_header_name(header.name) || !to_latin1(header.value) ||
        !http::is_header_value(header.value))
      return refuse(
          exchange,
          internal_error("The handler returned no valid response; the log of convotic dev says why"),
          fmt::format("the header \"{}\" is not valid", header.name));
  if (response.status < 200 || response.status > 599)
    return refuse(exchange,
                  internal_error("The handler returned no valid response; the log of convotic dev says why"),
                  fmt::format("the status {} is not valid", response.status));
  return finish(exchange, std::move(response));
}

http::Response Gateway::finish(Exchange& exchange, http::Response response) {
  for (http::Header& header : exchange.extra)
    response.headers.push_back(std::move(header));
  RequestEvent& event = exchange.event;
  if (exchange.delivery != Delivery::no) {
    response.headers.push_back({kRequestHeader, request_name(event.id)});
    if (!event.note.empty()) response.headers.push_back({kNoteHeader, base::printable(event.note)});
  }
  event.status = response.status;
  event.duration = std::chrono::duration_cast<microseconds>(Steady::now() - exchange.began);
  supervisor_.record({event.id, event.at, event.module, event.method, exchange.target, event.route,
                      event.status, event.duration.count(), static_cast<std::uint32_t>(event.effects.size()),
                      std::move(exchange.received)});
  events_.on_request(event);
  if (exchange.recorded) options_.recorder->on_answered(std::move(*exchange.recorded));
  return response;
}

}  // namespace convotic::emulator
