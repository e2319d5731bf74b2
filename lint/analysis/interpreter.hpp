#pragma once

#include "lint/analysis/elements.hpp"
#include "lint/analysis/nesting.hpp"
#include "lint/analysis/progress.hpp"
#include "lint/analysis/report.hpp"
#include "lint/analysis/state.hpp"
#include "lint/analysis/verifier_table.hpp"
#include "lint/analysis/ways.hpp"
#include "lint/model/project.hpp"
#include "lint/model/route_code.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace convotic::lint {
struct MemberWrite;  // lint/model/written_members.hpp
}

namespace convotic::lint::outcome {

// Runs the code of one route on values that are known in part, along every path that they leave open: an
// expression or statement gives the set of ways in which it can end, each with the state it ends in. Whether
// a verification has succeeded is part of the state, so that however a function tells its caller (true, null,
// an exception, a response) the caller's test keeps the two apart.
//
// The sources are by subject; those of the language, the platform and packages are builtins_*.cpp,
// crypto.cpp, packages.cpp, comparisons.cpp and effects.cpp.
class Interpreter : private Progress {
public:
  Interpreter(const Project& project, const Config& config, const VerifierTable& table, Report& report);

  // Follows the chain of a route, from a request to its responses. False where its handler is not known.
  bool run(const RouteCode& code, bool open);

  // Set where the analysis has been given up, and why.
  const std::string& stopped() const { return stopped_; }
  // Set where some of the code could not be understood.
  bool incomplete() const { return incomplete_; }

private:
  bool run_with(const lint::Value& last, std::span<const lint::Value> before, const RouteCode& code,
                bool open);
  // -- statements.cpp, loops.cpp, widening.cpp
  Exits execute(NodeId statement, const Frame* frame, State state);
  Exits execute_all(std::span<const NodeId> statements, const Frame* frame, State state);
  Exits execute_declaration(NodeId node, const Frame* frame, State state);
  Exits execute_if(NodeId node, const Frame* frame, State state);
  Exits execute_switch(NodeId node, const Frame* frame, State state);
  Exits execute_try(NodeId node, const Frame* frame, State state);
  Exits execute_loop(NodeId node, const Frame* frame, State state, std::string_view label);
  Exits execute_for_in(NodeId node, const Frame* frame, State state, std::string_view label);
  std::vector<Element> elements_of(const Record& list, const Call& call, State& state);
  const Value* another(const Value* element, State& state);
  void know_emptiness(const Value* list, bool empty, State& state);
  void widen(State& state, const std::vector<State>& starts, NodeId loop, const Frame* frame);
  void check_left_early(const State& state, NodeId loop, const Frame* frame);
  Exits from(Outcomes outcomes, Exit::How how);

  // -- patterns.cpp
  // Gives the names of a pattern their parts of a value. `declares` false: an assignment, which may also be
  // to members.
  Outcomes bind(NodeId pattern, const Value* value, const Frame* frame, State state);
  Outcomes bind_object(NodeId pattern, const Value* value, const Frame* frame, State state);
  Outcomes bind_array(NodeId pattern, const Value* value, const Frame* frame, State state);
  Outcomes bind_with_default(NodeId pattern, NodeId fallback, const Value* value, const Frame* frame,
                             State state);
  Record with_any_set(const Value* object, Record content, const Value* value, State& state);
  Outcomes assign_member(NodeId target, const Value* value, const Frame* frame, State state);
  void set_variable(NodeId identifier, const Value* value, const Frame* frame, State& state);

  // -- names.cpp
  Outcomes lookup(NodeId identifier, const Frame* frame, State state);
  Outcomes lookup_binding(BindingId binding, const Frame* frame, State state);
  Outcomes lookup_lazily(BindingId binding, const Frame* frame, State state);
  Outcomes lookup_import(FileId file, const Binding& import, State state);
  Outcomes lookup_export(const Export& found, State state);
  const Frame* frame_of(FileId file, NodeId function, const Frame* from) const;
  const Frame* file_frame(FileId file);
  const Frame* frame_of_folded(const lint::Frame* folded, FileId file);
  const Value* imported(const lint::Value& value, State& state);
  const Value* closure(Place code, const Frame* frame, const Value* self = nullptr);
  const Value* package_value(std::string_view package, std::string_view path, Arguments made_with = {});

