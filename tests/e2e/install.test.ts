// cmake --install makes a place that needs nothing but Node.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, statSync, symlinkSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { Folder } from "./support/folder.ts";
import { Program } from "./support/program.ts";
import { within } from "./support/deadline.ts";

const build = path.resolve(process.env["CONVOTIC_BUILD_DIR"] ?? "build/dev");
const node = execFileSync(process.env["CONVOTIC_NODE"] || "node", ["-p", "process.execPath"], { encoding: "utf8" }).trim();

test("an installed convotic makes a module, serves it and needs nothing but Node", async (t) => {
  const folder = new Folder(t);
  const prefix = folder.at("prefix");
  execFileSync("cmake", ["--install", build, "--prefix", prefix], { stdio: "pipe" });
  assert.deepEqual(readdirSync(prefix).sort(), ["bin", "lib", "libexec", "share"]);
  assert.deepEqual(readdirSync(path.join(prefix, "bin")), ["convotic"]);

  // Nothing of the build, of the repository or of this shell is left in reach.
  mkdirSync(folder.at("path"));
  symlinkSync(node, folder.at("path/node"));
  const onlyEnv = { PATH: folder.at("path") };
  const installed = path.join(prefix, "bin/convotic");
  const run = (args: string[], cwd = folder.path) => new Program(t, installed, args, { cwd, onlyEnv });

  const version = run(["--version"]);
  assert.deepEqual(await version.end(), { code: 0, signal: null });
  assert.match(version.stdout, /^convotic \d+\.\d+\.\d+\nnode     v\d+\.\d+\.\d+\nesbuild  \d+\.\d+\.\d+\nsqlite   \d+\.\d+\.\d+\n$/);

  const made = run(["new", "orders", "--template", "blank"]);
  assert.deepEqual(await made.end(), { code: 0, signal: null }, made.stderr);

  folder.write(
    "orders/src/index.ts",
    `import { ConvoticModule } from "@convotic/block-sdk";
const module: ConvoticModule = {
  name: "orders",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({ method: "GET", path: "/orders/:id", auth: false, handler: async (req, ctx) => {
      await ctx.storage.set("seen", req.params.id);
      return { status: 200, body: { id: await ctx.storage.get("seen") } };
    } });
  },
};
export default module;
`,
  );
  const running = run(["dev", "--port", "0", "--format", "json"], folder.at("orders"));
  const [, url] = await running.said(/"event":"ready","url":"([^"]+)"/);
  const response = await within(fetch(`${url}/v1/modules/orders/orders/7`), "an answer");
  assert.deepEqual([response.status, await response.json()], [200, { id: "7" }]);
  running.signal("SIGTERM");
  assert.deepEqual(await running.end(), { code: 0, signal: null });
  assert.equal(running.stderr, "");

  // Every library is found, and all but the C library's are those that were installed.
  const libraries = execFileSync("ldd", [installed], { encoding: "utf8", env: {} });
  assert.doesNotMatch(libraries, /not found/);
  const elsewhere = [...libraries.matchAll(/^\s*(\S+) => (\S+)/gm)].filter(([, , where]) => !path.resolve(where!).startsWith(prefix + path.sep)).map(([, name]) => name!);
  assert.deepEqual(elsewhere.filter((name) => !/^lib(c|m|pthread|dl|rt)\.so/.test(name)), []);
});

test("no installed file can be written by others, and the programs among them can be run", async (t) => {
  const folder = new Folder(t);
  execFileSync("cmake", ["--install", build, "--prefix", folder.path], { stdio: "pipe" });
  const check = (directory: string): void => {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      const file = path.join(directory, entry.name);
      if (entry.isSymbolicLink()) continue;
      assert.equal(statSync(file).mode & 0o022, 0, file);
      if (entry.isDirectory()) check(file);
    }
  };
  check(folder.path);
  for (const program of ["bin/convotic", "libexec/convotic/esbuild", "libexec/convotic/launch-runner"]) assert.equal(statSync(folder.at(program)).mode & 0o111, 0o111, program);
});
