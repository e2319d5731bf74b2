#include "cli/dev_report.hpp"
#include "core/base/json_text.hpp"
#include "emulator/request_head.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include <utility>

namespace convotic::cli {
namespace {

using Json = nlohmann::ordered_json;

// JSON allows U+2028 and U+2029 in a string, but many readers, Node's readline among them, end a line there.
std::string one_line(std::string json) {
  for (std::size_t at = json.find("\xe2\x80"); at != std::string::npos; at = json.find("\xe2\x80", at + 1)) {
    if (json.compare(at, 3, "\xe2\x80\xa8") == 0) json.replace(at, 3, "\\u2028");
    if (json.compare(at, 3, "\xe2\x80\xa9") == 0) json.replace(at, 3, "\\u2029");
  }
  return json + "\n";
}

// Text may hold any bytes; what is not UTF-8 is replaced.
std::string line_of(const Json& json) {
  return one_line(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Json parsed(const std::string& text) {
  return text.empty() ? Json() : Json::parse(text, nullptr, false);
}

double millis(std::chrono::microseconds duration) {
  return static_cast<double>(duration.count()) / 1000.0;
}

Json describe(const Error& error) {
  Json out{{"slug", error.kind->slug}, {"message", error.message}};
  if (!error.hint.empty()) out["hint"] = error.hint;
  if (error.where) {
    out["where"] = {{"file", error.where->file}};
    if (error.where->line != 0) {
      out["where"]["line"] = error.where->line;
      out["where"]["column"] = error.where->column;
    }
  }
  return out;
}

void append_effect(std::string& out, const emulator::Effect& effect) {
  out += "{\"call\":";
  base::append_json_string(out, effect.call);
  out += ",\"target\":";
  base::append_json_string(out, effect.target);
  out += ",\"arguments\":" + effect.arguments + "}";
}

Json request_id(std::uint64_t id) {
  return id == 0 ? Json() : Json(emulator::request_name(id));
}

}  // namespace

JsonDevReport::JsonDevReport(Context& context)
    : clock_(context.clock), directory_(context.directory), writer_(context.out, context.out_descriptor) {}

JsonDevReport::~JsonDevReport() {
  writer_.write(early_);
}

void JsonDevReport::write(std::string_view line) {
  if (!ready_) {
    const std::lock_guard lock(mutex_);
    if (!ready_) {
      early_ += line;
      return;
    }
  }
  writer_.write(line);
}

void JsonDevReport::ready(const ReadyReport& report) {
  Json modules = Json::array();
  for (const auto& module : report.routes->modules()) {
    Json routes = Json::array();
    for (const auto& route : module->routes)
      routes.push_back({{"method", route.method},
                        {"path", route.pattern.text()},
                        {"url", report.url + "/v1/modules/" + module->name + route.pattern.text()},
                        {"auth", route.auth == emulator::RegisteredRoute::Auth::api_key}});
    modules.push_back({{"name", module->name},
                       {"version", module->version},
                       {"file", module->entry.string()},
                       {"routes", std::move(routes)},
                       {"workers", module->workers},
                       {"nodes", module->nodes}});
  }
  const std::lock_guard lock(mutex_);
  writer_.write(line_of({{"event", "ready"},
                         {"url", report.url},
                         {"port", report.port},
                         {"apiKey", report.api_key},
                         {"pid", ::getpid()},
                         {"modules", std::move(modules)},
                         {"ms", report.took.count()},
                         {"state", report.state}}));
  writer_.write(std::exchange(early_, {}));
  ready_ = true;
}

void JsonDevReport::module_failed(const std::filesystem::path& module, const Error& error) {
  write(line_of({{"event", "module-failed"},
                 {"at", base::format_iso_millis(clock_.now())},
                 {"path", module.string()},
                 {"error", describe(error)}}));
}

void JsonDevReport::lint(const LintEvent& event, const LintEvent&) {
  Json routes = Json::array();
  for (const LintEvent::Route& route : event.routes) {
    Json one{
        {"method", route.method}, {"path", route.path}, {"auth", route.auth}, {"verdict", route.verdict}};
    if (!route.problem.empty())
      one["problem"] = {{"message", route.problem},
                        {"rule", route.rule.empty() ? Json() : Json(route.rule)},
                        {"place", route.place}};
    routes.push_back(std::move(one));
  }
  write(line_of({{"event", "lint"},
                 {"at", base::format_iso_millis(event.at)},
                 {"module", event.module},
                 {"file", event.file.string()},
                 {"routes", std::move(routes)},
                 {"errors", event.errors},
                 {"warnings", event.warnings},
                 {"infos", event.infos}}));
}

void JsonDevReport::on_request(const emulator::RequestEvent& event) {
  // By hand: this is on the path of every request.
  std::string out = "{\"event\":\"request\",\"at\":\"" + base::format_iso_millis(event.at) + "\",\"id\":\"" +
                    emulator::request_name(event.id) + "\",\"module\":";
  base::append_json_string(out, event.module);
  out += ",\"method\":";
  base::append_json_string(out, event.method);
  out += ",\"path\":";
  base::append_json_string(out, event.path);
  out += ",\"query\":";
  base::append_json_string(out, event.query);
  out += ",\"route\":";
  if (event.route.empty())
    out += "null";
  else
    base::append_json_string(out, event.route);
  out += fmt::format(",\"status\":{},\"ms\":{:.3f},\"effects\":[", event.status, millis(event.duration));
  for (std::size_t i = 0; i < event.effects.size(); ++i) {
    if (i > 0) out += ',';
    append_effect(out, event.effects[i]);
  }
  out += "]";
  if (!event.note.empty()) {
    out += ",\"note\":";
    base::append_json_string(out, event.note);
  }
  write(one_line(std::move(out) + "}"));
}

void JsonDevReport::on_late_effect(const emulator::LateEffectEvent& event) {
  std::string out = "{\"event\":\"late-effect\",\"at\":\"" + base::format_iso_millis(event.at) +
                    "\",\"module\":" + base::json_string(event.module) + ",\"request\":" +
                    (event.request == 0 ? "null" : base::json_string(emulator::request_name(event.request))) +
                    ",\"effect\":";
  append_effect(out, event.effect);
  write(one_line(std::move(out) + "}"));
}

void JsonDevReport::on_log(const emulator::LogEvent& event) {
  Json out{{"event", "log"},          {"at", base::format_iso_millis(event.at)},
           {"module", event.module},  {"request", request_id(event.request)},
           {"level", event.level},    {"source", event.source},
           {"message", event.message}};
  if (!event.fields.empty()) out["fields"] = parsed(event.fields);
  write(line_of(out));
}

void JsonDevReport::on_reload(const emulator::ReloadEvent& event) {
  Json out{{"event", "reload"},  {"at", base::format_iso_millis(event.at)}, {"module", event.module},
           {"file", event.file}, {"ok", !event.error.has_value()},          {"ms", millis(event.duration)}};
  if (event.error) {
    Error error = *event.error;
    if (error.where) error.where->file = shown_path(error.where->file, directory_);
    out["error"] = describe(error);
    out["servingSince"] = event.serving_since ? Json(base::format_iso_millis(*event.serving_since)) : Json();
  } else {
    out["routes"] = event.routes;
  }
  write(line_of(out));
}

}  // namespace convotic::cli