  // -- lasting_state.cpp
  struct Reached {
    std::vector<const Value*> objects;
    std::vector<const Frame*> frames;
  };
  Outcomes lasting(const Value* value, const State& before, State state);
  Outcomes lookup_reassigned(BindingId binding, const Frame* frame, const Value* initial, State state);
  Outcomes at_other_time(NodeId node, const Frame* frame, const State& state);
  Outcomes one_of(const Outcomes& values, std::uint32_t id, const State& state);
  bool is_code(const Value* value, const State& state) const;
  void reach(const Value* value, const State& before, const State& state, Reached& reached,
             unsigned depth) const;
  Outcomes with_writes(const Value* object, std::string_view key, std::span<const MemberWrite> writes,
                       State state);
  Outcomes with_any_written(const Value* object, const MemberWrite& write, State state);
  Outcomes with_added(const Value* object, const MemberWrite& write, State state);
  Outcomes with_removed(const Value* object, const MemberWrite& write, State state);

  // -- startup.cpp
  Outcomes passed(std::span<const NodeId> statements, NodeId until, const Frame* frame, State state);
  Outcomes started(const Value* function, State state);
  std::vector<FileId> files_behind(FileId first) const;
  // -- options.cpp
  const Value* global_value(std::string_view path);
  const Value* made_by_package(const Value* exported);
  std::uint8_t imported_may_be(std::string_view package, std::string_view path) const;

  // -- expressions.cpp
  Outcomes evaluate(NodeId node, const Frame* frame, State state);
  Outcomes evaluate_kind(NodeId node, const Frame* frame, State state);
  Outcomes evaluate_object(NodeId node, const Frame* frame, State state);
  Outcomes evaluate_template(NodeId node, const Frame* frame, State state);
  Outcomes evaluate_assignment(NodeId node, const Frame* frame, State state);
  Outcomes evaluate_update(NodeId node, const Frame* frame, State state);
  Outcomes evaluate_logical(NodeId node, const Frame* frame, State state);
  Outcomes evaluate_conditional(NodeId node, const Frame* frame, State state);
  Outcomes evaluate_condition(NodeId node, const Frame* frame, State state);
  Outcomes evaluate_await(NodeId node, const Frame* frame, State state);
  ListOutcomes evaluate_list(std::span<const NodeId> nodes, const Frame* frame, State state);
  bool is_among(const std::vector<State>& seen, const State& state);
  bool make_no_difference(const Outcomes& sides, const State& before);
  bool is_simple(NodeId node, const Frame* frame) const;  // evaluating it has no effect and calls nothing

  // -- operators.cpp
  Outcomes evaluate_binary(NodeId node, const Frame* frame, State state);
  const Value* arithmetic(Op op, const Value* left, const Value* right, NodeId node, const Frame* frame,
                          State& state);
  std::optional<bool> known_equal(const Value* left, const Value* right, bool strict,
                                  const State& state) const;

  // -- conditions.cpp
  Branches branch(NodeId condition, const Frame* frame, State state);
  Branches branch_parts(NodeId condition, const Frame* frame, State state);
  Branches branch_comparison(NodeId node, const Frame* frame, State state);
  Branches compare_values(Op op, const Value* left, const Value* right, NodeId node, const Frame* frame,
                          State state);
  // Splits on whether a value is truthy, and keeps what each side then knows.
  Branches test(const Value* value, NodeId node, const Frame* frame, State state);
  Truth truth(const Value* value, const State& state) const;
  bool refine(const Value* value, bool truthy, State& state);
  bool refine_may(const Value* value, std::uint8_t may, State& state);
  bool refine_equal(const Value* value, const Value* constant, bool equal, State& state);
  std::uint8_t may_be(const Value* value, const State& state) const;
  bool may_be_unset(const Value* value, const State& state) const;
  void decide(NodeId node, const Frame* frame, bool taken, Reason reason, State& state);
  Reason reason_of(const Value* value) const;
  bool is_flag(NodeId node, const Frame* frame) const;
  const Value* verdict_since(const Step* before, const State& state, const Value* value);
  void note_await(const Value* promised, State& state);
  void believe_answer(const Value* answer, NodeId node, const Frame* frame, State& state);
  void revoke(const Value* value, NodeId node, const Frame* frame, State& state);

