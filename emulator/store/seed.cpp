#include "emulator/store/seed.hpp"

#include "core/base/json_reader.hpp"
#include "emulator/store/ids.hpp"
#include "emulator/store/iso_time.hpp"
#include "emulator/store/message_content.hpp"

#include <fmt/format.h>

#include <initializer_list>
#include <unordered_map>

namespace convotic::emulator {
namespace {

using base::JsonReader;
using base::kJsonInvalid;
using base::UnixMillis;

base::Unexpected invalid(const JsonReader& at, std::string message, std::string hint = {}) {
  return base::Unexpected(at.error(kJsonInvalid, std::move(message), std::move(hint)));
}

Result<std::optional<std::string>> read_text(const JsonReader& object, std::string_view key) {
  CONVOTIC_TRY_ASSIGN(const std::optional<JsonReader> value, object.find(key));
  if (!value) return std::nullopt;
  CONVOTIC_TRY_ASSIGN(std::string text, value->as_string());
  return text;
}

Result<std::optional<std::string>> read_name(const JsonReader& object, std::string_view key) {
  CONVOTIC_TRY_ASSIGN(const std::optional<JsonReader> value, object.find(key));
  if (!value) return std::nullopt;
  CONVOTIC_TRY_ASSIGN(std::string text, value->as_string());
  if (text.empty()) return invalid(*value, fmt::format("\"{}\" must not be empty", key));
  return text;
}

Result<std::optional<UnixMillis>> read_time(const JsonReader& object, std::string_view key) {
  CONVOTIC_TRY_ASSIGN(const std::optional<JsonReader> value, object.find(key));
  if (!value) return std::nullopt;
  CONVOTIC_TRY_ASSIGN(const std::string text, value->as_string());
  const std::optional<UnixMillis> time = parse_iso_time(text);
  if (!time)
    return invalid(*value, fmt::format("\"{}\" is not a time", text), "write it as 2026-03-30T14:22:00Z");
  return time;
}

// One of the two words; the first where it is absent.
Result<std::string> read_choice(const JsonReader& object, std::string_view key,
                                std::initializer_list<const char*> choices) {
  CONVOTIC_TRY_ASSIGN(const std::optional<JsonReader> value, object.find(key));
  if (!value) return *choices.begin();
  CONVOTIC_TRY_ASSIGN(std::string text, value->as_string());
  for (const char* choice : choices)
    if (text == choice) return text;
  return invalid(*value,
                 fmt::format("\"{}\" must be one of {}, not \"{}\"", key, fmt::join(choices, ", "), text));
}

// A JSON object as compact text.
Result<std::string> read_object(const JsonReader& value) {
  CONVOTIC_TRY(value.as_object());
  return value.dump();
}

class Seeder {
public:
  Seeder(Tables& tables, UnixMillis now) : tables_(tables), now_(now) {}

  Result<SeedSummary> plant(const JsonReader& root) {
    CONVOTIC_TRY(root.check_keys({"contacts", "conversations", "messages", "workflows", "storage"}));
    CONVOTIC_TRY_ASSIGN(summary_.contacts, each(root, "contacts", &Seeder::contact));
    CONVOTIC_TRY_ASSIGN(summary_.conversations, each(root, "conversations", &Seeder::conversation));
    CONVOTIC_TRY_ASSIGN(summary_.messages, each(root, "messages", &Seeder::message));
    CONVOTIC_TRY_ASSIGN(summary_.workflows, each(root, "workflows", &Seeder::workflow));
    CONVOTIC_TRY_ASSIGN(summary_.storage_entries, storage(root));
    return summary_;
  }

private:
  Result<std::size_t> each(const JsonReader& root, std::string_view key,
                           Result<void> (Seeder::*plant_one)(const JsonReader&)) {
    CONVOTIC_TRY_ASSIGN(const std::optional<JsonReader> list, root.find(key));
    if (!list) return 0;
    CONVOTIC_TRY_ASSIGN(const std::vector<JsonReader> entries, list->as_array());
    for (const JsonReader& entry : entries)
      CONVOTIC_TRY((this->*plant_one)(entry));
    return entries.size();
  }

