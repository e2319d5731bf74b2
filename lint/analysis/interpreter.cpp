#include "lint/analysis/interpreter.hpp"

#include <fmt/format.h>

namespace convotic::lint::outcome {

using Kind = Value::Kind;

Interpreter::Interpreter(const Project& project, const Config& config, const VerifierTable& table,
                         Report& report)
    : project_(project), config_(config), table_(table), report_(report) {
  undefined_.kind = Kind::undefined;
  null_.kind = Kind::null;
  true_.kind = Kind::boolean;
  true_.flag = true;
  false_.kind = Kind::boolean;
}

void Interpreter::make_request(State& state) {
  const auto part = [&](std::string_view name, Origin from, std::uint8_t mask) {
    Value* out = arena_.make<Value>();
    out->kind = Kind::unknown;
    out->id = intern(1, 0, name);
    out->may = mask;
    out->facts = origins(from);
    if (name == "headers" || name == "query" || name == "params") out->text = arena_.copy(name);
    return static_cast<const Value*>(out);
  };
  std::vector<Property> properties{
      {"body", part("body", origin::kBody, may::kAnything)},
      {"headers", part("headers", origin::kHeaders, may::kObject)},
      {"query", part("query", origin::kQuery, may::kObject)},
      {"params", part("params", origin::kParams, may::kObject)},
      {"method", part("method", origin::kRequest, may::kString)},
  };
  // Names under which a platform may give the bytes of the body.
  for (const std::string_view name : {"rawBody", "raw", "rawBodyText", "bodyRaw", "bodyText"})
    if (!config_.raw_body || *config_.raw_body != name)
      properties.push_back({name, part(name, origin::kBody | origin::kRaw, may::kAnything)});
  if (config_.raw_body)
    properties.push_back({*config_.raw_body, part(*config_.raw_body, origin::kBody | origin::kRaw,
                                                  may::kString | may::kObject)});
  Record content;
  content.type = Record::Type::request;
  content.properties = arena_.copy(properties);
  content.rest = part("request", origin::kRequest, may::kAnything);
  Value* request = arena_.make<Value>();
  request->kind = Kind::object;
  request->id = intern(1, 1, "request");
  state.heap.set(request->id, arena_.make<Record>(content));
  request_ = request;
  Value* context = arena_.make<Value>();
  context->kind = Kind::context;
  context->text = "ctx";
  context->id = intern(0, 0, "ctx");
  context->may = may::kObject;
  context_ = context;
}

// What a way through the chain answers: stored data to somebody unknown, success to somebody refused, details
// of an error.
void Interpreter::check_response(const Outcome& outcome, bool open) {
  const State& state = outcome.state;
  if (state.ghost) return;
  const Value* response = outcome.value;
  bool threw = outcome.threw;
  if (response->kind == Kind::promise) {
    threw = threw || response->flag;
    response = response->receiver;
  }
  const Record* const content = threw ? nullptr : record(response, state);
  const Value* const status = content == nullptr ? nullptr : property(*content, "status");
  const bool fixed = status != nullptr && status->kind == Kind::number;
  if (state.verified && open && (threw || (fixed && status->number >= 400))) report_.refused_verified = true;
  if (threw || content == nullptr) return;
  Range at;
  if (response->site != 0)
    at = project_.range({static_cast<FileId>(response->site >> 32), static_cast<NodeId>(response->site)});
  const Value* const body = property(*content, "body");
  const Value* const headers = property(*content, "headers");
  const Facts* const said = joined(body == nullptr ? nullptr : all_facts(body, state),
                                   headers == nullptr ? nullptr : all_facts(headers, state));
  const Origin from = said == nullptr ? 0 : said->origin;
  bool rejected = false;
  bool changed = false;
  for (const Step* step = state.steps; step != nullptr; step = step->previous) {
    rejected = rejected || (step->type == Step::Type::rejected && !step->promise);
    changed = changed || step->type == Step::Type::effect;
  }
  if (open && !state.verified && (from & origin::kStored) != 0 && said->source.end != 0) {
    Violation violation;
    violation.at = said->source;
    violation.call = source_text(said->source);
    violation.call = violation.call.substr(0, violation.call.find('('));
    violation.write = false;
    violation.medium = state.medium;
    violation.steps = state.steps;
    report_.violations.push_back(violation);
    report_.reads = true;
  }
  if ((from & origin::kStored) != 0) report_.reads = true;
  if (open && !state.verified && rejected && !changed && fixed && status->number >= 100 &&
      status->number < 400 && at.end != 0) {
    report_.add("response/success-on-failure", Severity::warning, at,
                fmt::format("a request that does not verify is answered with {}", status->number),
                "answer 401, so that the sender and your monitoring see it");
    Finding* const finding = report_.find("response/success-on-failure", at);
    const std::string whole = source_text(at);
    const std::string digits = fmt::format("{}", status->number);
    const std::size_t key = whole.find("status");
    const std::size_t found = key == std::string::npos ? key : whole.find(digits, key);
    if (finding != nullptr && finding->fixes.empty() && found != std::string::npos) {
      const Range where{at.file, at.begin + static_cast<std::uint32_t>(found),
                        at.begin + static_cast<std::uint32_t>(found + digits.size())};
      finding->fixes.push_back({"answer 401", Fix::Applicability::unsafe, {{where, "401"}}});
    }
  }
  if (open && !state.verified && (from & origin::kError) != 0 && at.end != 0)
    report_.add("response/error-detail", Severity::info, at,
                "the message of the verification's error is returned", "answer with a fixed text");
  const bool signature =
      said != nullptr && said->digest != nullptr && said->digest->key != nullptr &&
      (said->digest->key->origin() & (origin::kSecret | origin::kLiteral | origin::kStored)) != 0;
  if (open && signature && !state.verified && at.end != 0)
    report_.add("crypto/secret-in-log", Severity::warning, at,
                "the signature that is expected goes into the response", "leave it out");
  if (open && body != nullptr && !state.verified && (from & origin::kOpaque) != 0 &&
      (from & (origin::kStored | origin::kFromRequest | origin::kVerdict)) == 0 && at.end != 0)
    report_.add("auth/public-read", Severity::info, at,
                "an open route returns data that does not come from ctx", "check that it may be public");
}

bool Interpreter::run(const RouteCode& code, bool open) {
  // Whichever of several handlers it may be, with its middleware and, where that may not be there, without.
  bool followed = true;
  const std::span<const lint::Value> handlers =
      code.handler.is(lint::Value::Kind::choice) ? code.handler.options : std::span(&code.handler, 1);
  for (const lint::Value& handler : handlers) {
    followed = run_with(handler, code.middleware, code, open) && followed;
    if (code.middleware_lacks) followed = run_with(handler, {}, code, open) && followed;
  }
  for (const auto& [secret, at] : report_.logged)
    if (report_.keys.contains(secret))
      report_.add("crypto/secret-in-log", Severity::warning, at, "a secret goes to the log", "leave it out");
  return followed;
}

bool Interpreter::run_with(const lint::Value& last, std::span<const lint::Value> before,
                           const RouteCode& code, bool open) {
  State state;
  state.verified = !open;
  make_request(state);
  chain_.clear();
  for (const lint::Value& middleware : before)
    chain_.push_back(imported(middleware, state));
  const Value* handler = imported(last, state);
  chain_.push_back(handler);
  const bool followed = handler->kind == Kind::function || handler->kind == Kind::native;
  Frame* const outside = arena_.make<Frame>();
  outside->id = intern(2, 0, "route");
  outside->file = code.handler_at.file;
  if (!followed || project_.file(outside->file) == nullptr) return false;
  if (code.middleware_open) state.medium = true;
  // What the chain is made of was made when the module was loaded.
  Outcomes starts = one(std::move(state), undefined());
  for (const Value* const link : chain_)
    starts = after(std::move(starts),
                   [&](State held, const Value*) { return lasting(link, State{}, std::move(held)); });
  for (const FileId source : files_behind(outside->file)) {
    const ParsedFile& file = *project_.file(source);
    if (!file.json)
      starts = after(std::move(starts), [&](State held, const Value*) {
        return passed(file.ast.children(file.ast.root()), kNoNode, file_frame(source), std::move(held));
      });
  }
  for (const Value* const link : chain_)
    starts =
        after(std::move(starts), [&](State held, const Value*) { return started(link, std::move(held)); });
  bool ends = false;
  serving_ = true;
  for (Outcome& start : starts) {
    for (const Outcome& outcome :
         run_chain(0, {code.handler_at.node, outside, nullptr, 0}, std::move(start.state))) {
      ends = ends || !outcome.state.ghost;
      check_response(outcome, open);
    }
  }
  if (!ends)
    report_.gaps.emplace_back(project_.range(code.handler_at), "no path could be followed to an end");
  return true;
}

}  // namespace convotic::lint::outcome
