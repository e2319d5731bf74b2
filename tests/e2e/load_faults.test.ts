// What is said about a module that cannot be loaded: always what, where, and what to do.
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { convotic } from "./support/convotic.ts";
import { dev, type Event } from "./support/dev.ts";
import { Folder, type Files } from "./support/folder.ts";
import { moduleSource } from "./support/source.ts";

// Starts a module that cannot be served, not on a terminal: the program ends and says why.
async function refusal(t: TestContext, files: Files, modules: string[] = []): Promise<{ code: number | null; stderr: string }> {
  const folder = new Folder(t, files);
  const outcome = await convotic(t, ["dev", ...modules, "--port", "0", "--format", "json", "--ephemeral"], { cwd: folder.path });
  assert.equal(outcome.stdout, "", "nothing for machines");
  return { code: outcome.code, stderr: folder.plain(outcome.stderr) };
}

const handler = "async () => ({ status: 200 })";
const withRegister = (body: string): string => `export default { name: "faulty", version: "1.0.0", register(sdk: any) {\n  ${body}\n} };\n`;
const route = (options: string): string => withRegister(`sdk.registerRoute({ ${options}, handler: ${handler} });`);

interface Fault {
  files: Files;
  stderr: string[];
  code?: number;
}

const faults: Record<string, Fault> = {
  "does not compile": {
    files: { "src/index.ts": `export default {\n  name: "faulty",\n  register(sdk) { sdk.registerRoute({ method: "GET" path: "/" }); },\n};\n` },
    stderr: [
      `convotic: error[module-build]: Expected "}" but found "path"`,
      `  src/index.ts:3:53`,
      `  3 |   register(sdk) { sdk.registerRoute({ method: "GET" path: "/" }); },`,
      `    |                                                     ^^^^`,
    ],
  },
  "imports a file that is not there": {
    files: { "src/index.ts": `import { total } from "./prices";\nexport default { name: "faulty", register() { total(); } };\n` },
    stderr: [
      `convotic: error[module-build]: Could not resolve "./prices"`,
      `  src/index.ts:1:23`,
      `  1 | import { total } from "./prices";`,
      `    |                       ^^^^^^^^^^`,
    ],
  },
  "imports a package that is not installed": {
    files: { "src/index.ts": `import { total } from "price-list";\nexport default { name: "faulty", register() { total(); } };\n` },
    stderr: [
      `convotic: error[module-load]: the module threw while it was imported: Error: Cannot find package 'price-list'`,
      `  src/index.ts`,
      `  help: npm install price-list, in the module's folder`,
    ],
  },
  "has several errors": {
    files: { "src/index.ts": `import "./a";\nimport "./b";\nimport "./c";\nexport default {};\n` },
    stderr: [
      `convotic: error[module-build]: Could not resolve "./a"`,
      `  src/index.ts:1:8`,
      `  1 | import "./a";`,
      `    |        ^^^^^`,
      `  help: and 2 more errors`,
    ],
  },
  "throws while it is imported": {
    files: { "src/index.ts": `import { connect } from "./db";\nconst db = connect();\nexport default { name: "faulty", register() { db; } };\n`, "src/db.ts": `// no database here\nexport function connect(): never {\n  throw new RangeError("no such database");\n}\n` },
    stderr: [
      `convotic: error[module-load]: the module threw while it was imported: RangeError: no such database`,
      `  src/db.ts:3:9`,
      `  3 |   throw new RangeError("no such database");`,
      `    |         ^`,
    ],
  },
  "throws something that is no error": { files: { "index.ts": `throw { code: 7 };\n` }, stderr: [
      `convotic: error[module-load]: the module threw an object with the key code while it was imported`,
      `  index.ts`,
    ] },
  "has no default export": { files: { "index.ts": `export const module = { name: "faulty", register() {} };\n` }, stderr: [
      `convotic: error[module-load]: index.ts has no default export; it exports module`,
      `  index.ts`,
    ] },
  "exports nothing": { files: { "index.ts": `export {};\n` }, stderr: [
      `convotic: error[module-load]: index.ts has no default export; it exports nothing`,
      `  index.ts`,
    ] },
  "exports a function": { files: { "index.ts": `export default function register() {}\n` }, stderr: [
      `convotic: error[module-load]: the default export of index.ts is a function instead of an object {name, version, register}`,
      `  index.ts`,
    ] },
  "has no register": { files: { "index.ts": `export default { name: "faulty" };\n` }, stderr: [
      `convotic: error[module-load]: the default export of index.ts has no method register(sdk); its register is undefined`,
      `  index.ts`,
    ] },
  "has no name": { files: { "index.ts": `export default { register() {} };\n` }, stderr: [
      `convotic: error[module-load]: the default export of index.ts has no name; its name is undefined instead of a string such as "order-sync"`,
      `  index.ts`,
    ] },
  "has an empty name": { files: { "index.ts": `export default { name: "", register() {} };\n` }, stderr: [
      `convotic: error[module-load]: the default export of index.ts has no name; its name is the string "" instead of a string such as "order-sync"`,
      `  index.ts`,
    ] },
  "has a name that cannot be part of a URL": { files: { "index.ts": `export default { name: "Shop Hooks/2", register() {} };\n` }, stderr: [
      `convotic: error[module-name]: "Shop Hooks/2" cannot be a module's name: use a-z, 0-9 and "-"`,
      `  index.ts`,
      `  help: call it "shop-hooks-2"`,
    ] },
  "has a version that is not a string": { files: { "index.ts": `export default { name: "faulty", version: 1, register() {} };\n` }, stderr: [
      `convotic: error[module-load]: the default export of index.ts has the version the number 1 instead of a string such as "1.0.0"`,
      `  index.ts`,
    ] },
  "registers a bad method": { files: { "index.ts": route(`method: "FETCH", path: "/x"`) }, stderr: [
      `convotic: error[module-load]: registerRoute: method "FETCH" is not one of GET, POST, PUT, PATCH, DELETE; did you mean "PATCH"?`,
      `  index.ts:2:7`,
      `  2 |   sdk.registerRoute({ method: "FETCH", path: "/x", handler: async () => ({ status: 200 }) });`,
      `    |       ^`,
    ] },
  "registers a method in lower case": { files: { "index.ts": route(`method: "post", path: "/x"`) }, stderr: [
      `convotic: error[module-load]: registerRoute: method "post" is not one of GET, POST, PUT, PATCH, DELETE; did you mean "POST"?`,
      `  index.ts:2:7`,
      `  2 |   sdk.registerRoute({ method: "post", path: "/x", handler: async () => ({ status: 200 }) });`,
      `    |       ^`,
    ] },
  "registers a path without a slash": { files: { "index.ts": route(`method: "GET", path: "orders"`) }, stderr: [
      `convotic: error[route-path]: the path "orders" of route 1 (GET) is not valid: a path must start with "/"`,
      `  index.ts`,
      `  help: paths look like "/orders/:orderId"`,
    ] },
  "registers a path with an empty segment": { files: { "index.ts": route(`method: "GET", path: "/orders//:id"`) }, stderr: [
      `convotic: error[route-path]: the path "/orders//:id" of route 1 (GET) is not valid: a path must not have an empty segment`,
      `  index.ts`,
      `  help: paths look like "/orders/:orderId"`,
    ] },
  "registers a path with a parameter without a name": { files: { "index.ts": route(`method: "GET", path: "/orders/:"`) }, stderr: [
      `convotic: error[route-path]: the path "/orders/:" of route 1 (GET) is not valid: the parameter ":" needs a name of letters, digits and "_"`,
      `  index.ts`,
      `  help: paths look like "/orders/:orderId"`,
    ] },
  "registers a path with the same parameter twice": { files: { "index.ts": route(`method: "GET", path: "/:id/orders/:id"`) }, stderr: [
      `convotic: error[route-path]: the path "/:id/orders/:id" of route 1 (GET) is not valid: the parameter ":id" stands there twice`,
      `  index.ts`,
      `  help: paths look like "/orders/:orderId"`,
    ] },
  "registers a path with a wildcard": { files: { "index.ts": route(`method: "GET", path: "/files/*"`) }, stderr: [
      `convotic: error[route-path]: the path "/files/*" of route 1 (GET) is not valid: Convotic documents no wildcards`,
      `  index.ts`,
      `  help: paths look like "/orders/:orderId"`,
    ] },
  "registers a path with a parameter in half a segment": { files: { "index.ts": route(`method: "GET", path: "/orders-:id"`) }, stderr: [
      `convotic: error[route-path]: the path "/orders-:id" of route 1 (GET) is not valid: a parameter must be a whole segment, which "orders-:id" is not`,
      `  index.ts`,
      `  help: paths look like "/orders/:orderId"`,
    ] },
  "registers a path with a query": { files: { "index.ts": route(`method: "GET", path: "/orders?x=1"`) }, stderr: [
      `convotic: error[route-path]: the path "/orders?x=1" of route 1 (GET) is not valid: "?" cannot stand in a path`,
      `  index.ts`,
      `  help: paths look like "/orders/:orderId"`,
    ] },
  "registers a path that is no string": { files: { "index.ts": route(`method: "GET", path: /orders/`) }, stderr: [
      `convotic: error[module-load]: registerRoute GET: path is a RegExp instead of a string`,
      `  index.ts:2:7`,
      `  2 |   sdk.registerRoute({ method: "GET", path: /orders/, handler: async () => ({ status: 200 }) });`,
      `    |       ^`,
    ] },
  "registers the same route twice": {
    files: { "index.ts": withRegister(`for (const path of ["/a", "/b", "/a"]) sdk.registerRoute({ method: "GET", path, handler: ${handler} });`) },
    stderr: [
      `convotic: error[route-duplicate]: routes 1 and 3 both answer GET /a`,
      `  index.ts`,
      `  help: remove one of them`,
    ],
  },
  "registers two routes that differ in the names of parameters only": {
    files: { "index.ts": withRegister(`for (const path of ["/a/:id", "/a/:orderId"]) sdk.registerRoute({ method: "GET", path, handler: ${handler} });`) },
    stderr: [
      `convotic: error[route-duplicate]: routes 1 and 2 both answer GET /a/:orderId`,
      `  index.ts`,
      `  help: "/a/:id" and "/a/:orderId" differ only in the names of parameters`,
    ],
  },
  "registers a route without a handler": { files: { "index.ts": withRegister(`sdk.registerRoute({ method: "GET", path: "/x" });`) }, stderr: [
      `convotic: error[module-load]: registerRoute GET /x: handler is undefined instead of a function`,
      `  index.ts:2:7`,
      `  2 |   sdk.registerRoute({ method: "GET", path: "/x" });`,
      `    |       ^`,
    ] },
  "throws in register": { files: { "index.ts": withRegister(`throw new TypeError("cannot register");`) }, stderr: [
      `convotic: error[module-load]: the module threw in register(): TypeError: cannot register`,
      `  index.ts:2:9`,
      `  2 |   throw new TypeError("cannot register");`,
      `    |         ^`,
    ] },
  "rejects in register": {
    files: { "index.ts": `export default { name: "faulty", async register() {\n  await Promise.reject(new Error("later"));\n} };\n` },
    stderr: [
      `convotic: error[module-load]: the module threw in register(): Error: later`,
      `  index.ts:2:24`,
      `  2 |   await Promise.reject(new Error("later"));`,
      `    |                        ^`,
    ],
  },
  "calls process.exit while it is imported": { files: { "index.ts": `const ready = false;\nif (!ready) process.exit(3);\nexport default {};\n` }, stderr: [
      `convotic: error[module-load]: the module called process.exit(3)`,
      `  index.ts:2:21`,
      `  2 | if (!ready) process.exit(3);`,
      `    |                     ^`,
    ] },
  "kills itself while it is imported": { files: { "index.ts": `process.kill(process.pid, "SIGKILL");\nawait new Promise(() => {});\n` }, stderr: [
      `convotic: error[module-load]: the runner was ended by signal 9 (Killed)`,
      `  index.ts`,
    ] },
  "has an .env with a bad line": { files: { "index.ts": route(`method: "GET", path: "/x"`), ".env": "A=1\nthis is not a variable\n" }, code: 2, stderr: [
      `convotic: error[dotenv-invalid]: this line is not NAME=value`,
      `  .env:2:1`,
      `  help: lines are NAME=value`,
    ] },
};

