#include "emulator/store/ctx_call.hpp"
#include "emulator/store/json_fields.hpp"
#include "emulator/store/rejection.hpp"

#include <fmt/format.h>

#include <algorithm>

// ctx.contacts
namespace convotic::emulator {
namespace {

// What a module may set, as sdk/index.d.ts has it.
constexpr std::string_view kChangeable[] = {"externalId", "name",  "firstName", "lastName",
                                            "email",      "phone", "avatarUrl", "attributes"};
constexpr std::string_view kCreatable[] = {"externalId", "name",  "firstName",     "lastName",
                                           "email",      "phone", "avatarUrl",     "attributes",
                                           "platform",   "tags",  "platformUserId"};
constexpr std::string_view kListOptions[] = {"platform", "limit"};

base::Unexpected no_such_contact(std::string_view id) {
  return base::fail(kNotFound, fmt::format("Contact '{}' not found", id));
}

Result<Contact> existing_contact(CallContext& call, const std::string& id) {
  std::optional<Contact> contact = call.tables.contacts.find(id);
  if (!contact) return no_such_contact(id);
  return *std::move(contact);
}

std::string json_or_null(const std::optional<Contact>& contact) {
  return contact ? to_json(*contact) : "null";
}

// Moves the fields that are there into the contact; null clears one. Fails where another contact has the
// external id.
Result<void> apply(CallContext& call, const Fields& fields, Contact& contact) {
  if (fields.find("externalId") != nullptr) {
    CONVOTIC_TRY_ASSIGN(contact.external_id, fields.key("externalId"));
    if (contact.external_id) {
      const std::optional<Contact> owner = call.tables.contacts.find_by_external_id(*contact.external_id);
      if (owner && owner->id != contact.id) {
        return base::fail(kConflict, fmt::format("Contact '{}' already has the externalId '{}'", owner->id,
                                                 *contact.external_id));
      }
    }
  }
  for (const ContactTextField& field : kContactTextFields) {
    if (fields.find(field.name) == nullptr) continue;
    CONVOTIC_TRY_ASSIGN(contact.*field.member, fields.text(field.name));
  }
  CONVOTIC_TRY_ASSIGN(const std::optional<JsonSlice> attributes, fields.object("attributes"));
  if (attributes) merge_attributes(contact, attributes->text());
  return {};
}

}  // namespace

Result<Reply> find_contact_by_external_id(CallContext& call) {
  CONVOTIC_TRY_ASSIGN(const std::string external_id, call.arguments.text_or_number(0));
  return Reply{json_or_null(call.tables.contacts.find_by_external_id(external_id)), ""};
}

Result<Reply> get_contact(CallContext& call) {
  CONVOTIC_TRY_ASSIGN(const std::string id, call.arguments.text(0));
  return Reply{json_or_null(call.tables.contacts.find(id)), ""};
}

Result<Reply> list_contacts(CallContext& call) {
  CONVOTIC_TRY_ASSIGN(const Fields options, call.arguments.fields(0));
  CONVOTIC_TRY(options.check_names(kListOptions));
  CONVOTIC_TRY_ASSIGN(const std::optional<std::string> platform, options.name("platform"));
  CONVOTIC_TRY_ASSIGN(const std::int64_t limit, options.limit(20));
  return Reply{to_json_array(call.tables.contacts.list(platform, limit)), ""};
}

Result<Reply> create_contact(CallContext& call) {
  CONVOTIC_TRY_ASSIGN(const Fields fields, call.arguments.fields(0));
  CONVOTIC_TRY(fields.check_names(kCreatable));
  Contact contact;
  CONVOTIC_TRY(apply(call, fields, contact));
  CONVOTIC_TRY_ASSIGN(const std::optional<std::string> platform, fields.name("platform"));
  if (platform) contact.platform = *platform;
  CONVOTIC_TRY_ASSIGN(contact.platform_user_id, fields.name("platformUserId"));
  CONVOTIC_TRY_ASSIGN(const std::vector<std::string> tags, fields.names("tags"));
  set_tags(contact, tags);
  contact.id = call.ids.next("ct_");
  contact.created_at = contact.updated_at = call.now;
  call.tables.contacts.put(contact);
  return Reply{to_json(contact), contact.id};
}

Result<Reply> update_contact(CallContext& call) {
  CONVOTIC_TRY_ASSIGN(const std::string id, call.arguments.text(0));
  CONVOTIC_TRY_ASSIGN(const Fields changes, call.arguments.fields(1));
  CONVOTIC_TRY(changes.check_names(kChangeable));
  CONVOTIC_TRY_ASSIGN(Contact contact, existing_contact(call, id));
  CONVOTIC_TRY(apply(call, changes, contact));
  if (changes.empty()) return Reply{to_json(contact), ""};
  contact.updated_at = call.now;
  call.tables.contacts.put(contact);
  return Reply{to_json(contact), id};
}

Result<Reply> add_contact_tag(CallContext& call) {
  CONVOTIC_TRY_ASSIGN(const std::string id, call.arguments.text(0));
  CONVOTIC_TRY_ASSIGN(const std::string tag, call.arguments.text(1));
  CONVOTIC_TRY_ASSIGN(Contact contact, existing_contact(call, id));
  std::vector<std::string> tags = tags_of(contact);
  if (std::find(tags.begin(), tags.end(), tag) != tags.end()) return Reply{to_json(contact), ""};
  tags.push_back(tag);
  set_tags(contact, tags);
  contact.updated_at = call.now;
  call.tables.contacts.put(contact);
  return Reply{to_json(contact), id};
}

Result<Reply> remove_contact_tag(CallContext& call) {
  CONVOTIC_TRY_ASSIGN(const std::string id, call.arguments.text(0));
  CONVOTIC_TRY_ASSIGN(const std::string tag, call.arguments.text(1));
  CONVOTIC_TRY_ASSIGN(Contact contact, existing_contact(call, id));
  std::vector<std::string> tags = tags_of(contact);
  if (std::erase(tags, tag) == 0) return Reply{to_json(contact), ""};
  set_tags(contact, tags);
  contact.updated_at = call.now;
  call.tables.contacts.put(contact);
  return Reply{to_json(contact), id};
}

Result<Reply> delete_contact(CallContext& call) {
  CONVOTIC_TRY_ASSIGN(const std::string id, call.arguments.text(0));
  if (!call.tables.contacts.erase(id)) return Reply{"false", ""};
  return Reply{"true", id};
}

}  // namespace convotic::emulator
