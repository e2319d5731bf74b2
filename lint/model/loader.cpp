#include "lint/model/loader.hpp"

#include "lint/model/file_links.hpp"
#include "lint/model/specifiers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <optional>
#include <thread>
#include <utility>

namespace fs = std::filesystem;

namespace convotic::lint {

namespace {

constexpr std::array kScripts = {".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs", ".jsx"};

bool is_script(const fs::path& path) {
  return std::find(kScripts.begin(), kScripts.end(), path.extension().string()) != kScripts.end();
}

// A module has "register", a caller of registerRoute too. All else is parsed only if one of them imports it,
// or if it imports one of them: what calls a factory of modules need not say the word.
bool may_register(std::string_view text) {
  return text.find("register") != std::string_view::npos;
}

std::string with_commas(std::size_t number) {
  std::string digits = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return digits;
}

}  // namespace

Loader::Loader(const base::FileSystem& files, Model& model, Project& project, unsigned threads)
    : files_(files), model_(model), project_(project), resolver_(files) {
  const unsigned count = threads != 0 ? threads : std::max(1u, std::thread::hardware_concurrency());
  parsers_.resize(count);
}

void Loader::run(std::span<const Input> inputs) {
  for (const Input& input : inputs) {
    const std::string path = input.path.lexically_normal().string();
    if (root_.empty() && path.ends_with("/" + input.shown))
      root_ = fs::path(path.substr(0, path.size() - input.shown.size() - 1) + "/");
  }
  std::vector<FileId> wave;
  for (const Input& input : inputs) {
    const fs::path path = input.path.lexically_normal();
    if (ids_.contains(path.string())) continue;
    const FileId id = add(path, input.shown);
    inputs_.push_back(id);
    const std::string_view text = model_.files[id].text;
    const bool script = is_script(path) || path.extension().empty();
    if (!script || !may_register(text) || !fit_to_parse(id)) continue;
    wanted_[id] = true;
    wave.push_back(id);
  }
  for (const FileId id : leading_to_registration()) {
    wanted_[id] = true;
    wave.push_back(id);
  }
  while (!wave.empty()) {
    parse(wave);
    wave = follow(wave);
  }
}

// Inputs that are not to be parsed yet, and import, over however many files, one that may register something.
std::vector<FileId> Loader::leading_to_registration() {
  struct File {
    bool registers = false;
    std::vector<std::size_t> importers;
  };
  std::vector<File> files;
  std::vector<fs::path> paths;
  std::map<std::string, std::size_t> numbers;
  const auto number_of = [&](const fs::path& path) {
    const auto [at, is_new] = numbers.emplace(path.string(), files.size());
    if (is_new) {
      files.emplace_back();
      paths.push_back(path);
    }
    return at->second;
  };
  std::vector<std::pair<FileId, std::size_t>> candidates;
  for (const FileId id : inputs_)
    if (!wanted_[id] && !may_register(model_.files[id].text) &&
        (is_script(paths_[id]) || paths_[id].extension().empty()))
      candidates.emplace_back(id, number_of(paths_[id]));
  for (std::size_t at = 0; at < files.size() && at < kMostImportedFiles + candidates.size(); ++at) {
    std::string unknown;
    std::string_view text;
    if (const auto known = ids_.find(paths[at].string()); known != ids_.end()) {
      text = model_.files[known->second].text;
    } else if (auto read = files_.read(paths[at])) {
      unknown = std::move(*read);
      text = unknown;
    }
    files[at].registers = may_register(text);
    if (files[at].registers || text.size() > kMostFileBytes) continue;
    for (const std::string_view specifier : specifiers_in(text)) {
      const ModuleResolver::Found found = resolver_.resolve(paths[at], specifier);
      if (found.kind != ModuleResolver::Found::Kind::file || !is_script(found.path)) continue;
      const std::size_t imported = number_of(found.path);
      files[imported].importers.push_back(at);
    }
  }
  std::vector<bool> leads(files.size());
  std::vector<std::size_t> pending;
  for (std::size_t at = 0; at < files.size(); ++at)
    if (files[at].registers) pending.push_back(at);
  while (!pending.empty()) {
    const std::size_t at = pending.back();
    pending.pop_back();
    if (leads[at]) continue;
    leads[at] = true;
    pending.insert(pending.end(), files[at].importers.begin(), files[at].importers.end());
  }
  std::vector<FileId> out;
  for (const auto& [id, number] : candidates)
    if (leads[number] && fit_to_parse(id)) out.push_back(id);
  return out;
}

FileId Loader::add(const fs::path& path, std::string shown_as) {
  const auto id = static_cast<FileId>(model_.files.size());
  ids_.emplace(path.string(), id);
  paths_.push_back(path);
  wanted_.push_back(false);
  auto text = files_.read(path);
  model_.files.push_back(make_source_file(std::move(shown_as), text ? std::move(*text) : std::string()));
  if (!text) {
    stop(id, fmt::format("the file was not checked: {}", text.error().message));
  } else if (model_.files[id].text.find('\0') != std::string::npos) {
    stop(id, "the file was not checked: it has a zero byte, so it is no text in UTF-8");
  }
  return id;
}

void Loader::stop(FileId file, std::string what) {
  model_.budget_stops.push_back({{file, 0, 0}, std::move(what)});
}

bool Loader::fit_to_parse(FileId file) {
  const std::string& text = model_.files[file].text;
  if (text.size() > kMostFileBytes) {
    stop(file, fmt::format("the file was not checked: it has {} bytes, more than the {} that are read",
                           with_commas(text.size()), with_commas(kMostFileBytes)));
    return false;
  }
  return !text.empty() && text.find('\0') == std::string::npos;
}

void Loader::parse(const std::vector<FileId>& wave) {
  struct Job {
    FileId id;
    std::unique_ptr<ParsedFile> parsed;
  };
  std::vector<Job> jobs;
  for (const FileId id : wave)
    jobs.push_back({id, nullptr});
  std::atomic<std::size_t> next = 0;
  const auto work = [&](std::unique_ptr<Parser>& parser) {
    if (!parser) parser = std::make_unique<Parser>();
    for (std::size_t at = next++; at < jobs.size(); at = next++) {
      const SourceFile& source = model_.files[jobs[at].id];
      const bool json = source.path.ends_with(".json");
      auto ast = json ? parser->json(source.text) : parser->script(source.path, source.text);
      if (!ast) continue;
      auto parsed = std::make_unique<ParsedFile>();
      parsed->id = jobs[at].id;
      parsed->source = &source;
      parsed->ast = std::move(*ast);
      parsed->scopes = build_scopes(parsed->ast);
      parsed->json = json;
      find_links(*parsed);
      jobs[at].parsed = std::move(parsed);
    }
  };
  std::vector<std::thread> threads;
  const std::size_t most = std::min(parsers_.size(), (jobs.size() + 3) / 4);
  for (std::size_t n = 1; n < most; ++n)
    threads.emplace_back([&, n] { work(parsers_[n]); });
  work(parsers_[0]);
  for (std::thread& thread : threads)
    thread.join();
  for (Job& job : jobs) {
    if (!job.parsed) {
      stop(job.id, "the file was not checked: parsing it took more than 5 seconds");
      continue;
    }
    for (const NodeId deep : job.parsed->ast.too_deep) {
      const Node& node = job.parsed->ast[deep];
      model_.budget_stops.push_back(
          {{job.id, node.begin, node.end}, "what stands here is nested too deeply and was not checked"});
      break;  // one says it
    }
    project_.add(std::move(job.parsed));
  }
}

std::vector<FileId> Loader::follow(const std::vector<FileId>& wave) {
  std::vector<FileId> next;
  for (const FileId id : wave) {
    ParsedFile* parsed = project_.loading(id);
    if (parsed == nullptr) continue;
    for (auto& [specifier, target] : parsed->imports)
      target = follow(id, specifier, next);
  }
  return next;
}

ImportTarget Loader::follow(FileId importer, const std::string& specifier, std::vector<FileId>& next) {
  ImportTarget target;
  target.package = specifier;
  const ModuleResolver::Found found = resolver_.resolve(paths_[importer], specifier);
  if (found.kind == ModuleResolver::Found::Kind::package) {
    target.kind = ImportTarget::Kind::package;
    target.package = found.package;
    return target;
  }
  if (found.kind == ModuleResolver::Found::Kind::nothing) {
    UnresolvedImport missing;
    missing.specifier = specifier;
    missing.at = {importer, 0, 0};
    const Ast& ast = project_.file(importer)->ast;
    for (NodeId id = 1; id < ast.size(); ++id) {
      // The first string that says so is the one that imports it.
      if (!ast.is(id, NodeKind::string) || ast.text(id) != specifier) continue;
      missing.at = {importer, ast[id].begin, ast[id].end};
      break;
    }
    for (const fs::path& path : found.tried)
      missing.tried.push_back(shown(path));
    model_.unresolved_imports.push_back(std::move(missing));
    return target;
  }
  target.kind = ImportTarget::Kind::unread;
  const auto known = ids_.find(found.path.string());
  const bool readable = is_script(found.path) || found.path.extension() == ".json";
  if (known == ids_.end() && (!readable || ++imported_ > kMostImportedFiles)) {
    if (imported_ == kMostImportedFiles + 1)
      stop(importer, fmt::format("its imports lead to more than {} files; the rest was not read",
                                 with_commas(kMostImportedFiles)));
    return target;
  }
  const FileId id = known != ids_.end() ? known->second : add(found.path, shown(found.path));
  if (!wanted_[id]) {
    if (!fit_to_parse(id)) return target;
    wanted_[id] = true;
    next.push_back(id);
  }
  target.kind = ImportTarget::Kind::file;
  target.file = id;
  return target;
}

std::string Loader::shown(const fs::path& path) const {
  if (root_.empty()) return path.string();
  const fs::path relative = path.lexically_relative(root_);
  return relative.empty() ? path.string() : relative.generic_string();
}

}  // namespace convotic::lint
