#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace convotic::replay {

// "a b&c" as "a+b%26c": what is not A-Z, a-z, 0-9 or one of "-._~" is encoded, as curl and most others do.
std::string form_encode(std::string_view text);

using FormFields = std::vector<std::pair<std::string, std::string>>;

// "a=1&b=2"
std::string form_body(const FormFields& fields);

// One part of a multipart body.
struct FormPart {
  std::string name;
  std::string file_name;  // empty: not a file
  std::string type;       // empty: none
  std::string content;
};

// A multipart/form-data body (RFC 7578) with a boundary that is in none of the parts: `boundary`, made longer
// where it must be.
struct MultipartBody {
  std::string boundary;
  std::string body;
};
MultipartBody multipart_body(const std::vector<FormPart>& parts, std::string boundary);

}  // namespace convotic::replay
