#include "core/base/nearest.hpp"
#include "emulator/store/ctx_call.hpp"

#include <algorithm>
#include <array>

namespace convotic::emulator {
namespace {

constexpr Parameter kExternalId[] = {{"externalId"}};
constexpr Parameter kContact[] = {{"contact"}};
constexpr Parameter kContactChanges[] = {{"contactId"}, {"changes"}};
constexpr Parameter kContactTag[] = {{"contactId"}, {"tag"}};
constexpr Parameter kContactId[] = {{"contactId"}};
constexpr Parameter kOptions[] = {{"options", Presence::optional}};
constexpr Parameter kConversation[] = {{"conversation"}};
constexpr Parameter kConversationChanges[] = {{"conversationId"}, {"changes"}};
constexpr Parameter kConversationId[] = {{"conversationId"}};
constexpr Parameter kMessage[] = {{"conversationId"}, {"message"}};
constexpr Parameter kConversationOptions[] = {{"conversationId"}, {"options", Presence::optional}};
constexpr Parameter kWorkflowOptions[] = {{"workflowId"}, {"options", Presence::optional}};
constexpr Parameter kWorkflowId[] = {{"workflowId"}};
constexpr Parameter kKey[] = {{"key"}};
constexpr Parameter kKeyValue[] = {{"key"}, {"value"}};

constexpr auto documented = CtxStatus::documented;
constexpr auto assumed = CtxStatus::assumed;
constexpr auto reads = Access::reads;
constexpr auto writes = Access::writes;

// `documented` means: seen in an example of Convotic's documentation (docs/fidelity.md names the pages).
constexpr CtxEntry kEntries[] = {
    {"contacts.findByExternalId", documented, reads, kExternalId, find_contact_by_external_id},
    {"contacts.create", documented, writes, kContact, create_contact},
    {"contacts.update", documented, writes, kContactChanges, update_contact},
    {"contacts.addTag", documented, writes, kContactTag, add_contact_tag},
    {"contacts.get", assumed, reads, kContactId, get_contact},
    {"contacts.list", assumed, reads, kOptions, list_contacts},
    {"contacts.delete", assumed, writes, kContactId, delete_contact},
    {"contacts.removeTag", assumed, writes, kContactTag, remove_contact_tag},
    {"conversations.findByContactId", documented, reads, kContactId, find_conversation_by_contact_id},
    {"conversations.get", assumed, reads, kConversationId, get_conversation},
    {"conversations.create", assumed, writes, kConversation, create_conversation},
    {"conversations.update", assumed, writes, kConversationChanges, update_conversation},
    {"conversations.close", assumed, writes, kConversationId, close_conversation},
    {"conversations.list", assumed, reads, kOptions, list_conversations},
    {"messages.send", documented, writes, kMessage, send_message},
    {"messages.list", assumed, reads, kConversationOptions, list_messages},
    {"workflows.trigger", documented, writes, kWorkflowOptions, trigger_workflow},
    {"workflows.get", assumed, reads, kWorkflowId, get_workflow},
    {"workflows.list", assumed, reads, {}, list_workflows},
    {"storage.get", documented, reads, kKey, get_storage},
    {"storage.set", assumed, writes, kKeyValue, set_storage},
    {"storage.delete", assumed, writes, kKey, delete_storage},
    {"storage.list", assumed, reads, kOptions, list_storage},
};

constexpr auto kMembers = [] {
  std::array<CtxMember, std::size(kEntries)> out{};
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = {kEntries[i].name, kEntries[i].status};
  return out;
}();

}  // namespace

Tables::Tables(SQLite::Database& database)
    : contacts(database), conversations(database), messages(database), workflows(database), storage(database),
      journal(database) {}

std::span<const CtxMember> ctx_members() {
  return kMembers;
}

const CtxEntry* find_ctx_entry(std::string_view name) {
  const auto found =
      std::find_if(std::begin(kEntries), std::end(kEntries), [&](const auto& e) { return e.name == name; });
  return found == std::end(kEntries) ? nullptr : found;
}

std::string nearest_ctx_name(std::string_view name) {
  std::vector<std::string> names;
  for (const CtxEntry& entry : kEntries)
    names.emplace_back(entry.name);
  return base::nearest(name, names).value_or("");
}

}  // namespace convotic::emulator
