#include "lint/analysis/raw_body.hpp"

#include <algorithm>

namespace convotic::lint {
namespace {

bool reads_raw_body(const ParsedFile& file) {
  if (file.source->text.find("rawBody") == std::string::npos) return false;
  for (NodeId node = 1; node < file.ast.size(); ++node) {
    const NodeKind kind = file.ast.kind(node);
    const bool reads = kind == NodeKind::member || kind == NodeKind::pattern_property;
    if (reads && file.ast.text(node) == "rawBody") return true;
  }
  return false;
}

}  // namespace

RawBodyReaders::RawBodyReaders(const Project& project) : project_(project) {
  for (FileId id = 0; id < project.file_count(); ++id) {
    const ParsedFile* const file = project.file(id);
    reads_.push_back(file != nullptr && reads_raw_body(*file));
  }
}

bool RawBodyReaders::reached_from(FileId file) const {
  if (std::none_of(reads_.begin(), reads_.end(), [](bool reads) { return reads; })) return false;
  std::vector<bool> seen(reads_.size());
  std::vector<FileId> pending{file};
  while (!pending.empty()) {
    const FileId at = pending.back();
    pending.pop_back();
    const ParsedFile* const parsed = project_.file(at);
    if (parsed == nullptr || seen[at]) continue;
    if (reads_[at]) return true;
    seen[at] = true;
    for (const auto& [specifier, target] : parsed->imports)
      if (target.kind == ImportTarget::Kind::file) pending.push_back(target.file);
  }
  return false;
}

}  // namespace convotic::lint
