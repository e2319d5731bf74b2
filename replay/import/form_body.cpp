#include "replay/import/form_body.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace convotic::replay {
namespace {

// A name within quotes; browsers and curl write these three so.
std::string quoted(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '"')
      out += "%22";
    else if (c == '\r')
      out += "%0D";
    else if (c == '\n')
      out += "%0A";
    else
      out += c;
  }
  return out;
}

}  // namespace

std::string form_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x80 && std::isalnum(byte) != 0) ||
        std::string_view("-._~").find(c) != std::string_view::npos)
      out += c;
    else if (c == ' ')
      out += '+';
    else
      out += fmt::format("%{:02X}", byte);
  }
  return out;
}

std::string form_body(const FormFields& fields) {
  std::string out;
  for (const auto& [name, value] : fields)
    out += fmt::format("{}{}={}", out.empty() ? "" : "&", form_encode(name), form_encode(value));
  return out;
}

MultipartBody multipart_body(const std::vector<FormPart>& parts, std::string boundary) {
  const auto taken = [&] {
    return std::any_of(parts.begin(), parts.end(), [&](const FormPart& part) {
      return part.content.find("--" + boundary) != std::string::npos;
    });
  };
  while (taken())
    boundary += "-";
  std::string body;
  for (const FormPart& part : parts) {
    body += fmt::format("--{}\r\nContent-Disposition: form-data; name=\"{}\"", boundary, quoted(part.name));
    if (!part.file_name.empty()) body += fmt::format("; filename=\"{}\"", quoted(part.file_name));
    if (!part.type.empty()) body += fmt::format("\r\nContent-Type: {}", part.type);
    body += "\r\n\r\n" + part.content + "\r\n";
  }
  body += fmt::format("--{}--\r\n", boundary);
  return {std::move(boundary), std::move(body)};
}

}  // namespace convotic::replay
