#include "emulator/store/transaction.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <utility>

namespace convotic::emulator {
namespace {

constexpr const char* kLost = "an earlier call of the same batch made the database give up the batch";

}  // namespace

Transaction::Transaction(SQLite::Database& database)
    : database_(database), begin_read_(database, "BEGIN"), begin_write_(database, "BEGIN IMMEDIATE"),
      commit_(database, "COMMIT"), roll_back_(database, "ROLLBACK"), savepoint_(database, "SAVEPOINT step"),
      release_(database, "RELEASE step"), roll_back_to_(database, "ROLLBACK TO step") {}

Transaction::~Transaction() {
  if (state_ != State::none) roll_back();
}

// After some errors (a full disk, for one) SQLite rolls back by itself.
bool Transaction::given_up() const {
  return sqlite3_get_autocommit(database_.getHandle()) != 0;
}

void Transaction::notice_loss() {
  if (state_ == State::none || !given_up()) return;
  if (state_ == State::writing && batch_ == Batch::open) batch_ = Batch::lost;
  state_ = State::none;
}

void Transaction::begin_batch() {
  batch_ = Batch::open;
}

void Transaction::commit_batch() {
  notice_loss();
  if (std::exchange(batch_, Batch::none) == Batch::lost) throw SQLite::Exception(kLost, SQLITE_ABORT);
  if (state_ != State::none) commit();
}

void Transaction::enter(Access access) {
  notice_loss();
  if (batch_ == Batch::lost) throw SQLite::Exception(kLost, SQLITE_ABORT);
  if (access == Access::reads) {
    if (state_ == State::none) {
      begin_read_.execute();
      state_ = State::reading;
    }
    return;
  }
  // To turn the snapshot that was read into a writing transaction fails when another process has written
  // since.
  if (state_ == State::reading) commit();
  if (state_ == State::none) {
    begin_write_.execute();
    state_ = State::writing;
  }
}

void Transaction::commit() {
  try {
    commit_.execute();
  } catch (const SQLite::Exception&) {
    roll_back();
    throw;
  }
  state_ = State::none;
}

void Transaction::roll_back() {
  state_ = State::none;
  if (given_up()) return;
  try {
    roll_back_.execute();
  } catch (const SQLite::Exception&) {
    // Closing the database does the same.
  }
}

TransactionStep::TransactionStep(Transaction& transaction, Access access) : transaction_(transaction) {
  if (transaction.batch_ == Transaction::Batch::none && access == Access::reads) return;
  transaction.enter(access);
  if (access == Access::reads) return;
  form_ = transaction.batch_ == Transaction::Batch::none ? Form::whole : Form::savepoint;
  if (form_ == Form::savepoint) transaction.savepoint_.execute();
}

void TransactionStep::keep() {
  const Form form = std::exchange(form_, Form::nothing);
  if (form == Form::whole) transaction_.commit();
  if (form == Form::savepoint) transaction_.release_.execute();
}

TransactionStep::~TransactionStep() {
  if (form_ != Form::nothing) undo();
}

void TransactionStep::undo() {
  if (form_ == Form::whole) return transaction_.roll_back();
  if (!transaction_.given_up()) {
    try {
      transaction_.roll_back_to_.execute();
      transaction_.release_.execute();
      return;
    } catch (const SQLite::Exception&) {
      transaction_.roll_back();
    }
  }
  transaction_.state_ = Transaction::State::none;
  transaction_.batch_ = Transaction::Batch::lost;
}

}  // namespace convotic::emulator