  // -- calls.cpp, classes.cpp
  Outcomes evaluate_call(NodeId node, const Frame* frame, State state);
  Outcomes evaluate_new(NodeId node, const Frame* frame, State state);
  Outcomes call_member(NodeId node, NodeId callee, const Frame* frame, State state);
  Outcomes call(const Value* function, const Arguments& arguments, const Call& call, State state);
  Outcomes call_closure(const Value* function, const Arguments& arguments, const Call& call, State state);
  Outcomes call_unknown(const Value* function, const Arguments& arguments, const Call& call, State state);
  Outcomes call_native(const Value* function, const Arguments& arguments, const Call& call, State state);
  void note_called(const Call& call);
  std::vector<State> may_call(const Arguments& arguments, const Facts* given, const Call& call, State state);
  Outcomes make_generator(const Value* function, const Arguments& arguments, const Call& call, State state);
  Outcomes iterated(const Value* value, const Call& call, State state);
  Outcomes next_of(const Record& list, const Call& call, State state);
  void notice_stub(Outcomes& outcomes, const Arguments& arguments, const Value* function);
  Outcomes bind_parameters(NodeId function, const Arguments& arguments, const Frame* frame, State state);
  Outcomes construct(const Value* klass, const Arguments& arguments, const Call& call, State state);
  Outcomes initialise_fields(const Value* klass, const Value* instance, const Frame* frame, State state);
  void initialise_statics(const Value* klass, State& state);
  Outcomes make_namespace(NodeId declaration, const Frame* frame, State state);
  NodeId find_member(const Value* klass, std::string_view name, bool is_static, const Value** owner,
                     State& state);
  Outcomes superclass(const Value* klass, State state);
  Outcomes settle_verdicts(Outcomes outcomes, bool verified_before, const Call& call);

  // -- pending.cpp
  bool is_left_alone(NodeId node, const Frame* frame) const;
  bool may_be_early(const State& state) const;
  void note_early(Outcomes& early, const Outcomes& late, const Call& call);
  Outcomes with_early(std::vector<State>& suspensions, Outcomes late, const State& before, const Call& call);
  void suspend(const Frame* frame, State& state);
  const Value* pending();

  // -- captures.cpp
  const std::vector<BindingId>& round_variables(NodeId code, const Frame* frame);
  const Frame* frame_of_round(NodeId code, const Frame* frame, const State& state);
  std::uint32_t run_id(const Value* function, const Call& call, const State& state);

  // -- members.cpp
  Outcomes member(const Value* object, std::string_view name, NodeId node, const Frame* frame, State state);
  Outcomes element(const Value* object, const Value* key, NodeId node, const Frame* frame, State state);
  bool is_tested_before(NodeId node, const Frame* frame) const;
  Outcomes instance_member(const Value* object, const Record& record, std::string_view name, NodeId node,
                           const Frame* frame, State state);
  Outcomes decorated(const Value* method, std::span<const NodeId> decorators, const Value* owner,
                     std::string_view name, State state);
  const Value* part_of(const Value* object, std::string_view name);
  const Value* context_member(const Value* context, std::string_view name, const State& state);
  void set_property(const Value* object, std::string_view name, const Value* value, State& state);
  // The same by an assignment, which may call a setter.
  Outcomes assign_property(const Value* object, std::string_view name, const Value* value, const Call& call,
                           State state);
  const Value* as_element(const Value* part, const Value* whole, const Call& call, NodeId index,
                          const State& state);
  bool within_loop(NodeId node, const Frame* frame, NodeId* loop) const;
  void fill(const Value* target, const Value* source, State& state);
  const Value* property(const Record& record, std::string_view name) const;

  // -- builtins_*.cpp
  Outcomes call_method(const Value* receiver, std::string_view name, const Arguments& arguments,
                       const Call& call, State state);
  Outcomes call_string_method(const Value* receiver, std::string_view name, const Arguments& arguments,
                              const Call& call, State state);
  Outcomes call_pattern_method(const Record& held, std::string_view name, const Arguments& arguments,
                               const Call& call, State state);
  Outcomes match_pattern(const Value* subject, std::string_view pattern, const Call& call, State state);
  void spread_into(Arguments& values, const Value*& rest, const Value* made, bool certain, const Call& call,
                   State& state);
  Outcomes call_array_method(const Value* receiver, const Record& record, std::string_view name,
                             const Arguments& arguments, const Call& call, State state);
  Outcomes call_collection_method(const Value* receiver, const Record& record, std::string_view name,
                                  const Arguments& arguments, const Call& call, State state);
  Outcomes call_promise_method(const Value* receiver, std::string_view name, const Arguments& arguments,
                               const Call& call, State state);
  Outcomes call_global(std::string_view path, const Arguments& arguments, const Call& call, State state);
  void note_code(const Call& call);
  Outcomes call_object_global(std::string_view path, const Arguments& arguments, const Call& call,
                              State state);
  Outcomes call_settled(const Value* receiver, std::string_view name, const Arguments& arguments,
                        const Call& call, State state);
  Outcomes call_promise_global(std::string_view path, const Arguments& arguments, const Call& call,
                               State state);
  // What the executor of a promise has done, as that promise.
  Outcomes as_promise(Outcomes ran, const Value* outer, const Call& call);
  Outcomes new_global(std::string_view path, const Arguments& arguments, const Call& call, State state);
  // Calls a function for each element, in turn, and gives every way in which that can end; `stop` ends it.
  Outcomes each(const Value* array, const Value* function, const Arguments& before, const Call& call,
                State state, const std::function<Outcomes(Outcome, std::uint32_t round, bool last)>& then);
  Outcomes summarised(Outcomes outcomes, const Step* before, const Call& call);
  Outcomes quantify(const Value* array, const Value* function, std::string_view name, const Call& call,
                    State state);

