#pragma once

#include "replay/plan.hpp"

// How the requests of each variant are made; for plan.cpp.
namespace convotic::replay {

// The message of a trial. Fails as webhook::sign does.
Result<webhook::Message> compose_message(const Trial& trial, const Case& of, base::UnixMillis now,
                                         base::Random& random);

// The message as it goes to a module: below it, with the query that signing may have given the URL.
Delivery make_delivery(const Case& of, webhook::Message message);

// The same URL with another path.
std::string elsewhere(const std::string& url);

// The most changes of a body that are tried.
inline constexpr std::size_t kTamperings = 32;

// Whether a change of `signed_body` keeps off what signing put into it.
bool spares_signature(const std::string& recorded, const std::string& signed_body, std::size_t offset,
                      std::size_t length);

}  // namespace convotic::replay
