#include "emulator/store/message_content.hpp"

#include "emulator/store/json_fields.hpp"

namespace convotic::emulator {
namespace {

constexpr std::string_view kText[] = {"type", "text"};
constexpr std::string_view kMedia[] = {"type", "url", "caption"};

}  // namespace

Result<std::string> read_message_content(const Fields& fields) {
  CONVOTIC_TRY_ASSIGN(const std::optional<std::string> given, fields.text("type"));
  const std::string type = given.value_or("text");
  JsonFields out;
  out.text("type", type);
  if (type == "text") {
    CONVOTIC_TRY(fields.check_names(kText));
    CONVOTIC_TRY(fields.required_name("text"));
    // As written: a text cut in the middle of an emoji stays what it is.
    return std::move(out.json("text", fields.find("text")->text())).object();
  }
  if (type != "image" && type != "video" && type != "file")
    return base::Unexpected(fields.wrong("type", "\"text\", \"image\", \"video\" or \"file\""));
  CONVOTIC_TRY(fields.check_names(kMedia));
  CONVOTIC_TRY(fields.required_name("url"));
  out.json("url", fields.find("url")->text());
  CONVOTIC_TRY_ASSIGN(const std::optional<std::string> caption, fields.text("caption"));
  if (caption) out.json("caption", fields.find("caption")->text());
  return std::move(out).object();
}

}  // namespace convotic::emulator
