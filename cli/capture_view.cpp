#include "cli/capture_facts.hpp"
#include "cli/verdict_name.hpp"
#include "core/base/json_layout.hpp"
#include "core/base/utf8.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <ostream>

namespace convotic::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostLines = 20;
constexpr std::size_t kWidest = 120;
constexpr std::size_t kMostBytes = 64;
constexpr std::size_t kMostJson = 1u << 20;

enum class BodyKind { none, json, text, bytes };

BodyKind kind_of(const std::string& body) {
  if (body.empty()) return BodyKind::none;
  if (!base::is_utf8(body) || body.find('\0') != std::string::npos) return BodyKind::bytes;
  const bool may_be_json = body.size() <= kMostJson && base::JsonReader::parse("body", body);
  return may_be_json ? BodyKind::json : BodyKind::text;
}

std::string_view kind_name(BodyKind kind) {
  switch (kind) {
  case BodyKind::none:
    return "none";
  case BodyKind::json:
    return "json";
  case BodyKind::text:
    return "text";
  case BodyKind::bytes:
    return "bytes";
  }
  return "";
}

// "1f 8b 08", the first of them.
std::string hex(std::string_view bytes) {
  std::string out;
  for (const char c : bytes.substr(0, kMostBytes))
    out += fmt::format("{}{:02x}", out.empty() ? "" : " ", static_cast<unsigned char>(c));
  return bytes.size() > kMostBytes ? out + " ..." : out;
}

// The first lines, none of them long.
std::vector<std::string> first_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty() && lines.size() < kMostLines) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    std::size_t width = std::min(line.size(), kWidest);
    // Not within a character.
    while (width > 0 && width < line.size() && (static_cast<unsigned char>(line[width]) & 0xc0) == 0x80)
      --width;
    lines.push_back(base::printable(line.substr(0, width)) + (width < line.size() ? " ..." : ""));
  }
  if (!text.empty()) lines.push_back(fmt::format("... and {} bytes more", text.size()));
  return lines;
}

// A line a value, where that is not much longer: what nests deeply stays as it is.
std::string indented(const std::string& json) {
  return base::lay_out_within(json, base::JsonLayout::indented_2, 8 * json.size() + 4096).value_or(json);
}

std::string describe_origin(const replay::Origin& origin) {
  std::string out = origin.kind.empty() ? "written by hand" : origin.kind;
  if (!origin.file.empty()) out += fmt::format(", {}", origin.file);
  if (origin.entry > 0) out += fmt::format(", request {}", origin.entry);
  if (origin.at) out += fmt::format(", received {}", base::format_iso_millis(*origin.at));
  return out;
}

std::string describe_body(const std::string& body) {
  const BodyKind kind = kind_of(body);
  if (kind == BodyKind::none) return "none";
  std::string out = fmt::format("{} byte{}, {}", body.size(), body.size() == 1 ? "" : "s",
                                kind == BodyKind::json ? "JSON" : kind_name(kind));
  if (kind == BodyKind::json)
    if (const auto layout = base::layout_of(body)) out += fmt::format(", {}", base::layout_name(*layout));
  return out;
}

std::string describe_time(const CaptureFacts& facts) {
  using At = CaptureFacts::At;
  const std::string time = base::format_iso_seconds(facts.at);
  if (facts.at_source == At::received) return time + ", when it was received";
  return facts.at_source == At::signed_at ? time + ", when it was signed" : time + ", which is now";
}

class CaptureView {
public:
  CaptureView(const CaptureFacts& facts, Context& context) : facts_(facts), context_(context) {}

  void print() {
    const replay::Capture& capture = facts_.capture;
    context_.out << palette().strong(
                        base::printable(capture.file.lexically_relative(context_.directory).string()))
                 << '\n';
    if (!capture.name.empty()) row("name", capture.name);
    row("origin", describe_origin(capture.origin));
    row("request", fmt::format("{} {}{}", capture.method, capture.path,
                               capture.module.empty() ? "" : fmt::format("   of module {}", capture.module)));
    if (!capture.public_url.empty()) row("public URL", capture.public_url);
    print_headers();
    print_body();
    row("exact", capture.exact == replay::Capture::Exact::yes ? "yes" : "no: " + capture.inexact_because);
    if (!capture.redacted.empty()) row("redacted", fmt::format("{}", fmt::join(capture.redacted, ", ")));
    if (capture.seed)
      row("seed",
          capture.seed->raw().starts_with('"') ? capture.seed->as_string().value() : "in the capture");
    if (capture.expect) row("expects", capture.expect->dump());
    print_signature();
  }

private:
  const base::Palette& palette() const { return context_.out_palette; }

