#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace SQLite {
class Database;
class Statement;
}  // namespace SQLite

// SQLite as the table files of this folder see it. Failures are SQLite::Exception, which only store.cpp
// catches.
namespace convotic::emulator {

// The rows of a running SELECT. Frees the statement for its next use when it goes.
class Rows {
public:
  explicit Rows(SQLite::Statement& statement) : statement_(&statement) {}
  Rows(Rows&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
  Rows& operator=(Rows&&) = delete;
  ~Rows();

  // Moves to the next row; false after the last.
  bool next();

  // Columns of the current row, counted from 0.
  std::string text(int column) const;
  std::int64_t integer(int column) const;
  std::optional<std::string> optional_text(int column) const;
  std::optional<std::int64_t> optional_integer(int column) const;

private:
  SQLite::Statement* statement_;
};

// One prepared statement with the parameters ?1, ?2, … It is compiled at first use and kept.
class Statement {
public:
  Statement(SQLite::Database& database, const char* sql);
  Statement(Statement&&) noexcept;
  ~Statement();

  // Runs a statement that gives no rows; returns how many it changed.
  template <typename... Values> int execute(const Values&... values) {
    bind_all(values...);
    return finish();
  }

  template <typename... Values> Rows select(const Values&... values) {
    bind_all(values...);
    return rows();
  }

  // A value that is bytes rather than text.
  struct Blob {
    const std::string& bytes;
  };

private:
  template <typename... Values> void bind_all(const Values&... values) {
    prepare();
    int index = 0;
    (bind(++index, values), ...);
  }
  void prepare();
  void bind(int index, const std::string& value);
  void bind(int index, std::int64_t value);
  void bind(int index, Blob value);
  void bind(int index, std::nullptr_t);
  template <typename Value> void bind(int index, const std::optional<Value>& value) {
    if (value)
      bind(index, *value);
    else
      bind(index, nullptr);
  }
  int finish();
  Rows rows();

  SQLite::Database* database_;
  const char* sql_;
  std::unique_ptr<SQLite::Statement> statement_;
};

}  // namespace convotic::emulator
