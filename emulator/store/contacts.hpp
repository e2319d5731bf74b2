#pragma once

#include "core/base/clock.hpp"
#include "emulator/store/sql.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace convotic::emulator {

// The platform of a contact that names none. What the platform puts there is not documented.
inline constexpr std::string_view kDefaultPlatform = "custom";

struct Contact {
  std::string id;
  std::optional<std::string> external_id;
  std::optional<std::string> name;  // as given; display_name() is what is shown
  std::optional<std::string> first_name;
  std::optional<std::string> last_name;
  std::optional<std::string> email;
  std::optional<std::string> phone;
  std::string platform{kDefaultPlatform};
  std::optional<std::string> platform_user_id;
  std::optional<std::string> avatar_url;
  std::string tags = "[]";        // JSON array of strings
  std::string attributes = "{}";  // JSON object
  std::optional<base::UnixMillis> last_message_at;
  base::UnixMillis created_at = 0;
  base::UnixMillis updated_at = 0;
};

// A field that is a string or null: its name in JSON, and where it is kept.
struct ContactTextField {
  std::string_view name;
  std::optional<std::string> Contact::*member;
};
inline constexpr ContactTextField kContactTextFields[] = {
    {"name", &Contact::name},   {"firstName", &Contact::first_name}, {"lastName", &Contact::last_name},
    {"email", &Contact::email}, {"phone", &Contact::phone},          {"avatarUrl", &Contact::avatar_url},
};

// The name given, or else the best that is known of the contact; never empty.
std::string display_name(const Contact& contact);

// The contact as `ctx` shows it.
std::string to_json(const Contact& contact);

// The contact's tags, in the order in which they were added, and back.
std::vector<std::string> tags_of(const Contact& contact);
void set_tags(Contact& contact, const std::vector<std::string>& tags);

// Puts the members of `changes`, a JSON object, into the attributes; null takes one out. Other values are
// kept as they are written.
void merge_attributes(Contact& contact, std::string_view changes);

class Contacts {
public:
  explicit Contacts(SQLite::Database& database);

  std::optional<Contact> find(const std::string& id);
  std::optional<Contact> find_by_external_id(const std::string& external_id);
  // The latest to have had a message first; those that never had one last, the newest first.
  std::vector<Contact> list(const std::optional<std::string>& platform, std::int64_t limit);
  // Adds the contact, or replaces the one with its id.
  void put(const Contact& contact);
  void note_message(const std::string& id, base::UnixMillis at);
  // With its conversations and their messages. Whether there was one.
  bool erase(const std::string& id);

private:
  Statement find_, find_by_external_id_, list_, put_, replace_, note_message_, erase_;
};

}  // namespace convotic::emulator
