// Bundles the tests and runs them with Node's own runner: Node 18 and 20 do not run TypeScript, and esbuild is here anyway.
//   node tests/runner/run.mjs              every test
//   node tests/runner/run.mjs --fixtures   writes tests/fixtures/runner_protocol/ anew
// CONVOTIC_TEST_NODE names the Node that runs the tests and the runner in them; default: the one that runs this.
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "../..");
const out = path.join(root, ".cache/runner-tests");
const writesFixtures = process.argv.includes("--fixtures");
const sources = writesFixtures ? ["write_fixtures.ts"] : readdirSync(here).filter((name) => name.endsWith(".test.ts"));

rmSync(out, { recursive: true, force: true });
buildSync({
  entryPoints: sources.map((name) => path.join(here, name)),
  outdir: out,
  outExtension: { ".js": ".cjs" },
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node18",
  packages: "external",
  sourcemap: "inline",
  logLevel: "warning",
});

const files = readdirSync(out).map((name) => path.join(out, name));
const mode = writesFixtures ? [] : ["--test", "--test-reporter=spec"];
const node = process.env.CONVOTIC_TEST_NODE ?? process.execPath;
const { status } = spawnSync(node, ["--enable-source-maps", ...mode, ...files], { cwd: root, stdio: "inherit" });
process.exitCode = status ?? 1;
