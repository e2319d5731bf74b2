#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "emulator/store/arguments.hpp"
#include "emulator/store/contacts.hpp"
#include "emulator/store/conversations.hpp"
#include "emulator/store/ids.hpp"
#include "emulator/store/journal.hpp"
#include "emulator/store/messages.hpp"
#include "emulator/store/storage.hpp"
#include "emulator/store/store.hpp"
#include "emulator/store/workflows.hpp"

#include <span>
#include <string>
#include <string_view>

// What stands between Store::call and the tables: the functions that carry out the members of `ctx`, and the
// table of them.
namespace convotic::emulator {

struct Tables {
  explicit Tables(SQLite::Database& database);

  Contacts contacts;
  Conversations conversations;
  Messages messages;
  Workflows workflows;
  Storage storage;
  Journal journal;
};

// One call under way.
struct CallContext {
  Tables& tables;
  const Arguments& arguments;
  Ids& ids;
  std::string module;
  base::UnixMillis now;
};

// What a call came to. `changed` names what a writing call has acted on (an id or a key); empty where nothing
// has changed.
struct Reply {
  std::string result;  // JSON; empty is `undefined`
  std::string changed;
};

enum class Access { reads, writes };

// Fails with one of the kinds of rejection.hpp, before it has changed anything.
using CtxFunction = Result<Reply> (*)(CallContext&);

struct CtxEntry {
  std::string_view name;
  CtxStatus status;
  Access access;
  std::span<const Parameter> parameters;
  CtxFunction function;
};

// Every member that the host answers; null where there is no such member.
const CtxEntry* find_ctx_entry(std::string_view name);
// The name of a member that `name` may have been meant for; empty where there is none.
std::string nearest_ctx_name(std::string_view name);

// The functions, by family; contact_calls.cpp and so on.
Result<Reply> find_contact_by_external_id(CallContext& call);
Result<Reply> create_contact(CallContext& call);
Result<Reply> update_contact(CallContext& call);
Result<Reply> add_contact_tag(CallContext& call);
Result<Reply> remove_contact_tag(CallContext& call);
Result<Reply> get_contact(CallContext& call);
Result<Reply> list_contacts(CallContext& call);
Result<Reply> delete_contact(CallContext& call);

Result<Reply> find_conversation_by_contact_id(CallContext& call);
Result<Reply> get_conversation(CallContext& call);
Result<Reply> create_conversation(CallContext& call);
Result<Reply> update_conversation(CallContext& call);
Result<Reply> close_conversation(CallContext& call);
Result<Reply> list_conversations(CallContext& call);

Result<Reply> send_message(CallContext& call);
Result<Reply> list_messages(CallContext& call);

Result<Reply> trigger_workflow(CallContext& call);
Result<Reply> get_workflow(CallContext& call);
Result<Reply> list_workflows(CallContext& call);

Result<Reply> get_storage(CallContext& call);
Result<Reply> set_storage(CallContext& call);
Result<Reply> delete_storage(CallContext& call);
Result<Reply> list_storage(CallContext& call);

}  // namespace convotic::emulator
