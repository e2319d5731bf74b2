#include "cli/verdict_name.hpp"

namespace convotic::cli {

std::string_view outcome_name(webhook::Verdict::Outcome outcome) {
  using Outcome = webhook::Verdict::Outcome;
  switch (outcome) {
  case Outcome::valid:
    return "valid";
  case Outcome::missing:
    return "missing";
  case Outcome::malformed:
    return "malformed";
  case Outcome::mismatch:
    return "mismatch";
  case Outcome::stale:
    return "stale";
  case Outcome::future:
    return "future";
  case Outcome::unsupported:
    return "unsupported";
  }
  return "";
}

}  // namespace convotic::cli