for (const [what, fault] of Object.entries(faults)) {
  test(`a module that ${what}`, async (t) => {
    assert.deepEqual(await refusal(t, fault.files), { code: fault.code ?? 1, stderr: `${fault.stderr.join("\n")}\n` });
  });
}

test("a folder without a module, and a folder and a file that are not there", async (t) => {
  const help = "  help: name the entry file, or make a module with convotic new\n";
  const files: Files = { "package.json": "{}" };
  assert.deepEqual(await refusal(t, files), {
    code: 2,
    stderr: `convotic: error[module-not-found]: "<folder>" has no module: neither src/index.ts nor index.ts is there\n${help}`,
  });
  for (const missing of ["orders", "src/index.ts"]) {
    assert.deepEqual(await refusal(t, files, [missing]), {
      code: 2,
      stderr: `convotic: error[module-not-found]: there is no "<folder>/${missing}"\n  help: convotic new makes a module\n`,
    });
  }
});

test("a module that is named twice", async (t) => {
  const files: Files = { "orders/index.ts": moduleSource("orders", {}) };
  assert.deepEqual(await refusal(t, files, ["orders", "orders/index.ts"]), {
    code: 2,
    stderr: 'convotic: error[usage]: "<folder>/orders/index.ts" is named twice\n  help: name it once\n',
  });
});

