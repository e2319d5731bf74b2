#include "cli/webhook_template/values.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::cli {
namespace {

constexpr std::string_view kHeader = "header:", kKind = "kind:", kLiteral = "literal:", kDigest = "digest";

bool uses(const Sources& sources, std::string_view prefix) {
  return std::any_of(sources.begin(), sources.end(),
                     [&](const std::string& source) { return source.starts_with(prefix); });
}

// `text` from the first `skip` characters on, with each comma as `", "`.
std::string quoted_list(const std::string& text, std::size_t skip) {
  std::string out = "\"";
  for (const char c : text.substr(skip))
    out += c == ',' ? std::string("\", \"") : std::string(1, c);
  return out + "\"";
}

// The expression for one source, in a function where `item` is what the paths begin at.
std::string expression(const std::string& source, std::string_view item) {
  if (source == kDigest) return "createHash(\"sha256\").update(JSON.stringify(body)).digest(\"hex\")";
  if (source.starts_with(kHeader)) return fmt::format("headers[\"{}\"]", source.substr(kHeader.size()));
  if (source.starts_with(kKind))
    return fmt::format("kindOf({}, {})", item, quoted_list(source, kKind.size()));
  if (source.starts_with(kLiteral)) return fmt::format("\"{}\"", in_quotes(source.substr(kLiteral.size())));
  return fmt::format("text({}, \"{}\")", item, in_quotes(source));
}

std::string joined_expression(const Sources& sources, std::string_view separator, std::string_view item) {
  if (sources.size() == 1) return expression(sources.front(), item);
  std::string out = fmt::format("joined(\"{}\"", separator);
  for (const std::string& source : sources)
    out += ", " + expression(source, item);
  return out + ")";
}

}  // namespace

TemplateValues event_values(const WebhookProvider& provider) {
  const EventShape& event = provider.event;
  const std::string_view item = event.list ? "item" : "body";
  const bool headers = uses(event.id, kHeader) || uses(event.type, kHeader);
  TemplateValues values;
  values["ACTS_ON"] = in_quotes(provider.acts_on);
  values["DIGEST"] = uses(event.id, kDigest) ? "yes" : "";
  values["PARAMETERS"] = headers ? "headers: Record<string, string>, body: unknown" : "body: unknown";
  values["ITEM_PARAMETERS"] = headers ? "headers: Record<string, string>, item: unknown" : "item: unknown";
  values["ITEM_ARGUMENTS"] = headers ? "headers, item" : "item";
  if (event.list) {
    values["LIST"] = "yes";
    values["LIST_PATH"] = event.list->front();
    for (std::size_t i = 1; i < event.list->size(); ++i)
      values["INNER_LISTS"] += fmt::format(".flatMap((outer) => list(outer, \"{}\"))", (*event.list)[i]);
    if (event.list->size() > 1) values["USES_LIST"] = "yes";
    values["INNER_LISTS"] += "";
  }
  if (!event.id.empty()) {
    values["ID"] = joined_expression(event.id, ":", item);
    values["ID_MEMBER"] = ", id";
  } else {
    values["ID_MEMBER"] = "";
  }
  values["TYPE"] = joined_expression(event.type, ".", item);
  values["TYPE_HEADER"] = uses(event.type, kHeader) ? "yes" : "";
  values["USES_KIND"] = uses(event.type, kKind) ? "yes" : "";
  values["USES_JOINED"] = event.id.size() > 1 || event.type.size() > 1 ? "yes" : "";
  values["PERSON_ID"] = fmt::format("text({}, \"{}\")", item, event.person_id);
  std::string& members = values["PERSON_MEMBERS"];
  if (!event.person_name.empty()) members += fmt::format(", name: text({}, \"{}\")", item, event.person_name);
  if (!event.person_email.empty())
    members += fmt::format(", email: text({}, \"{}\")", item, event.person_email);
  values["ARGUMENTS"] = headers ? "req.headers, req.body" : "req.body";
  return values;
}

}  // namespace convotic::cli
