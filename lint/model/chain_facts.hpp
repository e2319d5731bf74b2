#pragma once

#include "lint/config.hpp"
#include "lint/model/fold.hpp"
#include "lint/model/model.hpp"
#include "lint/model/route_code.hpp"

#include <set>
#include <string>
#include <vector>

namespace convotic::lint {

// What a route's middleware and handler read, change and answer, whatever the order: each function that they
// reach is gone through once for each way in which it is called.
class ChainReader {
public:
  ChainReader(Folder& folder, const Config& config, std::vector<Place>& run)
      : folder_(folder), project_(folder.project()), config_(config), run_(run) {}

  ChainFacts read(const RouteCode& code);

private:
  const Ast& ast(FileId file) const { return project_.file(file)->ast; }

  void enter(const Value& function, std::span<const Value> arguments, Folder::Arguments how);
  void walk(Place function, const Frame* frame);
  void look_at(Place at, const Frame* frame);
  void call(Place at, const Frame* frame);
  void access(Place at, const Frame* frame);
  void declared(Place at, const Frame* frame);
  void effect(Place call, std::string_view path);
  void pass_on(const Value& value);
  bool escapes(Place at) const;
  void answers(const Value& function, const Frame* frame);
  void answer(Place at, const Value& value);
  Range name_range(Place at) const;

  Folder& folder_;
  const Project& project_;
  const Config& config_;
  std::vector<Place>& run_;  // every function that was gone through
  ChainFacts facts_;
  std::set<std::string> entered_;
  unsigned depth_ = 0;
};

}  // namespace convotic::lint
