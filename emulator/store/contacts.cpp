#include "emulator/store/contacts.hpp"

#include "core/base/json_text.hpp"
#include "emulator/store/json_fields.hpp"
#include "emulator/store/json_slice.hpp"

#include <algorithm>

namespace convotic::emulator {
namespace {

// The order of read().
#define CONTACT_COLUMNS                                                                                      \
  "id, external_id, name, first_name, last_name, email, phone, platform, platform_user_id, avatar_url, "     \
  "tags, "                                                                                                   \
  "attributes, last_message_at, created_at, updated_at"

Contact read(const Rows& row) {
  Contact out;
  out.id = row.text(0);
  out.external_id = row.optional_text(1);
  out.name = row.optional_text(2);
  out.first_name = row.optional_text(3);
  out.last_name = row.optional_text(4);
  out.email = row.optional_text(5);
  out.phone = row.optional_text(6);
  out.platform = row.text(7);
  out.platform_user_id = row.optional_text(8);
  out.avatar_url = row.optional_text(9);
  out.tags = row.text(10);
  out.attributes = row.text(11);
  out.last_message_at = row.optional_integer(12);
  out.created_at = row.integer(13);
  out.updated_at = row.integer(14);
  return out;
}

std::optional<Contact> first(Rows rows) {
  if (!rows.next()) return std::nullopt;
  return read(rows);
}

}  // namespace

std::string display_name(const Contact& contact) {
  if (contact.name && !contact.name->empty()) return *contact.name;
  std::string joined = contact.first_name.value_or("");
  if (!joined.empty() && contact.last_name && !contact.last_name->empty()) joined += ' ';
  joined += contact.last_name.value_or("");
  if (!joined.empty()) return joined;
  for (const auto& field : {contact.email, contact.phone, contact.external_id})
    if (field && !field->empty()) return *field;
  return contact.id;
}

std::string to_json(const Contact& contact) {
  JsonFields out;
  out.text("id", contact.id)
      .nullable_text("externalId", contact.external_id)
      .text("name", display_name(contact))
      .nullable_text("firstName", contact.first_name)
      .nullable_text("lastName", contact.last_name)
      .nullable_text("email", contact.email)
      .nullable_text("phone", contact.phone)
      .text("platform", contact.platform)
      .nullable_text("platformUserId", contact.platform_user_id)
      .nullable_text("avatarUrl", contact.avatar_url)
      .json("tags", contact.tags)
      .json("attributes", contact.attributes)
      .time("lastMessageAt", contact.last_message_at)
      .time("createdAt", contact.created_at)
      .time("updatedAt", contact.updated_at);
  return std::move(out).object();
}

std::vector<std::string> tags_of(const Contact& contact) {
  std::vector<std::string> out;
  for (const JsonSlice& tag : JsonSlice(contact.tags).items())
    out.push_back(tag.string());
  return out;
}

void set_tags(Contact& contact, const std::vector<std::string>& tags) {
  std::vector<std::string> written;
  for (const std::string& tag : tags) {
    std::string json = base::json_string(tag);
    if (std::find(written.begin(), written.end(), json) == written.end()) written.push_back(std::move(json));
  }
  contact.tags = json_array(written);
}

void merge_attributes(Contact& contact, std::string_view changes) {
  const std::string before = std::move(contact.attributes);
  std::vector<JsonSlice::Member> merged = JsonSlice(before).members();
  const std::size_t known = merged.size();
  for (JsonSlice::Member& change : JsonSlice(changes).members()) {
    const auto end = merged.begin() + static_cast<std::ptrdiff_t>(known);
    const auto place =
        std::find_if(merged.begin(), end, [&](const auto& member) { return member.name == change.name; });
    if (place != end)
      place->value = change.value;
    else
      merged.push_back(std::move(change));
  }
  std::string& out = contact.attributes;
  out = "{";
  for (const JsonSlice::Member& member : merged) {
    if (member.value.kind() == JsonKind::null) continue;
    if (out.size() > 1) out += ',';
    out.append(member.name_text).append(1, ':').append(member.value.text());
  }
  out += '}';
}

Contacts::Contacts(SQLite::Database& database)
    : find_(database, "SELECT " CONTACT_COLUMNS " FROM contacts WHERE id = ?1"),
      find_by_external_id_(database, "SELECT " CONTACT_COLUMNS " FROM contacts WHERE external_id = ?1"),
      list_(database, "SELECT " CONTACT_COLUMNS " FROM contacts WHERE ?1 IS NULL OR platform = ?1"
                      " ORDER BY last_message_at DESC NULLS LAST, row DESC LIMIT ?2"),
      put_(database,
           "INSERT INTO contacts (" CONTACT_COLUMNS
           ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)"
           " ON CONFLICT (id) DO UPDATE SET external_id = ?2, name = ?3, first_name = ?4, last_name = ?5,"
           " email = ?6, phone = ?7, platform = ?8, platform_user_id = ?9, avatar_url = ?10, tags = ?11,"
           " attributes = ?12, last_message_at = ?13, created_at = ?14, updated_at = ?15"),
      replace_(database,
               "UPDATE contacts SET name = ?3, first_name = ?4, last_name = ?5, email = ?6, phone = ?7,"
               " platform = ?8, platform_user_id = ?9, avatar_url = ?10, tags = ?11, attributes = ?12,"
               " last_message_at = ?13, created_at = ?14, updated_at = ?15"
               " WHERE id = ?1 AND external_id IS ?2"),
      note_message_(
          database,
          "UPDATE contacts SET last_message_at = MAX(COALESCE(last_message_at, ?2), ?2) WHERE id = ?1"),
      erase_(database, "DELETE FROM contacts WHERE id = ?1") {}

std::optional<Contact> Contacts::find(const std::string& id) {
  return first(find_.select(id));
}

std::optional<Contact> Contacts::find_by_external_id(const std::string& external_id) {
  return first(find_by_external_id_.select(external_id));
}

std::vector<Contact> Contacts::list(const std::optional<std::string>& platform, std::int64_t limit) {
  std::vector<Contact> out;
  for (Rows rows = list_.select(platform, limit); rows.next();)
    out.push_back(read(rows));
  return out;
}

void Contacts::put(const Contact& c) {
  const auto run = [&c](Statement& statement) {
    return statement.execute(c.id, c.external_id, c.name, c.first_name, c.last_name, c.email, c.phone,
                             c.platform, c.platform_user_id, c.avatar_url, c.tags, c.attributes,
                             c.last_message_at, c.created_at, c.updated_at);
  };
  // Most changes leave the external id alone; a statement that does not name it does not touch its index.
  if (run(replace_) == 0) run(put_);
}

void Contacts::note_message(const std::string& id, base::UnixMillis at) {
  note_message_.execute(id, at);
}

bool Contacts::erase(const std::string& id) {
  return erase_.execute(id) > 0;
}

}  // namespace convotic::emulator