  // -- crypto.cpp, packages.cpp, comparison.cpp
  Outcomes call_package(const Value* function, const Arguments& arguments, const Call& call, State state);
  std::optional<Outcomes> call_assertion(std::string_view path, const Arguments& arguments, const Call& call,
                                         State& state);
  // -- schemas.cpp
  enum class Waits : std::uint8_t { no, yes };
  const Value* schema(std::string_view package, const Arguments& items, const Call& call);
  std::optional<Outcomes> call_schema(const Value* function, const Arguments& arguments, const Call& call,
                                      State& state);
  Outcomes run_schema(const Value* schema, const Value* value, Waits waits, const Call& call, State state);
  const Value* with_replaced(const Value* schema, const Value* data, const Value* value, const Call& call,
                             State& state);
  Outcomes ask_schema(const Value* schema, std::string_view method, const Value* value, const Call& call,
                      State state);

  std::optional<Outcomes> call_jose_key(std::string_view path, const Arguments& arguments, const Call& call,
                                        State& state);
  std::optional<Outcomes> call_crypto(const Value* function, const Arguments& arguments, const Call& call,
                                      State& state);
  std::optional<Outcomes> call_digest(const Value* receiver, const Record& record, std::string_view name,
                                      const Arguments& arguments, const Call& call, State& state);
  Outcomes call_verifier(const Verifier& row, const Value* function, const Arguments& arguments,
                         const Call& call, State state);
  bool is_left_unused(const Call& call) const;
  Outcomes call_assumed(const Value* function, std::string_view name, const Arguments& arguments,
                        const Call& call, State state);
  const Value* at_place(const CallPlace& place, const Value* function, const Arguments& arguments,
                        const State& state);
  // What it means that two values are equal: the state in which they are, verified where that is a
  // verification.
  Outcomes compare(const Value* left, const Value* right, Comparator how, const Call& call, State state);
  void verify(State& state, const Verification& verification);
  void reject(State& state, const Verification* verification, const Call& call);
  void push_rejection(State& state, const Verification* verification, const Call& call);
  void check_key(const Value* key, const Call& call, const State& state);
  void check_lengths(const Value* left, const Value* right, const Call& call, const State& state);
  bool lengths_agree(const Value* left, const Value* right, const State& state) const;

  // -- effects.cpp
  Outcomes call_context(const Value* function, const Arguments& arguments, const Call& call, State state);
  void effect(std::string_view path, bool write, const Arguments& arguments, const Call& call, State& state);
  // -- outside_effects.cpp
  void note_outside_effect(std::string_view package, std::string_view path, const Arguments& arguments,
                           const Call& call, State& state);
  bool keeps_client(std::string_view package) const;

  bool uses_other_field(std::uint32_t field, const Arguments& arguments, const State& state,
                        unsigned depth = 0);
  void check_effect(const Arguments& arguments, const Call& call, const State& state);
  void check_halves(const State& state);
  Outcomes with_body_covered(Outcomes outcomes, const Digest& digest, const Facts* sent);
  void check_logged(const Arguments& arguments, const Call& call, const State& state);
  bool is_read(std::string_view method) const;
  void note_filled(const Value* list, State& state);
  bool names_hash_of_token(const Arguments& arguments, const State& state);
  Outcomes run_chain(std::size_t from, const Call& call, State state);
  Outcomes run_middleware(std::size_t index, const Call& call, State state);
  void make_request(State& state);
  void check_response(const Outcome& outcome, bool open);

