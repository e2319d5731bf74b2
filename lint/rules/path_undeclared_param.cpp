#include "core/base/nearest.hpp"
#include "lint/findings.hpp"
#include "lint/rules/path_segments.hpp"
#include "lint/rules/route_text.hpp"
#include "lint/rules/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <utility>

namespace convotic::lint {
namespace {

constexpr Example kWrong[] = {{R"(export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "GET",
      path: "/orders/:orderId",
      handler: async (req) => ({ status: 200, body: { id: req.params.orderID } }),
    });
  },
};
)"}};

constexpr Example kRight[] = {{R"(export default {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "GET",
      path: "/orders/:orderId",
      handler: async (req) => ({ status: 200, body: { id: req.params.orderId } }),
    });
  },
};
)"}};

constexpr RuleInfo kInfo{
    .id = "path/undeclared-param",
    .severity = Severity::error,
    .profile = RuleInfo::Profile::recommended,
    .summary = "A handler reads a parameter that its path does not have",
    .why = "req.params has what the path declares. Any other name gives undefined, which then ends "
           "up in lookups and ids.",
    .known_problems =
        "Where a handler serves several routes and only some lack the name, it is reported only "
        "if a name there is nearly the same.",
    .fixable = RuleInfo::Fixable::safe,
    .wrong = kWrong,
    .right = kRight,
};

struct Reader {
  const Route* route;
  const NamedRead* read;
};

bool declares(const Route& route, std::string_view name) {
  const auto params = params_of(route.path.text);
  return std::any_of(params.begin(), params.end(),
                     [&](const Segment& param) { return param.text.substr(1) == name; });
}

// The parameter that was meant: the one nearly so called that the handler does not read already.
std::optional<std::string> meant(const Route& route, const std::string& name) {
  std::vector<std::string> unread;
  for (const Segment& param : params_of(route.path.text)) {
    const bool read = std::any_of(route.chain.param_reads.begin(), route.chain.param_reads.end(),
                                  [&](const NamedRead& other) { return other.name == param.text.substr(1); });
    if (!read) unread.emplace_back(param.text.substr(1));
  }
  return base::nearest(name, unread);
}

// The character before the range, or after it, white space left out; 0 at the ends of the file.
char before(const Model& model, const Range& range) {
  const std::string& text = model.files[range.file].text;
  std::size_t at = range.begin;
  while (at > 0 && std::isspace(static_cast<unsigned char>(text[at - 1])) != 0)
    --at;
  return at > 0 ? text[at - 1] : '\0';
}
char after(const Model& model, const Range& range) {
  const std::string& text = model.files[range.file].text;
  std::size_t at = range.end;
  while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at])) != 0)
    ++at;
  return at < text.size() ? text[at] : '\0';
}

Edit renamed(const Model& model, const NamedRead& read, const std::string& name) {
  std::string text(text_of(model, read.at));
  const char previous = before(model, read.at);
  const bool in_pattern = previous == '{' || previous == ',';
  // `const { orderID } = req.params` makes a variable of that name.
  if (text == read.name && in_pattern && after(model, read.at) != ':')
    return {read.at, fmt::format("{}: {}", name, text)};
  const std::size_t at = text.find(read.name);
  if (at != std::string::npos) text.replace(at, read.name.size(), name);
  return {read.at, text};
}

void report_read(const Model& model, const Reader& reader, const std::optional<std::string>& close,
                 Findings& out) {
  const Route& route = *reader.route;
  Finding finding = about(route, reader.read->at,
                          fmt::format("the path \"{}\" has no \":{}\"", route.path.text, reader.read->name));
  finding.related.push_back({route.path.at, "the path is here"});
  if (close) {
    finding.help = fmt::format("did you mean \"{}\"?", *close);
    finding.fixes.push_back({fmt::format("read \"{}\"", *close),
                             Fix::Applicability::safe,
                             {renamed(model, *reader.read, *close)}});
  } else {
    finding.help = "add the parameter to the path, or take the value from req.query or req.body";
  }
  out.add(kInfo, std::move(finding));
}

void report_path(const Model& model, const Reader& reader, const std::string& close, Findings& out) {
  const Route& route = *reader.route;
  const std::size_t offset = route.path.text.find(":" + close);
  Finding finding = about(route, place_in(model, route.path, offset, close.size() + 1),
                          fmt::format("the handler of \"{}\" reads \"{}\", which this path does not have",
                                      route.path.text, reader.read->name));
  finding.related.push_back({reader.read->at, "it is read here"});
  finding.help = fmt::format("did you mean \":{}\"?", reader.read->name);
  out.add(kInfo, std::move(finding));
}

void check(const Model& model, Findings& out) {
  // A handler may serve several routes: a name that one of them has is not wrong in the others.
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<Reader>> reads;
  each_route(model, [&](const ModuleFile&, const Route& route) {
    if (route.path.kind != Folded::Kind::string) return;
    for (const NamedRead& read : route.chain.param_reads)
      reads[{read.at.file, read.at.begin}].push_back({&route, &read});
  });
  for (const auto& [place, readers] : reads) {
    const auto lacks = [](const Reader& reader) { return !declares(*reader.route, reader.read->name); };
    const bool everywhere = std::all_of(readers.begin(), readers.end(), lacks);
    for (const Reader& reader : readers) {
      if (!lacks(reader)) continue;
      const auto close = meant(*reader.route, reader.read->name);
      if (everywhere) {
        report_read(model, reader, close, out);
        break;
      }
      if (close) report_path(model, reader, *close, out);
    }
  }
}

}  // namespace

const Rule kPathUndeclaredParam{kInfo, check};

}  // namespace convotic::lint
