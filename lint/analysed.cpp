#include "lint/analysed.hpp"

#include "lint/findings.hpp"

namespace convotic::lint {

Analysed analyse(const base::FileSystem& files, std::span<const Input> inputs, const Config& config,
                 unsigned threads) {
  Model model = build_model(files, inputs, config, threads);
  std::vector<Finding> findings = run_rules(model, config);
  return {std::move(model.files), std::move(findings), std::move(model.summaries)};
}

}  // namespace convotic::lint
