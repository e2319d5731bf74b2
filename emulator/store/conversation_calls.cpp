#include "emulator/store/ctx_call.hpp"
#include "emulator/store/json_fields.hpp"
#include "emulator/store/message_content.hpp"
#include "emulator/store/rejection.hpp"

#include <fmt/format.h>

// ctx.conversations and ctx.messages
namespace convotic::emulator {
namespace {

constexpr std::string_view kNew[] = {"contactId", "platform"};
constexpr std::string_view kChangeable[] = {"status", "platform"};
constexpr std::string_view kListOptions[] = {"contactId", "status", "limit"};
constexpr std::string_view kMessageListOptions[] = {"from", "to", "limit"};

Result<Conversation> existing_conversation(CallContext& call, const std::string& id) {
  std::optional<Conversation> conversation = call.tables.conversations.find(id);
  // The message is documented: /docs/api/errors.
  if (!conversation) return base::fail(kNotFound, fmt::format("Conversation '{}' not found", id));
  return *std::move(conversation);
}

std::string json_or_null(const std::optional<Conversation>& conversation) {
  return conversation ? to_json(*conversation) : "null";
}

Result<std::optional<std::string>> read_status(const Fields& fields) {
  CONVOTIC_TRY_ASSIGN(std::optional<std::string> status, fields.text("status"));
  if (status && *status != "open" && *status != "closed")
    return base::Unexpected(fields.wrong("status", "\"open\" or \"closed\""));
  return status;
}

Reply store(CallContext& call, Conversation& conversation) {
  conversation.updated_at = call.now;
  call.tables.conversations.put(conversation);
  return {to_json(conversation), conversation.id};
}

}  // namespace

Result<Reply> find_conversation_by_contact_id(CallContext& call) {
  ConversationFilter filter;
  CONVOTIC_TRY_ASSIGN(filter.contact_id, call.arguments.text(0));
  filter.status = "open";
  filter.limit = 1;
  const std::vector<Conversation> found = call.tables.conversations.list(filter);
  return Reply{found.empty() ? "null" : to_json(found.front()), ""};
}

Result<Reply> get_conversation(CallContext& call) {
  CONVOTIC_TRY_ASSIGN(const std::string id, call.arguments.text(0));
  return Reply{json_or_null(call.tables.conversations.find(id)), ""};
}

Result<Reply> list_conversations(CallContext& call) {
  CONVOTIC_TRY_ASSIGN(const Fields options, call.arguments.fields(0));
  CONVOTIC_TRY(options.check_names(kListOptions));
  ConversationFilter filter;
  CONVOTIC_TRY_ASSIGN(filter.contact_id, options.name("contactId"));
  CONVOTIC_TRY_ASSIGN(filter.status, read_status(options));
  CONVOTIC_TRY_ASSIGN(filter.limit, options.limit(20));
  return Reply{to_json_array(call.tables.conversations.list(filter)), ""};
}

Result<Reply> create_conversation(CallContext& call) {
  CONVOTIC_TRY_ASSIGN(const Fields fields, call.arguments.fields(0));
  CONVOTIC_TRY(fields.check_names(kNew));
  CONVOTIC_TRY_ASSIGN(const std::string contact_id, fields.required_name("contactId"));
  CONVOTIC_TRY_ASSIGN(const std::optional<std::string> platform, fields.name("platform"));
  const std::optional<Contact> contact = call.tables.contacts.find(contact_id);
  if (!contact) return base::fail(kNotFound, fmt::format("Contact '{}' not found", contact_id));
  Conversation conversation;
  conversation.id = call.ids.next("conv_");
  conversation.contact_id = contact_id;
  conversation.platform = platform.value_or(contact->platform);
  conversation.created_at = call.now;
  return store(call, conversation);
}

Result<Reply> update_conversation(CallContext& call) {
  CONVOTIC_TRY_ASSIGN(const std::string id, call.arguments.text(0));
  CONVOTIC_TRY_ASSIGN(const Fields changes, call.arguments.fields(1));
  CONVOTIC_TRY(changes.check_names(kChangeable));
  CONVOTIC_TRY_ASSIGN(const std::optional<std::string> status, read_status(changes));
  CONVOTIC_TRY_ASSIGN(const std::optional<std::string> platform, changes.name("platform"));
  CONVOTIC_TRY_ASSIGN(Conversation conversation, existing_conversation(call, id));
  if (!status && !platform) return Reply{to_json(conversation), ""};
  if (status) set_status(conversation, *status, call.now);
  if (platform) conversation.platform = *platform;
  return store(call, conversation);
}

Result<Reply> close_conversation(CallContext& call) {
  CONVOTIC_TRY_ASSIGN(const std::string id, call.arguments.text(0));
  CONVOTIC_TRY_ASSIGN(Conversation conversation, existing_conversation(call, id));
  if (conversation.status == "closed") return Reply{to_json(conversation), ""};
  set_status(conversation, "closed", call.now);
  return store(call, conversation);
}

Result<Reply> send_message(CallContext& call) {
  CONVOTIC_TRY_ASSIGN(const std::string conversation_id, call.arguments.text(0));
  CONVOTIC_TRY_ASSIGN(const Fields fields, call.arguments.fields(1));
  Message message;
  CONVOTIC_TRY_ASSIGN(message.content, read_message_content(fields));
  CONVOTIC_TRY_ASSIGN(const Conversation conversation, existing_conversation(call, conversation_id));
  if (conversation.status == "closed")
    return base::fail(kConflict, fmt::format("Conversation '{}' is closed", conversation_id));
  message.id = call.ids.next("msg_");
  message.conversation_id = conversation_id;
  message.platform = conversation.platform;
  message.direction = "outbound";
  // Outbound messages come from an agent [documented: /docs/api/messages]; the module is the one at work
  // here.
  message.sender_id = "agent_" + call.module;
  message.sender_name = call.module;
  message.timestamp = call.now;
  call.tables.messages.put(message);
  call.tables.conversations.note_message(conversation_id, call.now);
  call.tables.contacts.note_message(conversation.contact_id, call.now);
  return Reply{to_json(message), conversation_id};
}

Result<Reply> list_messages(CallContext& call) {
  CONVOTIC_TRY_ASSIGN(const std::string conversation_id, call.arguments.text(0));
  CONVOTIC_TRY_ASSIGN(const Fields options, call.arguments.fields(1));
  CONVOTIC_TRY(options.check_names(kMessageListOptions));
  MessageFilter filter;
  CONVOTIC_TRY_ASSIGN(filter.from, options.time("from"));
  CONVOTIC_TRY_ASSIGN(filter.to, options.time("to"));
  CONVOTIC_TRY_ASSIGN(filter.limit, options.limit(50));
  CONVOTIC_TRY(existing_conversation(call, conversation_id));
  return Reply{to_json_array(call.tables.messages.list(conversation_id, filter)), ""};
}

}  // namespace convotic::emulator