  // The id given, checked for its prefix, or one made from the entry.
  Result<std::string> id_of(const JsonReader& entry, std::string_view prefix) {
    CONVOTIC_TRY_ASSIGN(const std::optional<JsonReader> given, entry.find("id"));
    if (given) {
      CONVOTIC_TRY_ASSIGN(std::string id, given->as_string());
      if (!id.starts_with(prefix) || id.size() == prefix.size())
        return invalid(*given, fmt::format("the id \"{}\" must start with \"{}\"", id, prefix));
      return id;
    }
    // Two entries with the same text are two things.
    std::string text = fmt::format("{}{}", prefix, entry.dump());
    text += fmt::format("#{}", ++seen_[text]);
    return id_of_text(prefix, text);
  }

  Result<void> contact(const JsonReader& entry) {
    CONVOTIC_TRY(entry.check_keys({"id", "externalId", "name", "firstName", "lastName", "email", "phone",
                                   "platform", "platformUserId", "avatarUrl", "tags", "attributes",
                                   "lastMessageAt", "createdAt"}));
    Contact contact;
    CONVOTIC_TRY_ASSIGN(contact.external_id, read_name(entry, "externalId"));
    CONVOTIC_TRY_ASSIGN(contact.id, id_of(entry, "ct_"));
    CONVOTIC_TRY_ASSIGN(const std::optional<JsonReader> id, entry.find("id"));
    if (contact.external_id) {
      const std::optional<Contact> owner = tables_.contacts.find_by_external_id(*contact.external_id);
      if (owner && id && owner->id != contact.id) {
        return invalid(entry, fmt::format("the externalId \"{}\" belongs to the contact \"{}\" already",
                                          *contact.external_id, owner->id));
      }
      if (owner) contact.id = owner->id;
    }
    for (const ContactTextField& field : kContactTextFields) {
      CONVOTIC_TRY_ASSIGN(contact.*field.member, read_text(entry, field.name));
    }
    CONVOTIC_TRY_ASSIGN(const std::optional<std::string> platform, read_name(entry, "platform"));
    if (platform) contact.platform = *platform;
    CONVOTIC_TRY_ASSIGN(contact.platform_user_id, read_name(entry, "platformUserId"));
    CONVOTIC_TRY(contact_lists(entry, contact));
    const std::optional<Contact> before = tables_.contacts.find(contact.id);
    CONVOTIC_TRY_ASSIGN(const std::optional<UnixMillis> created_at, read_time(entry, "createdAt"));
    CONVOTIC_TRY_ASSIGN(contact.last_message_at, read_time(entry, "lastMessageAt"));
    if (!contact.last_message_at && before) contact.last_message_at = before->last_message_at;
    contact.created_at = created_at.value_or(before ? before->created_at : now_);
    contact.updated_at = now_;
    tables_.contacts.put(contact);
    return {};
  }

  Result<void> contact_lists(const JsonReader& entry, Contact& contact) {
    CONVOTIC_TRY_ASSIGN(const std::optional<JsonReader> tags, entry.find("tags"));
    if (tags) {
      std::vector<std::string> names;
      CONVOTIC_TRY_ASSIGN(const std::vector<JsonReader> items, tags->as_array());
      for (const JsonReader& item : items) {
        CONVOTIC_TRY_ASSIGN(std::string name, item.as_string());
        if (name.empty()) return invalid(item, "a tag must not be empty");
        names.push_back(std::move(name));
      }
      set_tags(contact, names);
    }
    CONVOTIC_TRY_ASSIGN(const std::optional<JsonReader> attributes, entry.find("attributes"));
    if (attributes) {
      CONVOTIC_TRY_ASSIGN(const std::string object, read_object(*attributes));
      merge_attributes(contact, object);
    }
    return {};
  }

