#pragma once

#include "cli/context.hpp"
#include "cli/lint_flags.hpp"
#include "cli/lint_order.hpp"
#include "core/base/result.hpp"

namespace convotic::cli {

// Lints once, tells it in every way that was asked for, and says what that means to the shell. Fixes,
// baselines and reports are written here. Fails as read_lint_order and lint::lint do, and with kIo.
Result<base::ExitCode> lint_once(const LintFlags& flags, Context& context);

// The same again and again, whenever one of the files changes, until Ctrl-C.
Result<base::ExitCode> lint_and_watch(const LintFlags& flags, Context& context);

// `--lsp`: a language server on context.in and context.out.
Result<base::ExitCode> serve_editor(Context& context);

}  // namespace convotic::cli
