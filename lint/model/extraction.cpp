#include "lint/model/extraction.hpp"

#include "lint/model/chain_facts.hpp"
#include "lint/model/module_finder.hpp"
#include "lint/model/registration.hpp"
#include "lint/model/route_assembly.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>

namespace convotic::lint {

namespace {

void read_chains(Folder& folder, const Config& config, Extraction& out) {
  ChainReader reader(folder, config, out.run);
  for (std::size_t n = 0; n < out.codes.size(); ++n) {
    Route& route = out.module.routes[n];
    const std::size_t before = out.run.size();
    route.chain = reader.read(out.codes[n]);
    for (std::size_t at = before; at < out.run.size(); ++at) {
      const Place code = out.run[at];
      route.damaged = route.damaged || folder.project().file(code.file)->ast.has(code.node, kDamaged);
    }
  }
}

Extraction extract_module(Folder& folder, const Config& config, const FoundModule& module) {
  const Project& project = folder.project();
  Extraction out;
  out.module.file = module.object.at.file;
  out.module.module_at = project.range(module.object.at);
  out.module.name = folded(project, module.name);
  if (module.name.is(Value::Kind::undefined)) out.module.name.kind = Folded::Kind::absent;
  out.module.looks_like_module = true;
  out.of_unknown = module.of_unknown;
  Registration registration(folder, out);
  registration.load(out.module.file);
  const Value sdk = Value::of_symbol(Value::Symbol::sdk);
  registration.run(module.entry, std::span(&sdk, 1), Folder::Arguments::open);
  registration.finish();
  read_chains(folder, config, out);
  return out;
}

// The calls of registerRoute in a file.
std::vector<Place> register_calls(const Project& project, FileId file) {
  std::vector<Place> calls;
  const Ast& ast = project.file(file)->ast;
  for (NodeId id = 1; id < ast.size(); ++id) {
    if (!ast.is(id, NodeKind::call)) continue;
    const NodeId callee = ast.child(id, 0);
    const bool named = ast.is(callee, NodeKind::member) || ast.is(callee, NodeKind::identifier);
    if (named && ast.text(callee) == "registerRoute") calls.push_back({file, id});
  }
  return calls;
}

// Calls that no module leads to: in a function that somebody calls with the SDK, or at the top of a script.
void extract_rest(Folder& folder, FileId file, Extraction& out) {
  const Project& project = folder.project();
  const Ast& ast = project.file(file)->ast;
  Registration registration(folder, out);
  for (const Place& call : register_calls(project, file)) {
    if (out.seen.contains(call)) continue;
    NodeId outermost = kNoNode;
    for (NodeId at = ast.enclosing_function(call.node); at != kNoNode; at = ast.enclosing_function(at))
      outermost = at;
    if (outermost == kNoNode) {
      registration.top(file);
    } else {
      Value function = folder.fold({file, outermost}, nullptr);
      const NodeId member = ast.parent(outermost);
      if (ast.is(member, NodeKind::class_member)) {
        const Value cls = folder.fold({file, ast.parent(member)}, nullptr);
        const Folder::ArgumentValues none{{}, Folder::Arguments::open};
        const Value method = folder.member(folder.construct(cls, none, cls.at, nullptr), ast.text(member));
        if (method.is(Value::Kind::function)) function = method;
      }
      registration.run(*function.closure, {}, Folder::Arguments::open);
    }
    registration.alone(call);
  }
  registration.finish();
}

// Runs jobs on threads; each thread has a Folder.
void in_parallel(std::size_t jobs, std::vector<std::unique_ptr<Folder>>& folders,
                 const std::function<void(std::size_t, Folder&)>& job) {
  std::atomic<std::size_t> next = 0;
  const auto work = [&](Folder& folder) {
    for (std::size_t at = next++; at < jobs; at = next++)
      job(at, folder);
  };
  std::vector<std::thread> threads;
  const std::size_t most = std::min(folders.size(), (jobs + 3) / 4);
  for (std::size_t n = 1; n < most; ++n)
    threads.emplace_back([&, n] { work(*folders[n]); });
  work(*folders.front());
  for (std::thread& thread : threads)
    thread.join();
}

// The same for a module that was found twice. A factory gives many in one place, which differ in what they
// were made with.
std::string identity(const Extraction& extraction) {
  const ModuleFile& module = extraction.module;
  std::string out = fmt::format("{}:{} {}", module.file, module.module_at.begin, module.name.text);
  for (const Route& route : module.routes)
    out += fmt::format("\n{} {} {}:{} {}:{}", route.method.text, route.path.text, route.site.file,
                       route.site.begin, route.handler_at.file, route.handler_at.begin);
  return out;
}

bool before(const Range& a, const Range& b) {
  return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
}

void add_to(Model& model, RouteCodes& codes, Extraction&& extraction) {
  const auto first = static_cast<std::uint32_t>(model.branches.size());
  for (std::size_t n = 1; n < extraction.branches.size(); ++n) {
    Branch branch = extraction.branches[n];
    if (branch.parent != 0) branch.parent += first - 1;
    model.branches.push_back(branch);
  }
  for (Route& route : extraction.module.routes)
    if (route.branch != 0) route.branch += first - 1;
  model.modules.push_back(std::move(extraction.module));
  codes.of_module.push_back(std::move(extraction.codes));
  model.budget_stops.insert(model.budget_stops.end(), extraction.stops.begin(), extraction.stops.end());
}

constexpr std::string_view kRegister = "registerRoute";

// Of files with routes, of those that seem to have some, and of those with functions that routes run.
void note_syntax_errors(Model& model, const Project& project, std::span<const FileId> inputs,
                        const std::set<Place>& run) {
  std::map<FileId, std::vector<Range>> in_routes;
  for (const FileId file : inputs)
    if (!project.file(file)->ast.faults.empty() &&
        model.files[file].text.find(kRegister) != std::string::npos)
      in_routes[file];
  for (const ModuleFile& module : model.modules) {
    if (!module.routes.empty() || module.looks_like_module) in_routes[module.file];
    for (const Route& route : module.routes) {
      in_routes[route.call.file].push_back(route.call);
      in_routes[route.site.file].push_back(route.site);
    }
  }
  for (const Place& place : run)
    in_routes[place.file].push_back(project.range(place));
  for (const auto& [file, ranges] : in_routes) {
    if (project.file(file) == nullptr) continue;
    for (const SyntaxFault& fault : project.file(file)->ast.faults) {
      const Range at{file, fault.begin, fault.end};
      const bool within = std::any_of(ranges.begin(), ranges.end(), [&](const Range& range) {
        return range.begin <= fault.begin && fault.end <= range.end;
      });
      const bool swallows_one = text_of(model, at).find(kRegister) != std::string_view::npos;
      model.syntax_errors.push_back({at, within || swallows_one});
    }
  }
}

}  // namespace

void extract_routes(Model& model, Project& project, std::span<const FileId> inputs, const Config& config,
                    unsigned threads) {
  auto codes = std::make_unique<RouteCodes>();
  const unsigned count = threads != 0 ? threads : std::max(1u, std::thread::hardware_concurrency());
  for (unsigned n = 0; n < count; ++n)
    codes->folders.push_back(std::make_unique<Folder>(project, config));
  std::vector<FileId> files;
  for (const FileId file : inputs)
    if (project.file(file) != nullptr && !project.file(file)->json) files.push_back(file);

  std::vector<std::vector<Extraction>> of_file(files.size());
  in_parallel(files.size(), codes->folders, [&](std::size_t at, Folder& folder) {
    folder.forget();  // what another file's modules have done
    for (const FoundModule& module : find_modules(folder, files[at])) {
      of_file[at].push_back(extract_module(folder, config, module));
      folder.forget();
    }
  });

  // A factory by itself says nothing that the modules it is called for do not say better.
  std::set<Place> in_modules;
  for (const std::vector<Extraction>& extractions : of_file)
    for (const Extraction& extraction : extractions)
      if (!extraction.of_unknown) in_modules.insert(extraction.seen.begin(), extraction.seen.end());
  const auto told_better = [&](const Extraction& extraction) {
    return extraction.of_unknown && !extraction.seen.empty() &&
           std::includes(in_modules.begin(), in_modules.end(), extraction.seen.begin(),
                         extraction.seen.end());
  };
  std::set<Place> seen;
  std::set<Place> run;
  std::set<std::string> known;  // a module that several files export is one
  std::vector<Extraction> all;
  for (std::vector<Extraction>& extractions : of_file) {
    for (Extraction& extraction : extractions) {
      if (told_better(extraction) || !known.insert(identity(extraction)).second) continue;
      seen.insert(extraction.seen.begin(), extraction.seen.end());
      all.push_back(std::move(extraction));
    }
  }
  std::vector<Extraction> rest(files.size());
  in_parallel(files.size(), codes->folders, [&](std::size_t at, Folder& folder) {
    const auto calls = register_calls(project, files[at]);
    if (std::all_of(calls.begin(), calls.end(), [&](const Place& call) { return seen.contains(call); }))
      return;
    folder.forget();
    rest[at].seen = seen;
    rest[at].module.file = files[at];
    rest[at].module.module_at = {files[at], 0, 0};
    extract_rest(folder, files[at], rest[at]);
    read_chains(folder, config, rest[at]);
  });
  for (Extraction& extraction : rest)
    if (!extraction.module.routes.empty() || !extraction.stops.empty()) all.push_back(std::move(extraction));

  std::stable_sort(all.begin(), all.end(), [](const Extraction& a, const Extraction& b) {
    return a.module.file != b.module.file ? a.module.file < b.module.file
                                          : before(a.module.module_at, b.module.module_at);
  });
  for (Extraction& extraction : all) {
    run.insert(extraction.run.begin(), extraction.run.end());
    add_to(model, *codes, std::move(extraction));
  }
  project.set_codes(std::move(codes));
  note_syntax_errors(model, project, files, run);
}

}  // namespace convotic::lint
