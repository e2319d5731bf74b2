#include "replay/import/curl_request.hpp"

#include "core/base/base64.hpp"
#include "replay/errors.hpp"
#include "replay/import/form_body.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace convotic::replay {
namespace {

constexpr std::string_view kFormType = "application/x-www-form-urlencoded";

class CurlRequest {
public:
  explicit CurlRequest(const CurlWorld& world) : world_(world) {}

  Result<ImportedRequest> run(std::span<const CurlOption> options) {
    for (const CurlOption& option : options)
      CONVOTIC_TRY(take(option));
    if (urls_.size() != 1)
      return base::fail(kImportFailed,
                        urls_.empty() ? std::string("the curl command has no URL")
                                      : fmt::format("the curl command has {} URLs: \"{}\" and \"{}\"",
                                                    urls_.size(), urls_[0], urls_[1]),
                        urls_.empty() ? "" : "leave one of them");
    CONVOTIC_TRY(finish());
    return std::move(request_);
  }

private:
  Result<void> take(const CurlOption& option) {
    const auto& [name, value] = option;
    if (name.empty() || name == "--url") {
      urls_.push_back(value);
    } else if (name == "--request") {
      method_ = value;
    } else if (name == "--header") {
      return take_header(value);
    } else if (name == "--data" || name == "--data-ascii") {
      return take_data(value, Line::ends_removed);
    } else if (name == "--data-binary") {
      return take_data(value, Line::ends_kept);
    } else if (name == "--data-raw") {
      append_data(value);
    } else if (name == "--data-urlencode") {
      CONVOTIC_TRY_ASSIGN(const std::string encoded, urlencoded(value));
      append_data(encoded);
    } else if (name == "--json") {
      return take_json(value);
    } else if (name == "--form") {
      return take_part(value);
    } else if (name == "--form-string") {
      const std::size_t equals = std::min(value.find('='), value.size());
      parts_.push_back({value.substr(0, equals), "", "", value.substr(std::min(equals + 1, value.size()))});
    } else if (name == "--upload-file") {
      CONVOTIC_TRY_ASSIGN(upload_, read_file(value));
    } else if (name == "--url-query") {
      CONVOTIC_TRY_ASSIGN(const std::string encoded,
                          value.starts_with('+') ? Result<std::string>(value.substr(1)) : urlencoded(value));
      query_ += (query_.empty() ? "" : "&") + encoded;
    } else {
      take_simple(option);
    }
    return {};
  }

  void take_simple(const CurlOption& option) {
    const auto& [name, value] = option;
    if (name == "--user")
      defaults_.push_back({"Authorization", "Basic " + base::base64_encode(value)});
    else if (name == "--oauth2-bearer")
      defaults_.push_back({"Authorization", "Bearer " + value});
    else if (name == "--user-agent")
      defaults_.push_back({"User-Agent", value});
    else if (name == "--referer")
      defaults_.push_back({"Referer", value.substr(0, value.find(";auto"))});
    else if (name == "--cookie" && value.find('=') != std::string::npos)
      defaults_.push_back({"Cookie", value});
    else if (name == "--cookie")
      request_.notes.push_back(fmt::format("the cookies in the file \"{}\" were left out", value));
    else if (name == "--get")
      get_ = true;
    else if (name == "--head")
      head_ = true;
    else if (name == "--request-target")
      target_ = value;
    else if (name == "--config" || name == "--netrc" || name == "--netrc-file" || name == "--aws-sigv4" ||
             name == "--digest" || name == "--ntlm" || name == "--negotiate")
      request_.lost.push_back(fmt::format("the option {} adds what only curl can make", name));
  }

  // "Name: value"; "Name:" takes a header away; "Name;" sends an empty one; "@file" has them line by line.
  Result<void> take_header(const std::string& text) {
    if (text.starts_with('@')) {
      CONVOTIC_TRY_ASSIGN(std::string lines, read_file(text.substr(1)));
      for (std::string_view rest = lines; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        std::string line(rest.substr(0, end));
        if (line.ends_with('\r')) line.pop_back();
        if (!line.empty()) CONVOTIC_TRY(take_header(line));
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
      return {};
    }
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos && text.ends_with(';')) {
      add_header(request_, text.substr(0, text.size() - 1), "");
    } else if (colon == std::string::npos) {
      request_.notes.push_back("a header without a colon was left out, as curl does");
    } else if (text.find_first_not_of(" \t", colon + 1) == std::string::npos) {
      removed_.push_back(text.substr(0, colon));
    } else {
      add_header(request_, text.substr(0, colon), std::string_view(text).substr(colon + 1));
    }
    return {};
  }

  enum class Line { ends_removed, ends_kept };
  Result<void> take_data(const std::string& value, Line line) {
    if (!value.starts_with('@')) {
      append_data(value);
      return {};
    }
    CONVOTIC_TRY_ASSIGN(std::string data, read_file(value.substr(1)));
    if (line == Line::ends_removed) {
      if (data.find('\0') != std::string::npos)
        request_.lost.push_back(
            "--data takes NUL bytes out of a file, which versions of curl do differently");
      if (std::erase_if(data, [](char c) { return c == '\r' || c == '\n' || c == '\0'; }) > 0)
        request_.notes.push_back(fmt::format(
            "--data @{} leaves out line ends, as curl does; --data-binary keeps them", value.substr(1)));
    }
    append_data(data);
    return {};
  }

  void append_data(std::string_view data) {
    body_ = body_ ? *body_ + "&" + std::string(data) : std::string(data);
  }