  Result<Contact> contact_of_conversation(const JsonReader& entry) {
    CONVOTIC_TRY_ASSIGN(const std::optional<std::string> id, read_name(entry, "contactId"));
    CONVOTIC_TRY_ASSIGN(const std::optional<std::string> external_id, read_name(entry, "contactExternalId"));
    if (id.has_value() == external_id.has_value())
      return invalid(entry, "a conversation needs either \"contactId\" or \"contactExternalId\"");
    std::optional<Contact> contact =
        id ? tables_.contacts.find(*id) : tables_.contacts.find_by_external_id(*external_id);
    if (!contact) {
      CONVOTIC_TRY_ASSIGN(const JsonReader place, entry.get(id ? "contactId" : "contactExternalId"));
      return invalid(place,
                     fmt::format("there is no contact with the {} \"{}\"", id ? "id" : "externalId",
                                 id ? *id : *external_id),
                     "list it under \"contacts\"");
    }
    return *std::move(contact);
  }

  Result<void> conversation(const JsonReader& entry) {
    CONVOTIC_TRY(entry.check_keys({"id", "contactId", "contactExternalId", "platform", "status", "createdAt",
                                   "lastMessageAt", "closedAt"}));
    Conversation conversation;
    CONVOTIC_TRY_ASSIGN(conversation.id, id_of(entry, "conv_"));
    CONVOTIC_TRY_ASSIGN(const Contact contact, contact_of_conversation(entry));
    conversation.contact_id = contact.id;
    CONVOTIC_TRY_ASSIGN(const std::optional<std::string> platform, read_name(entry, "platform"));
    conversation.platform = platform.value_or(contact.platform);
    CONVOTIC_TRY_ASSIGN(const std::string status, read_choice(entry, "status", {"open", "closed"}));
    const std::optional<Conversation> before = tables_.conversations.find(conversation.id);
    CONVOTIC_TRY_ASSIGN(const std::optional<UnixMillis> created_at, read_time(entry, "createdAt"));
    conversation.created_at = created_at.value_or(before ? before->created_at : now_);
    CONVOTIC_TRY_ASSIGN(conversation.last_message_at, read_time(entry, "lastMessageAt"));
    if (!conversation.last_message_at && before) conversation.last_message_at = before->last_message_at;
    CONVOTIC_TRY_ASSIGN(const std::optional<UnixMillis> closed_at, read_time(entry, "closedAt"));
    set_status(conversation, status, closed_at.value_or(now_));
    conversation.updated_at = now_;
    tables_.conversations.put(conversation);
    return {};
  }

  Result<void> message(const JsonReader& entry) {
    CONVOTIC_TRY(
        entry.check_keys({"id", "conversationId", "direction", "text", "content", "sender", "timestamp"}));
    Message message;
    CONVOTIC_TRY_ASSIGN(message.id, id_of(entry, "msg_"));
    CONVOTIC_TRY_ASSIGN(const JsonReader place, entry.get("conversationId"));
    CONVOTIC_TRY_ASSIGN(message.conversation_id, place.as_string());
    const std::optional<Conversation> conversation = tables_.conversations.find(message.conversation_id);
    if (!conversation) {
      return invalid(place,
                     fmt::format("there is no conversation with the id \"{}\"", message.conversation_id),
                     "list it under \"conversations\" with that id");
    }
    message.platform = conversation->platform;
    CONVOTIC_TRY_ASSIGN(message.direction, read_choice(entry, "direction", {"inbound", "outbound"}));
    CONVOTIC_TRY_ASSIGN(message.content, content(entry));
    CONVOTIC_TRY(sender(entry, *conversation, message));
    CONVOTIC_TRY_ASSIGN(const std::optional<UnixMillis> timestamp, read_time(entry, "timestamp"));
    message.timestamp = timestamp.value_or(now_);
    tables_.messages.put(message);
    tables_.conversations.note_message(conversation->id, message.timestamp);
    tables_.contacts.note_message(conversation->contact_id, message.timestamp);
    return {};
  }

  Result<std::string> content(const JsonReader& entry) {
    CONVOTIC_TRY_ASSIGN(const std::optional<JsonReader> text, entry.find("text"));
    CONVOTIC_TRY_ASSIGN(const std::optional<JsonReader> content, entry.find("content"));
    if (text.has_value() == content.has_value())
      return invalid(entry, "a message needs either \"text\" or \"content\"");
    const JsonReader& place = text ? *text : *content;
    std::string object;
    if (text) {
      CONVOTIC_TRY(text->as_string());
      object = fmt::format("{{\"text\":{}}}", text->dump());
    } else {
      CONVOTIC_TRY_ASSIGN(object, read_object(*content));
    }
    Result<std::string> out = read_message_content(Fields("the content", JsonSlice(object)));
    if (!out) return invalid(place, std::move(out).error().message);
    return out;
  }

