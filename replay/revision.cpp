#include "replay/revision.hpp"

#include "replay/comparison.hpp"
#include "replay/json_place.hpp"
#include "replay/stable_json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace convotic::replay {
namespace {

using Json = nlohmann::ordered_json;

// Bodies above this many bytes are not made expectations by themselves.
constexpr std::size_t kMostBody = 16u << 10;

// The expectation that an object with this one member is.
Result<Expectation> only(const std::string& key, const Json& value) {
  const Json object{{key, value}};
  CONVOTIC_TRY_ASSIGN(const auto reader, base::JsonReader::parse("", object.dump()));
  CONVOTIC_TRY_ASSIGN(const Expectations read, read_expectations(reader));
  return read.accepted;
}

// The values of all headers of that name, or null.
Json header_value(const http::Response& response, std::string_view name) {
  Json value = nullptr;
  for (const http::Header& header : response.headers)
    if (http::same_name(header.name, name))
      value = value.is_null() ? header.value : value.get<std::string>() + ", " + header.value;
  return value;
}

class Reviser {
public:
  explicit Reviser(const Revision& revision)
      : revision_(revision), object_(Json::parse(revision.expectation)), answer_(*revision.now->answer) {}

  std::string run() {
    revise_status();
    revise_headers();
    revise_body();
    revise_values();
    revise_effects();
    return object_.dump();
  }

private:
  bool looks_at(const std::string& key) const {
    return std::find(revision_.leave.begin(), revision_.leave.end(), key) == revision_.leave.end();
  }
  bool is_new(const std::string& key) const {
    return revision_.missing == Revision::Missing::add && !object_.contains(key) && looks_at(key);
  }
  bool is_there(const std::string& key) const { return object_.contains(key) && looks_at(key); }

  // Whether what the answer says meets a member as it is.
  bool meets(const std::string& key, const Json& value) const {
    const auto expectation = only(key, value);
    return expectation && compare_answer(*expectation, answer_.response).empty();
  }

  void revise_status() {
    const int status = answer_.response.status;
    if (is_new("status")) object_["status"] = status;
    if (!is_there("status")) return;
    const auto expectation = only("status", object_["status"]);
    const bool met =
        expectation && std::any_of(expectation->statuses.begin(), expectation->statuses.end(),
                                   [status](const StatusRange& range) { return range.contains(status); });
    if (!met) object_["status"] = status;
  }

  void revise_headers() {
    if (!is_there("headers")) return;
    std::vector<std::string> unstable;
    for (auto& [name, value] : object_["headers"].items()) {
      if (meets("headers", {{name, value}})) continue;
      value = header_value(answer_.response, name);
      if (revision_.again != nullptr && value != header_value(revision_.again->answer->response, name))
        unstable.push_back(name);
    }
    for (const std::string& name : unstable)
      object_["headers"].erase(name);
    if (object_["headers"].empty()) object_.erase("headers");
  }

  void revise_body() {
    const bool fits = !answer_.response.body.empty() && answer_.response.body.size() <= kMostBody;
    if (!is_there("body") && !(is_new("body") && fits)) return;
    if (is_there("body") && meets("body", object_["body"])) return;
    const std::string now = body_as_json(answer_.response);
    const auto stable = revision_.again == nullptr
                            ? std::optional(now)
                            : common_json(now, body_as_json(revision_.again->answer->response));
    if (stable)
      object_["body"] = Json::parse(*stable);
    else
      object_.erase("body");
  }

  void revise_values() {
    if (!is_there("values")) return;
    std::optional<std::string> text = body_as_json(answer_.response);
    if (revision_.again != nullptr)
      text = common_json(*text, body_as_json(revision_.again->answer->response));
    const Json body = text ? Json::parse(*text) : Json();
    Json kept = Json::object();
    for (const auto& [path, value] : object_["values"].items()) {
      if (meets("values", {{path, value}})) {
        kept[path] = value;
        continue;
      }
      const Json* here = text ? &body : nullptr;
      for (const JsonStep& step : parse_json_place(path).value_or(JsonPlace{})) {
        const auto* name = std::get_if<std::string>(&step);
        if (here == nullptr) break;
        if (name != nullptr && here->is_object() && here->contains(*name))
          here = &(*here)[*name];
        else if (name == nullptr && here->is_array() && std::get<std::size_t>(step) < here->size())
          here = &(*here)[std::get<std::size_t>(step)];
        else
          here = nullptr;
      }
      if (here != nullptr) kept[path] = *here;
    }
    object_["values"] = std::move(kept);
    if (object_["values"].empty()) object_.erase("values");
  }

  void revise_effects() {
    const auto effects = revision_.now->effects();
    if (!effects) return;
    if (is_there("effects")) {
      const auto expectation = only("effects", object_["effects"]);
      if (expectation && !compare_effects(*expectation->effects, *effects)) return;
    } else if (!is_new("effects")) {
      return;
    }
    object_.erase("effects");
    if (auto stable = stable_effects(*effects)) object_["effects"] = *std::move(stable);
  }

  // Nothing where the second run had other calls.
  std::optional<Json> stable_effects(const std::vector<Effect>& now) const {
    if (now.empty()) return Json("none");
    const auto again = revision_.again == nullptr ? std::optional(now) : revision_.again->effects();
    if (!again || again->size() != now.size()) return std::nullopt;
    Json out = Json::array();
    for (std::size_t i = 0; i < now.size(); ++i) {
      const Effect &a = now[i], &b = (*again)[i];
      if (a.call != b.call) return std::nullopt;
      Json effect{{"call", a.call}};
      if (!a.target.empty() && a.target == b.target) effect["target"] = a.target;
      if (const auto arguments = common_json(a.arguments, b.arguments))
        effect["arguments"] = Json::parse(*arguments);
      out.push_back(std::move(effect));
    }
    return out;
  }

  const Revision& revision_;
  Json object_;
  const Answer& answer_;
};

}  // namespace

std::string revised(const Revision& revision) {
  return Reviser(revision).run();
}

}  // namespace convotic::replay
