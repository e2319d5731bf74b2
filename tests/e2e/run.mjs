// Bundles the end-to-end tests and runs them with Node's own runner, against the built convotic.
//   node tests/e2e/run.mjs                    every test
//   node tests/e2e/run.mjs reload logs        those of reload.test.ts and logs.test.ts
//   node tests/e2e/run.mjs reload --name=syntax   those of them whose name matches
// The tests of what the documents promise (tests/docs) are among them.
// CONVOTIC_BIN names the program (default: build/dev/bin/convotic), CONVOTIC_NODE the Node that convotic runs modules with.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "../..");
const binary = path.resolve(root, process.env.CONVOTIC_BIN ?? "build/dev/bin/convotic");
const wanted = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const name = process.argv.find((word) => word.startsWith("--name="))?.slice("--name=".length);
const folders = [here, path.resolve(here, "../docs")];
const all = folders.flatMap((folder) => readdirSync(folder).filter((file) => file.endsWith(".test.ts")).map((file) => path.join(folder, file)));
const topic = (file) => path.basename(file, ".test.ts");
const sources = all.filter((file) => wanted.length === 0 || wanted.includes(topic(file)));

function refuse(message) {
  console.error(`tests/e2e/run.mjs: ${message}`);
  process.exit(2);
}
if (sources.length === 0) refuse(`no test called ${wanted.join(", ")}; there is ${all.map(topic).join(", ")}`);
if (!existsSync(binary)) refuse(`there is no "${binary}"; build it or set CONVOTIC_BIN`);

const cache = path.join(root, ".cache");
mkdirSync(cache, { recursive: true });
// A folder of its own, so that several runs do not meet.
const out = mkdtempSync(path.join(cache, "e2e-tests-"));
try {
  buildSync({
    entryPoints: sources.map((file) => ({ in: file, out: `${topic(file)}.test` })),
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
  const [major, minor] = process.versions.node.split(".").map(Number);
  const settable = major > 20 || (major === 20 && minor >= 10);
  const options = ["--test", "--test-reporter=spec", ...(settable ? ["--test-concurrency=2"] : [])];
  if (name !== undefined) options.push(`--test-name-pattern=${name}`);
  const files = readdirSync(out).map((file) => path.join(out, file));
  const environment = { ...process.env, CONVOTIC_BIN: binary };
  const { status } = spawnSync(process.execPath, ["--enable-source-maps", ...options, ...files], { cwd: root, stdio: "inherit", env: environment });
  process.exitCode = status ?? 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}