  Result<void> sender(const JsonReader& entry, const Conversation& conversation, Message& message) {
    CONVOTIC_TRY_ASSIGN(const std::optional<JsonReader> sender, entry.find("sender"));
    if (sender) {
      CONVOTIC_TRY(sender->check_keys({"id", "name"}));
      CONVOTIC_TRY_ASSIGN(const JsonReader id, sender->get("id"));
      CONVOTIC_TRY_ASSIGN(message.sender_id, id.as_string());
      CONVOTIC_TRY_ASSIGN(const JsonReader name, sender->get("name"));
      CONVOTIC_TRY_ASSIGN(message.sender_name, name.as_string());
    } else if (message.direction == "inbound") {
      const std::optional<Contact> contact = tables_.contacts.find(conversation.contact_id);
      message.sender_id = conversation.contact_id;
      message.sender_name = display_name(*contact);
    } else {
      // The sample agent of /docs/api/messages.
      message.sender_id = "agent_01";
      message.sender_name = "Support Bot";
    }
    return {};
  }

  Result<void> workflow(const JsonReader& entry) {
    CONVOTIC_TRY(entry.check_keys({"id", "name", "status", "trigger"}));
    Workflow workflow;
    CONVOTIC_TRY_ASSIGN(workflow.id, id_of(entry, "wf_"));
    CONVOTIC_TRY_ASSIGN(const std::optional<std::string> name, read_name(entry, "name"));
    workflow.name = name.value_or(workflow.id);
    CONVOTIC_TRY_ASSIGN(workflow.status, read_choice(entry, "status", {"published", "draft"}));
    CONVOTIC_TRY_ASSIGN(const std::optional<JsonReader> trigger, entry.find("trigger"));
    if (trigger) {
      CONVOTIC_TRY_ASSIGN(const JsonReader type, trigger->get("type"));
      CONVOTIC_TRY(type.as_string());
      workflow.trigger = trigger->dump();
    }
    const std::optional<Workflow> before = tables_.workflows.find(workflow.id);
    workflow.created_at = before ? before->created_at : now_;
    workflow.updated_at = now_;
    tables_.workflows.put(workflow);
    return {};
  }

  Result<std::size_t> storage(const JsonReader& root) {
    std::size_t count = 0;
    CONVOTIC_TRY_ASSIGN(const std::optional<JsonReader> storage, root.find("storage"));
    if (!storage) return count;
    CONVOTIC_TRY_ASSIGN(const auto modules, storage->as_object());
    for (const auto& [module, values] : modules) {
      CONVOTIC_TRY_ASSIGN(const auto entries, values.as_object());
      for (const auto& [key, value] : entries) {
        if (key.empty() || key.size() > kStorageKeyBytes)
          return invalid(value, fmt::format("a storage key must have 1 to {} bytes, not {}", kStorageKeyBytes,
                                            key.size()));
        tables_.storage.set(module, {key, value.dump()}, now_);
        ++count;
      }
    }
    return count;
  }

  Tables& tables_;
  UnixMillis now_;
  SeedSummary summary_;
  std::unordered_map<std::string, int> seen_;
};

}  // namespace

Result<SeedSummary> plant_seed(Tables& tables, SeedFile file) {
  // The levels of the file around a storage value, and those of the value.
  if (check_json(file.text, kJsonDepth + 3) == JsonFault::too_deep)
    return base::fail(kJsonInvalid, fmt::format("\"{}\" nests deeper than {} levels", file.name, kJsonDepth));
  CONVOTIC_TRY_ASSIGN(const JsonReader root, JsonReader::parse(std::move(file.name), std::move(file.text)));
  return Seeder(tables, file.now).plant(root);
}

}  // namespace convotic::emulator
