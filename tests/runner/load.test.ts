import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { Kind } from "../../emulator/runner/src/protocol.ts";
import { Host } from "./host.ts";

const object = '{ name: "m", version: "1.0.0", register(sdk) { sdk.registerRoute({ method: "GET", path: "/", handler: async () => ({ status: 200 }) }); } }';
const loaded = { name: "m", version: "1.0.0", routes: [{ method: "GET", path: "/", auth: true, middleware: 0 }], workers: [], nodes: [] };

test("a runner says hello with its versions before anything else", async (t) => {
  const host = new Host(t);
  const { head, id } = await host.take(Kind.hello);
  assert.equal(id, 0);
  assert.equal(head.protocol, 1);
  assert.equal(head.node, process.version);
  assert.equal(host.received[0]?.kind, Kind.hello);
});

const forms: [form: string, source: string, extension: string][] = [
  ["a constant called module, as Convotic's pages write it", `import { ConvoticModule } from "@convotic/block-sdk"; const module: ConvoticModule = ${object}; export default module;`, "ts"],
  ["a default export in place", `export default ${object};`, "js"],
  ["module.exports of CommonJS", `module.exports = ${object};`, "cjs"],
  ["exports.default of a compiled module", `Object.defineProperty(exports, "__esModule", { value: true }); exports.default = ${object};`, "cjs"],
  ["an instance of a class", `class M { name = "m"; version = "1.0.0"; register(sdk) { sdk.registerRoute({ method: "GET", path: "/", handler: async () => ({ status: 200 }) }); } } export default new M();`, "js"],
  ["a register that is async", `export default { name: "m", version: "1.0.0", async register(sdk) { await new Promise((r) => setImmediate(r)); (${object}).register(sdk); } };`, "js"],
];

for (const [form, source, extension] of forms) {
  test(`a module loads from ${form}`, async (t) => {
    const host = new Host(t);
    host.load(source, {}, extension);
    assert.deepEqual((await host.take(Kind.loaded)).head, loaded);
  });
}

test("a version is optional, and workers and nodes are reported", async (t) => {
  const host = new Host(t);
  host.load(`export default { name: "m", register(sdk) {
    sdk.registerWorkerHandler({ topic: "custom.orders.new", handler: async () => {} });
    sdk.registerNodeHandler({ type: "lookup", name: "Lookup", inputs: [], outputs: [], handler: async () => ({}) });
  } };`);
  const expected = { name: "m", routes: [], workers: [{ topic: "custom.orders.new" }], nodes: [{ type: "lookup", name: "Lookup" }] };
  assert.deepEqual((await host.take(Kind.loaded)).head, expected);
});

test("the working directory and the environment are set before the module is imported", async (t) => {
  const host = new Host(t);
  host.load(`export default { name: process.env.SHOP + ":" + process.cwd(), register() {} };`, { environment: { SHOP: "shop" } });
  assert.equal((await host.take(Kind.loaded)).head.name, `shop:${host.folder}`);
});

const failures: [reason: string, problem: string, source: string, message: RegExp][] = [
  ["import_threw", "throws while it is imported", 'throw new Error("no database");', /^no database$/],
  ["import_threw", "imports a package that is not there", 'import "no-such-package"; export default {};', /^Cannot find package 'no-such-package'$/],
  ["no_default_export", "has only named exports", "export const name = 'm'; export function register() {}", /^index\.ts has no default export; it exports name, register$/],
  ["no_default_export", "exports nothing", "const module = {};", /^index\.ts has no default export; it exports nothing$/],
  ["not_a_module", "exports a function", "export default function register() {}", /^the default export of index\.ts is a function instead of an object \{name, version, register\}$/],
  ["not_a_module", "has no register", 'export default { name: "m" };', /^the default export of index\.ts has no method register\(sdk\); its register is undefined$/],
  ["not_a_module", "has no name", "export default { register() {} };", /^the default export of index\.ts has no name; its name is undefined/],
  ["not_a_module", "has a number for a version", 'export default { name: "m", version: 1, register() {} };', /has the version the number 1 instead of a string/],
  ["register_threw", "throws in register", 'export default { name: "m", register() { throw new TypeError("no config"); } };', /^no config$/],
  ["register_threw", "rejects in register", 'export default { name: "m", async register() { throw "no config"; } };', /^threw the string "no config"$/],
  ["bad_registration", "registers what is no route", 'export default { name: "m", register(sdk) { sdk.registerRoute({ method: "FETCH", path: "/" }); } };', /^registerRoute: method "FETCH" is not one of/],
];

for (const [reason, problem, source, message] of failures) {
  test(`a module that ${problem} fails to load with ${reason}, and the runner leaves`, async (t) => {
    const host = new Host(t);
    host.load(source);
    const { head } = await host.take(Kind.load_failed);
    assert.equal(head.reason, reason);
    assert.match(head.error.message, message);
    assert.deepEqual(await host.ended, { code: 1, signal: null });
  });
}

test("an error's code survives, so that a missing package can be told from a bug", async (t) => {
  const host = new Host(t);
  host.load('import "no-such-package"; export default {};');
  assert.equal((await host.take(Kind.load_failed)).head.error.code, "ERR_MODULE_NOT_FOUND");
});

test("a stack names the lines of the source and nothing of the runner", async (t) => {
  const host = new Host(t);
  host.load('interface Unused { a: string }\n\nfunction connect(): never {\n  throw new Error("no database");\n}\nconnect();\n');
  const { stack } = (await host.take(Kind.load_failed)).head.error;
  assert.match(stack, new RegExp(`^Error: no database\\n    at connect \\(${host.folder}/index\\.ts:4:9\\)\\n`));
  assert.doesNotMatch(stack, /runner\.cjs|node:internal|file:\/\//);
});

test("a syntax error in the bundle is a failed import", async (t) => {
  const host = new Host(t);
  const bundle = path.join(host.folder, "broken.mjs");
  writeFileSync(bundle, "const = 1;");
  host.loadBundle({ bundle, entry: bundle });
  const { head } = await host.take(Kind.load_failed);
  assert.equal(head.reason, "import_threw");
  assert.equal(head.error.name, "SyntaxError");
});

test("a plain JavaScript module finds the package that it imports its type from", async (t) => {
  const host = new Host(t);
  // Where packages are looked for: beside the repository's own.
  const bundle = path.resolve(".cache/runner-tests", `plain-${process.pid}.mjs`);
  writeFileSync(bundle, `import { ConvoticModule, defineModule } from "@convotic/block-sdk"; export default defineModule({ name: typeof ConvoticModule, register() {} });`);
  host.loadBundle({ bundle, entry: bundle });
  assert.equal((await host.take(Kind.loaded)).head.name, "object");
});
