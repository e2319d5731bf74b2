#include "lint/stored_text.hpp"

#include "lint/rule.hpp"

#include <nlohmann/json.hpp>

namespace convotic::lint {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::json;

// Everything is an array, in the order of the members: it is written and read by the same program.
Json pack(const Range& range) {
  return {range.file, range.begin, range.end};
}

Json pack(const std::vector<Related>& places) {
  Json out = Json::array();
  for (const Related& related : places)
    out.push_back(Json::array({pack(related.at), related.message}));
  return out;
}

Json pack(const std::vector<Fix>& fixes) {
  Json out = Json::array();
  for (const Fix& fix : fixes) {
    Json edits = Json::array();
    for (const Edit& edit : fix.edits)
      edits.push_back(Json::array({pack(edit.at), edit.text}));
    out.push_back(Json::array({fix.description, static_cast<int>(fix.applicability), std::move(edits)}));
  }
  return out;
}

Json pack(const Finding& finding) {
  return Json::array({finding.rule, static_cast<int>(finding.severity), static_cast<int>(finding.confidence),
                      finding.message, finding.label, pack(finding.at),
                      finding.route_range ? pack(*finding.route_range) : Json(),
                      finding.route ? Json::array({finding.route->method, finding.route->path}) : Json(),
                      pack(finding.related), pack(finding.flow), finding.help, pack(finding.fixes)});
}

Json pack(const RouteSummary& route) {
  return Json::array({pack(route.at), route.key.method, route.key.path, route.module,
                      static_cast<int>(route.auth), static_cast<int>(route.verdict)});
}

Range unpack_range(const Json& json) {
  return {json.at(0).get<std::uint32_t>(), json.at(1).get<std::uint32_t>(), json.at(2).get<std::uint32_t>()};
}

std::vector<Related> unpack_places(const Json& json) {
  std::vector<Related> out;
  for (const Json& item : json)
    out.push_back({unpack_range(item.at(0)), item.at(1).get<std::string>()});
  return out;
}

std::vector<Fix> unpack_fixes(const Json& json) {
  std::vector<Fix> out;
  for (const Json& item : json) {
    Fix fix{item.at(0).get<std::string>(), static_cast<Fix::Applicability>(item.at(1).get<int>()), {}};
    for (const Json& edit : item.at(2))
      fix.edits.push_back({unpack_range(edit.at(0)), edit.at(1).get<std::string>()});
    out.push_back(std::move(fix));
  }
  return out;
}

std::optional<Finding> unpack_finding(const Json& json) {
  const Rule* rule = find_rule(json.at(0).get<std::string>());
  if (rule == nullptr) return std::nullopt;
  Finding finding;
  finding.rule = rule->info.id;
  finding.severity = static_cast<Severity>(json.at(1).get<int>());
  finding.confidence = static_cast<Confidence>(json.at(2).get<int>());
  finding.message = json.at(3).get<std::string>();
  finding.label = json.at(4).get<std::string>();
  finding.at = unpack_range(json.at(5));
  if (!json.at(6).is_null()) finding.route_range = unpack_range(json.at(6));
  if (!json.at(7).is_null())
    finding.route = RouteKey{json.at(7).at(0).get<std::string>(), json.at(7).at(1).get<std::string>()};
  finding.related = unpack_places(json.at(8));
  finding.flow = unpack_places(json.at(9));
  finding.help = json.at(10).get<std::string>();
  finding.fixes = unpack_fixes(json.at(11));
  return finding;
}

RouteSummary unpack_route(const Json& json) {
  return {unpack_range(json.at(0)),
          {json.at(1).get<std::string>(), json.at(2).get<std::string>()},
          json.at(3).get<std::string>(),
          static_cast<RouteSummary::Auth>(json.at(4).get<int>()),
          static_cast<Verdict>(json.at(5).get<int>())};
}

}  // namespace

std::optional<std::string> write_analysed(const Analysed& analysed, const fs::path& directory,
                                          const Trace& trace) {
  Json files = Json::array(), findings = Json::array(), routes = Json::array();
  for (const SourceFile& file : analysed.files) {
    const fs::path path = (directory / file.path).lexically_normal();
    if (!trace.answers.contains({path, Trace::Question::read})) return std::nullopt;
    files.push_back(Json::array({file.path, path.string()}));
  }
  for (const Finding& finding : analysed.findings)
    findings.push_back(pack(finding));
  for (const RouteSummary& route : analysed.routes)
    routes.push_back(pack(route));
  return Json{{"files", std::move(files)}, {"findings", std::move(findings)}, {"routes", std::move(routes)}}
      .dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<Analysed> read_analysed(std::string_view text, std::map<fs::path, std::string>& texts) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return std::nullopt;
  try {
    Analysed out;
    for (const Json& file : json.at("files")) {
      const auto found = texts.find(file.at(1).get<std::string>());
      // A file that could not be read then cannot be read now: it has no text.
      out.files.push_back(make_source_file(file.at(0).get<std::string>(),
                                           found == texts.end() ? std::string() : std::move(found->second)));
    }
    for (const Json& item : json.at("findings")) {
      auto finding = unpack_finding(item);
      if (!finding) return std::nullopt;
      out.findings.push_back(std::move(*finding));
    }
    for (const Json& item : json.at("routes"))
      out.routes.push_back(unpack_route(item));
    return out;
  } catch (const Json::exception&) {
    return std::nullopt;  // it was cut off or changed: as good as not there
  }
}

}  // namespace convotic::lint
