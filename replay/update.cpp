#include "replay/update.hpp"

#include "core/base/json_layout.hpp"
#include "replay/errors.hpp"
#include "replay/line_diff.hpp"
#include "replay/report/concealment.hpp"
#include "replay/revision.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace convotic::replay {
namespace {

using Json = nlohmann::ordered_json;

// Whether what became of a trial may be made an expectation.
bool may_be_expected(const Trial& trial, const Exchange& exchange) {
  if (!exchange.answer || !exchange.answer->note.empty()) return false;
  const int status = exchange.answer->response.status;
  if (trial.variant->expected == Expected::refused) {
    const auto effects = exchange.effects();
    return kRefused.contains(status) && (!effects || effects->empty());
  }
  return status < 500 && !kRefused.contains(status);
}

// The exchange that a trial's own expectation, and not that of the capture, is about.
const Exchange* own_exchange(const Row& row) {
  return row.exchanges.empty() ? nullptr : &row.exchanges.back();
}

// Whether the top level of a capture's expectations is about it.
bool is_main(const Trial& trial) {
  return trial.variant->expected == Expected::accepted;
}

// Puts `expect` in place of the one that the text has, or where it belongs.
std::string with_expect(const std::string& text, const std::string& expect) {
  const Json root = Json::parse(text);
  const std::string laid_out = base::lay_out(expect, base::JsonLayout::indented_2, 2);
  std::string out = text;
  if (root.contains("expect")) {
    const auto range = base::locate_json(text, "/expect", base::JsonPart::value);
    return out.replace(range.offset, range.length, laid_out);
  }
  for (const std::string_view next : {"/seed", "/body"}) {
    if (!root.contains(std::string(next.substr(1)))) continue;
    const auto range = base::locate_json(text, next, base::JsonPart::key);
    // As the neighbour stands: on a line of its own, or behind another one.
    const std::size_t line = text.rfind('\n', range.offset) + 1;
    const bool own_line = text.find_first_not_of(" \t", line) == range.offset;
    const std::string between = own_line ? ",\n" + text.substr(line, range.offset - line) : ", ";
    return out.insert(range.offset, "\"expect\": " + laid_out + between);
  }
  const std::size_t last = text.find_last_not_of(" \t\r\n", text.rfind('}') - 1);
  return out.insert(last + 1, ",\n  \"expect\": " + laid_out);
}

// The new "expect" of one case.
class CaseUpdate {
public:
  CaseUpdate(const Plan& plan, const Run& run, const Run* again) : plan_(plan), run_(run), again_(again) {}

  std::string expect(std::size_t of, const std::string& old) const {
    Json object = Json::parse(old);
    const bool first = object.empty();
    for (std::size_t i = 0; i < plan_.trials.size(); ++i) {
      const Trial& trial = plan_.trials[i];
      if (trial.of != of || run_.rows[i].exchanges.empty()) continue;
      const std::string name(trial.variant->name);
      Json& variants = object["variants"];
      if (variants.is_object() && variants.contains(name)) revise_own(i, variants[name]);
      if (variants.is_null()) object.erase("variants");
      if (is_main(trial)) revise_main(i, object, first ? Revision::Missing::add : Revision::Missing::leave);
    }
    return object.dump();
  }

private:
  const Exchange* again(std::size_t i, std::size_t round) const {
    if (again_ == nullptr || again_->rows[i].exchanges.size() <= round) return nullptr;
    const Exchange& exchange = again_->rows[i].exchanges[round];
    return exchange.answer ? &exchange : nullptr;
  }

  // What a value has to be the same in to be expected: the second run, where there is one, and without
  // secrets, so that none is ever written into a capture.
  Exchange compared(std::size_t i, std::size_t round) const {
    const Exchange* second = again(i, round);
    Exchange out = second != nullptr ? *second : run_.rows[i].exchanges[round];
    conceal(out, Concealment(plan_.cases[plan_.trials[i].of].secrets));
    return out;
  }

  void revise_own(std::size_t i, Json& own) const {
    const Exchange* now = own_exchange(run_.rows[i]);
    if (!may_be_expected(plan_.trials[i], *now)) return;
    const Exchange other = compared(i, run_.rows[i].exchanges.size() - 1);
    own = Json::parse(revised({.expectation = own.dump(),
                               .now = now,
                               .again = &other,
                               .leave = {},
                               .missing = Revision::Missing::leave}));
  }

  void revise_main(std::size_t i, Json& object, Revision::Missing missing) const {
    const Exchange& now = run_.rows[i].exchanges.front();
    if (!may_be_expected(plan_.trials[i], now)) return;
    const std::string name(plan_.trials[i].variant->name);
    std::vector<std::string> own;  // what the variant says itself, the capture does not say for it
    if (object.contains("variants") && object["variants"].contains(name))
      for (const auto& [key, value] : object["variants"][name].items())
        own.push_back(key);
    const Exchange other = compared(i, 0);
    object = Json::parse(revised({.expectation = object.dump(),
                                  .now = &now,
                                  .again = &other,
                                  .leave = std::move(own),
                                  .missing = missing}));
  }

  const Plan& plan_;
  const Run& run_;
  const Run* again_;
};

}  // namespace

std::vector<std::size_t> updatable(const Plan& plan, const Run& run) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < plan.trials.size(); ++i) {
    const Row& row = run.rows[i];
    if (row.exchanges.empty() || plan.cases[plan.trials[i].of].capture.file.empty()) continue;
    if (may_be_expected(plan.trials[i], row.exchanges.front())) out.push_back(i);
  }
  return out;
}

Result<std::vector<Update>> make_updates(const Plan& plan, const Run& run, const Run* again,
                                         const base::FileSystem& files) {
  std::vector<Update> out;
  const CaseUpdate update(plan, run, again);
  for (std::size_t i = 0; i < plan.cases.size(); ++i) {
    const Capture& capture = plan.cases[i].capture;
    if (capture.file.empty()) continue;
    CONVOTIC_TRY_ASSIGN(const std::string text, files.read(capture.file));
    CONVOTIC_TRY_ASSIGN(const Capture there, parse_capture(capture.file, text));
    const std::string old = there.expect ? std::string(there.expect->raw()) : "{}";
    const std::string expect = update.expect(i, old);
    if (Json::parse(expect) == Json::parse(old)) continue;
    Update& one = out.emplace_back();
    one.of = i;
    one.file = capture.file;
    one.text = with_expect(text, expect);
    one.diff = line_diff(text, one.text);
    one.kind = Json::parse(old).empty() ? Update::Kind::first : Update::Kind::changed;
  }
  return out;
}

Result<void> judge_again(Plan& plan, Run& run, const std::vector<Update>& updates) {
  for (const Update& update : updates) {
    Case& of = plan.cases[update.of];
    CONVOTIC_TRY_ASSIGN(const Capture capture, parse_capture(update.file, update.text));
    CONVOTIC_TRY_ASSIGN(of.expectations, read_expectations(capture.expect));
    for (std::size_t i = 0; i < plan.trials.size(); ++i) {
      Trial& trial = plan.trials[i];
      Row& row = run.rows[i];
      if (trial.of != update.of) continue;
      trial.expectation = of.expectations.of(*trial.variant);
      if (trial.variant->expected == Expected::duplicate) trial.second = of.expectations.of_second();
      if (row.exchanges.empty()) continue;
      row.judgement = judge(of, trial, row.exchanges, row.at);
      row.failed = row.judgement.outcome == Outcome::failed ? std::max<std::size_t>(row.failed, 1) : 0;
    }
  }
  return {};
}

}  // namespace convotic::replay
