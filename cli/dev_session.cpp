#include "cli/dev_session.hpp"

#include "core/base/json_reader.hpp"

#include <nlohmann/json.hpp>

#include <sys/types.h>

#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

namespace convotic::cli {
namespace fs = std::filesystem;
namespace {

fs::path file_in(const fs::path& folder) {
  return folder / "dev.json";
}

std::string text_of(const DevSession& session) {
  auto modules = nlohmann::ordered_json::array();
  for (const DevSession::Module& module : session.modules)
    modules.push_back({{"name", module.name}, {"folder", module.folder.string()}});
  const nlohmann::ordered_json json{{"url", session.url},           {"port", session.port},
                                    {"pid", session.pid},           {"state", session.state.string()},
                                    {"apiKey", session.api_key},    {"token", session.token},
                                    {"modules", std::move(modules)}};
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

bool is_alive(int pid) {
  return pid > 0 && (::kill(pid, 0) == 0 || errno == EPERM);
}

Result<std::string> read_string(const base::JsonReader& object, std::string_view key) {
  CONVOTIC_TRY_ASSIGN(const base::JsonReader value, object.get(key));
  return value.as_string();
}

Result<int> read_number(const base::JsonReader& object, std::string_view key) {
  CONVOTIC_TRY_ASSIGN(const base::JsonReader value, object.get(key));
  CONVOTIC_TRY_ASSIGN(const std::int64_t number, value.as_integer());
  return static_cast<int>(number);
}

Result<DevSession> parse(const fs::path& file, std::string text) {
  CONVOTIC_TRY_ASSIGN(const base::JsonReader root, base::JsonReader::parse(file.string(), std::move(text)));
  DevSession session;
  CONVOTIC_TRY_ASSIGN(session.url, read_string(root, "url"));
  CONVOTIC_TRY_ASSIGN(session.port, read_number(root, "port"));
  CONVOTIC_TRY_ASSIGN(session.pid, read_number(root, "pid"));
  CONVOTIC_TRY_ASSIGN(const std::string state, read_string(root, "state"));
  session.state = state;
  CONVOTIC_TRY_ASSIGN(session.api_key, read_string(root, "apiKey"));
  CONVOTIC_TRY_ASSIGN(session.token, read_string(root, "token"));
  CONVOTIC_TRY_ASSIGN(const base::JsonReader list, root.get("modules"));
  CONVOTIC_TRY_ASSIGN(const auto modules, list.as_array());
  for (const base::JsonReader& module : modules) {
    CONVOTIC_TRY_ASSIGN(std::string name, read_string(module, "name"));
    CONVOTIC_TRY_ASSIGN(const std::string module_folder, read_string(module, "folder"));
    session.modules.push_back({std::move(name), module_folder});
  }
  return session;
}

}  // namespace

DevSessionFile::DevSessionFile(const base::FileSystem& files, fs::path file, std::string text)
    : files_(&files), file_(std::move(file)), text_(std::move(text)) {}

DevSessionFile::DevSessionFile(DevSessionFile&& other) noexcept
    : files_(other.files_), file_(std::exchange(other.file_, {})), text_(std::move(other.text_)) {}

Result<DevSessionFile> DevSessionFile::write(base::FileSystem& files, const fs::path& folder,
                                             const DevSession& session) {
  DevSessionFile out(files, file_in(folder), text_of(session));
  CONVOTIC_TRY(files.write_private(out.file_, out.text_));
  return out;
}

DevSessionFile::~DevSessionFile() {
  if (file_.empty()) return;
  const auto text = files_->read(file_);
  std::error_code ignored;
  if (text && *text == text_) fs::remove(file_, ignored);
}

Result<std::optional<DevSession>> find_dev_session(const base::FileSystem& files, const fs::path& folder) {
  const fs::path file = file_in(folder);
  if (!files.is_file(file)) return std::nullopt;
  CONVOTIC_TRY_ASSIGN(std::string text, files.read(file));
  CONVOTIC_TRY_ASSIGN(DevSession session, parse(file, std::move(text)));
  if (!is_alive(session.pid)) return std::nullopt;
  return session;
}

}  // namespace convotic::cli
