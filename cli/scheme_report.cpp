#include "cli/scheme_report.hpp"

#include "core/base/json_text.hpp"
#include "core/webhook/json_way.hpp"
#include "core/webhook/scheme_rules.hpp"
#include "core/webhook/signature.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::cli {
namespace {

using webhook::Scheme;

// "\n" in place of a newline, so that a row stays a row.
std::string one_line(std::string text) {
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2))
    text.replace(at, 1, "\\n");
  return text;
}

std::string span(std::chrono::seconds seconds) {
  return seconds.count() % 60 == 0 ? fmt::format("{} min", seconds.count() / 60)
                                   : fmt::format("{} s", seconds.count());
}

// "5 min", "-5 min +5 min"
std::string window_text(const webhook::Window& window) {
  if (!window.past && !window.future) return "-";
  if (window.past == window.future) return "±" + span(*window.past);
  if (!window.future) return "-" + span(*window.past);
  if (!window.past) return "+" + span(*window.future);
  return fmt::format("-{} +{}", span(*window.past), span(*window.future));
}

// What is needed beside the body and a secret.
std::vector<std::string> needs_of(const Scheme& scheme) {
  const webhook::Needs needs = scheme.needs();
  std::vector<std::string> out;
  if (needs.timestamp) out.emplace_back("timestamp");
  if (needs.id) out.emplace_back("id");
  if (needs.url) out.emplace_back("url");
  if (needs.method) out.emplace_back("method");
  if (needs.parameters) out.emplace_back("parameters");
  if (needs.key_pair) out.emplace_back("key-pair");
  return out;
}

// What a module can do, in words.
std::string module_text(const Scheme& scheme) {
  const webhook::ModuleView& module = scheme.module();
  if (!module.obstacle.empty()) return "cannot verify: " + module.obstacle;
  if (!module.serialization) return "can verify";
  const std::vector<std::string>& ways = module.serialization->ways;
  if (ways.empty())
    return "can verify as far as the provider writes its JSON in one of the usual ways: it does not say "
           "which";
  std::vector<std::string_view> words;
  for (const std::string& way : ways)
    words.push_back(webhook::json_way(way)->words);
  return fmt::format("can verify: the provider writes {}", fmt::join(words, ", or "));
}

using Row = std::vector<std::string>;

std::string aligned(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  const auto width = [](const std::string& text) {
    // "±" has two bytes and one column; nothing else here is not ASCII.
    return text.size() - (text.starts_with("±") ? 1 : 0);
  };
  for (const Row& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], width(row[i]));
  std::string out;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i)
      line += row[i] + std::string(i + 1 < row.size() ? widths[i] - width(row[i]) + 2 : 0, ' ');
    out += line + '\n';
  }
  return out;
}

std::string json_list(const std::vector<std::string>& texts) {
  std::vector<std::string> quoted;
  for (const std::string& text : texts)
    quoted.push_back(base::json_string(text));
  return fmt::format("[{}]", fmt::join(quoted, ","));
}

std::string json_count(std::optional<std::chrono::seconds> seconds) {
  return seconds ? std::to_string(seconds->count()) : "null";
}

std::string module_json(const webhook::ModuleView& module) {
  if (!module.obstacle.empty())
    return fmt::format("{{\"verifiable\":false,\"reason\":{}}}", base::json_string(module.obstacle));
  if (!module.serialization) return "{\"verifiable\":true,\"serialization\":null}";
  return fmt::format("{{\"verifiable\":true,\"serialization\":{{\"ways\":{}}}}}",
                     json_list(module.serialization->ways));
}

std::string_view signable_name(webhook::Signable signable) {
  switch (signable) {
  case webhook::Signable::yes:
    return "yes";
  case webhook::Signable::with_own_key:
    return "with-own-key";
  case webhook::Signable::no:
    return "no";
  }
  return "";
}

std::string as_json(const Scheme& scheme) {
  const auto deadline = scheme.deadline();
  return fmt::format(
      "{{\"name\":{},\"title\":{},\"aliases\":{},\"algorithm\":{},\"headers\":{},\"forms\":{},\"signs\":{},"
      "\"window\":{{\"past\":{},\"future\":{}}},\"needs\":{},\"signable\":\"{}\",\"secret\":{},"
      "\"exampleSecret\":{},\"deadlineMs\":{},\"module\":{},\"note\":{},\"evidence\":{},\"source\":{}}}",
      base::json_string(scheme.name()), base::json_string(scheme.title()), json_list(scheme.aliases()),
      base::json_string(scheme.algorithm()), json_list(scheme.headers()), json_list(scheme.forms()),
      base::json_string(scheme.signed_content()), json_count(scheme.window().past),
      json_count(scheme.window().future), json_list(needs_of(scheme)), signable_name(scheme.signable()),
      base::json_string(webhook::secret_shape(scheme)), base::json_string(scheme.example_secret()),
      deadline ? std::to_string(deadline->count()) : "null", module_json(scheme.module()),
      base::json_string(scheme.note()), base::json_string(scheme.evidence()),
      base::json_string(scheme.source()));
}

}  // namespace