  // Further lines of a value stand below its first.
  void row(std::string_view label, std::string_view value) {
    context_.out << fmt::format("  {}  {}\n", palette().secondary(fmt::format("{:10}", label)),
                                base::printable(value));
  }
  void more(std::string_view value) { context_.out << fmt::format("  {:10}  {}\n", "", value); }

  void print_headers() {
    std::string_view label = "headers";
    for (const http::Header& header : facts_.capture.headers) {
      row(label, fmt::format("{}: {}", header.name, header.value));
      label = "";
    }
    if (facts_.capture.headers.empty()) row(label, "none");
  }

  void print_body() {
    const std::string& body = facts_.capture.body;
    row("body", describe_body(body));
    const BodyKind kind = kind_of(body);
    if (kind == BodyKind::bytes)
      more(hex(body));
    else
      for (const std::string& line : first_lines(kind == BodyKind::json ? indented(body) : body))
        more(line);
  }

  void print_signature() {
    if (!facts_.scheme) {
      row("scheme", "none");
      return;
    }
    row("scheme",
        fmt::format("{}   {}, {} of {}", facts_.scheme->name(), facts_.scheme->title(),
                    facts_.scheme->algorithm(),
                    facts_.scheme->signed_content().empty() ? "nothing" : facts_.scheme->signed_content()));
    for (const CaptureFacts::SecretFact& secret : facts_.secrets)
      row("secret", secret.reference + (secret.missing.empty() ? "   set" : "   missing"));
    if (!facts_.verdict) {
      row("signature", "not checked: " + facts_.unchecked);
      if (!facts_.unchecked_hint.empty()) more(base::printable(facts_.unchecked_hint));
      return;
    }
    if (facts_.verdict->valid())
      context_.out << fmt::format("  {}  {} at {}\n", palette().secondary("signature "),
                                  palette().good("valid"), describe_time(facts_));
    else
      context_.out << fmt::format("  {}  {}: {}\n", palette().secondary("signature "),
                                  palette().bad("invalid"), base::printable(facts_.verdict->reason));
    if (!facts_.warning.empty())
      more(fmt::format("{}: {}", palette().warning("warning"), base::printable(facts_.warning)));
    for (const std::string& cause : facts_.causes)
      more(base::printable(cause));
  }

  const CaptureFacts& facts_;
  Context& context_;
};

Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

Json raw_or_null(const std::optional<base::JsonReader>& value) {
  return value ? Json::parse(value->raw(), nullptr, false) : Json();
}

Json signature_of(const CaptureFacts& facts) {
  Json out;
  out["outcome"] = facts.verdict ? Json(outcome_name(facts.verdict->outcome)) : Json("unchecked");
  out["reason"] = text_or_null(facts.verdict ? facts.verdict->reason : facts.unchecked);
  out["causes"] = facts.causes;
  out["warning"] = text_or_null(facts.warning);
  out["at"] = facts.scheme ? Json(base::format_iso_millis(facts.at)) : Json();
  return out;
}

}  // namespace

void print_capture(const CaptureFacts& facts, Context& context) {
  CaptureView(facts, context).print();
}

void print_capture_json(const CaptureFacts& facts, const Context& context) {
  const replay::Capture& capture = facts.capture;
  Json headers = Json::array(), secrets = Json::array();
  for (const http::Header& header : capture.headers)
    headers.push_back({header.name, header.value});
  for (const CaptureFacts::SecretFact& secret : facts.secrets)
    secrets.push_back({{"reference", secret.reference}, {"set", secret.missing.empty()}});
  const Json origin{{"kind", text_or_null(capture.origin.kind)},
                    {"file", text_or_null(capture.origin.file)},
                    {"entry", capture.origin.entry == 0 ? Json() : Json(capture.origin.entry)},
                    {"at", capture.origin.at ? Json(base::format_iso_millis(*capture.origin.at)) : Json()}};
  const Json document{{"file", capture.file.lexically_relative(context.directory).string()},
                      {"name", text_or_null(capture.name)},
                      {"origin", origin},
                      {"module", text_or_null(capture.module)},
                      {"method", capture.method},
                      {"path", capture.path},
                      {"publicUrl", text_or_null(capture.public_url)},
                      {"headers", std::move(headers)},
                      {"body", {{"kind", kind_name(kind_of(capture.body))}, {"length", capture.body.size()}}},
                      {"exact", capture.exact == replay::Capture::Exact::yes},
                      {"inexactBecause", text_or_null(capture.inexact_because)},
                      {"redacted", capture.redacted},
                      {"seed", raw_or_null(capture.seed)},
                      {"expect", raw_or_null(capture.expect)},
                      {"scheme", text_or_null(capture.scheme)},
                      {"secrets", std::move(secrets)},
                      {"signature", signature_of(facts)}};
  context.out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace convotic::cli