  // -- values.cpp
  const Value* undefined() const { return &undefined_; }
  const Value* null() const { return &null_; }
  const Value* boolean(bool value) const { return value ? &true_ : &false_; }
  const Value* number(double value);
  const Value* text(std::string_view text, const Facts* facts = nullptr);
  const Value* symbol(std::uint32_t id, std::uint8_t may, const Facts* facts);
  const Value* fresh(const Call& call, std::uint8_t may, const Facts* facts, State& state,
                     std::uint32_t which = 0);
  const Value* promise(const Value* value, bool rejected = false);
  const Value* with_facts(const Value* value, const Facts* facts);
  const Value* object(Record record, const Call& call, State& state);
  const Value* array(const Arguments& elements, const Call& call, State& state);
  const Value* error(const Call& call, State& state, const Value* message = nullptr);
  const Record* record(const Value* object, const State& state) const;
  void put(const Value* object, Record record, State& state);
  const Facts* facts(Facts facts);
  const Facts* origins(Origin origin, Range source = {});
  const Facts* joined(const Facts* left, const Facts* right);
  // Everything that a value is made of, elements and properties too.
  const Facts* all_facts(const Value* value, const State& state, unsigned depth = 0);
  const Facts* all_facts(const Arguments& values, const State& state);
  const Value* join(const Value* left, const Value* right, std::uint32_t id, State& state);
  const Facts* facts_of_either(const Value* left, const State& from, const Value* right, const State& other);
  bool mentions_context(const Value* value, const State& state, unsigned depth = 0) const;
  bool same(const Value* left, const Value* right) const;
  std::uint32_t intern(std::uint64_t a, std::uint64_t b, std::string_view name = {});
  Range range(NodeId node, const Frame* frame) const;
  std::uint64_t site(NodeId node, const Frame* frame) const;
  std::string source_text(const Range& at) const;
  const ParsedFile& file(const Frame* frame) const { return *project_.file(frame->file); }
  const Ast& ast(const Frame* frame) const { return file(frame).ast; }

  // -- merge.cpp, ways_together.cpp, joined_states.cpp
  void merge(Outcomes& outcomes);
  void merge(Exits& exits);
  void merge(ListOutcomes&lists), merge(ObjectOutcomes&objects);
  bool merge_into(State& into, const State& other);
  template <typename Ways, typename Alike, typename Values>
  void take_together(Ways& ways, Alike alike, Values values);
  const Value* either_of(const Value* mine, const State& from, const Value* theirs, const State& other,
                         std::uint64_t key, State& into, Widening how, unsigned depth = 0);
  bool join_records(const Record& left, const State& from, const Record& right, const State& other,
                    std::uint32_t id, State& into, Widening how, unsigned depth, Record& out);
  bool join_into(State& into, const State& other, Widening how);
  const Value* as_long(const Value* value, std::uint32_t id, const State& from, State& into);
  std::size_t merges_above() const;
  bool may_lack(std::uint64_t key) const;
  bool same_content(const Record& left, const Record& right) const;
  bool holds_code(const Value* value, const State& state, unsigned depth = 0) const;
  const Step* agreed(const Step* mine, const Step* theirs, const Step* shared);
  void collect(State& state, const Value* result, const State& before);
  bool spend();

  // Not from a braced list, which would copy the state.
  Outcomes one(State state, const Value* value, bool threw = false) {
    Outcomes out;
    out.push_back({std::move(state), value, threw});
    return out;
  }
  Outcomes thrown(State state, const Value* value) { return one(std::move(state), value, true); }
  // What can throw does so only where something would notice.
  void may_throw(Outcomes& out, const State& state, const Call& call);
  template <typename Then> Outcomes after(Outcomes outcomes, Then then) {
    // As most often.
    if (outcomes.size() == 1 && !outcomes.front().threw)
      return then(std::move(outcomes.front().state), outcomes.front().value);
    Outcomes out;
    for (Outcome& outcome : outcomes) {
      if (outcome.threw) {
        out.push_back(std::move(outcome));
        continue;
      }
      Outcomes next = then(std::move(outcome.state), outcome.value);
      std::move(next.begin(), next.end(), std::back_inserter(out));
    }
    return out;
  }

  const Project& project_;
  const Config& config_;
  const VerifierTable& table_;
  Report& report_;
};

}  // namespace convotic::lint::outcome
