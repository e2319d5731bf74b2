#include "lint/lsp/server.hpp"

#include "lint/lsp/answers.hpp"
#include "lint/lsp/text_position.hpp"
#include "lint/lsp/workspace.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <set>
#include <utility>

namespace convotic::lint::lsp {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::ordered_json;

// Of JSON-RPC and the protocol.
constexpr int kParseError = -32700, kInvalidRequest = -32600, kMethodNotFound = -32601,
              kInvalidParams = -32602, kNotInitialized = -32002;
constexpr int kMessageWarning = 2;

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json response(const Json& id, Json result) {
  return {{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}};
}

Json failure(const Json& id, int code, const std::string& message) {
  return {{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", code}, {"message", message}}}};
}

Json notification(const char* method, Json params) {
  return {{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}};
}

// UTF-8 is what files are in; UTF-16 is what a client speaks that says nothing.
Encoding encoding_of(const Json& params) {
  const Json::json_pointer at("/capabilities/general/positionEncodings");
  if (!params.contains(at) || !params.at(at).is_array()) return Encoding::utf16;
  for (const Json& offered : params.at(at))
    if (offered == "utf-8") return Encoding::utf8;
  return Encoding::utf16;
}

std::optional<fs::path> root_of(const Json& params) {
  if (params.contains("workspaceFolders") && params["workspaceFolders"].is_array() &&
      !params["workspaceFolders"].empty())
    return path_of(params["workspaceFolders"][0].value("uri", ""));
  if (params.contains("rootUri") && params["rootUri"].is_string())
    return path_of(params["rootUri"].get<std::string>());
  return std::nullopt;
}

}  // namespace

class Server::Session {
public:
  Session(const base::FileSystem& disk, std::string version)
      : workspace_(disk), version_(std::move(version)) {}

  std::vector<std::string> handle(std::string_view text) {
    const Json message = Json::parse(text, nullptr, false);
    if (message.is_discarded()) return {text_of(failure(Json(), kParseError, "the message is not JSON"))};
    if (!message.is_object() || !message.contains("method") || !message["method"].is_string()) {
      // Answers to requests of ours would come here; there are none.
      if (message.is_object() && message.contains("id") &&
          (message.contains("result") || message.contains("error")))
        return {};
      return {text_of(failure(Json(), kInvalidRequest, "the message has no method"))};
    }
    const std::string method = message["method"];
    const Json params = message.contains("params") ? message["params"] : Json::object();
    try {
      if (!message.contains("id")) return notified(method, params);
      return {text_of(answered(message["id"], method, params))};
    } catch (const Json::exception&) {
      if (!message.contains("id")) return {};
      return {
          text_of(failure(message["id"], kInvalidParams, "the parameters of " + method + " lack something"))};
    }
  }

  std::vector<std::string> idle() {
    std::vector<std::string> out;
    if (phase_ != Phase::ready || (!workspace_.stale() && !unpublished_)) return out;
    if (workspace_.stale()) problems_ = workspace_.refresh();
    unpublished_ = false;
    for (const std::string& problem : std::exchange(problems_, {}))
      out.push_back(text_of(notification("window/showMessage",
                                         {{"type", kMessageWarning}, {"message", "convotic: " + problem}})));
    std::set<fs::path> paths = workspace_.files_with_findings();
    for (const auto& [path, document] : workspace_.documents())
      paths.insert(path);
    std::set<fs::path> all = paths;
    all.insert(published_.begin(), published_.end());
    for (const fs::path& path : all)
      out.push_back(text_of(notification("textDocument/publishDiagnostics", diagnostics(path))));
    published_ = std::move(paths);
    return out;
  }

  State state() const { return state_; }

private:
  enum class Phase { fresh, ready, shut_down };

  Json diagnostics(const fs::path& path) const {
    Json list = Json::array();
    for (const Located& located : workspace_.findings_in(path))
      list.push_back(Json::parse(diagnostic(workspace_, located, encoding_)));
    Json out{{"uri", workspace_.uri_of_file(path)}, {"diagnostics", std::move(list)}};
    const auto document = workspace_.documents().find(path);
    if (document != workspace_.documents().end()) out["version"] = document->second.version;
    return out;
  }

  Json answered(const Json& id, const std::string& method, const Json& params) {
    if (method == "initialize" && phase_ == Phase::fresh) return response(id, initialize(params));
    if (phase_ == Phase::fresh) return failure(id, kNotInitialized, "initialize has to come first");
    if (phase_ == Phase::shut_down) return failure(id, kInvalidRequest, "the server has been shut down");
    if (method == "shutdown") {
      phase_ = Phase::shut_down;
      return response(id, Json());
    }
    if (method == "textDocument/codeAction") return response(id, code_action(params));
    if (method == "textDocument/hover") return response(id, hover_at(params));
    if (method == "initialize") return failure(id, kInvalidRequest, "initialize has come before");
    return failure(id, kMethodNotFound, "there is no method " + method);
  }

  // Answers are about the text as it is now; what it has to say of configurations comes with the diagnostics.
  std::optional<fs::path> document_of(const Json& params) {
    const bool was_stale = workspace_.stale();
    problems_ = was_stale ? workspace_.refresh() : std::move(problems_);
    unpublished_ |= was_stale;
    return path_of(params.at("textDocument").at("uri").get<std::string>());
  }

  static TextPosition position(const Json& json) {
    return {json.at("line").get<std::uint32_t>(), json.at("character").get<std::uint32_t>()};
  }

  Json code_action(const Json& params) {
    const auto path = document_of(params);
    if (!path) return Json::array();
    const Json& range = params.at("range");
    return Json::parse(
        code_actions(workspace_, *path, {position(range.at("start")), position(range.at("end"))}, encoding_));
  }

  Json hover_at(const Json& params) {
    const auto path = document_of(params);
    if (!path) return {};
    return Json::parse(hover(workspace_, *path, position(params.at("position")), encoding_));
  }

  Json initialize(const Json& params) {
    phase_ = Phase::ready;
    encoding_ = encoding_of(params);
    if (auto root = root_of(params)) workspace_.set_root(std::move(*root));
    return {{"capabilities",
             {{"positionEncoding", encoding_name(encoding_)},
              {"textDocumentSync", {{"openClose", true}, {"change", 1}, {"save", {{"includeText", false}}}}},
              {"codeActionProvider", {{"codeActionKinds", {"quickfix"}}}},
              {"hoverProvider", true}}},
            {"serverInfo", {{"name", "convotic lint"}, {"version", version_}}}};
  }

  std::vector<std::string> notified(const std::string& method, const Json& params) {
    if (method == "exit") {
      state_ = phase_ == Phase::shut_down ? State::ended_well : State::ended_badly;
      return {};
    }
    if (phase_ != Phase::ready) return {};
    if (method == "textDocument/didOpen") {
      const Json& document = params.at("textDocument");
      const std::string uri = document.at("uri");
      if (const auto path = path_of(uri))
        workspace_.open(*path, {uri, document.value("version", 0)}, document.at("text").get<std::string>());
    } else if (method == "textDocument/didChange") {
      const Json& changes = params.at("contentChanges");
      const auto path = path_of(params.at("textDocument").at("uri").get<std::string>());
      // Whole texts were asked for; the last one counts.
      if (path && !changes.empty())
        workspace_.change(*path, params.at("textDocument").value("version", 0),
                          changes.back().at("text").get<std::string>());
    } else if (method == "textDocument/didClose") {
      if (const auto path = path_of(params.at("textDocument").at("uri").get<std::string>()))
        workspace_.close(*path);
    } else if (method == "textDocument/didSave" || method == "workspace/didChangeWatchedFiles") {
      workspace_.touch();
    }
    return {};
  }

  Workspace workspace_;
  const std::string version_;
  Phase phase_ = Phase::fresh;
  State state_ = State::running;
  Encoding encoding_ = Encoding::utf16;
  std::set<fs::path> published_;
  std::vector<std::string> problems_;  // of configurations; not shown yet
  bool unpublished_ = false;           // a request has refreshed what diagnostics do not tell yet
};

Server::Server(const base::FileSystem& disk, std::string version)
    : session_(std::make_unique<Session>(disk, std::move(version))) {}
Server::~Server() = default;

std::vector<std::string> Server::handle(std::string_view message) {
  return session_->handle(message);
}
std::vector<std::string> Server::idle() {
  return session_->idle();
}
Server::State Server::state() const {
  return session_->state();
}

}  // namespace convotic::lint::lsp
