#include "lint/fixes.hpp"

#include "lint/overlay_files.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace convotic::lint {
namespace fs = std::filesystem;
namespace {

constexpr int kMostPasses = 10;
constexpr std::string_view kParseError = "meta/parse-error";

// A fix that is part of a pass.
struct Chosen {
  std::string rule;
  std::string fingerprint;
  fs::path found_in;
  const Fix* fix;
  std::vector<fs::path> touches;
};

bool overlap(const Range& a, const Range& b) {
  if (a.file != b.file) return false;
  // Two insertions at one place have no order.
  if (a.begin == b.begin) return true;
  return a.begin < b.end && b.begin < a.end;
}

std::string edited(const std::string& text, std::vector<const Edit*> edits) {
  std::sort(edits.begin(), edits.end(),
            [](const Edit* a, const Edit* b) { return a->at.begin < b->at.begin; });
  std::string out;
  std::size_t at = 0;
  for (const Edit* edit : edits) {
    out.append(text, at, edit->at.begin - at);
    out += edit->text;
    at = edit->at.end;
  }
  return out.append(text, at, std::string::npos);
}

using Counts = std::map<std::pair<fs::path, std::string_view>, std::size_t>;

class Fixer {
public:
  Fixer(const base::FileSystem& disk, const LintOptions& options, FixLevel level)
      : options_(options), level_(level), files_(disk) {
    options_.stored = nullptr;  // what is in memory only is not worth keeping
  }

  Result<Fixed> run() {
    CONVOTIC_TRY_ASSIGN(result_, lint(files_, options_));
    for (int pass = 0; pass < kMostPasses; ++pass) {
      const std::vector<Chosen> chosen = choose();
      if (chosen.empty()) break;
      CONVOTIC_TRY(try_out(chosen));
    }
    Fixed out{{}, applied_, reverted_, std::move(result_)};
    for (auto& [path, before] : before_) {
      CONVOTIC_TRY_ASSIGN(std::string after, files_.read(path));
      if (after != before)
        out.files.push_back({path, shown_path(options_.folders, path), before, std::move(after)});
    }
    return out;
  }

private:
  fs::path path_of(const Range& range) const {
    return (options_.folders.directory / result_.files[range.file].path).lexically_normal();
  }

  // The first fix of each open finding that may be applied, without those that get in each other's way.
  std::vector<Chosen> choose() {
    std::vector<Chosen> chosen;
    std::vector<Range> taken;
    for (const Judged& judged : result_.findings) {
      if (judged.state != Judged::State::open || refused_.contains(judged.fingerprint)) continue;
      const auto& fixes = judged.finding.fixes;
      const auto fix = std::find_if(fixes.begin(), fixes.end(), [&](const Fix& one) {
        return one.applicability == Fix::Applicability::safe || level_ == FixLevel::unsafe;
      });
      if (fix == fixes.end() || fix->edits.empty()) continue;
      const bool free = std::none_of(fix->edits.begin(), fix->edits.end(), [&](const Edit& edit) {
        return std::any_of(taken.begin(), taken.end(),
                           [&](const Range& range) { return overlap(range, edit.at); });
      });
      if (!free) continue;
      Chosen one{std::string(judged.finding.rule), judged.fingerprint, path_of(judged.finding.at), &*fix, {}};
      for (const Edit& edit : fix->edits) {
        taken.push_back(edit.at);
        one.touches.push_back(path_of(edit.at));
      }
      chosen.push_back(std::move(one));
    }
    return chosen;
  }

  Counts counts() const {
    Counts out;
    for (const Judged& judged : result_.findings)
      ++out[{path_of(judged.finding.at), judged.finding.rule}];
    return out;
  }

  Result<void> try_out(const std::vector<Chosen>& chosen) {
    std::map<fs::path, std::string> texts;  // of before the pass
    std::map<std::uint32_t, std::vector<const Edit*>> edits;
    for (const Chosen& one : chosen)
      for (const Edit& edit : one.fix->edits)
        edits[edit.at.file].push_back(&edit);
    for (const auto& [file, list] : edits) {
      const fs::path path = (options_.folders.directory / result_.files[file].path).lexically_normal();
      const std::string& text = result_.files[file].text;
      before_.emplace(path, text);
      texts.emplace(path, text);
      files_.put(path, edited(text, list));
    }
    const Counts had = counts();
    CONVOTIC_TRY_ASSIGN(LintResult now, lint(files_, options_));
    const LintResult then = std::exchange(result_, std::move(now));
    const Counts have = counts();
    std::set<std::string> useless;
    const std::set<fs::path> bad = failed(chosen, had, have, useless);
    for (const Chosen& one : chosen) {
      const bool undone = std::any_of(one.touches.begin(), one.touches.end(),
                                      [&](const fs::path& path) { return bad.contains(path); });
      if (!undone) ++applied_;
      // The others of a file that gets its text back have another chance in the next pass.
      if (!useless.contains(one.fingerprint)) continue;
      ++reverted_;
      refused_.insert(one.fingerprint);
    }
    if (bad.empty()) return {};
    for (const fs::path& path : bad)
      if (const auto text = texts.find(path); text != texts.end()) files_.put(path, text->second);
    CONVOTIC_TRY_ASSIGN(result_, lint(files_, options_));
    return {};
  }

  // The files whose text cannot stay: a fix in them did not do what it was to do (then it is in `useless`),
  // or they share a fix with such a file. Where the syntax suffered, every fix of the file is to blame.
  static std::set<fs::path> failed(const std::vector<Chosen>& chosen, const Counts& had, const Counts& have,
                                   std::set<std::string>& useless) {
    const auto number = [](const Counts& counts, const fs::path& path, std::string_view rule) {
      const auto found = counts.find({path, rule});
      return found == counts.end() ? std::size_t{0} : found->second;
    };
    std::map<std::pair<fs::path, std::string_view>, std::size_t> promised;
    for (const Chosen& one : chosen)
      ++promised[{one.found_in, one.rule}];
    std::set<fs::path> bad;
    for (const Chosen& one : chosen) {
      const std::size_t before = number(had, one.found_in, one.rule);
      const bool gone = number(have, one.found_in, one.rule) + promised[{one.found_in, one.rule}] <= before;
      const bool parses = std::all_of(one.touches.begin(), one.touches.end(), [&](const fs::path& path) {
        return number(have, path, kParseError) <= number(had, path, kParseError);
      });
      if (gone && parses) continue;
      useless.insert(one.fingerprint);
      bad.insert(one.touches.begin(), one.touches.end());
    }
    for (std::size_t size = 0; size != bad.size();) {
      size = bad.size();
      for (const Chosen& one : chosen)
        if (std::any_of(one.touches.begin(), one.touches.end(),
                        [&](const fs::path& path) { return bad.contains(path); }))
          bad.insert(one.touches.begin(), one.touches.end());
    }
    return bad;
  }

  LintOptions options_;
  const FixLevel level_;
  OverlayFiles files_;
  LintResult result_;
  std::map<fs::path, std::string> before_;
  std::set<std::string> refused_;
  std::size_t applied_ = 0, reverted_ = 0;
};

}  // namespace

Result<Fixed> apply_fixes(const base::FileSystem& files, const LintOptions& options, FixLevel level) {
  return Fixer(files, options, level).run();
}

}  // namespace convotic::lint