  Result<void> take_json(const std::string& value) {
    std::string data = value;
    if (value.starts_with('@')) {
      CONVOTIC_TRY_ASSIGN(data, read_file(value.substr(1)));
    }
    body_ = body_.value_or("") + data;
    if (!json_)
      defaults_.insert(defaults_.end(),
                       {{"Content-Type", "application/json"}, {"Accept", "application/json"}});
    json_ = true;
    return {};
  }

  // content, =content, name=content, @file, name@file
  Result<std::string> urlencoded(const std::string& value) {
    const std::size_t mark = value.find_first_of("=@");
    if (mark == std::string::npos) return form_encode(value);
    std::string content = value.substr(mark + 1);
    if (value[mark] == '@') {
      CONVOTIC_TRY_ASSIGN(content, read_file(content));
    }
    return (mark == 0 ? "" : value.substr(0, mark) + "=") + form_encode(content);
  }

  // name=content, name=@file, name=<file; then ;type=…;filename=…
  Result<void> take_part(const std::string& value) {
    const std::size_t equals = value.find('=');
    if (equals == std::string::npos)
      return base::fail(kImportFailed,
                        fmt::format("the curl option --form \"{}\" is not NAME=CONTENT", value));
    FormPart part{value.substr(0, equals), "", "", ""};
    std::string content = value.substr(equals + 1);
    for (const std::string_view key : {";type=", ";filename="}) {
      const std::size_t at = content.find(key);
      if (at == std::string::npos) continue;
      const std::size_t end = std::min(content.find(';', at + 1), content.size());
      std::string& member = key == ";type=" ? part.type : part.file_name;
      member = content.substr(at + key.size(), end - at - key.size());
      std::erase(member, '"');
      content.erase(at, end - at);
    }
    if (content.starts_with('@') || content.starts_with('<')) {
      const std::string name = content.substr(1);
      CONVOTIC_TRY_ASSIGN(part.content, read_file(name));
      if (content.front() == '@' && part.file_name.empty())
        part.file_name = std::filesystem::path(name).filename().string();
      if (content.front() == '@' && part.type.empty()) part.type = "application/octet-stream";
    } else {
      if (content.size() >= 2 && content.front() == '"' && content.back() == '"')
        content = content.substr(1, content.size() - 2);
      part.content = std::move(content);
    }
    parts_.push_back(std::move(part));
    return {};
  }

  Result<std::string> read_file(const std::string& name) {
    if (name == "-") {
      if (world_.input.empty())
        request_.lost.push_back("the body came from standard input, which is not in the command");
      return world_.input;
    }
    const std::filesystem::path path = world_.recording.folder / name;
    auto bytes = world_.recording.files->read(path);
    if (!bytes)
      return base::fail(kImportFailed,
                        fmt::format("the curl command reads \"{}\": {}", name, bytes.error().message),
                        "files are looked for beside the one that holds the command");
    request_.notes.push_back(fmt::format("read \"{}\"", path.lexically_normal().string()));
    return std::move(*bytes);
  }

  bool has(std::string_view name) const {
    return std::any_of(request_.capture.headers.begin(), request_.capture.headers.end(),
                       [&](const http::Header& header) { return http::same_name(header.name, name); });
  }

  Result<void> finish() {
    std::string url = urls_.front();
    if (url.find("://") == std::string::npos) url.insert(0, "http://");
    const bool data_in_url = get_ && body_;
    if (data_in_url) query_ = *body_ + (query_.empty() ? "" : "&" + query_);
    if (!query_.empty()) url += (url.find('?') == std::string::npos ? "?" : "&") + query_;
    set_address(request_, url);
    if (!target_.empty()) request_.capture.path = target_;

    if (!parts_.empty()) {
      MultipartBody multipart = multipart_body(parts_, "------------------------convotic");
      if (!has("Content-Type"))
        defaults_.push_back({"Content-Type", "multipart/form-data; boundary=" + multipart.boundary});
      request_.capture.body = std::move(multipart.body);
      request_.lost.push_back("curl makes up the boundary of a form as it sends it");
    } else if (upload_) {
      request_.capture.body = *upload_;
    } else if (body_ && !get_) {
      request_.capture.body = *body_;
      if (!json_) defaults_.push_back({"Content-Type", std::string(kFormType)});
    }
    const bool sends = !parts_.empty() || (body_ && !get_);
    request_.capture.method = !method_.empty() ? method_
                              : head_          ? "HEAD"
                              : upload_        ? "PUT"
                              : sends          ? "POST"
                                               : "GET";
    if (!http::is_header_name(request_.capture.method))
      return base::fail(kImportFailed,
                        fmt::format("the curl command has the method \"{}\", which is none", method_));
    add_defaults();
    return {};
  }

  // What curl adds of its own, unless a header of that name is given or taken away.
  void add_defaults() {
    for (const http::Header& header : defaults_) {
      const bool taken_away = std::any_of(removed_.begin(), removed_.end(), [&](const std::string& name) {
        return http::same_name(name, header.name);
      });
      if (!taken_away && !has(header.name)) add_header(request_, header.name, header.value);
    }
  }

  const CurlWorld& world_;
  ImportedRequest request_;
  std::vector<std::string> urls_;
  std::string method_, query_, target_;
  std::optional<std::string> body_, upload_;
  std::vector<FormPart> parts_;
  std::vector<http::Header> defaults_;
  std::vector<std::string> removed_;
  bool get_ = false, head_ = false, json_ = false;
};

}  // namespace

Result<ImportedRequest> curl_request(std::span<const CurlOption> options, const CurlWorld& world) {
  return CurlRequest(world).run(options);
}

}  // namespace convotic::replay
