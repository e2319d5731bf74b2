// Where a project keeps its key and its state.
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { test } from "node:test";
import { dev } from "./support/dev.ts";
import { Folder } from "./support/folder.ts";
import { moduleSource } from "./support/source.ts";

const counter = (name: string): string =>
  moduleSource(name, {
    "POST /count": `async (req, ctx) => {\n      const count = ((await ctx.storage.get("count")) ?? 0) + 1;\n      await ctx.storage.set("count", count);\n      return { status: 200, body: count };\n    }`,
  });

test("a project of several modules has one key and one state, whichever of them are run", async (t) => {
  const folder = new Folder(t, {
    "convotic.json": `{ "modules": ["a", "b"] }`,
    "a/index.ts": counter("a"),
    "b/index.ts": counter("b"),
  });
  const both = await dev(t, { folder, keep: true });
  assert.deepEqual(await both.post("/a/count", {}), { status: 200, body: 1 });
  await both.stop();

  const one = await dev(t, { folder, keep: true, modules: ["a"] });
  assert.equal(one.key, both.key);
  assert.equal(one.ready["state"], ".convotic/state.sqlite");
  assert.deepEqual(await one.post("/a/count", {}), { status: 200, body: 2 });
  assert.deepEqual(folder.list("a"), [".convotic", "index.ts"]);
});

test("the folder of key and state stays out of version control, and others cannot read the key", async (t) => {
  const running = await dev(t, { files: { "index.ts": counter("a") }, keep: true });
  assert.equal(running.folder.read(".convotic/.gitignore"), "*\n");
  assert.equal(statSync(running.folder.at(".convotic/api-key")).mode & 0o777, 0o600);
});

test("the place of an error in a reload is seen from where convotic was run", async (t) => {
  const running = await dev(t, { files: { "a/index.ts": counter("a"), "b/index.ts": counter("b") }, modules: ["a", "b"] });
  running.folder.write("b/index.ts", "export default {\n  name: ;\n};\n");
  const { error } = await running.reload();
  assert.deepEqual(error, { slug: "module-build", message: 'Unexpected ";"', where: { file: "b/index.ts", line: 2, column: 9 } });
});
