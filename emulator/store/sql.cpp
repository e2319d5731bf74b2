#include "emulator/store/sql.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

namespace convotic::emulator {

Rows::~Rows() {
  // A statement that is not reset keeps its snapshot of the database alive.
  if (statement_ != nullptr) statement_->tryReset();
}

bool Rows::next() {
  return statement_->executeStep();
}

std::string Rows::text(int column) const {
  return statement_->getColumn(column).getString();
}

std::int64_t Rows::integer(int column) const {
  return statement_->getColumn(column).getInt64();
}

std::optional<std::string> Rows::optional_text(int column) const {
  if (statement_->isColumnNull(column)) return std::nullopt;
  return text(column);
}

std::optional<std::int64_t> Rows::optional_integer(int column) const {
  if (statement_->isColumnNull(column)) return std::nullopt;
  return integer(column);
}

Statement::Statement(SQLite::Database& database, const char* sql) : database_(&database), sql_(sql) {}
Statement::Statement(Statement&&) noexcept = default;
Statement::~Statement() = default;

void Statement::prepare() {
  if (statement_)
    statement_->tryReset();
  else
    statement_ = std::make_unique<SQLite::Statement>(*database_, sql_);
}

void Statement::bind(int index, const std::string& value) {
  statement_->bind(index, value);
}
void Statement::bind(int index, std::int64_t value) {
  statement_->bind(index, value);
}
void Statement::bind(int index, Blob value) {
  statement_->bind(index, value.bytes.data(), static_cast<int>(value.bytes.size()));
}
void Statement::bind(int index, std::nullptr_t) {
  statement_->bind(index);
}

int Statement::finish() {
  const Rows reset_at_the_end(*statement_);
  return statement_->exec();
}

Rows Statement::rows() {
  return Rows(*statement_);
}

}  // namespace convotic::emulator
