#include "replay/errors.hpp"
#include "replay/import/importers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

// .http and .rest files, as the REST Client of VS Code and the HTTP client of IntelliJ have them.
namespace convotic::replay {
namespace {

using Variables = std::map<std::string, std::string>;

std::string_view trim(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r"), text.size()));
  return text.substr(0, text.find_last_not_of(" \t\r") + 1);
}

// A line without its end, and what follows it.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

bool is_comment(std::string_view line) {
  return line.starts_with('#') || line.starts_with("//");
}

bool is_method(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

// "POST https://…", perhaps with the version behind it, or an address alone.
bool is_request_line(std::string_view line) {
  const std::size_t blank = line.find(' ');
  const std::string_view first = line.substr(0, blank);
  if (blank == std::string_view::npos) return first.starts_with("http://") || first.starts_with("https://");
  const std::string_view target = trim(line.substr(blank));
  return is_method(first) &&
         (target.starts_with("http") || target.starts_with('/') || target.starts_with("{{"));
}

class BlockReader {
public:
  BlockReader(const Recording& recording, const Variables& variables)
      : recording_(recording), variables_(variables) {}

  // The request in the text between two lines of ###; nothing where there is only white space and comments.
  Result<std::optional<ImportedRequest>> run(std::string_view block, std::string_view title) {
    request_.capture.name = std::string(trim(title));
    std::string_view line;
    do {
      if (block.empty()) return std::nullopt;
      line = trim(take_line(block));
      if (line.starts_with("< {%")) {
        skip_script(line, block);
        line = {};
      }
      name_of(line);
    } while (line.empty() || is_comment(line) || line.starts_with('@'));
    if (const std::size_t version = line.rfind(" HTTP/"); version != std::string_view::npos)
      line = trim(line.substr(0, version));
    std::string target(line);
    read_query(block, target);
    CONVOTIC_TRY(read_request_line(filled(target)));
    read_headers(block);
    CONVOTIC_TRY(read_body(block));
    return std::move(request_);
  }

private:
  void name_of(std::string_view line) {
    const std::size_t at = line.find("@name ");
    if (is_comment(line) && at != std::string_view::npos)
      request_.capture.name = std::string(trim(line.substr(at + 6)));
  }

  // {{name}}, as often as one stands in another's value.
  std::string filled(std::string_view text, std::size_t depth = 0) {
    std::string out;
    while (!text.empty()) {
      const std::size_t open = text.find("{{");
      const std::size_t close = open == std::string_view::npos ? open : text.find("}}", open);
      if (close == std::string_view::npos) break;
      const std::string name(trim(text.substr(open + 2, close - open - 2)));
      out += text.substr(0, open);
      const auto known = variables_.find(name);
      if (known != variables_.end() && depth < 8) {
        out += filled(known->second, depth + 1);
      } else {
        out += text.substr(open, close + 2 - open);
        request_.lost.push_back(fmt::format("the variable {{{{{}}}}} has no value in the file", name));
      }
      text.remove_prefix(close + 2);
    }
    return out + std::string(text);
  }

  // Further lines of the address begin with ? or &.
  static void read_query(std::string_view& block, std::string& target) {
    for (;;) {
      std::string_view rest = block;
      const std::string_view line = trim(take_line(rest));
      if (!line.starts_with('?') && !line.starts_with('&')) return;
      target += line;
      block = rest;
    }
  }

  Result<void> read_request_line(std::string text) {
    std::string_view rest = text;
    request_.capture.method = "GET";
    if (const std::size_t blank = rest.find(' ');
        blank != std::string_view::npos && http::is_header_name(rest.substr(0, blank))) {
      request_.capture.method = std::string(rest.substr(0, blank));
      rest = trim(rest.substr(blank));
    }
    if (rest.empty() || (!rest.starts_with('/') && !rest.starts_with("http") && !rest.starts_with("{{")))
      return base::fail(kImportFailed, fmt::format("\"{}\" is not a request line: METHOD ADDRESS", text),
                        "a line of ### parts the requests of a .http file");
    set_address(request_, rest);
    return {};
  }

  void read_headers(std::string_view& block) {
    while (!block.empty()) {
      const std::string_view line = trim(take_line(block));
      if (line.empty()) return;
      if (is_comment(line)) continue;
      const std::string text = filled(line);
      const std::size_t colon = text.find(':');
      if (colon == std::string::npos)
        request_.notes.push_back(fmt::format("the line \"{}\" is not a header and was left out", text));
      else
        add_header(request_, text.substr(0, colon), std::string_view(text).substr(colon + 1));
    }
  }

  Result<void> read_body(std::string_view block) {
    std::string body;
    bool plain = true;
    while (!block.empty()) {
      const std::string_view before = block;
      const std::string_view line = take_line(block);
      if (is_script(line)) {
        skip_script(line, block);
        continue;
      }
      if (line.starts_with("< ") || line.starts_with("<@")) {
        CONVOTIC_TRY_ASSIGN(const std::string bytes, read_file(line));
        body += bytes;
        plain = false;
        // What is between the name and the end of the request is not of the body.
        if (ends_here(block))
          block.remove_prefix(std::min(block.find_first_not_of(" \t\r\n"), block.size()));
        else
          body += before.substr(line.size(), 1);
        continue;
      }
      body += filled(before.substr(0, before.size() - block.size()));
      plain = true;
    }
    if (plain) strip_line_end(body);
    request_.capture.body = std::move(body);
    return {};
  }

  static bool is_script(std::string_view line) {
    return line.starts_with("> ") || line.starts_with(">> ") || line.starts_with(">>! ") ||
           line.starts_with("<> ");
  }

  // Whether nothing but scripts follows.
  static bool ends_here(std::string_view block) {
    block.remove_prefix(std::min(block.find_first_not_of(" \t\r\n"), block.size()));
    return block.empty() || is_script(block);
  }

  // Which line end is still of the body cannot be told: one is taken away.
  void strip_line_end(std::string& body) {
    if (body.find_first_not_of("\r\n") == std::string::npos) {
      body.clear();
      return;
    }
    if (body.ends_with('\n')) body.pop_back();
    if (body.ends_with('\r')) body.pop_back();
    if (body.ends_with('\n'))
      request_.notes.push_back("its body ends in a line end, since the file has an empty line after it");
  }

  void skip_script(std::string_view line, std::string_view& block) {
    constexpr std::string_view kNote = "its scripts were left out";
    if (std::find(request_.notes.begin(), request_.notes.end(), kNote) == request_.notes.end())
      request_.notes.emplace_back(kNote);
    if (line.find("{%") == std::string_view::npos) return;
    while (line.find("%}") == std::string_view::npos && !block.empty())
      line = take_line(block);
  }

  // "< ./body.json" as it is; "<@ ./body.json" with variables filled in, perhaps with an encoding between.
  Result<std::string> read_file(std::string_view line) {
    const bool fills = line.starts_with("<@");
    std::string_view name =
        line.substr(line.find(' ') == std::string_view::npos ? line.size() : line.find(' '));
    const std::string file = filled(trim(name));
    const std::filesystem::path path = recording_.folder / file;
    auto bytes = recording_.files->read(path);
    if (!bytes)
      return base::fail(kImportFailed,
                        fmt::format("the request reads \"{}\": {}", file, bytes.error().message),
                        "files are looked for beside the .http file");
    request_.notes.push_back(fmt::format("read \"{}\"", path.lexically_normal().string()));
    return fills ? filled(*bytes) : *bytes;
  }

  const Recording& recording_;
  const Variables& variables_;
  ImportedRequest request_;
};

std::string_view without_mark(std::string_view text) {
  return text.starts_with("\xef\xbb\xbf") ? text.substr(3) : text;
}

bool is_http_file(const Recording& recording) {
  if (recording.json) return false;
  const bool named = recording.name.ends_with(".http") || recording.name.ends_with(".rest");
  for (std::string_view rest = without_mark(recording.text); !rest.empty();) {
    std::string_view line = trim(take_line(rest));
    if (line.starts_with("< {%"))
      while (line.find("%}") == std::string_view::npos && !rest.empty())
        line = take_line(rest);
    if (line.empty() || is_comment(line) || line.starts_with('@') || line.ends_with("%}")) continue;
    // With a path alone and a version it is a raw message, unless the file's name says otherwise.
    return is_request_line(line) && (named || line.find(" HTTP/") == std::string_view::npos ||
                                     recording.text.find("\n###") != std::string::npos);
  }
  return false;
}

Variables variables_of(std::string_view text) {
  Variables variables;
  while (!text.empty()) {
    const std::string_view line = trim(take_line(text));
    const std::size_t equals = line.find('=');
    if (!line.starts_with('@') || equals == std::string_view::npos) continue;
    const std::string name(trim(line.substr(1, equals - 1)));
    if (name.find(' ') == std::string::npos) variables[name] = std::string(trim(line.substr(equals + 1)));
  }
  return variables;
}

Result<std::vector<ImportedRequest>> read_http_file(const Recording& recording, std::vector<std::string>&) {
  const std::string_view text = without_mark(recording.text);
  const Variables variables = variables_of(text);
  std::vector<ImportedRequest> requests;
  std::string_view rest = text, title;
  while (!rest.empty()) {
    const std::string_view start = rest;
    std::size_t length = 0;
    std::string_view separator;
    while (!rest.empty()) {
      length = start.size() - rest.size();
      separator = take_line(rest);
      if (separator.starts_with("###")) break;
      separator = {};
      length = start.size() - rest.size();
    }
    CONVOTIC_TRY_ASSIGN(auto request, BlockReader(recording, variables).run(start.substr(0, length), title));
    if (request) requests.push_back(std::move(*request));
    title = separator.substr(std::min<std::size_t>(3, separator.size()));
  }
  if (requests.size() > 1)
    for (std::size_t i = 0; i < requests.size(); ++i)
      requests[i].capture.origin.entry = i + 1;
  return requests;
}

}  // namespace

const Importer kHttpFileImporter{"http", "a .http file", is_http_file, read_http_file};

}  // namespace convotic::replay
