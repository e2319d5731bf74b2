#pragma once

#include "lint/model/build.hpp"
#include "tests/support/fake_file_system.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace convotic::tests {

inline std::string printed(const lint::Folded& value) {
  switch (value.kind) {
  case lint::Folded::Kind::absent:
    return "-";
  case lint::Folded::Kind::undefined:
    return "undefined";
  case lint::Folded::Kind::null:
    return "null";
  case lint::Folded::Kind::boolean:
    return value.boolean ? "true" : "false";
  case lint::Folded::Kind::number:
    return fmt::format("{}", value.number);
  case lint::Folded::Kind::string:
    return value.text;
  case lint::Folded::Kind::pattern: {
    std::string text = "`";
    for (const char c : value.text)
      text += c == lint::kHole ? "${}" : std::string(1, c);
    return text + "`";
  }
  case lint::Folded::Kind::function:
    return "function";
  case lint::Folded::Kind::object:
    return "object";
  case lint::Folded::Kind::unknown:
    return "?";
  }
  return "";
}

// "index.ts:3", and the text where that is one line.
inline std::string place(const lint::Model& model, const lint::Range& at) {
  const lint::SourceFile& file = model.files[at.file];
  return fmt::format("{}:{}", file.path, file.byte_position(at.begin).line);
}

inline std::string one_line(const lint::Model& model, const lint::Range& at) {
  std::string text(lint::text_of(model, at));
  const std::size_t end = text.find('\n');
  return end == std::string::npos ? text : text.substr(0, end) + "…";
}

inline std::string printed_route(const lint::Model& model, const lint::Route& route) {
  if (!route.unresolvable.empty())
    return fmt::format("  ({}) at {}{}\n", route.unresolvable, place(model, route.site),
                       route.damaged ? " damaged" : "");
  std::string out = fmt::format("  {} {} auth={} handler={}", printed(route.method), printed(route.path),
                                printed(route.auth), printed(route.handler));
  if (route.has_unknown_spread) out += " +?";
  if (route.damaged) out += " damaged";
  if (route.branch != 0) out += fmt::format(" branch {}", route.branch);
  out += fmt::format(" at {} `{}`\n", place(model, route.site), one_line(model, route.site));
  for (const lint::RouteProperty& property : route.properties) {
    const bool known = property.name == "method" || property.name == "path" || property.name == "auth" ||
                       property.name == "handler";
    if (!known) out += fmt::format("    {}={}\n", property.name, printed(property.value));
  }
  return out;
}

inline std::string printed_chain(const lint::Model& model, const lint::Route& route) {
  std::string out;
  const lint::ChainFacts& chain = route.chain;
  const auto list = [&](const char* what, const std::vector<std::string>& all) {
    if (all.empty()) return;
    out += fmt::format("    {}:", what);
    for (const std::string& one : all)
      out += " " + one;
    out += "\n";
  };
  std::vector<std::string> texts;
  const auto flush = [&](const char* what) {
    list(what, texts);
    texts.clear();
  };
  for (const auto& read : chain.param_reads)
    texts.push_back(fmt::format("{}@{}`{}`", read.name, place(model, read.at), one_line(model, read.at)));
  if (chain.params_escape) texts.emplace_back("escape");
  flush("params");
  for (const auto& read : chain.header_reads)
    texts.push_back(fmt::format("{}`{}`", read.name, one_line(model, read.at)));
  flush("headers");
  for (const auto& effect : chain.effects)
    texts.push_back(fmt::format("{}{}@{}", effect.call, effect.write ? "!" : "", place(model, effect.at)));
  flush("effects");
  for (const auto& response : chain.responses)
    texts.push_back(printed(response.status));
  flush("responses");
  for (const auto& end : chain.ends_without_response)
    texts.push_back(fmt::format("{}`{}`", place(model, end), one_line(model, end)));
  flush("ends");
  return out;
}

using Files = std::initializer_list<std::pair<std::string, std::string>>;

// A model of files below /p. The first one is the input; the others too where their names begin with "src/".
inline lint::Model model_of(Files files, const lint::Config& config = {}) {
  FakeFileSystem disk;
  std::vector<lint::Input> inputs;
  for (const auto& [name, text] : files) {
    disk.add("/p/" + name, text);
    if (inputs.empty() || name.starts_with("src/")) inputs.push_back({"/p/" + name, name});
  }
  return lint::build_model(disk, inputs, config, 1);
}

enum class Chain { left_out, shown };

inline std::string printed(const lint::Model& model, Chain chain = Chain::left_out) {
  std::string out;
  for (const lint::ModuleFile& module : model.modules) {
    out += fmt::format("{} {}{}\n", model.files[module.file].path,
                       module.looks_like_module ? "module " : "no module ",
                       module.looks_like_module ? printed(module.name) : "");
    for (const lint::Route& route : module.routes) {
      out += printed_route(model, route);
      if (chain == Chain::shown) out += printed_chain(model, route);
    }
  }
  for (const auto& error : model.syntax_errors)
    out += fmt::format("syntax error {}{}\n", place(model, error.at), error.in_route ? " in a route" : "");
  for (const auto& import : model.unresolved_imports) {
    out += fmt::format("unresolved {} `{}` {}:", place(model, import.at), one_line(model, import.at),
                       import.specifier);
    for (const std::string& tried : import.tried)
      out += " " + tried;
    out += "\n";
  }
  for (const auto& stop : model.budget_stops)
    out += fmt::format("stop {} {}\n", place(model, stop.at), stop.what);
  return out;
}

// The printed routes of one file.
inline std::string routes(const std::string& text, Chain chain = Chain::left_out) {
  return printed(model_of({{"index.ts", text}}), chain);
}

// The same for what stands within register(sdk) { … }.
inline std::string registered(const std::string& body, Chain chain = Chain::left_out) {
  return routes("export default { name: \"m\", version: \"1\", register(sdk) {\n" + body + "\n} };\n", chain);
}

}  // namespace convotic::tests
