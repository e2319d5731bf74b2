#pragma once

#include "core/base/file_system.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::lint::lsp {

// `convotic lint --lsp`: a language server as far as the linter has use for one [documented: Language Server
// Protocol 3.17]. It keeps open documents, publishes diagnostics, offers fixes and suppressions, and says at
// `path` and `auth` which URL a route has and what is known of its protection. Bytes come and go elsewhere.
class Server {
public:
  Server(const base::FileSystem& disk, std::string version);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Takes one message; gives what is to be sent, without heads.
  std::vector<std::string> handle(std::string_view message);

  // To be called when no message waits: lints what has changed, and gives the diagnostics.
  std::vector<std::string> idle();

  // `exit` has come. The exit code is to be 0 where `shutdown` came before it, else 1.
  enum class State { running, ended_well, ended_badly };
  State state() const;

private:
  class Session;
  std::unique_ptr<Session> session_;
};

}  // namespace convotic::lint::lsp
