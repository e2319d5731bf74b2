#include "cli/replay_options.hpp"

#include "cli/errors.hpp"
#include "core/base/nearest.hpp"
#include "core/base/time_expression.hpp"

#include <fmt/format.h>

#include <utility>

namespace convotic::cli {
namespace {

Result<void> check_together(const ReplayOptions& options) {
  const std::pair<bool, std::pair<const char*, const char*>> pairs[] = {
      {options.live && !options.url.empty(), {"--live", "--url"}},
      {options.matrix && !options.variants.empty(), {"--matrix", "--variant"}},
      {options.last && options.failed, {"--last", "--failed"}},
      {options.update && options.last, {"--update", "--last"}},
      {options.update && options.failed, {"--update", "--failed"}},
      {options.update && !options.handshakes.empty(), {"--update", "--handshake"}},
      {options.matrix && !options.handshakes.empty(), {"--matrix", "--handshake"}},
      {!options.variants.empty() && !options.handshakes.empty(), {"--variant", "--handshake"}},
      {!options.scheme.empty() && !options.handshakes.empty(), {"--scheme", "--handshake"}},
      {(options.last || options.failed) && !options.handshakes.empty(),
       {"--last or --failed", "--handshake"}},
      {options.live && options.keep_state, {"--live", "--keep-state"}},
      {options.live && !options.seed.empty(), {"--live", "--seed"}},
      {!options.url.empty() && options.keep_state, {"--url", "--keep-state"}},
      {!options.url.empty() && !options.seed.empty(), {"--url", "--seed"}},
      {options.live && !options.at.empty(), {"--live", "--at"}},
      {!options.url.empty() && !options.at.empty(), {"--url", "--at"}},
  };
  for (const auto& [both, names] : pairs)
    if (both)
      return base::fail(kUsage, fmt::format("{} and {} contradict each other", names.first, names.second),
                        "leave one of them out");
  const bool named = !options.paths.empty();
  if (named && (options.last || options.failed || !options.handshakes.empty()))
    return base::fail(kUsage,
                      fmt::format("\"{}\" is named, and {} says what to send", options.paths.front(),
                                  options.last     ? "--last"
                                  : options.failed ? "--failed"
                                                   : "--handshake"),
                      "leave one of them out");
  if (options.handshakes.empty() != options.handshake_path.empty())
    return base::fail(
        kUsage,
        options.handshakes.empty() ? "--path is for --handshake, which is not given"
                                   : "--handshake needs the --path that it is sent to",
        "convotic replay --handshake slack --path /webhook --secret dotenv:SLACK_SIGNING_SECRET");
  return {};
}

Result<replay::Choice> read_choice(const ReplayOptions& options) {
  using Set = replay::Choice::Set;
  replay::Choice out;
  if (options.matrix) out.set = Set::matrix;
  for (const std::string& name : options.variants) {
    CONVOTIC_TRY_ASSIGN(const replay::Variant* variant, replay::find_variant(name, kBadValue));
    out.set = Set::named;
    out.variants.push_back(variant);
  }
  return out;
}

Result<replay::ReplayTime> read_time(const ReplayOptions& options, const Context& context) {
  replay::ReplayTime out;
  if (options.at.empty()) return out;
  if (options.at == "recorded") {
    out.kind = replay::ReplayTime::Kind::recorded;
    return out;
  }
  const base::UnixMillis now = context.clock.now();
  CONVOTIC_TRY_ASSIGN(const base::UnixMillis then, base::parse_time_expression(options.at, now));
  out.shift = std::chrono::milliseconds(then - now);
  return out;
}

Result<const replay::Reporter*> find_reporter(const std::string& name) {
  std::vector<std::string> names;
  for (const replay::Reporter& reporter : replay::all_reporters()) {
    if (reporter.name == name) return &reporter;
    names.emplace_back(reporter.name);
  }
  const auto close = base::nearest(name, names);
  return base::fail(kBadValue,
                    fmt::format("--format cannot be \"{}\"{}", name,
                                close ? fmt::format("; did you mean \"{}\"?", *close) : std::string()),
                    fmt::format("it is one of {}", fmt::join(names, ", ")));
}

}  // namespace

Result<ReplayOrder> read_order(const ReplayOptions& options, Context& context) {
  CONVOTIC_TRY(check_together(options));
  ReplayOrder out;
  CONVOTIC_TRY_ASSIGN(out.reporter, find_reporter(options.format));
  CONVOTIC_TRY_ASSIGN(out.choice, read_choice(options));
  CONVOTIC_TRY_ASSIGN(out.time, read_time(options, context));
  out.shuffle = options.shuffle_seed;
  // Short enough to be typed.
  if (options.shuffle && !out.shuffle) out.shuffle = context.random.next() % 1'000'000;
  return out;
}

}  // namespace convotic::cli
