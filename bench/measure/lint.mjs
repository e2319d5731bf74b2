import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { binary, environment } from "../support/convotic.mjs";
import { writeModules } from "../support/lint_modules.mjs";
import { launch, output } from "../support/processes.mjs";

const linters = fileURLToPath(new URL("../linters/node_modules/", import.meta.url));

// The parser that TypeScript needs, and rules that look at every function and comparison.
const eslintConfig = `import parser from ${JSON.stringify(pathToFileURL(path.join(linters, "@typescript-eslint/parser/dist/index.js")))};
export default [{ files: ["**/*.ts"], languageOptions: { parser }, rules: { eqeqeq: "error", "array-callback-return": "error", "no-unreachable": "error" } }];
`;

async function milliseconds(program, args, cwd, expected) {
  const before = performance.now();
  const { code, text, error } = await output(launch(program, args, { cwd, env: environment }));
  const taken = performance.now() - before;
  if (code !== expected) throw error ?? new Error(`${path.basename(program)} ${args.join(" ")} ended with ${code}: ${text.slice(0, 2000)}`);
  return taken;
}

// Every program begins anew each time. Cold means that it has stored nothing of an earlier run, warm that it may use what it has.
export async function lint(report, { quick }) {
  // Not below the repository: oxlint heeds its .gitignore from there.
  const folder = mkdtempSync(path.join(os.tmpdir(), "convotic-bench-lint-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  writeFileSync(path.join(folder, "package.json"), "{}\n");
  const count = quick ? 200 : 2000;
  const size = `${count} modules, ${(writeModules(folder, count) / 1e6).toFixed(1)} MB`;
  writeFileSync(path.join(folder, "eslint.config.mjs"), eslintConfig);
  const eslint = [path.join(linters, "eslint/bin/eslint.js"), "."];
  const oxlint = [path.join(linters, "oxlint/bin/oxlint"), "--no-ignore", "."];
  const runs = {
    ours: () => milliseconds(binary, ["lint"], folder, 0),
    eslint: () => milliseconds(process.execPath, eslint, folder, 0),
    eslintWarm: () => milliseconds(process.execPath, [...eslint, "--cache"], folder, 0),
    oxlint: () => milliseconds(process.execPath, oxlint, folder, 0),
  };
  const cold = { ours: [], eslint: [], oxlint: [] };
  const warm = { ours: [], eslint: [], oxlint: [] };
  for (let i = 0; i < (quick ? 2 : 5); i++) {
    for (const stored of [".convotic", ".eslintcache"]) rmSync(path.join(folder, stored), { recursive: true, force: true });
    cold.oxlint.push(await runs.oxlint());
    cold.ours.push(await runs.ours());
    cold.eslint.push(await runs.eslint());
    await runs.eslintWarm();
    warm.oxlint.push(await runs.oxlint());
    warm.ours.push(await runs.ours());
    warm.eslint.push(await runs.eslintWarm());
  }
  const add = (id, what, ours, name, theirs, bar) => report.add({ id, what, unit: "ms", samples: ours, against: { name, samples: theirs }, bar });
  const faster = (met, stretch) => ({ of: "ratio", better: "lower", met, stretch });
  add("lint-cold-eslint", `convotic lint, cold: ${size}`, cold.ours, "ESLint, three rules", cold.eslint, faster(0.067, 0.017));
  add("lint-cold-oxlint", "convotic lint, cold", cold.ours, "oxlint", cold.oxlint);
  add("lint-warm-eslint", "convotic lint, again", warm.ours, "ESLint --cache, again", warm.eslint);
  add("lint-warm-oxlint", "convotic lint, again", warm.ours, "oxlint", warm.oxlint, faster(1, 1));
}
