#include "replay/report/report.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace convotic::replay {
namespace {

// Text for an attribute or between tags. XML 1.0 has no way to write most control characters.
std::string xml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
    case '&':
      out += "&amp;";
      break;
    case '<':
      out += "&lt;";
      break;
    case '>':
      out += "&gt;";
      break;
    case '"':
      out += "&quot;";
      break;
    case '\t':
      out += "&#9;";
      break;
    case '\n':
      out += "&#10;";
      break;
    case '\r':
      out += "&#13;";
      break;
    default:
      out += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    }
  }
  return out;
}

std::string seconds(std::chrono::microseconds duration) {
  return fmt::format("{:.3f}", static_cast<double>(duration.count()) / 1e6);
}

// Everything that was found, as text.
std::string story(const ReportLine& line) {
  std::string out;
  for (const Finding& finding : line.findings) {
    out += finding.message + "\n";
    for (const std::string& detail : finding.detail)
      out += "  " + detail + "\n";
  }
  if (!line.advice.empty()) out += line.advice + "\n";
  return out;
}

std::string name_of_case(const ReportLine& line) {
  return line.header.empty() ? line.variant : line.variant + " " + line.header;
}

std::string test_case(const ReportBlock& block, const ReportLine& line) {
  const std::string head = fmt::format("    <testcase name=\"{}\" classname=\"{}\" time=\"{}\"",
                                       xml(name_of_case(line)), xml(block.name), seconds(line.took));
  if (!line.sent) return head + ">\n      <skipped message=\"not sent\"/>\n    </testcase>\n";
  const std::string message = xml(line.summary);
  switch (line.outcome) {
  case Outcome::passed:
    return head + "/>\n";
  case Outcome::limited:
    return fmt::format("{}>\n      <skipped message=\"{}\"/>\n    </testcase>\n", head, message);
  case Outcome::warned:
    return fmt::format("{}>\n      <system-out>warning: {}&#10;{}</system-out>\n    </testcase>\n", head,
                       message, xml(story(line)));
  case Outcome::failed:
    break;
  }
  const std::string_view type = line.findings.empty() ? "failed" : name_of(line.findings.front().kind);
  return fmt::format("{}>\n      <failure message=\"{}\" type=\"{}\">{}</failure>\n    </testcase>\n", head,
                     message, type, xml(story(line)));
}

std::string test_suite(const ReportBlock& block, base::UnixMillis at) {
  std::string cases;
  std::size_t failures = 0, skipped = 0;
  std::chrono::microseconds took{0};
  for (const ReportLine& line : block.lines) {
    cases += test_case(block, line);
    took += line.took;
    if (!line.sent || line.outcome == Outcome::limited)
      ++skipped;
    else if (line.outcome == Outcome::failed)
      ++failures;
  }
  const std::string timestamp = base::format_iso_seconds(at).substr(0, 19);  // without the zone
  return fmt::format(
      "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\" time=\"{}\" "
      "timestamp=\"{}\">\n{}  </testsuite>\n",
      xml(block.name), block.lines.size(), failures, skipped, seconds(took), timestamp, cases);
}

}  // namespace

std::string write_junit(const Report& report, const base::Palette&) {
  std::string suites;
  std::size_t tests = 0;
  for (const ReportBlock& block : report.blocks) {
    suites += test_suite(block, report.facts.at);
    tests += block.lines.size();
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"convotic replay\" tests=\"{}\" failures=\"{}\" errors=\"0\" time=\"{}\">\n"
      "{}</testsuites>\n",
      tests, report.failed, seconds(report.facts.took), suites);
}

}  // namespace convotic::replay
