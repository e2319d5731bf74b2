#include "lint/traced_files.hpp"

#include "core/webhook/digest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace convotic::lint {
namespace fs = std::filesystem;
namespace {

using Question = Trace::Question;

constexpr const char* kRefused = "-";

std::string print_of(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : webhook::digest(webhook::Hash::sha256, bytes)) {
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 0xf];
  }
  return out;
}

std::string answer_of(const Result<std::string>& text) {
  return text ? print_of(*text) : kRefused;
}

std::string answer_of(const Result<std::vector<std::string>>& names) {
  if (!names) return kRefused;
  std::string all;
  for (const std::string& name : *names)
    all.append(name).push_back('\0');
  return print_of(all);
}

std::string answer_of(bool yes) {
  return yes ? "1" : "0";
}

Error read_only(const fs::path& path) {
  return Error{
      &base::kInternal, fmt::format("the linter would write \"{}\" while it reads", path.string()), "", {}};
}

std::string ask(const base::FileSystem& files, Question question, const fs::path& path) {
  switch (question) {
  case Question::file:
    return answer_of(files.is_file(path));
  case Question::directory:
    return answer_of(files.is_directory(path));
  case Question::symlink:
    return answer_of(files.is_symlink(path));
  case Question::exists:
    return answer_of(files.exists(path));
  case Question::list:
    return answer_of(files.list(path));
  case Question::read:
    break;
  }
  return answer_of(files.read(path));
}

}  // namespace

Trace TracedFiles::trace() const {
  const std::lock_guard lock(mutex_);
  return trace_;
}

void TracedFiles::note(Question question, const fs::path& path, std::string answer) const {
  const std::lock_guard lock(mutex_);
  trace_.answers.emplace(std::pair(path, question), std::move(answer));
}

bool TracedFiles::noted(Question question, const fs::path& path, bool answer) const {
  note(question, path, answer_of(answer));
  return answer;
}

Result<std::string> TracedFiles::read(const fs::path& path) const {
  Result<std::string> text = below_.read(path);
  note(Question::read, path, answer_of(text));
  return text;
}

bool TracedFiles::is_file(const fs::path& path) const {
  return noted(Question::file, path, below_.is_file(path));
}

bool TracedFiles::is_directory(const fs::path& path) const {
  return noted(Question::directory, path, below_.is_directory(path));
}

bool TracedFiles::is_symlink(const fs::path& path) const {
  return noted(Question::symlink, path, below_.is_symlink(path));
}

bool TracedFiles::exists(const fs::path& path) const {
  return noted(Question::exists, path, below_.exists(path));
}

Result<std::vector<std::string>> TracedFiles::list(const fs::path& directory) const {
  Result<std::vector<std::string>> names = below_.list(directory);
  note(Question::list, directory, answer_of(names));
  return names;
}

Result<void> TracedFiles::write(const fs::path& path, std::string_view) {
  return base::Unexpected(read_only(path));
}
Result<void> TracedFiles::write_private(const fs::path& path, std::string_view) {
  return base::Unexpected(read_only(path));
}
Result<void> TracedFiles::make_directories(const fs::path& path) {
  return base::Unexpected(read_only(path));
}
Result<void> TracedFiles::make_symlink(const fs::path&, const fs::path& link) {
  return base::Unexpected(read_only(link));
}

bool still_holds(const Trace& trace, const base::FileSystem& files, unsigned threads,
                 std::map<fs::path, std::string>& texts) {
  using Entry = std::pair<const std::pair<fs::path, Question>, std::string>;
  std::vector<const Entry*> entries;
  for (const Entry& entry : trace.answers)
    entries.push_back(&entry);
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> same = true;
  std::mutex mutex;
  const auto work = [&] {
    for (std::size_t i = next++; i < entries.size() && same; i = next++) {
      const auto& [path, question] = entries[i]->first;
      if (question != Question::read) {
        if (ask(files, question, path) != entries[i]->second) same = false;
        continue;
      }
      Result<std::string> text = files.read(path);
      if (answer_of(text) != entries[i]->second) same = false;
      if (!text) continue;
      const std::lock_guard lock(mutex);
      texts[path] = std::move(*text);
    }
  };
  constexpr std::size_t kWorthAThread = 64;
  const std::size_t most = threads == 0 ? std::max(1u, std::thread::hardware_concurrency()) : threads;
  const std::size_t count = std::min(most, entries.size() / kWorthAThread);
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < count; ++i)
      others.emplace_back(work);
    work();
  }
  return same;
}

}  // namespace convotic::lint
