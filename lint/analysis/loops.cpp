#include "lint/analysis/elements.hpp"
#include "lint/analysis/interpreter.hpp"

namespace convotic::lint::outcome {
namespace {

using Kind = Value::Kind;

bool ends_loop(const Exit& exit, std::string_view label) {
  return exit.how == Exit::How::broke && (exit.label.empty() || exit.label == label);
}

bool goes_on(const Exit& exit, std::string_view label) {
  return exit.how == Exit::How::normal ||
         (exit.how == Exit::How::continued && (exit.label.empty() || exit.label == label));
}

}  // namespace

Exits Interpreter::execute_loop(NodeId node, const Frame* frame, State state, std::string_view label) {
  const Ast& tree = ast(frame);
  const NodeKind kind = tree.kind(node);
  const bool is_for = kind == NodeKind::for_statement;
  const bool is_do = kind == NodeKind::do_statement;
  const NodeId condition = is_for ? tree.child(node, 1) : tree.child(node, is_do ? 1 : 0);
  const NodeId update = is_for ? tree.child(node, 2) : kNoNode;
  const NodeId body = is_for ? tree.child(node, 3) : tree.child(node, is_do ? 0 : 1);
  Exits out;
  std::vector<State> running;
  if (is_for && tree.child(node, 0) != kNoNode) {
    const NodeId initialiser = tree.child(node, 0);
    Exits started = tree.is(initialiser, NodeKind::variable_declaration)
                        ? execute(initialiser, frame, std::move(state))
                        : from(evaluate(initialiser, frame, std::move(state)), Exit::How::normal);
    for (Exit& exit : started) {
      if (exit.how == Exit::How::normal)
        running.push_back(std::move(exit.state));
      else
        out.push_back(std::move(exit));
    }
  } else {
    running.push_back(std::move(state));
  }
  const bool endless = condition == kNoNode || tree.is(condition, NodeKind::boolean);
  for (std::uint32_t round = 0; !running.empty() && stopped_.empty(); ++round) {
    std::vector<State> entered;
    for (State& held : running) {
      if (condition == kNoNode || (is_do && round == 0)) {
        entered.push_back(std::move(held));
        continue;
      }
      if (round >= kRounds) {
        // Enough has been seen of it. Without an end of its own it is left by what is within.
        if (!endless) out.push_back({Exit::How::normal, std::move(held), nullptr, {}});
        continue;
      }
      for (Branch& side : branch(condition, frame, std::move(held))) {
        if (side.thrown != nullptr)
          out.push_back({Exit::How::threw, std::move(side.state), side.thrown, {}});
        else if (side.taken)
          entered.push_back(std::move(side.state));
        else
          out.push_back({Exit::How::normal, std::move(side.state), nullptr, {}});
      }
    }
    running.clear();
    if (round >= kRounds) break;
    Exits continuing;
    for (State& held : entered) {
      for (Exit& exit : execute(body, frame, std::move(held))) {
        if (ends_loop(exit, label)) {
          out.push_back({Exit::How::normal, std::move(exit.state), nullptr, {}});
        } else if (!goes_on(exit, label)) {
          out.push_back(std::move(exit));
        } else if (update == kNoNode) {
          continuing.push_back({Exit::How::normal, std::move(exit.state), nullptr, {}});
        } else {
          for (Exit& updated : from(evaluate(update, frame, std::move(exit.state)), Exit::How::normal)) {
            if (updated.how == Exit::How::normal)
              continuing.push_back(std::move(updated));
            else
              out.push_back(std::move(updated));
          }
        }
      }
    }
    if (continuing.size() > 1) merge(continuing);
    for (Exit& exit : continuing)
      running.push_back(std::move(exit.state));
  }
  if (out.size() > 1) merge(out);
  return out;
}

Exits Interpreter::execute_for_in(NodeId node, const Frame* frame, State state, std::string_view label) {
  const Ast& tree = ast(frame);
  const bool of = tree.has(node, kForOf);
  const NodeId body = tree.child(node, 2);
  Exits out;
  for (Outcome& outcome : evaluate(tree.child(node, 1), frame, std::move(state))) {
    if (outcome.threw) {
      out.push_back({Exit::How::threw, std::move(outcome.state), outcome.value, {}});
      continue;
    }
    const Value* const over = outcome.value;
    const Record* const content = record(over, outcome.state);
    // What each round gets; `certain` where that round is sure to come.
    std::vector<std::pair<const Value*, bool>> rounds;
    if (content != nullptr && content->type != Record::Type::request) {
      if (of) {
        for (const Value* element : content->elements)
          if (rounds.size() < kElements) rounds.emplace_back(element, true);
      } else {
        for (const Property& property : content->properties)
          if (rounds.size() < kElements) rounds.emplace_back(text(property.key), true);
      }
      if (content->rest != nullptr) {
        const Value* const more =
            of ? content->rest : symbol(intern(over->id, 3, "key"), may::kString, content->rest->facts);
        for (std::uint32_t i = 0; i < kRounds; ++i)
          rounds.emplace_back(more, false);
      }
    } else if (over->kind == Kind::string && of) {
      for (std::size_t i = 0; i < over->text.size() && i < kElements; ++i)
        rounds.emplace_back(text(over->text.substr(i, 1), over->facts), true);
    } else if (!over->nullish()) {
      const Value* const element =
          of ? part_of(over, "[]") : symbol(intern(over->id, 3, "key"), may::kString, over->facts);
      for (std::uint32_t i = 0; i < kRounds; ++i)
        rounds.emplace_back(element, false);
    }
    std::vector<State> running;
    running.push_back(std::move(outcome.state));
    bool first = true;
    for (const auto& [element, certain] : rounds) {
      Exits continuing;
      for (State& held : running) {
        if (!certain) {
          State without = held;
          if (first) decide(node, frame, false, Reason::empty_list, without);
          out.push_back({Exit::How::normal, std::move(without), nullptr, {}});
          if (first) decide(node, frame, true, Reason::empty_list, held);
        }
        const Value* given = element;
        if (tree.has(node, kAsync) && given->kind == Kind::promise && given->receiver != nullptr &&
            !given->flag)
          given = given->receiver;
        for (Outcome& bound : bind(tree.child(node, 0), given, frame, std::move(held))) {
          if (bound.threw) {
            out.push_back({Exit::How::threw, std::move(bound.state), bound.value, {}});
            continue;
          }
          for (Exit& exit : execute(body, frame, std::move(bound.state))) {
            if (ends_loop(exit, label))
              out.push_back({Exit::How::normal, std::move(exit.state), nullptr, {}});
            else if (goes_on(exit, label))
              continuing.push_back({Exit::How::normal, std::move(exit.state), nullptr, {}});
            else
              out.push_back(std::move(exit));
          }
        }
      }
      if (continuing.size() > 1) merge(continuing);
      running.clear();
      for (Exit& exit : continuing)
        running.push_back(std::move(exit.state));
      first = false;
    }
    for (State& held : running)
      out.push_back({Exit::How::normal, std::move(held), nullptr, {}});
  }
  if (out.size() > 1) merge(out);
  return out;
}

}  // namespace convotic::lint::outcome
