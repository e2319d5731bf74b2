#include "cli/webhook_template/provider.hpp"

#include "core/base/json_reader.hpp"

namespace convotic::cli {
namespace {

using base::JsonReader;

// Reads members of one object, and keeps the first failure.
class Members {
public:
  explicit Members(const JsonReader& object) : object_(object) {}

  Members& text(std::string_view key, std::string& target) {
    return read(object_.get(key), [&](const JsonReader& value) { return assign(value.as_string(), target); });
  }
  Members& optional_text(std::string_view key, std::string& target) {
    return optional(key, [&](const JsonReader& value) { return assign(value.as_string(), target); });
  }
  Members& texts(std::string_view key, std::vector<std::string>& target) {
    return read(object_.get(key), [&](const JsonReader& value) { return assign_all(value, target); });
  }
  Members& optional_texts(std::string_view key, std::optional<std::vector<std::string>>& target) {
    return optional(key, [&](const JsonReader& value) { return assign_all(value, target.emplace()); });
  }
  template <typename Read> Members& inner(std::string_view key, const Read& read_inner) {
    return read(object_.get(key), read_inner);
  }
  Result<void> result() { return std::move(result_); }

private:
  template <typename Read> Members& read(Result<JsonReader> value, const Read& read_value) {
    if (result_ && value)
      result_ = read_value(*value);
    else if (result_)
      result_ = base::Unexpected(std::move(value).error());
    return *this;
  }
  template <typename Read> Members& optional(std::string_view key, const Read& read_value) {
    if (!result_) return *this;
    auto found = object_.find(key);
    if (found && !*found) return *this;
    return read(found ? Result<JsonReader>(**found) : base::Unexpected(std::move(found).error()), read_value);
  }
  static Result<void> assign(Result<std::string> text, std::string& target) {
    CONVOTIC_TRY_ASSIGN(target, std::move(text));
    return {};
  }
  static Result<void> assign_all(const JsonReader& value, std::vector<std::string>& target) {
    CONVOTIC_TRY_ASSIGN(const auto items, value.as_array());
    for (const JsonReader& item : items)
      CONVOTIC_TRY(assign(item.as_string(), target.emplace_back()));
    return {};
  }

  const JsonReader& object_;
  Result<void> result_;
};

Result<void> read_person(const JsonReader& value, EventShape& event) {
  CONVOTIC_TRY(value.check_keys({"id", "name", "email"}));
  return Members(value)
      .text("id", event.person_id)
      .optional_text("name", event.person_name)
      .optional_text("email", event.person_email)
      .result();
}

Result<void> read_event(const JsonReader& value, EventShape& event) {
  CONVOTIC_TRY(value.check_keys({"list", "id", "type", "person"}));
  return Members(value)
      .optional_texts("list", event.list)
      .texts("id", event.id)
      .texts("type", event.type)
      .inner("person", [&](const JsonReader& person) { return read_person(person, event); })
      .result();
}

Result<void> read_provider(const JsonReader& value, WebhookProvider& out) {
  CONVOTIC_TRY(value.check_keys({"title", "secret", "found", "verify", "handshake_route", "handshake_before",
                                 "handshake_after", "event", "acts_on", "tag", "message", "log", "answer",
                                 "public_key", "private_key", "signed", "setup", "fixtures"}));
  return Members(value)
      .optional_text("title", out.title)
      .text("secret", out.secret)
      .text("found", out.found)
      .optional_text("verify", out.verify)
      .optional_text("handshake_route", out.handshake_route)
      .optional_text("handshake_before", out.handshake_before)
      .optional_text("handshake_after", out.handshake_after)
      .inner("event", [&](const JsonReader& event) { return read_event(event, out.event); })
      .text("acts_on", out.acts_on)
      .text("tag", out.tag)
      .text("message", out.message)
      .text("log", out.log)
      .optional_text("answer", out.answer)
      .optional_text("public_key", out.public_key)
      .optional_text("private_key", out.private_key)
      .optional_text("signed", out.is_signed)
      .optional_text("setup", out.setup)
      .texts("fixtures", out.fixtures)
      .result();
}

}  // namespace

Result<std::vector<WebhookProvider>> read_webhook_providers(const std::string& file, std::string text) {
  CONVOTIC_TRY_ASSIGN(const JsonReader json, JsonReader::parse(file, std::move(text)));
  CONVOTIC_TRY_ASSIGN(const auto rows, json.as_object());
  std::vector<WebhookProvider> providers;
  for (const auto& [name, row] : rows) {
    WebhookProvider& provider = providers.emplace_back();
    provider.name = name;
    CONVOTIC_TRY(read_provider(row, provider));
  }
  return providers;
}

}  // namespace convotic::cli
