#pragma once

#include "emulator/store/ctx_call.hpp"

namespace SQLite {
class Database;
}

namespace convotic::emulator {

// When the database's changes are committed. Steps are what happens or does not happen as a whole; a batch
// makes many of them share one write to disk.
//
// A batch starts reading with its first step and turns into a writer with its first writing one, so that
// batches that only look things up write nothing. Throws SQLite::Exception.
class Transaction {
public:
  explicit Transaction(SQLite::Database& database);
  ~Transaction();

  void begin_batch();
  // Commits what the batch's steps have kept; throws where that fails or SQLite had to give up the batch
  // before, and then nothing of the batch has happened.
  void commit_batch();

private:
  friend class TransactionStep;
  enum class State { none, reading, writing };

  void enter(Access access);
  void commit();
  void roll_back();
  bool given_up() const;
  void notice_loss();

  SQLite::Database& database_;
  Statement begin_read_, begin_write_, commit_, roll_back_, savepoint_, release_, roll_back_to_;
  State state_ = State::none;
  enum class Batch { none, open, lost } batch_ = Batch::none;
};

// One step: a transaction of its own, or a savepoint within a batch. Undone unless `keep` was called and
// returned.
class TransactionStep {
public:
  TransactionStep(Transaction& transaction, Access access);
  ~TransactionStep();
  TransactionStep(const TransactionStep&) = delete;
  TransactionStep& operator=(const TransactionStep&) = delete;

  void keep();

private:
  void undo();

  Transaction& transaction_;
  enum class Form { nothing, whole, savepoint } form_ = Form::nothing;
};

}  // namespace convotic::emulator
