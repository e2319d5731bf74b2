// Every way to write a module that a Node developer would expect to work.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dev } from "./support/dev.ts";
import type { Files } from "./support/folder.ts";
import { moduleSource } from "./support/source.ts";

const greeting = `async () => ({ status: 200, body: { hello: "world" } })`;
const registration = `register(sdk) { sdk.registerRoute({ method: "GET", path: "/hi", handler: ${greeting} }); }`;
const typedImport = `import { ConvoticModule } from "@convotic/block-sdk";\n`;

const forms: Record<string, Files> = {
  "a default-exported constant that is named module": {
    "index.ts": `${typedImport}const module: ConvoticModule = { name: "form", version: "1.0.0", ${registration} };\nexport default module;\n`,
  },
  "a constant of another name": {
    "index.ts": `${typedImport}const shopHooks: ConvoticModule = { name: "form", version: "1.0.0", ${registration} };\nexport { shopHooks as default };\n`,
  },
  "a default export that comes from another file": {
    "src/index.ts": `export { default } from "./webhooks/module";\n`,
    "src/webhooks/module.ts": `${typedImport}const module: ConvoticModule = { name: "form", version: "1.0.0", ${registration} };\nexport default module;\n`,
  },
  "an object that satisfies the type": {
    "index.ts": `import type { ConvoticModule } from "@convotic/block-sdk";\nexport default { name: "form", version: "1.0.0", ${registration.replace("sdk)", "sdk: any)")} } satisfies ConvoticModule;\n`,
  },
  "an instance of a class": {
    "index.ts": `class Form { name = "form"; version = "1.0.0"; #answer = { hello: "world" };
      register(sdk: any) { sdk.registerRoute({ method: "GET", path: "/hi", handler: async () => ({ status: 200, body: this.#answer }) }); } }
      export default new Form();\n`,
  },
  "TypeScript with .mts": { "index.mts": `export default { name: "form", version: "1.0.0", ${registration.replace("sdk)", "sdk: any)")} };\n` },
  "plain ES modules in .js": {
    "package.json": `{ "type": "module" }`,
    "index.js": `import { ConvoticModule } from "@convotic/block-sdk";\nvoid ConvoticModule;\nexport default { name: "form", version: "1.0.0", ${registration} };\n`,
  },
  "plain ES modules in .js without a type in package.json": { "index.js": `export default { name: "form", version: "1.0.0", ${registration} };\n` },
  "plain ES modules in .mjs": { "index.mjs": `export default { name: "form", version: "1.0.0", ${registration} };\n` },
  "CommonJS in .cjs": { "index.cjs": `module.exports = { name: "form", version: "1.0.0", ${registration} };\n` },
  "CommonJS in .js": {
    "package.json": `{ "main": "lib/main.js" }`,
    "lib/main.js": `const { answer } = require("./answer");\nmodule.exports = { name: "form", version: "1.0.0", register(sdk) { sdk.registerRoute({ method: "GET", path: "/hi", handler: async () => answer }); } };\n`,
    "lib/answer.js": `exports.answer = { status: 200, body: { hello: "world" } };\n`,
  },
  "CommonJS as TypeScript compiles a default export to": {
    "index.js": `"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\nconst module_ = { name: "form", version: "1.0.0", ${registration} };\nexports.default = module_;\n`,
  },
  "an async register": {
    "index.ts": `export default { name: "form", version: "1.0.0", async register(sdk: any) { await new Promise((next) => setImmediate(next)); sdk.registerRoute({ method: "GET", path: "/hi", handler: ${greeting} }); } };\n`,
  },
  "a handler that is not async": {
    "index.ts": `export default { name: "form", version: "1.0.0", register(sdk: any) { sdk.registerRoute({ method: "GET", path: "/hi", handler: () => ({ status: 200, body: { hello: "world" } }) }); } };\n`,
  },
  "top-level await": {
    "index.ts": `const hello = await Promise.resolve("world");\nexport default { name: "form", version: "1.0.0", register(sdk: any) { sdk.registerRoute({ method: "GET", path: "/hi", handler: async () => ({ status: 200, body: { hello } }) }); } };\n`,
  },
};

for (const [form, files] of Object.entries(forms)) {
  test(`loads ${form}`, async (t) => {
    const running = await dev(t, { files });
    const [module] = running.ready["modules"];
    assert.deepEqual([module.name, module.version], ["form", "1.0.0"]);
    assert.deepEqual(await running.get("/form/hi"), { status: 200, body: { hello: "world" } });
    await running.stop();
    assert.deepEqual([running.events.map(({ event }) => event).filter((event) => event !== "lint"), running.stderr], [["ready", "request"], ""]);
  });
}