test("of several modules that cannot be loaded each is told about, in their order, with places as seen from here", async (t) => {
  const files: Files = {
    "shops/a/src/index.ts": "export default {;\n",
    "shops/b/index.ts": `export default { name: "B", register() {} };\n`,
    "shops/c/index.ts": "\nthrow new Error('closed');\n",
  };
  assert.deepEqual(await refusal(t, files, ["shops/c", "shops/a/src/index.ts", "shops/b"]), {
    code: 1,
    stderr: [
      "convotic: error[module-load]: the module threw while it was imported: Error: closed",
      "  shops/c/index.ts:2:7",
      "  2 | throw new Error('closed');",
      "    |       ^",
      'convotic: error[module-build]: Expected identifier but found ";"',
      "  shops/a/src/index.ts:1:17",
      "  1 | export default {;",
      "    |                 ^",
      `convotic: error[module-name]: "B" cannot be a module's name: use a-z, 0-9 and "-"`,
      "  shops/b/index.ts",
      '  help: call it "b"',
      "",
    ].join("\n"),
  });
});

const good = moduleSource("good", { "GET /hi": `async () => ({ status: 200, body: "hi" })` });

// The event without its time, and with paths below the test's folder.
function plain(event: Event, folder: Folder): unknown {
  const { at: _at, ...rest } = event;
  return JSON.parse(folder.plain(JSON.stringify(rest)));
}

