#pragma once

#include "core/base/random.hpp"
#include "emulator/store/sql.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace convotic::emulator {

// The id that belongs to a text: the prefix and ten lower-case letters and digits, the same in every release.
// Not for secrets.
std::string id_of_text(std::string_view prefix, std::string_view text);

// Where the ids of new objects come from: "ct_" and ten lower-case letters and digits. The prefixes are
// documented, the rest is not.
class Ids {
public:
  virtual ~Ids() = default;
  virtual std::string next(std::string_view prefix) = 0;
  // Begins again, where there is a beginning.
  virtual void restart() {}
};

// Ids that nobody can foresee.
class RandomIds final : public Ids {
public:
  explicit RandomIds(base::Random& random) : random_(random) {}
  std::string next(std::string_view prefix) override;

private:
  base::Random& random_;
};

// Ids that depend on nothing but the prefix and how many of it were made since the last restart, so that the
// first contact a replayed request creates has the same id in every run. One that an object in the database
// bears already, since a seed gave it that, is passed over.
class RepeatableIds final : public Ids {
public:
  explicit RepeatableIds(SQLite::Database& database);
  std::string next(std::string_view prefix) override;
  void restart() override { made_.clear(); }

private:
  bool taken(const std::string& id);

  Statement taken_;
  std::map<std::string, std::uint64_t, std::less<>> made_;  // by prefix
};

}  // namespace convotic::emulator
