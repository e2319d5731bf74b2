#include "cli/app.hpp"
#include "cli/dev_report.hpp"
#include "core/project/installation.hpp"
#include "emulator/request_head.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::cli {
namespace {

// "3.1 ms", "850 ms", "12.0 s"
std::string format_duration(std::chrono::microseconds duration) {
  const double ms = static_cast<double>(duration.count()) / 1000.0;
  if (ms < 100) return fmt::format("{:.1f} ms", ms);
  if (ms < 10'000) return fmt::format("{:.0f} ms", ms);
  return fmt::format("{:.1f} s", ms / 1000.0);
}

std::string effects_text(std::size_t count) {
  if (count == 0) return "no effects";
  return fmt::format("{} effect{}", count, count == 1 ? "" : "s");
}

// Every line after the first gets the indent of the first's text.
std::string indented(std::string_view text, std::size_t by) {
  std::string out;
  for (const char c : text) {
    out += c;
    if (c == '\n') out.append(by, ' ');
  }
  return out;
}

constexpr std::size_t kTime = 10;  // "12:04:31  "

}  // namespace

std::string shown_path(const std::filesystem::path& file, const std::filesystem::path& directory) {
  const std::string relative = file.lexically_relative(directory).string();
  return relative.empty() || relative.starts_with("..") ? file.string() : relative;
}

PrettyDevReport::PrettyDevReport(Context& context)
    : palette_(context.out_palette), directory_(context.directory),
      writer_(context.out, context.out_descriptor) {}

void PrettyDevReport::ready(const ReadyReport& report) {
  std::string out = fmt::format("{} {}\n", palette_.strong(fmt::format("convotic {}", project::kVersion)),
                                palette_.secondary(fmt::format("· ready in {} ms", report.took.count())));
  for (const auto& module : report.routes->modules()) {
    out += fmt::format("  {} {}   {}\n", palette_.strong(module->name), base::printable(module->version),
                       palette_.secondary(shown_path(module->entry, report.directory)));
    std::size_t width = 0;
    const std::string base = report.url + "/v1/modules/" + module->name;
    for (const auto& route : module->routes)
      width = std::max(width, base.size() + route.pattern.text().size());
    for (const auto& route : module->routes) {
      const bool open = route.auth == emulator::RegisteredRoute::Auth::open;
      out += fmt::format("    {:7}{:{}}   {}\n", route.method, base + route.pattern.text(), width,
                         open ? palette_.warning("open") : palette_.secondary("key"));
    }
    for (const std::string& topic : module->workers)
      out += fmt::format("    worker {}   registered, not run yet\n", base::printable(topic));
    for (const std::string& type : module->nodes)
      out += fmt::format("    node   {}   registered, not run yet\n", base::printable(type));
    if (module->routes.empty() && module->workers.empty() && module->nodes.empty())
      out += palette_.secondary("    registers nothing\n");
  }
  out +=
      fmt::format("  {}  {}   {}\n  {}  {}\n", palette_.secondary("X-API-Key"), report.api_key,
                  palette_.secondary("for routes marked key"), palette_.secondary("state    "), report.state);
  writer_.write(out);
}

void PrettyDevReport::module_failed(const std::filesystem::path& module, const Error& error) {
  writer_.write(fmt::format("{}: not loaded\n{}", module.string(), render_error(error, palette_)));
}

void PrettyDevReport::lint(const LintEvent& event, const LintEvent& before) {
  const auto had = [](const LintEvent& where, const LintEvent::Route& route) {
    const auto found =
        std::find_if(where.routes.begin(), where.routes.end(), [&](const LintEvent::Route& other) {
          return other.method == route.method && other.path == route.path;
        });
    return found == where.routes.end() ? std::string() : found->problem;
  };
  const std::string time = base::format_local_time(event.at);
  std::string out;
  for (const LintEvent::Route& route : event.routes) {
    const std::string name = base::printable(route.method + " " + route.path);
    const std::string problem = had(before, route);
    if (!route.problem.empty() && route.problem != problem)
      out += fmt::format("{}  {} {} {} is open and not verified: {}  {}\n", time, palette_.warning("warn"),
                         palette_.secondary(base::printable(event.module)), name,
                         base::printable(route.problem), palette_.secondary(base::printable(route.place)));
    if (route.problem.empty() && !problem.empty())
      out += fmt::format("{}  {} {} {} is {} now\n", time, palette_.secondary("info"),
                         palette_.secondary(base::printable(event.module)), name,
                         route.auth == "key" ? "keyed" : route.verdict);
  }
  if (!out.empty()) writer_.write(out);
}

void PrettyDevReport::on_request(const emulator::RequestEvent& event) {
  const std::string status = std::to_string(event.status);
  const std::string coloured = event.status < 400   ? palette_.good(status)
                               : event.status < 500 ? palette_.warning(status)
                                                    : palette_.bad(status);
  std::string what = event.module.empty() ? event.path : "/" + event.module + event.path;
  if (!event.query.empty()) what += "?" + event.query;
  std::string line = fmt::format("{}  {:6} {:44} {} {:>9}   ", base::format_local_time(event.at),
                                 base::printable(event.method), base::printable(what), coloured,
                                 format_duration(event.duration));
  line += event.note.empty() ? effects_text(event.effects.size())
                             : palette_.secondary(base::printable(event.note));
  writer_.write(line + "\n");
}

void PrettyDevReport::on_late_effect(const emulator::LateEffectEvent& event) {
  const std::string when = event.request == 0
                               ? std::string("outside of a request")
                               : "after the answer to " + emulator::request_name(event.request);
  writer_.write(fmt::format("{}  {} {} {} {}\n", base::format_local_time(event.at), palette_.warning("late"),
                            palette_.secondary(event.module),
                            base::printable(event.effect.call + " " + event.effect.target),
                            palette_.secondary(when)));
}

void PrettyDevReport::on_log(const emulator::LogEvent& event) {
  std::string level = event.level;
  if (level == "error")
    level = palette_.bad(level);
  else if (level == "warn")
    level = palette_.warning(level);
  else
    level = palette_.secondary(level);
  std::string line = fmt::format("{}  {} ", base::format_local_time(event.at), level);
  if (!event.module.empty()) line += palette_.secondary(event.module) + " ";
  if (event.request != 0) line += palette_.secondary(emulator::request_name(event.request)) + " ";
  line += indented(base::printable(event.message), kTime);
  if (!event.fields.empty()) line += " " + palette_.secondary(base::printable(event.fields));
  writer_.write(line + "\n");
}

void PrettyDevReport::on_reload(const emulator::ReloadEvent& event) {
  const std::string time = base::format_local_time(event.at);
  if (!event.error) {
    writer_.write(fmt::format("{}  {} {}  {}  {}\n", time, palette_.good("reloaded"), event.module,
                              event.file, format_duration(event.duration)));
    return;
  }
  Error error = *event.error;
  if (error.where) error.where->file = shown_path(error.where->file, directory_);
  std::string out = fmt::format("{}  {}", time, render_error(error, palette_));
  out += event.serving_since ? fmt::format("  still serving the version of {}\n",
                                           base::format_local_time(*event.serving_since))
                             : std::string("  nothing to serve until it loads\n");
  writer_.write(out);
}

}  // namespace convotic::cli
