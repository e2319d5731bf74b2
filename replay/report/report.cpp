#include "replay/report/report.hpp"

#include "replay/report/concealment.hpp"

#include <algorithm>

namespace convotic::replay {
namespace {

std::string_view name_of(Expected expected) {
  switch (expected) {
  case Expected::accepted:
    return "accepted";
  case Expected::refused:
    return "refused";
  case Expected::duplicate:
    return "duplicate";
  case Expected::limited:
    break;
  }
  return "limited";
}

std::vector<Effect> concealed(std::vector<Effect> effects, const Concealment& conceal) {
  for (Effect& effect : effects) {
    effect.target = conceal(std::move(effect.target));
    effect.arguments = conceal(std::move(effect.arguments));
  }
  return effects;
}

std::vector<std::string> concealed(std::vector<std::string> lines, const Concealment& conceal) {
  for (std::string& line : lines)
    line = conceal(std::move(line));
  return lines;
}

// What the exchanges of a line say, the last one's effects and the worst answer's words.
void add_exchanges(ReportLine& line, const std::vector<Exchange>& exchanges, const Concealment& conceal) {
  for (const Exchange& exchange : exchanges) {
    line.statuses.push_back(exchange.answer ? std::optional(exchange.answer->response.status) : std::nullopt);
    if (auto effects = exchange.effects()) {
      line.effects = concealed(*std::move(effects), conceal);
      line.late = exchange.late.size();
    } else {
      line.effects.reset();
      line.late = 0;
    }
    if (!exchange.answer) continue;
    if (!exchange.answer->note.empty()) line.note = conceal(exchange.answer->note);
    for (std::string& entry : concealed(exchange.answer->log, conceal))
      line.log.push_back(std::move(entry));
  }
}

ReportLine make_line(const Trial& trial, const Row& row, const Concealment& conceal) {
  ReportLine line;
  line.variant = trial.variant->name;
  line.header = trial.header;
  line.title = trial.title();
  line.expected = name_of(trial.variant->expected);
  line.sent = row.runs > 0;
  if (!line.sent) return line;
  line.outcome = row.judgement.outcome;
  line.took = row.slowest;
  line.summary = conceal(row.judgement.summary);
  line.advice = row.judgement.advice;
  line.findings = row.judgement.findings;
  for (Finding& finding : line.findings) {
    finding.message = conceal(std::move(finding.message));
    finding.detail = concealed(std::move(finding.detail), conceal);
  }
  add_exchanges(line, row.exchanges, conceal);
  line.runs = row.runs;
  line.failed_runs = row.failed;
  return line;
}

}  // namespace

Outcome ReportBlock::worst() const {
  Outcome out = Outcome::passed;
  for (const ReportLine& line : lines)
    if (line.sent) out = std::max(out, line.outcome);
  return out;
}

Report make_report(const Plan& plan, const Run& run, ReportFacts facts) {
  const Concealment conceal(facts.secrets);
  Report out;
  out.facts = std::move(facts);
  out.deliveries = run.deliveries;
  out.interrupted = run.end == Run::End::interrupted;
  std::vector<std::size_t> block_of;  // by case
  std::string group;
  for (const Case& of : plan.cases) {
    if (of.group.empty() || of.group != group) {
      ReportBlock& block = out.blocks.emplace_back();
      block.name = of.name;
      block.scheme = of.scheme ? of.scheme->name() : "";
      block.module = of.capture.module;
      block.method = of.capture.method;
      block.path = conceal(of.capture.path);
    }
    group = of.group;
    block_of.push_back(out.blocks.size() - 1);
  }
  for (std::size_t i = 0; i < plan.trials.size(); ++i) {
    ReportLine line = make_line(plan.trials[i], run.rows[i], conceal);
    if (!line.sent)
      ++out.not_sent;
    else if (line.outcome == Outcome::passed)
      ++out.passed;
    else if (line.outcome == Outcome::limited)
      ++out.limited;
    else if (line.outcome == Outcome::warned)
      ++out.warned;
    else
      ++out.failed;
    const bool answered = std::any_of(line.statuses.begin(), line.statuses.end(),
                                      [](const auto& status) { return status.has_value(); });
    if (answered && !line.effects) out.effects_known = false;
    out.blocks[block_of[plan.trials[i].of]].lines.push_back(std::move(line));
  }
  for (const LeftOut& left : plan.left_out)
    out.blocks[block_of[left.of]].left_out.push_back(
        {std::string(left.variant->name), std::string(left.variant->title), conceal(left.because)});
  return out;
}

std::span<const Reporter> all_reporters() {
  static constexpr Reporter kReporters[] = {
      {"pretty", "for people", write_pretty},
      {"json", "one object, described in docs/replay.md", write_json},
      {"junit", "XML, as CI servers read it", write_junit},
  };
  return kReporters;
}

}  // namespace convotic::replay
