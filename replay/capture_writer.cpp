#include "replay/capture.hpp"
#include "replay/capture_body.hpp"
#include "replay/json_layout.hpp"
#include "replay/wire_text.hpp"

#include <fmt/format.h>

namespace convotic::replay {
namespace {

class CaptureWriter {
public:
  std::string write(const Capture& capture) {
    text("convotic", "capture/1");
    optional_text("name", capture.name);
    origin(capture.origin);
    key("exact", capture.exact == Capture::Exact::yes ? "true" : "false");
    if (capture.exact == Capture::Exact::no) text("inexactBecause", capture.inexact_because);
    texts("redacted", capture.redacted);
    optional_text("scheme", capture.scheme);
    texts("secrets", capture.secrets);
    optional_text("module", capture.module);
    text("method", capture.method);
    wire("path", capture.path);
    if (!capture.public_url.empty()) wire("publicUrl", capture.public_url);
    headers(capture.headers);
    json("expect", capture.expect);
    json("seed", capture.seed);
    if (!capture.body.empty()) {
      key("body");
      append_body(out_, capture.body);
    }
    return out_ + "\n}\n";
  }

private:
  void key(std::string_view name, std::string_view value = {}) {
    out_ += fmt::format("{}  \"{}\": {}", out_.empty() ? "{\n" : ",\n", name, value);
  }
  void text(std::string_view name, std::string_view value) {
    key(name);
    append_visible_string(out_, value);
  }
  void optional_text(std::string_view name, std::string_view value) {
    if (!value.empty()) text(name, value);
  }
  void wire(std::string_view name, std::string_view bytes) {
    key(name);
    append_wire_text(out_, bytes);
  }
  void texts(std::string_view name, const std::vector<std::string>& values) {
    if (values.empty()) return;
    key(name, "[");
    for (std::size_t i = 0; i < values.size(); ++i) {
      out_ += i > 0 ? ", " : "";
      append_visible_string(out_, values[i]);
    }
    out_ += "]";
  }
  void headers(const std::vector<http::Header>& headers) {
    if (headers.empty()) return;
    key("headers", "[");
    for (std::size_t i = 0; i < headers.size(); ++i) {
      out_ += i > 0 ? ",\n    [" : "\n    [";
      append_wire_text(out_, headers[i].name);
      out_ += ", ";
      append_wire_text(out_, headers[i].value);
      out_ += "]";
    }
    out_ += "\n  ]";
  }
  void json(std::string_view name, const std::optional<base::JsonReader>& value) {
    if (value) key(name, lay_out(value->raw(), JsonLayout::indented_2, 2));
  }
  void origin(const Origin& origin) {
    std::string members;
    const auto member = [&](std::string_view name) {
      members += fmt::format("{}\"{}\": ", members.empty() ? "" : ", ", name);
    };
    if (!origin.kind.empty()) member("kind"), append_visible_string(members, origin.kind);
    if (!origin.file.empty()) member("file"), append_visible_string(members, origin.file);
    if (origin.entry > 0) member("entry"), members += std::to_string(origin.entry);
    if (origin.at) member("at"), append_visible_string(members, base::format_iso_millis(*origin.at));
    if (!members.empty()) key("origin", "{ " + members + " }");
  }

  std::string out_;
};

}  // namespace

std::string format_capture(const Capture& capture) {
  return CaptureWriter().write(capture);
}

}  // namespace convotic::replay
