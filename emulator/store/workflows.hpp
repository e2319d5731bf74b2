#pragma once

#include "core/base/clock.hpp"
#include "emulator/store/sql.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace convotic::emulator {

struct Workflow {
  std::string id;
  std::string name;
  std::string status = "published";                               // or "draft"
  std::string trigger = R"({"type":"api_trigger","config":{}})";  // JSON object
  base::UnixMillis created_at = 0;
  base::UnixMillis updated_at = 0;
};

std::string to_json(const Workflow& workflow);

// A workflow that a module has started. Nothing runs here: it is recorded, for people and replays to look at.
struct Execution {
  std::string id;
  std::string workflow_id;
  std::optional<std::string> contact_id;
  std::string payload;  // JSON
  std::string module;
  base::UnixMillis started_at = 0;
};

class Workflows {
public:
  explicit Workflows(SQLite::Database& database);

  std::optional<Workflow> find(const std::string& id);
  // In the order in which they were added.
  std::vector<Workflow> list();
  // Adds it, or replaces the one with its id.
  void put(const Workflow& workflow);
  void add_execution(const Execution& execution);

private:
  Statement find_, list_, put_, add_execution_;
};

}  // namespace convotic::emulator
