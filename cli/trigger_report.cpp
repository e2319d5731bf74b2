#include "cli/trigger_report.hpp"

#include "core/base/json_text.hpp"
#include "core/base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::cli {
namespace {

// More of an answer than this is not for a terminal.
constexpr std::size_t kMostBody = 400;

std::string milliseconds(std::chrono::microseconds took) {
  return fmt::format("{:.1f} ms", static_cast<double>(took.count()) / 1000);
}

std::string shown_body(const std::string& body) {
  if (!base::is_utf8(body)) return fmt::format("({} bytes that are no text)", body.size());
  if (body.size() <= kMostBody) return body;
  std::size_t end = kMostBody;
  while ((static_cast<unsigned char>(body[end]) & 0xc0) == 0x80)
    --end;
  return fmt::format("{}\u2026 ({} bytes)", body.substr(0, end), body.size());
}

std::string effect_lines(const std::vector<replay::Effect>& effects, const base::Palette& palette) {
  std::size_t call = 0, target = 0;
  for (const replay::Effect& effect : effects) {
    call = std::max(call, effect.call.size());
    target = std::max(target, effect.target.size());
  }
  std::string out;
  for (const replay::Effect& effect : effects)
    out += fmt::format("  {:{}}  {:{}}  {}\n", effect.call, call, base::printable(effect.target), target,
                       palette.secondary(base::printable(effect.arguments)));
  return out;
}

}  // namespace

std::string trigger_pretty(const TriggerReport& report, const base::Palette& palette) {
  const replay::Answer& answer = *report.exchange.answer;
  const bool good = answer.response.status >= 200 && answer.response.status < 300;
  std::string out = fmt::format("{}   {}\n", report.sample, palette.secondary(report.description));
  out += fmt::format("  {} {}   {}\n", report.method, report.url,
                     palette.secondary("signed with " + report.secret));
  const std::string status = std::to_string(answer.response.status);
  out += fmt::format("  {}   {}   {}\n", good ? palette.good(status) : palette.bad(status),
                     base::printable(shown_body(answer.response.body)),
                     palette.secondary(milliseconds(answer.took)));
  if (!answer.note.empty()) out += fmt::format("  {}\n", base::printable(answer.note));
  for (const std::string& line : answer.log)
    out += fmt::format("  {}\n", base::printable(line));
  const auto effects = report.exchange.effects();
  if (!effects)
    out += palette.secondary("  what it changed is not known here\n");
  else if (effects->empty())
    out += palette.secondary(report.exchange.rest == replay::Target::Settled::Rest::over
                                 ? "  nothing was changed\n"
                                 : "  nothing was changed yet; the module still waits for something\n");
  else
    out += effect_lines(*effects, palette);
  return out;
}

std::string trigger_json(const TriggerReport& report) {
  const replay::Answer& answer = *report.exchange.answer;
  std::string effects = "null";
  if (const auto known = report.exchange.effects()) {
    std::vector<std::string> items;
    for (const replay::Effect& effect : *known)
      items.push_back(fmt::format("{{\"call\":{},\"target\":{},\"arguments\":{}}}",
                                  base::json_string(effect.call), base::json_string(effect.target),
                                  effect.arguments));
    effects = fmt::format("[{}]", fmt::join(items, ","));
  }
  return fmt::format("{{\"sample\":{},\"url\":{},\"status\":{},\"body\":{},\"ms\":{:.1f},\"effects\":{}}}\n",
                     base::json_string(report.sample), base::json_string(report.url), answer.response.status,
                     base::json_string(answer.response.body), static_cast<double>(answer.took.count()) / 1000,
                     effects);
}

std::string sample_table(const std::vector<replay::Sample>& samples, const base::Palette& palette) {
  std::size_t width = 0;
  for (const replay::Sample& sample : samples)
    width = std::max(width, sample.name().size());
  std::string out;
  for (const replay::Sample& sample : samples)
    out += fmt::format("{:{}}   {}\n", sample.name(), width, palette.secondary(sample.capture.name));
  return out;
}

}  // namespace convotic::cli
