#pragma once

#include "core/http/message.hpp"

#include <string>
#include <vector>

namespace convotic::webhook {

// A webhook request as its sender sees it: what signatures are made of.
struct Message {
  std::string method = "POST";
  std::string url;  // absolute, as the sender was given it: "https://shop.example/hook?x=1"; may be empty
                    // where no signature covers it
  std::vector<http::Header> headers;
  std::string body;  // the exact bytes
};

}  // namespace convotic::webhook
