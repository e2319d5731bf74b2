#include "lint/analysis/remedies.hpp"

namespace convotic::lint::outcome {

std::string shown(const Range& at, const Project& project) {
  const ParsedFile* const file = project.file(at.file);
  std::string out = file == nullptr ? std::string{} : file->source->text.substr(at.begin, at.end - at.begin);
  for (char& c : out)
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  for (std::size_t twice = out.find("  "); twice != std::string::npos; twice = out.find("  "))
    out.erase(twice, 1);
  constexpr std::size_t kLongest = 60;
  if (out.size() > kLongest) out = out.substr(0, kLongest - 3) + "...";
  return out;
}

std::string decoy_help(std::string_view rule) {
  if (rule == "auth/decode-without-verify")
    return "verify the token, which checks its signature, before it is believed";
  if (rule == "auth/attacker-controlled-secret") return "take the key from the environment";
  if (rule == "auth/unkeyed-digest") return "use an HMAC with a secret that only the sender knows";
  if (rule == "auth/spoofable-check") return "verify a signature or a token: the sender can write any header";
  if (rule == "auth/always-true") return "make it compare a signature or a token";
  return "compare its value with what the secret gives";
}

Fix removal_of(const RouteProperty& property, const Project& project) {
  Range at = property.at;
  const std::string& source = project.file(at.file)->source->text;
  while (at.end < source.size() && (source[at.end] == ' ' || source[at.end] == '\t'))
    ++at.end;
  if (at.end < source.size() && source[at.end] == ',') ++at.end;
  while (at.end < source.size() && (source[at.end] == ' ' || source[at.end] == '\t'))
    ++at.end;
  return {"let the platform ask for an API key", Fix::Applicability::unsafe, {{at, ""}}};
}

std::vector<Fix> await_fix(const Step& verifier, const Project& project) {
  const ParsedFile* const file = project.file(verifier.at.file);
  const auto node = static_cast<NodeId>(verifier.site);
  if (file == nullptr || node >= file->ast.size() || !file->ast.is(node, NodeKind::call)) return {};
  const NodeId function = file->ast.enclosing_function(node);
  if (function == kNoNode || !file->ast.has(function, kAsync)) return {};
  const Range at{verifier.at.file, verifier.at.begin, verifier.at.begin};
  return {{"insert await", Fix::Applicability::safe, {{at, "await "}}}};
}

}  // namespace convotic::lint::outcome
