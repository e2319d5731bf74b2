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

// Whether a loop keeps what it has been given for a later round, which may compare the two.
bool keeps_element(const ParsedFile& source, NodeId loop) {
  const Ast& tree = source.ast;
  const auto is_kept = [&](NodeId use) {
    NodeId at = tree.parent(use);
    while (tree.is(at, NodeKind::member) || tree.is(at, NodeKind::index)) {
      use = at;
      at = tree.parent(at);
    }
    return tree.is(at, NodeKind::assignment) && tree.child(at, 1) == use;
  };
  for (BindingId id = 1; id < source.scopes.size(); ++id) {
    if (source.scopes[id].scope != loop) continue;
    const std::vector<NodeId>& uses = source.scopes.uses(id);
    if (std::any_of(uses.begin(), uses.end(), is_kept)) return true;
  }
  return false;
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
  // Rounds are followed one by one while it is known whether there is another, a few at least; then with what
  // changes from one to the next as unknown, so that they stand for all others.
  const bool counted = condition != kNoNode && !tree.is(condition, NodeKind::boolean);
  const std::vector<State> starts = running;
  std::vector<State> seen;
  bool decided = counted;
  std::uint32_t open_rounds = 0;
  for (std::uint32_t round = 0; !running.empty() && stopped_.empty(); ++round) {
    if (round >= (decided ? kCountedRounds : kRounds)) {
      ++open_rounds;
      std::vector<State> others;
      for (State& held : running) {
        if (starts.size() == 1) collect(held, nullptr, starts.front());
        widen(held, starts, node, frame);
        const bool known = is_among(seen, held);
        if (known) continue;
        seen.push_back(held);
        others.push_back(std::move(held));
      }
      running = std::move(others);
    }
    std::vector<State> entered;
    for (State& held : running) {
      if (condition == kNoNode || (is_do && round == 0)) {
        entered.push_back(std::move(held));
        continue;
      }
      Branches sides = branch(condition, frame, std::move(held));
      decided = decided && sides.size() == 1;
      for (Branch& side : sides) {
        if (side.thrown != nullptr)
          out.push_back({Exit::How::threw, std::move(side.state), side.thrown, {}});
        else if (side.taken)
          entered.push_back(std::move(side.state));
        else
          out.push_back({Exit::How::normal, std::move(side.state), nullptr, {}});
      }
    }
    running.clear();
    if (open_rounds > kRounds) break;
    Exits continuing;
    for (State& held : entered) {
      for (Exit& exit : execute(body, frame, std::move(held))) {
        if (!goes_on(exit, label)) check_left_early(exit.state, node, frame);
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
  if (tree.has(node, kAsync)) suspend(frame, state);
  Outcomes lists =
      after(evaluate(tree.child(node, 1), frame, std::move(state)), [&](State held, const Value* list) {
        return iterated(list, {node, frame, nullptr, 0}, std::move(held));
      });
  for (Outcome& outcome : lists) {
    if (outcome.threw) {
      out.push_back({Exit::How::threw, std::move(outcome.state), outcome.value, {}});
      continue;
    }
    const Value* const over = outcome.value;
    const Record* const content = record(over, outcome.state);
    // What each round gets; `certain` where that round is sure to come.
    std::vector<Element> rounds;
    const Call here{node, frame, nullptr, 0};
    if (content != nullptr && content->type != Record::Type::request) {
      Record list;
      if (of) {
        list.elements = content->elements;
        list.rest = content->rest;
      } else {
        Arguments keys;
        for (const Property& property : content->properties)
          keys.push_back(text(property.key));
        list.elements = arena_.copy(keys);
        if (content->rest != nullptr)
          list.rest = symbol(intern(over->id, 3, "key"), may::kString, content->rest->facts);
      }
      rounds = elements_of(list, here, outcome.state);
    } else if (over->kind == Kind::string && of) {
      Arguments letters;
      for (std::size_t i = 0; i < over->text.size() && i <= kElements; ++i)
        letters.push_back(text(over->text.substr(i, 1), over->facts));
      Record list;
      list.elements = arena_.copy(letters);
      rounds = elements_of(list, here, outcome.state);
    } else if (!over->nullish()) {
      Record list;
      list.rest = of ? part_of(over, "[]") : symbol(intern(over->id, 3, "key"), may::kString, over->facts);
      rounds = elements_of(list, here, outcome.state);
    }
    std::vector<State> running;
    running.push_back(std::move(outcome.state));
    bool first = true;
    std::uint32_t open = 0;
    const bool keeps = keeps_element(file(frame), node);
    std::vector<State> starts;
    std::vector<State> seen;
    // However many there are: what changes from one round to the next is not known, and when nothing new
    // comes of a round there is no need for another.
    if (!rounds.empty() && !rounds.back().certain) rounds.insert(rounds.end(), 2, rounds.back());
    for (const auto& [element, certain] : rounds) {
      if (!certain && open++ == 0) {
        starts = running;
      } else if (!certain) {
        std::vector<State> others;
        for (State& held : running) {
          if (starts.size() == 1) collect(held, nullptr, starts.front());
          widen(held, starts, node, frame);
          const bool known = is_among(seen, held);
          if (known) {
            out.push_back({Exit::How::normal, std::move(held), nullptr, {}});
            continue;
          }
          seen.push_back(held);
          others.push_back(std::move(held));
        }
        running = std::move(others);
      }
      Exits continuing;
      for (State& held : running) {
        if (!certain) {
          State without = held;
          if (first) {
            decide(node, frame, false, Reason::empty_list, without);
            know_emptiness(over, true, without);
            know_emptiness(over, false, held);
          }
          out.push_back({Exit::How::normal, std::move(without), nullptr, {}});
          if (first) decide(node, frame, true, Reason::empty_list, held);
        }
        const Value* given = !keeps || certain || open % 2 != 0 ? element : another(element, held);
        if (tree.has(node, kAsync) && given->kind == Kind::promise && given->receiver != nullptr &&
            !given->flag)
          given = given->receiver;
        for (Outcome& bound : bind(tree.child(node, 0), given, frame, std::move(held))) {
          if (bound.threw) {
            out.push_back({Exit::How::threw, std::move(bound.state), bound.value, {}});
            continue;
          }
          for (Exit& exit : execute(body, frame, std::move(bound.state))) {
            if (!goes_on(exit, label)) check_left_early(exit.state, node, frame);
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
    for (State& held : running) {
      if (open > 0) widen(held, starts, node, frame);
      out.push_back({Exit::How::normal, std::move(held), nullptr, {}});
    }
  }
  if (out.size() > 1) merge(out);
  return out;
}

}  // namespace convotic::lint::outcome
