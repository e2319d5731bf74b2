#include "lint/analysis/interpreter.hpp"
#include "lint/analysis/nesting.hpp"

#include <fmt/format.h>

namespace convotic::lint::outcome {

using Kind = Value::Kind;

namespace {


bool pure(NodeKind kind) {
  return kind == NodeKind::string || kind == NodeKind::number || kind == NodeKind::boolean ||
         kind == NodeKind::null || kind == NodeKind::undefined_ || kind == NodeKind::identifier ||
         kind == NodeKind::member || kind == NodeKind::index || kind == NodeKind::template_string ||
         kind == NodeKind::object || kind == NodeKind::array || kind == NodeKind::property ||
         kind == NodeKind::binary || kind == NodeKind::this_ || kind == NodeKind::function ||
         kind == NodeKind::spread;
}

}  // namespace

// Whether "?." stands somewhere in the chain that ends here, so that the whole of it may be undefined.
bool in_optional_chain(const Ast& tree, NodeId node) {
  while (node != kNoNode) {
    const NodeKind kind = tree.kind(node);
    if (kind != NodeKind::member && kind != NodeKind::index && kind != NodeKind::call) return false;
    if (tree.has(node, kOptional)) return true;
    node = tree.child(node, 0);
  }
  return false;
}

// Nothing in it calls or tests, so it may be worked out whether or not it is needed.
bool Interpreter::is_simple(NodeId node, const Frame* frame) const {
  if (node == kNoNode) return true;
  const Ast& tree = ast(frame);
  if (tree.is(node, NodeKind::function)) return true;
  if (!pure(tree.kind(node))) return false;
  for (const NodeId child : tree.children(node))
    if (!is_simple(child, frame)) return false;
  return true;
}

Outcomes Interpreter::evaluate(NodeId node, const Frame* frame, State state) {
  if (node == kNoNode || !spend()) return one(std::move(state), undefined());
  const Nesting nesting(nesting_, stopped_);
  if (!nesting.allowed()) return one(std::move(state), undefined());
  Outcomes out = evaluate_kind(node, frame, std::move(state));
  if (out.size() > merges_above()) merge(out);
  return out;
}

Outcomes Interpreter::evaluate_kind(NodeId node, const Frame* frame, State state) {
  const Ast& tree = ast(frame);
  const Call here{node, frame, nullptr, 0};
  switch (tree.kind(node)) {
  case NodeKind::identifier:
    return lookup(node, frame, std::move(state));
  case NodeKind::this_: {
    for (const Frame* at = frame; at != nullptr; at = at->parent) {
      const bool arrow = at->function != kNoNode && tree.is(at->function, NodeKind::function) &&
                         tree.has(at->function, kArrow);
      if (at->self != nullptr) return one(std::move(state), at->self);
      if (!arrow && at->folded != nullptr && at->folded->self.object != nullptr) {
        // What has registered the route was called on it.
        const State before = state;
        const Value* const self = imported(at->folded->self, state);
        return lasting(self, before, std::move(state));
      }
      if (!arrow) break;
    }
    return one(std::move(state),
               symbol(intern(frame->id, 0, "this"), may::kAnything, origins(origin::kOpaque)));
  }
  case NodeKind::string: {
    Facts literal;
    literal.origin = origin::kLiteral;
    literal.source = range(node, frame);
    return one(std::move(state), text(tree.text(node), facts(literal)));
  }
  case NodeKind::number:
    return one(std::move(state), number(number_of(tree.text(node))));
  case NodeKind::boolean:
    return one(std::move(state), boolean(tree.text(node) == "true"));
  case NodeKind::null:
    return one(std::move(state), null());
  case NodeKind::undefined_:
    return one(std::move(state), undefined());
  case NodeKind::regex: {
    Record content;
    content.type = Record::Type::regexp;
    const Property properties[] = {{"source", text(tree.text(node))}};
    content.properties = arena_.copy(std::span<const Property>(properties));
    const Value* const made = object(content, here, state);
    return one(std::move(state), made);
  }
  case NodeKind::template_string:
    return evaluate_template(node, frame, std::move(state));
  case NodeKind::tagged_template:
    return after(evaluate(tree.child(node, 0), frame, std::move(state)), [&](State held, const Value* tag) {
      if (tag->kind == Kind::global && tag->text == "String.raw")
        return evaluate_template(tree.child(node, 1), frame, std::move(held));
      // The texts first, then each value.
      std::vector<NodeId> values;
      for (const NodeId part : tree.children(tree.child(node, 1)))
        if (!tree.has(part, kChunk)) values.push_back(part);
      Outcomes out;
      for (ListOutcome& list : evaluate_list(values, frame, std::move(held))) {
        if (list.thrown != nullptr) {
          out.push_back({std::move(list.state), list.thrown, true});
          continue;
        }
        Arguments given{fresh(here, may::kObject, origins(origin::kLiteral), list.state, 1)};
        given.insert(given.end(), list.values.begin(), list.values.end());
        for (Outcome& outcome : call(tag, given, here, std::move(list.state)))
          out.push_back(std::move(outcome));
      }
      return out;
    });
  case NodeKind::array: {
    Outcomes out;
    for (ListOutcome& list : evaluate_list(tree.children(node), frame, std::move(state))) {
      if (list.thrown != nullptr) {
        out.push_back({std::move(list.state), list.thrown, true});
        continue;
      }
      Record content;
      content.type = Record::Type::array;
      // What a spread of unknown length has left: see evaluate_list.
      Arguments elements;
      for (const Value* value : list.values) {
        if (value->kind == Kind::native && value->native == Value::Native::constant)
          content.rest = value->receiver;
        else
          elements.push_back(value);
      }
      content.elements = arena_.copy(elements);
      const Value* const made = object(content, here, list.state);
      out.push_back({std::move(list.state), made, false});
    }
    return out;
  }
  case NodeKind::object:
    return evaluate_object(node, frame, std::move(state));
  case NodeKind::function:
  case NodeKind::class_: {
    const Value* self = nullptr;
    if (tree.is(node, NodeKind::function) && tree.has(node, kArrow)) {
      for (const Frame* at = frame; at != nullptr && self == nullptr; at = at->parent)
        self = at->self;
    }
    const Frame* const made_in = frame_of_round(node, frame, state);
    return one(std::move(state), closure({frame->file, node}, made_in, self));
  }
  case NodeKind::unary:
  case NodeKind::binary:
    return evaluate_binary(node, frame, std::move(state));
  case NodeKind::update:
    return evaluate_update(node, frame, std::move(state));
  case NodeKind::logical:
    return evaluate_logical(node, frame, std::move(state));
  case NodeKind::assignment:
    return evaluate_assignment(node, frame, std::move(state));
  case NodeKind::conditional:
    return evaluate_conditional(node, frame, std::move(state));
  case NodeKind::sequence: {
    Outcomes out = one(std::move(state), undefined());
    for (const NodeId part : tree.children(node))
      out = after(std::move(out),
                  [&](State held, const Value*) { return evaluate(part, frame, std::move(held)); });
    return out;
  }
  case NodeKind::call:
    return evaluate_call(node, frame, std::move(state));
  case NodeKind::new_:
    return evaluate_new(node, frame, std::move(state));
  case NodeKind::import_call: {
    const NodeId specifier = tree.child(node, 0);
    if (!tree.is(specifier, NodeKind::string)) {
      const Value* const unknown = fresh(here, may::kAnything, origins(origin::kOpaque), state);
      return one(std::move(state), promise(unknown));
    }
    const ImportTarget& target = project_.target(frame->file, tree.text(specifier));
    Export found;
    found.kind = target.kind == ImportTarget::Kind::file ? Export::Kind::space : Export::Kind::outside;
    found.file = target.file;
    found.target = &target;
    found.name = "*";
    return after(lookup_export(found, std::move(state)),
                 [&](State held, const Value* space) { return one(std::move(held), promise(space)); });
  }
  case NodeKind::member: {
    const NodeId object = tree.child(node, 0);
    if (tree.is(object, NodeKind::super_)) {
      const Value* self = nullptr;
      for (const Frame* at = frame; at != nullptr && self == nullptr; at = at->parent)
        self = at->self;
      return member(self == nullptr ? undefined() : self, tree.text(node), node, frame, std::move(state));
    }
    return after(evaluate(object, frame, std::move(state)), [&](State held, const Value* value) {
      return member(value, tree.text(node), node, frame, std::move(held));
    });
  }
  case NodeKind::index:
    return after(evaluate(tree.child(node, 0), frame, std::move(state)), [&](State held, const Value* value) {
      return after(evaluate(tree.child(node, 1), frame, std::move(held)), [&](State keyed, const Value* key) {
        return element(value, key, node, frame, std::move(keyed));
      });
    });
  case NodeKind::await_:
    return evaluate_await(node, frame, std::move(state));
  case NodeKind::yield_:
    return after(evaluate(tree.child(node, 0), frame, std::move(state)), [&](State held, const Value* given) {
      // In order, as far as that is known.
      const auto give = [&](const Value* outer, const Arguments& added, const Value* rest, State& at) {
        Value* all = arena_.make<Value>();
        all->kind = Kind::native;
        Arguments items;
        if (outer != nullptr) {
          items.assign(outer->items.begin(), outer->items.end());
          all->receiver = outer->receiver;
        }
        items.insert(items.end(), added.begin(), added.end());
        all->items = arena_.copy(items);
        if (rest != nullptr)
          all->receiver = all->receiver == nullptr
                              ? rest
                              : join(all->receiver, rest, intern(site(node, frame), 0, "yielded"), at);
        at.yielded = all;
      };
      if (!tree.has(node, kDelegate)) {
        give(held.yielded, {given}, nullptr, held);
        const Value* const sent = fresh(here, may::kAnything, nullptr, held);
        return one(std::move(held), sent);
      }
      // What another one gives, here as well.
      const Value* const outer = held.yielded;
      Outcomes all = iterated(given, here, std::move(held));
      for (Outcome& outcome : all) {
        if (outcome.threw) continue;
        const Record* const list = record(given, outcome.state);
        if (list != nullptr)
          give(outer, Arguments(list->elements.begin(), list->elements.end()), list->rest, outcome.state);
        else
          give(outer, {}, part_of(given, "[]"), outcome.state);
        outcome.value = fresh(here, may::kAnything, nullptr, outcome.state);
      }
      return all;
    });
  case NodeKind::meta_property: {
    return one(std::move(state), global_value(tree.text(node)));
  }
  case NodeKind::spread:
    return evaluate(tree.child(node, 0), frame, std::move(state));
  default: {
    incomplete_ = incomplete_ || tree.is(node, NodeKind::unknown);
    const Value* const unknown = fresh(here, may::kAnything, origins(origin::kOpaque), state);
    return one(std::move(state), unknown);
  }
  }
}

ListOutcomes Interpreter::evaluate_list(std::span<const NodeId> nodes, const Frame* frame, State state) {
  const Ast& tree = ast(frame);
  ListOutcomes lists;
  lists.push_back({std::move(state), {}, nullptr});
  for (const NodeId node : nodes) {
    ListOutcomes next;
    for (ListOutcome& list : lists) {
      if (list.thrown != nullptr) {
        next.push_back(std::move(list));
        continue;
      }
      if (node == kNoNode) {
        list.values.push_back(undefined());
        next.push_back(std::move(list));
        continue;
      }
      Outcomes parts = evaluate(node, frame, std::move(list.state));
      if (tree.is(node, NodeKind::spread))
        parts = after(std::move(parts), [&](State held, const Value* spread) {
          return iterated(spread, {node, frame, nullptr, 0}, std::move(held));
        });
      for (Outcome& outcome : parts) {
        ListOutcome grown{std::move(outcome.state), {}, nullptr};
        grown.values = &outcome == &parts.back() ? std::move(list.values) : list.values;
        if (outcome.threw) {
          grown.thrown = outcome.value;
        } else if (!tree.is(node, NodeKind::spread)) {
          grown.values.push_back(outcome.value);
        } else {
          const Record* const content = record(outcome.value, grown.state);
          const Value* rest = nullptr;
          constexpr std::size_t kLongest = 10'000;
          if (content != nullptr && grown.values.size() + content->elements.size() > kLongest) {
            // One that is doubled again and again.
            if (stopped_.empty()) stopped_ = fmt::format("a list gets more than {} elements", kLongest);
          } else if (content != nullptr) {
            grown.values.insert(grown.values.end(), content->elements.begin(), content->elements.end());
            rest = content->rest;
          } else {
            rest = part_of(outcome.value, "[]");
            // A digest has something in it.
            if (outcome.value->facts != nullptr && outcome.value->facts->digest != nullptr)
              grown.values.push_back(rest);
          }
          if (rest != nullptr) {
            // However many there are: one mark for all of them.
            Value* more = arena_.make<Value>();
            more->kind = Kind::native;
            more->native = Value::Native::constant;
            more->receiver = rest;
            more->facts = rest->facts;
            grown.values.push_back(more);
          }
        }
        next.push_back(std::move(grown));
      }
    }
    merge(next);
    if (!stopped_.empty()) break;
    lists = std::move(next);
  }
  return lists;
}

Outcomes Interpreter::evaluate_template(NodeId node, const Frame* frame, State state) {
  const Ast& tree = ast(frame);
  Outcomes out;
  for (ListOutcome& list : evaluate_list(tree.children(node), frame, std::move(state))) {
    if (list.thrown != nullptr) {
      out.push_back({std::move(list.state), list.thrown, true});
      continue;
    }
    std::string whole;
    bool known = true;
    const Facts* made_of = nullptr;
    for (const Value* part : list.values) {
      if (part->kind == Kind::string)
        whole += part->text;
      else
        known = false;
      made_of = joined(made_of, all_facts(part, list.state));
      // "undefined" stands in for it.
      if (may_be_unset(part, list.state)) made_of = joined(made_of, origins(origin::kFallback));
    }
    if (made_of != nullptr && made_of->length != 0 && list.values.size() > 1) {
      Facts longer = *made_of;
      longer.length = 0;
      made_of = facts(longer);
    }
    const Value* value = text(whole, made_of);
    if (!known) {
      // What it begins with may be known all the same.
      Value* open = arena_.make<Value>(*fresh({node, frame, nullptr, 0}, may::kString, made_of, list.state));
      if (!list.values.empty() && list.values.front()->kind == Kind::string)
        open->text = list.values.front()->text;
      value = open;
    }
    out.push_back({std::move(list.state), value, false});
  }
  return out;
}

Outcomes Interpreter::evaluate_await(NodeId node, const Frame* frame, State state) {
  const Ast& tree = ast(frame);
  suspend(frame, state);
  return after(evaluate(tree.child(node, 0), frame, std::move(state)), [&](State held, const Value* value) {
    if (value->kind != Kind::promise) return one(std::move(held), value);
    if (value->native == Value::Native::pending) return Outcomes{};
    note_await(value, held);
    if (value->flag) return thrown(std::move(held), value->receiver);
    return one(std::move(held), value->receiver);
  });
}

}  // namespace convotic::lint::outcome