std::string scheme_table(const std::vector<Scheme>& schemes, const base::Palette& palette) {
  std::vector<Row> rows{{"NAME", "SIGNATURE IN", "ALGORITHM", "SIGNS", "WINDOW", "NEEDS", "MODULE"}};
  for (const Scheme& scheme : schemes) {
    const std::vector<std::string> headers = scheme.headers(), needs = needs_of(scheme);
    const std::string form = scheme.forms().front();
    const bool in_body = form.find(" in the body: ") != std::string::npos;
    rows.push_back({scheme.name(), in_body ? "the body" : form.substr(0, form.find(':')),
                    std::string(scheme.algorithm()), one_line(scheme.signed_content()),
                    window_text(scheme.window()),
                    needs.empty() ? "-" : fmt::format("{}", fmt::join(needs, " ")),
                    scheme.module().obstacle.empty() ? "yes" : "no"});
  }
  std::string table = aligned(rows);
  const std::size_t heading = table.find('\n');
  return palette.secondary(table.substr(0, heading)) + table.substr(heading);
}

std::string scheme_details(const Scheme& scheme, const base::Palette& palette) {
  std::string out = palette.strong(scheme.title()) + '\n';
  const auto line = [&](std::string_view label, const std::string& text) {
    if (!text.empty()) out += fmt::format("  {:10} {}\n", label, one_line(text));
  };
  line("name", scheme.name() +
                   (scheme.aliases().empty() ? "" : fmt::format(", {}", fmt::join(scheme.aliases(), ", "))));
  for (std::size_t i = 0; i < scheme.forms().size(); ++i)
    line(i == 0 ? "bears" : "", scheme.forms()[i]);
  line("algorithm", std::string(scheme.algorithm()));
  line("signs", scheme.signed_content());
  line("fields", fmt::format("{}", fmt::join(scheme.rules().fields.names, ", ")));
  const webhook::Window window = scheme.window();
  if (window.past) line("window", "no older than " + span(*window.past));
  if (window.future)
    line(window.past ? "" : "window", "no more than " + span(*window.future) + " ahead of the clock");
  const std::vector<std::string> needs = needs_of(scheme);
  line("needs", fmt::format("{}", fmt::join(needs, ", ")));
  line("secret", webhook::secret_shape(scheme));
  if (scheme.deadline()) line("answer in", fmt::format("{} ms", scheme.deadline()->count()));
  line("module", module_text(scheme));
  line("note", scheme.note());
  if (!scheme.source().empty())
    line("known from", fmt::format("{} [{}]", scheme.source(), scheme.evidence()));
  return out;
}

std::string schemes_as_markdown(const std::vector<Scheme>& schemes) {
  // A "|" would end the cell, also in code.
  const auto code = [](const std::string& text) {
    std::string out = "`";
    for (const char c : one_line(text))
      out += c == '|' ? std::string("\\|") : std::string(1, c);
    return out + '`';
  };
  std::string out = "| Provider | Scheme | Bears | Signs | Window | Module |\n|---|---|---|---|---|---|\n";
  for (const Scheme& scheme : schemes) {
    std::vector<std::string> names{code(scheme.name())}, forms;
    for (const std::string& alias : scheme.aliases())
      names.push_back(code(alias));
    for (const std::string& form : scheme.forms())
      forms.push_back(code(form));
    const std::string signs = scheme.signed_content();
    out += fmt::format("| {} | {} | {} | {} {} | {} | {} |\n", scheme.title(), fmt::join(names, ", "),
                       fmt::join(forms, "<br>"), scheme.algorithm(), code(signs),
                       window_text(scheme.window()), scheme.module().obstacle.empty() ? "yes" : "no");
  }
  return out;
}

std::string schemes_as_json(const std::vector<Scheme>& schemes) {
  std::string out = "[\n";
  for (std::size_t i = 0; i < schemes.size(); ++i)
    out += as_json(schemes[i]) + (i + 1 < schemes.size() ? ",\n" : "\n");
  return out + "]\n";
}

}  // namespace convotic::cli
