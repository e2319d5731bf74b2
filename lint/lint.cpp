#include "lint/lint.hpp"

namespace convotic::lint {

Result<LintResult> lint(const base::FileSystem& files, const LintOptions& options) {
  CONVOTIC_TRY_ASSIGN(const std::vector<Input> inputs,
                      find_inputs(files, options.folders, options.paths, options.config));
  const auto weigh = [&](Analysed analysed) {
    return judge(std::move(analysed), options.folders, options.config, options.standards, inputs);
  };
  if (options.stored == nullptr) return weigh(analyse(files, inputs, options.config, options.threads));
  const std::string key = options.stored->key(inputs, options.folders.directory, options.config);
  if (auto known = options.stored->find(key, options.threads)) {
    LintResult result = weigh(std::move(*known));
    result.origin = LintResult::Origin::stored;
    return result;
  }
  const TracedFiles traced(files);
  Analysed analysed = analyse(traced, inputs, options.config, options.threads);
  CONVOTIC_TRY(options.stored->store(key, options.folders.directory, traced.trace(), analysed));
  return weigh(std::move(analysed));
}

}  // namespace convotic::lint
