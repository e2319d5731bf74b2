#pragma once

#include "core/webhook/message.hpp"
#include "core/webhook/scheme_rules.hpp"
#include "core/webhook/signature.hpp"
#include "core/webhook/work.hpp"

#include <functional>
#include <string>
#include <vector>

namespace convotic::webhook {

// What a signature may have been made of in place of what it should have been made of.
struct Attempt {
  SchemeRules rules;
  Message message;
  std::vector<Secret> secrets;
  std::string timestamp;  // the text that is signed
  base::UnixMillis now = 0;
  std::vector<std::string> clauses;  // what differs, for people
};

// Whether an attempt is what the signature was made of.
using Try = std::function<bool(const Attempt&)>;

// Each makes the attempts that differ from `from` in one respect, most likely first, until one is it or
// the work is done. Whether one was.
using Deviation = bool (*)(const Attempt& from, const Try& is_it, Work& work);
bool other_body(const Attempt& from, const Try& is_it, Work& work);
bool other_url(const Attempt& from, const Try& is_it, Work& work);
bool other_secret(const Attempt& from, const Try& is_it, Work& work);
bool other_content(const Attempt& from, const Try& is_it, Work& work);
bool other_algorithm(const Attempt& from, const Try& is_it, Work& work);
bool other_timestamp(const Attempt& from, const Try& is_it, Work& work);

}  // namespace convotic::webhook
