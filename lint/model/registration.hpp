#pragma once

#include "lint/model/fold.hpp"
#include "lint/model/model.hpp"
#include "lint/model/route_code.hpp"

#include <set>
#include <string_view>
#include <vector>

namespace convotic::lint {

inline constexpr std::size_t kMostRoutes = 2'000;  // of one module

// What was found of one module.
struct Extraction {
  ModuleFile module;
  std::vector<RouteCode> codes;  // of module.routes
  std::vector<Branch> branches{Branch{}};
  std::set<Place> seen;    // calls of registerRoute that were reached, or are never run
  std::vector<Place> run;  // functions that routes run
  std::vector<BudgetStop> stops;
  bool of_unknown = false;  // FoundModule::of_unknown
};

// Goes through what a module does when it is registered, as far as that is known beforehand, and notes each
// route: loops over tables are gone through, functions and constructors followed, both sides of an unknown
// condition taken.
class Registration {
public:
  Registration(Folder& folder, Extraction& out) : folder_(folder), project_(folder.project()), out_(out) {}

  // A call of `register`, or of any function that registers.
  void run(const Closure& function, std::span<const Value> arguments, Folder::Arguments how);

  // A call of registerRoute that no way was found to, by itself.
  void alone(Place call);

  // The statements at the top of a file.
  void top(FileId file);

  // What the statements at the top of a file and of those that it is made of do to objects; routes that they
  // register are left out.
  void load(FileId file);

  // To be called once, at the end: works out what to point at for each route.
  void finish();

private:
  using Branching = std::uint32_t;
  enum class Ends { no, yes };

  const Ast& ast(FileId file) const { return project_.file(file)->ast; }
  bool exhausted(Place at);
  Branching side(Branching in, std::uint32_t choice, std::uint32_t side);
  void skip(Place part);

  Ends statement(Place at, const Frame* frame, Branching& branch);
  Ends statements(FileId file, std::span<const NodeId> all, const Frame* frame, Branching& branch);
  Ends if_statement(Place at, const Frame* frame, Branching& branch);
  Ends switch_statement(Place at, const Frame* frame, Branching branch);
  void for_in(Place at, const Frame* frame, Branching branch);
  void counting_loop(Place at, const Frame* frame, Branching branch);
  void expression(Place at, const Frame* frame, Branching branch);
  void perform(Place at, const Frame* frame);
  bool prunes(Place test, const Frame* frame);
  bool registers(Place part) const;
  void leave_maybe(Place at);
  Ends unsure(Place at, const Frame* frame, Branching& branch);
  void call(Place at, const Frame* frame, Branching branch);
  void call_of(const Value& callee, const Folder::ArgumentValues& given, Place at, const Frame* frame,
               Branching branch);
  bool iteration(Place at, const Frame* frame, Branching branch);
  void enter(const Closure& function, std::span<const Value> arguments, Folder::Arguments how,
             Branching branch);
  void construct(Place at, const Frame* frame, Branching branch);
  void route(Place call, const Value& argument, Branching branch);

  Folder& folder_;
  const Project& project_;
  Extraction& out_;
  std::vector<Place> anchors_;              // calls and elements that led here, from the outside in
  std::vector<std::vector<Place>> led_by_;  // of each route: anchors_ when it was found
  std::vector<Place> entered_;              // functions that are being gone through
  std::uint32_t choices_ = 0;
  std::set<FileId> loaded_;
  unsigned unsure_ = 0;  // what is gone through now may not be run at all, or more often than once
  bool loading_ = false;
  unsigned steps_ = 0;
  bool stopped_ = false;
};

// Whether a callee's name is that of the call that registers a route.
bool is_register_name(std::string_view path);

}  // namespace convotic::lint