test("loads a module without a version, and one that registers nothing", async (t) => {
  const running = await dev(t, { files: { "index.ts": `export default { name: "quiet", register() {} };\n` } });
  assert.deepEqual(running.ready["modules"], [{ name: "quiet", version: "", file: running.folder.at("index.ts"), routes: [], workers: [], nodes: [] }]);
  assert.deepEqual(await running.get("/quiet/hi"), {
    status: 404,
    body: { error: { code: "NOT_FOUND", message: "Route 'GET /hi' not found in module 'quiet', which has no routes" } },
  });
});

test("accepts worker and node handlers, which are listed at the start", async (t) => {
  const source = `export default { name: "points", version: "2.0.0", register(sdk: any) {
    sdk.registerWorkerHandler({ topic: "orders", handler: async () => {} });
    sdk.registerNodeHandler({ type: "loyalty_lookup", name: "Loyalty Lookup", inputs: [], outputs: [], handler: async () => ({}) });
  } };\n`;
  const running = await dev(t, { files: { "index.ts": source } });
  assert.deepEqual(running.ready["modules"], [
    { name: "points", version: "2.0.0", file: running.folder.at("index.ts"), routes: [], workers: ["orders"], nodes: ["loyalty_lookup"] },
  ]);
});

test("imports npm packages from the project's node_modules: ESM, CommonJS, and a subpath export", async (t) => {
  const packages: Files = {
    "node_modules/esm-shop/package.json": `{ "name": "esm-shop", "version": "3.0.0", "type": "module", "exports": { ".": "./index.js", "./tax": "./lib/tax.js" } }`,
    "node_modules/esm-shop/index.js": `export const currency = "EUR"; export default class Basket { total = 42 }\n`,
    "node_modules/esm-shop/lib/tax.js": `export const rate = 0.2;\n`,
    "node_modules/cjs-shop/package.json": `{ "name": "cjs-shop", "version": "1.0.0", "main": "main.js" }`,
    "node_modules/cjs-shop/main.js": `module.exports = { where: __filename, discount: require("./discount.js") };\n`,
    "node_modules/cjs-shop/discount.js": `module.exports = 0.1;\n`,
    "node_modules/@scope/kit/package.json": `{ "name": "@scope/kit", "version": "1.0.0", "main": "index.js" }`,
    "node_modules/@scope/kit/index.js": `exports.kit = "scoped";\n`,
  };
  const source = moduleSource(
    "shop",
    { "GET /prices": `async () => ({ status: 200, body: { currency, total: new Basket().total, rate, where: cjs.where, discount: cjs.discount, kit, required: require("cjs-shop").discount, dynamic: (await import("esm-shop/tax")).rate } })` },
    `import Basket, { currency } from "esm-shop";\nimport { rate } from "esm-shop/tax";\nimport cjs from "cjs-shop";\nimport { kit } from "@scope/kit";\n`,
  );
  const running = await dev(t, { files: { ...packages, "src/index.ts": source } });
  assert.deepEqual(await running.get("/shop/prices"), {
    status: 200,
    body: {
      currency: "EUR",
      total: 42,
      rate: 0.2,
      where: running.folder.at("node_modules/cjs-shop/main.js"),
      discount: 0.1,
      kit: "scoped",
      required: 0.1,
      dynamic: 0.2,
    },
  });
});

test("imports packages that lie in a node_modules folder above the module", async (t) => {
  const running = await dev(t, {
    files: {
      "node_modules/above/package.json": `{ "name": "above", "main": "index.js" }`,
      "node_modules/above/index.js": `exports.level = "root";\n`,
      "modules/deep/src/index.ts": moduleSource("deep", { "GET /level": "async () => ({ status: 200, body: level })" }, `import { level } from "above";\n`),
    },
    modules: ["modules/deep"],
  });
  assert.deepEqual(await running.get("/deep/level"), { status: 200, body: "root" });
});

test("imports relative files, JSON and Node's own modules, with and without an extension", async (t) => {
  const source = moduleSource(
    "files",
    { "GET /all": `async () => ({ status: 200, body: { a, b, c, prices, tea, digest: createHash("sha256").update("x").digest("hex").slice(0, 8) } })` },
    `import { createHash } from "node:crypto";\nimport { a } from "./a";\nimport { b } from "../lib/b.js";\nimport { c } from "./c.ts";\nimport prices from "./prices.json";\nimport { tea } from "./prices.json";\n`,
  );
  const running = await dev(t, {
    files: {
      "src/index.ts": source,
      "src/a.ts": `export const a = "a";\n`,
      "lib/b.ts": `export const b: string = "b";\n`,
      "src/c.ts": `export const c = "c";\n`,
      "src/prices.json": `{ "tea": 3, "mug": 8.5 }`,
    },
  });
  assert.deepEqual(await running.get("/files/all"), {
    status: 200,
    body: { a: "a", b: "b", c: "c", prices: { tea: 3, mug: 8.5 }, tea: 3, digest: "2d711642" },
  });
});