test("one broken module does not keep the others from being served", async (t) => {
  const running = await dev(t, { files: { "good/index.ts": good, "bad/index.ts": "export default {;\n" }, modules: ["bad", "good"] });
  assert.deepEqual(running.ready["modules"].map(({ name }: any) => name), ["good"]);
  const failed = await running.nextEvent(({ event }) => event === "module-failed");
  assert.deepEqual(plain(failed, running.folder), {
    event: "module-failed",
    path: "<folder>/bad/index.ts",
    error: { slug: "module-build", message: `Expected identifier but found ";"`, where: { file: "bad/index.ts", line: 1, column: 17 } },
  });
  assert.deepEqual(await running.get("/good/hi"), { status: 200, body: "hi" });
  assert.deepEqual(await running.get("/bad/hi"), {
    status: 404,
    body: { error: { code: "NOT_FOUND", message: "Module 'bad' not found; there is 'good'" } },
  });

  running.folder.write("bad/index.ts", moduleSource("bad", { "GET /hi": `async () => ({ status: 200, body: "mended" })` }));
  const reload = await running.reload();
  assert.deepEqual([reload["module"], reload["ok"]], ["bad", true]);
  assert.deepEqual(await running.get("/bad/hi"), { status: 200, body: "mended" });
});

test("of two modules with one name one is served, and the message names both files", async (t) => {
  const running = await dev(t, { files: { "a/index.ts": good, "b/src/index.ts": good }, modules: ["a", "b"] });
  assert.equal(running.ready["modules"].length, 1);
  const failed = await running.nextEvent(({ event }) => event === "module-failed");
  const served = running.folder.plain(running.ready["modules"][0].file);
  const refused = served === "<folder>/a/index.ts" ? "<folder>/b/src/index.ts" : "<folder>/a/index.ts";
  assert.deepEqual(plain(failed, running.folder), {
    event: "module-failed",
    path: refused,
    error: {
      slug: "module-name",
      message: `two modules are called "good": "${served}" and "${refused}"`,
      hint: "give one of them another name",
      where: { file: refused.replace("<folder>/", "") },
    },
  });
  assert.deepEqual(await running.get("/good/hi"), { status: 200, body: "hi" });
});

test("what a module logs while it loads follows the ready event", async (t) => {
  const source = moduleSource("chatty", {}, `console.log("on import");\nprocess.stdout.write("raw\\n");\n`).replace("register(sdk) {", `register(sdk) { console.warn("in register");`);
  const running = await dev(t, { files: { "index.ts": source } });
  assert.equal(running.events[0]?.event, "ready");
  for (const [text, level, from] of [["on import", "info", "console"], ["in register", "warn", "console"], ["raw", "info", "stdout"]] as const) {
    const { at: _at, ...event } = await running.log(text);
    // The name is not known before the module is loaded, and what is printed raw takes another way than what is logged.
    const module = from === "stdout" ? event["module"] : running.folder.path.split("/").at(-1);
    assert.deepEqual(event, { event: "log", module, request: null, level, source: from, message: text });
  }
});

test("what a module logged before it failed to load is not lost", async (t) => {
  const folder = new Folder(t, { "index.ts": `console.log("connecting");\nthrow new Error("no database");\n` });
  const outcome = await convotic(t, ["dev", "--port", "0", "--format", "json", "--ephemeral"], { cwd: folder.path });
  const lines = outcome.stdout.trim().split("\n").map((line) => JSON.parse(line) as Event);
  assert.deepEqual([outcome.code, lines.map(({ event, message }) => [event, message])], [1, [["log", "connecting"]]]);
});
