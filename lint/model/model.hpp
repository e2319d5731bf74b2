#pragma once

#include "lint/finding.hpp"
#include "lint/source_file.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::lint {

// What an expression is known to be before the module runs.
struct Folded {
  enum class Kind {
    absent,  // not written
    undefined,
    null,
    boolean,
    number,
    string,
    pattern,  // a string with holes: `text` has kHole where something unknown stands
    function,
    object,  // an object, array, class or instance
    unknown,
  } kind = Kind::absent;
  bool boolean = false;
  double number = 0;
  std::string text;  // of a string or pattern
  Range at;          // where the value is written; of the literal, not of the name that leads to it
};

inline constexpr char kHole = '\x01';

// A property of a route's object, in the order in which it counts (later ones win; a lost one is left out).
struct RouteProperty {
  std::string name;
  Range name_at;
  Range at;  // the whole property
  Folded value;
};

// A read of `req.params.NAME`, or of `req.headers[NAME]`, with the name as written.
struct NamedRead {
  std::string name;
  Range at;  // the name, or the key with its quotes
};

// A call that changes or reads data through ctx.
struct EffectSite {
  Range at;
  std::string call;  // "ctx.contacts.update", whatever the code calls ctx
  bool write = true;
};

// A response that a handler can end with.
struct ResponseSite {
  Range at;
  Folded status;
};

// What is known of everything that a route runs: middleware and handler, and what they call.
struct ChainFacts {
  std::vector<NamedRead> param_reads;
  bool params_escape = false;  // req or req.params goes where its reads are not seen
  std::vector<NamedRead> header_reads;
  std::vector<EffectSite> effects;
  std::vector<ResponseSite> responses;
  std::vector<Range>
      ends_without_response;  // the function or statement after which a path of the handler just ends
};

// One route as it will be registered. A call of registerRoute in a loop or wrapper is one for each round or
// caller.
struct Route {
  Range site;  // what to point at: the object, the element of the table, or the caller of a wrapper
  Range call;  // the call of registerRoute itself
  std::vector<RouteProperty> properties;
  bool has_unknown_spread = false;  // properties may be there that are not listed
  std::string unresolvable;         // why the object could not be known; empty where it was
  bool damaged = false;             // a syntax error lies within: what is known may be wrong
  std::uint32_t branch = 0;  // under which decisions it is registered: branches_exclude tells whether two can
                             // both be

  // The known properties, for convenience; kind absent where there is none.
  Folded method;
  Folded path;
  Folded auth;
  Folded handler;
  Range handler_at;
  ChainFacts chain;
};

// A file that is, or may be, a module: it registers routes, or exports an object with name and register.
struct ModuleFile {
  std::uint32_t file = 0;
  Folded name;      // of the exported module
  Range module_at;  // its object, or the start of the file
  bool looks_like_module = false;
  std::vector<Route> routes;
};

// One side of something that decides which routes are registered: an if, a case, an option of a choice.
struct Branch {
  std::uint32_t parent = 0;  // the branch in which the decision is taken
  std::uint32_t choice = 0;  // the same for all sides of one decision; 0: of the root
  std::uint32_t side = 0;
};

struct SyntaxError {
  Range at;
  bool in_route = false;  // it lies within a route, or within a function that a route runs
};

struct UnresolvedImport {
  Range at;  // the specifier with its quotes
  std::string specifier;
  std::vector<std::string> tried;  // candidates, as paths like SourceFile::path
};

struct BudgetStop {
  Range at;
  std::string what;       // "the file has 2,400,000 bytes, more than the 2,000,000 that are read"
  std::string help = {};  // what to do about it; empty where it is just too large
};

class Project;  // lint/model/project.hpp: the syntax trees

// Everything that was understood of a run's files. Filled once (lint/model/build.hpp); rules only read it.
class Model {
public:
  // Range::file points here. Files keep their place in memory, so views of their texts stay good.
  std::deque<SourceFile> files;
  std::vector<ModuleFile> modules;
  std::vector<Branch> branches{Branch{}};  // Route::branch points here; 0 is taken always
  std::vector<SyntaxError> syntax_errors;  // only of files with routes and of what these run
  std::vector<UnresolvedImport> unresolved_imports;
  std::vector<BudgetStop> budget_stops;
  std::vector<Finding> auth_findings;   // what the outcome analysis found; the auth, crypto and some response
                                        // rules pass them on
  std::vector<RouteSummary> summaries;  // one for each route, in the order of modules and routes
  std::shared_ptr<const Project> project;  // for what asks about a place, as an editor does
};

// True where the two branches can never both be taken, as the two sides of an if.
bool branches_exclude(const Model& model, std::uint32_t a, std::uint32_t b);

std::string_view text_of(const Model& model, const Range& range);

}  // namespace convotic::lint