test("runs TypeScript that is more than types: enums, namespaces, parameter properties and decorators", async (t) => {
  const top = `
enum Status { paid = "PAID", open = "OPEN" }
const enum Level { low = 1, high }
namespace Money { export const cents = (amount: number) => amount * 100; }
const seen: string[] = [];
function noted(_target: unknown, context: ClassMethodDecoratorContext) { seen.push(String(context.name)); }
class Order { constructor(readonly id: string, private status = Status.paid) {} @noted label() { return this.id + ":" + this.status; } }
`;
  const handler = `async () => ({ status: 200, body: [Status.open, Level.high, Money.cents(2), new Order("7").label(), seen] })`;
  const running = await dev(t, { files: { "index.ts": moduleSource("typed", { "GET /all": handler }, top) } });
  assert.deepEqual(await running.get("/typed/all"), { status: 200, body: ["OPEN", 2, 200, "7:PAID", ["label"]] });
});

test("runs the decorators of older TypeScript where tsconfig.json asks for them", async (t) => {
  const top = `
const seen: string[] = [];
function noted(_target: object, name: string, _descriptor: PropertyDescriptor) { seen.push(name); }
class Order { @noted label() { return "7"; } }
`;
  const running = await dev(t, {
    files: {
      "tsconfig.json": `{ "compilerOptions": { "experimentalDecorators": true } }`,
      "index.ts": moduleSource("legacy", { "GET /all": `async () => ({ status: 200, body: [new Order().label(), seen] })` }, top),
    },
  });
  assert.deepEqual(await running.get("/legacy/all"), { status: 200, body: ["7", ["label"]] });
});

test("resolves the path aliases of tsconfig.json", async (t) => {
  const running = await dev(t, {
    files: {
      "tsconfig.json": `{ "compilerOptions": { "paths": { "~/*": ["./src/*"] } } }`,
      "src/index.ts": moduleSource("alias", { "GET /rate": "async () => ({ status: 200, body: { rate } })" }, `import { rate } from "~/rates";\n`),
      "src/rates.ts": `export const rate = 0.2;\n`,
    },
  });
  assert.deepEqual(await running.get("/alias/rate"), { status: 200, body: { rate: 0.2 } });
});

test("a module sees the surroundings of its entry file: folder, __dirname, import.meta.url, require and import()", async (t) => {
  const handler = `async () => ({ status: 200, body: {
    cwd: process.cwd(), __dirname, __filename, url: import.meta.url,
    required: require("./data.json").stored,
    imported: (await import("./lazy")).lazy,
    read: readFileSync(new URL("./data.json", import.meta.url), "utf8"),
    resolved: require.resolve("./data.json"),
  } })`;
  const running = await dev(t, {
    files: {
      "src/index.ts": moduleSource("place", { "GET /where": handler }, `import { readFileSync } from "fs";\n`),
      "src/data.json": `{"stored":true}`,
      "src/lazy.ts": `export const lazy = "loaded";\n`,
    },
  });
  const { folder } = running;
  assert.deepEqual(await running.get("/place/where"), {
    status: 200,
    body: {
      cwd: folder.path,
      __dirname: folder.at("src"),
      __filename: folder.at("src/index.ts"),
      url: `file://${folder.at("src/index.ts")}`,
      required: true,
      imported: "loaded",
      read: `{"stored":true}`,
      resolved: folder.at("src/data.json"),
    },
  });
});

test("finds the entry: package.json's main first, then src/index, then index", async (t) => {
  const named = (name: string): string => `export default { name: "${name}", register() {} };\n`;
  const folders: Files = {
    "a/package.json": `{ "main": "server/main.ts" }`,
    "a/server/main.ts": named("by-main"),
    "a/src/index.ts": named("not-this"),
    "b/package.json": `{ "main": "dist/built.js" }`,
    "b/src/index.ts": named("by-src"),
    "b/index.ts": named("not-this"),
    "c/index.js": `module.exports = { name: "by-index", register() {} };\n`,
    "d/tools/one.ts": named("by-file"),
  };
  const running = await dev(t, { files: folders, modules: ["a", "b/", "c", "d/tools/one.ts"] });
  assert.deepEqual(
    running.ready["modules"].map(({ name, file }: any) => [name, running.folder.plain(file)]),
    [
      ["by-main", "<folder>/a/server/main.ts"],
      ["by-src", "<folder>/b/src/index.ts"],
      ["by-index", "<folder>/c/index.js"],
      ["by-file", "<folder>/d/tools/one.ts"],
    ],
  );
});

test("serves all modules of convotic.json", async (t) => {
  const running = await dev(t, {
    files: {
      "convotic.json": `{ "modules": ["orders", "hooks/src/index.ts"] }`,
      "orders/index.ts": moduleSource("orders", { "GET /hi": greeting }),
      "hooks/src/index.ts": moduleSource("hooks", { "GET /hi": greeting }),
    },
  });
  assert.deepEqual(running.ready["modules"].map(({ name }: any) => name), ["orders", "hooks"]);
  for (const name of ["orders", "hooks"]) assert.deepEqual(await running.get(`/${name}/hi`), { status: 200, body: { hello: "world" } });
});
