// Saving a file: what is served afterwards, what is said about it, and what it leaves alone.
import assert from "node:assert/strict";
import { utimesSync } from "node:fs";
import { test } from "node:test";
import { dev, type Dev, type Event } from "./support/dev.ts";
import { RawConnection } from "./support/raw_http.ts";
import { moduleSource } from "./support/source.ts";

const answering = (answer: string): string => moduleSource("shop", { "GET /answer": `async () => ({ status: 200, body: ${answer} })` });

function plain({ at: _at, ms, servingSince, ...event }: Event): unknown {
  assert.equal(typeof ms, "number");
  return servingSince === undefined ? event : { ...event, servingSince: typeof servingSince };
}

function reloads(running: Dev): Event[] {
  return running.events.filter(({ event }) => event === "reload");
}

async function answer(running: Dev): Promise<unknown> {
  return (await running.get("/shop/answer")).body;
}

test("a saved file is served at once, and one event says so", async (t) => {
  const running = await dev(t, { files: { "src/index.ts": answering("1") } });
  assert.equal(await answer(running), 1);
  running.folder.write("src/index.ts", answering("2"));
  assert.deepEqual(plain(await running.reload()), { event: "reload", module: "shop", file: "src/index.ts", ok: true, routes: 1 });
  assert.equal(await answer(running), 2);
  running.folder.replace("src/index.ts", answering("3"));
  assert.deepEqual(plain(await running.reload()), { event: "reload", module: "shop", file: "src/index.ts", ok: true, routes: 1 });
  assert.equal(await answer(running), 3);
  assert.equal(reloads(running).length, 2);
});

const broken: Record<string, { source: string; error: unknown }> = {
  "does not compile": {
    source: `export default {\n  name: "shop"\n  register() {},\n};\n`,
    error: { slug: "module-build", message: `Expected "}" but found "register"`, where: { file: "src/index.ts", line: 3, column: 3 } },
  },
  "throws when it is loaded": {
    source: `const total = (undefined as any).total;\nexport default { name: "shop", register() { total; } };\n`,
    error: {
      slug: "module-load",
      message: "the module threw while it was imported: TypeError: Cannot read properties of undefined (reading 'total')",
      where: { file: "src/index.ts", line: 1, column: 34 },
    },
  },
  "registers a route twice": {
    source: moduleSource("shop", { "GET /a/:x": "async () => ({ status: 200 })", "GET /a/:y": "async () => ({ status: 200 })" }),
    error: {
      slug: "route-duplicate",
      message: "routes 1 and 2 both answer GET /a/:y",
      hint: `"/a/:x" and "/a/:y" differ only in the names of parameters`,
      where: { file: "src/index.ts" },
    },
  },
  "ends its own process": {
    source: `process.exit(4);\n`,
    error: { slug: "module-load", message: "the module called process.exit(4)", where: { file: "src/index.ts", line: 1, column: 9 } },
  },
};

for (const [what, { source, error }] of Object.entries(broken)) {
  test(`a version that ${what} is reported, the last good one goes on serving, and a fix works`, async (t) => {
    const running = await dev(t, { files: { "src/index.ts": answering("1") } });
    running.folder.write("src/index.ts", source);
    assert.deepEqual(plain(await running.reload()), { event: "reload", module: "shop", file: "src/index.ts", ok: false, error, servingSince: "string" });
    assert.equal(await answer(running), 1);
    running.folder.write("src/index.ts", answering("2"));
    assert.deepEqual(plain(await running.reload()), { event: "reload", module: "shop", file: "src/index.ts", ok: true, routes: 1 });
    assert.equal(await answer(running), 2);
  });
}

test("a file that is touched, or saved with the same content, reloads nothing", async (t) => {
  const running = await dev(t, { files: { "index.ts": answering("1") } });
  utimesSync(running.folder.at("index.ts"), new Date(), new Date());
  running.folder.write("index.ts", answering("1"));
  running.folder.replace("index.ts", answering("1"));
  running.folder.write("notes.txt", "not part of the module");
  running.folder.write("index.ts", answering("2"));
  await running.reload();
  assert.equal(await answer(running), 2);
  await running.stop();
  assert.equal(reloads(running).length, 1);
});

test("a change in an imported file, in JSON, in .env and in package.json is noticed", async (t) => {
  const source = moduleSource(
    "shop",
    { "GET /answer": `async (req, ctx) => ({ status: 200, body: [rate, prices.tea, process.env.CURRENCY ?? null, ctx.secrets.has("CURRENCY")] })` },
    `import { rate } from "../lib/rate";\nimport prices from "./prices.json";\n`,
  );
  const running = await dev(t, { files: { "src/index.ts": source, "lib/rate.ts": "export const rate = 1;\n", "src/prices.json": `{"tea":3}` } });
  assert.deepEqual(await answer(running), [1, 3, null, false]);

  const steps: [file: string, content: string, answer: unknown][] = [
    ["lib/rate.ts", "export const rate = 2;\n", [2, 3, null, false]],
    ["src/prices.json", `{"tea":4}`, [2, 4, null, false]],
    [".env", "CURRENCY=EUR\n", [2, 4, "EUR", true]],
    [".env", "CURRENCY=JPY\n", [2, 4, "JPY", true]],
    ["package.json", `{ "name": "shop" }`, [2, 4, "JPY", true]],
  ];
  for (const [file, content, expected] of steps) {
    running.folder.write(file, content);
    assert.deepEqual(plain(await running.reload()), { event: "reload", module: "shop", file, ok: true, routes: 1 });
    assert.deepEqual(await answer(running), expected);
  }
  running.folder.remove(".env");
  assert.equal((await running.reload())["file"], ".env");
  assert.deepEqual(await answer(running), [2, 4, null, false]);
  assert.equal(reloads(running).length, steps.length + 1);
});

test("a broken .env is reported with its line and without its content, and the last good version goes on serving", async (t) => {
  const running = await dev(t, { files: { "index.ts": answering("process.env.TOKEN"), ".env": "TOKEN=good\n" } });
  running.folder.write(".env", "TOKEN=better\nhunter2\n");
  assert.deepEqual(plain(await running.reload()), {
    event: "reload",
    module: "shop",
    file: ".env",
    ok: false,
    error: { slug: "dotenv-invalid", message: "this line is not NAME=value", hint: "lines are NAME=value", where: { file: ".env", line: 2, column: 1 } },
    servingSince: "string",
  });
  assert.equal(await answer(running), "good");
});

// A folder and the file in it appear one after the other, so that a build in between may fail.
function reloaded(running: Dev): Promise<Event> {
  return running.nextEvent(({ event, ok }) => event === "reload" && ok === true, "a successful reload");
}

for (const there of [false, true]) {
  test(`a package that was missing is found once it is installed, ${there ? "also beside others" : "with the first node_modules"}`, async (t) => {
    const running = await dev(t, { files: { "src/index.ts": answering("1"), ...(there ? { "node_modules/other/index.js": "" } : {}) } });
    running.folder.write("src/index.ts", `import { price } from "price-list";\n${answering("price")}`);
    const { ok, error } = await running.reload();
    assert.deepEqual([ok, error], [false, {
      slug: "module-load",
      message: "the module threw while it was imported: Error: Cannot find package 'price-list'",
      hint: "npm install price-list, in the module's folder",
      where: { file: "src/index.ts" },
    }]);
    running.folder.writeAll({
      "node_modules/price-list/package.json": `{ "name": "price-list", "main": "index.js" }`,
      "node_modules/price-list/index.js": "exports.price = 2;\n",
      "node_modules/.package-lock.json": "{}",
    });
    await reloaded(running);
    assert.equal(await answer(running), 2);
  });
}

test("files that come and go: a new import, a file that is gone and comes back, another folder", async (t) => {
  const running = await dev(t, { files: { "src/index.ts": answering("1") } });
  const importing = `import { extra } from "./parts/extra";\n${answering("extra")}`;

  running.folder.write("src/index.ts", importing);
  const failed = await running.reload();
  assert.deepEqual([failed["ok"], failed["error"].message], [false, `Could not resolve "./parts/extra"`]);
  assert.equal(await answer(running), 1);

  running.folder.write("src/parts/extra.ts", "export const extra = 2;\n");
  await reloaded(running);
  assert.equal(await answer(running), 2);

  running.folder.write("src/parts/extra.ts", "export const extra = 3;\n");
  assert.deepEqual(plain(await running.reload()), { event: "reload", module: "shop", file: "src/parts/extra.ts", ok: true, routes: 1 });
  assert.equal(await answer(running), 3);

  running.folder.remove("src/parts/extra.ts");
  assert.equal((await running.reload())["ok"], false);
  assert.equal(await answer(running), 3);
  running.folder.write("src/parts/extra.ts", "export const extra = 4;\n");
  await reloaded(running);
  assert.equal(await answer(running), 4);
});

test("routes that are added and removed are matched from the reload on", async (t) => {
  const ok = `async () => ({ status: 200, body: "ok" })`;
  const running = await dev(t, { files: { "index.ts": moduleSource("shop", { "GET /old": ok }) } });
  running.folder.write("index.ts", moduleSource("shop", { "GET /new": ok, "GET /newer": ok }));
  assert.equal((await running.reload())["routes"], 2);
  assert.equal((await running.get("/shop/new")).status, 200);
  assert.equal((await running.get("/shop/old")).status, 404);
});

test("a module can be given another name", async (t) => {
  const running = await dev(t, { files: { "index.ts": answering("1") } });
  running.folder.write("index.ts", answering("2").replace(`name: "shop"`, `name: "store"`));
  assert.deepEqual(plain(await running.reload()), { event: "reload", module: "store", file: "index.ts", ok: true, routes: 1 });
  assert.deepEqual(await running.get("/store/answer"), { status: 200, body: 2 });
  assert.equal((await running.get("/shop/answer")).status, 404);
});

const slow = (version: number): string =>
  moduleSource("shop", {
    "GET /answer": `async () => ({ status: 200, body: ${version} })`,
    // Waits until the test has stored "go", and says which version waited.
    "GET /slow": `async (req, ctx) => { console.log("waiting"); while (!(await ctx.storage.get("go"))) await new Promise((next) => setTimeout(next, 5)); return { status: 200, body: ${version} }; }`,
    "POST /go": `async (req, ctx) => { await ctx.storage.set("go", true); return { status: 200 }; }`,
  });

test("a request that is running when the module is reloaded finishes on the old code, new ones get the new", async (t) => {
  const running = await dev(t, { files: { "index.ts": slow(1) } });
  const waiting = running.get("/shop/slow");
  await running.log("waiting");
  running.folder.write("index.ts", slow(2));
  assert.equal((await running.reload())["ok"], true);
  assert.equal(await answer(running), 2);
  running.folder.write("index.ts", slow(3));
  assert.equal((await running.reload())["ok"], true);
  assert.equal(await answer(running), 3);
  assert.equal((await running.post("/shop/go")).status, 200);
  assert.deepEqual(await waiting, { status: 200, body: 1 });
});

test("no request is dropped under steady traffic while the module is reloaded ten times, and versions only go up", async (t) => {
  const running = await dev(t, { files: { "index.ts": answering("0") }, flags: ["--rate-limit", "off"] });
  let going = true;
  const client = async (): Promise<number[]> => {
    const seen: number[] = [];
    while (going) {
      const { status, body } = await running.get("/shop/answer");
      assert.equal(status, 200, JSON.stringify(body));
      seen.push(body);
    }
    return seen;
  };
  const clients = Array.from({ length: 4 }, client);
  const settled = Promise.all(clients);
  settled.catch(() => (going = false));
  for (let version = 1; version <= 10; ++version) {
    running.folder.write("index.ts", answering(String(version)));
    assert.equal((await running.reload())["ok"], true);
  }
  assert.equal(await answer(running), 10);
  going = false;
  for (const seen of await settled) {
    assert.deepEqual(seen, [...seen].sort((a, b) => a - b));
    assert.ok(seen.length > 10);
  }
  assert.equal(reloads(running).length, 10);
});

test("what a module has stored is untouched by a reload", async (t) => {
  const source = (version: number): string =>
    moduleSource("shop", {
      "POST /count": `async (req, ctx) => { const count = ((await ctx.storage.get("count")) ?? 0) + 1; await ctx.storage.set("count", count); return { status: 200, body: { count, version: ${version} } }; }`,
    });
  const running = await dev(t, { files: { "index.ts": source(1) } });
  assert.deepEqual((await running.post("/shop/count")).body, { count: 1, version: 1 });
  running.folder.write("index.ts", source(2));
  await running.reload();
  assert.deepEqual((await running.post("/shop/count")).body, { count: 2, version: 2 });
});

test("the reload of one module does not disturb another", async (t) => {
  const pid = `async () => ({ status: 200, body: process.pid })`;
  const running = await dev(t, { files: { "a/index.ts": moduleSource("a", { "GET /pid": pid }), "b/index.ts": moduleSource("b", { "GET /pid": pid }) }, modules: ["a", "b"] });
  const before = { a: (await running.get("/a/pid")).body, b: (await running.get("/b/pid")).body };
  running.folder.append("a/index.ts", "\n// changed\nexport const changed = true;\n");
  assert.equal((await running.reload())["module"], "a");
  assert.equal((await running.get("/b/pid")).body, before.b);
  assert.notEqual((await running.get("/a/pid")).body, before.a);
  assert.equal(reloads(running).length, 1);
});

test("a name that another module has is refused on reload, and both go on as they were", async (t) => {
  const ok = (body: string): Record<string, string> => ({ "GET /hi": `async () => ({ status: 200, body: "${body}" })` });
  const running = await dev(t, { files: { "a/index.ts": moduleSource("a", ok("a")), "b/index.ts": moduleSource("b", ok("b")) }, modules: ["a", "b"] });
  running.folder.write("b/index.ts", moduleSource("a", ok("b")));
  const { error } = await running.reload();
  assert.equal(running.folder.plain(error.message), `two modules are called "a": "<folder>/a/index.ts" and "<folder>/b/index.ts"`);
  assert.equal((await running.get("/a/hi")).body, "a");
  assert.equal((await running.get("/b/hi")).body, "b");
});

test("with --no-watch a saved file changes nothing", async (t) => {
  const running = await dev(t, {
    files: { "a/index.ts": moduleSource("a", { "GET /hi": `async () => ({ status: 200, body: 1 })` }) },
    modules: ["a"],
    flags: ["--no-watch"],
  });
  running.folder.write("a/index.ts", moduleSource("a", { "GET /hi": `async () => ({ status: 200, body: 2 })` }));
  assert.equal((await running.get("/a/hi")).body, 1);
  await running.stop();
  assert.equal(reloads(running).length, 0);
});

test("the built bundles do not pile up, and are gone after the end", async (t) => {
  const running = await dev(t, { files: { "index.ts": answering("0") } });
  for (let version = 1; version <= 3; ++version) {
    running.folder.write("index.ts", answering(String(version)));
    await running.reload();
  }
  assert.equal(running.folder.read(".convotic/.gitignore"), "*\n");
  await running.stop();
  assert.deepEqual(running.folder.list(".convotic/build"), []);
});

test("a connection that was open during a reload ends when the server ends it", async (t) => {
  const running = await dev(t, { files: { "src/index.ts": answering("1") } });
  const connection = await RawConnection.open(t, running.ready["port"]);
  await connection.send(`GET /v1/modules/shop/answer HTTP/1.1\r\nX-API-Key: ${running.key}\r\n\r\n`);
  assert.equal((await connection.response()).body.toString(), "1");
  running.folder.write("src/index.ts", answering("2"));
  await running.reload();
  running.folder.write("src/index.ts", answering("3"));
  await running.reload();
  // Processes were started meanwhile; none of them may hold on to the connection.
  await connection.send(`GET /v1/modules/shop/answer HTTP/1.1\r\nX-API-Key: ${running.key}\r\nConnection: close\r\n\r\n`);
  assert.equal((await connection.response()).body.toString(), "3");
  assert.equal((await connection.rest()).length, 0);
});

test("the time that a body takes to arrive is not the handler's", async (t) => {
  const source = moduleSource("shop", {
    "POST /echo": "async (req) => ({ status: 200, body: req.body })",
    "GET /never": "() => new Promise(() => {})",
  });
  const running = await dev(t, { files: { "src/index.ts": source }, flags: ["--timeout", "0.3"] });
  const connection = await RawConnection.open(t, running.ready["port"]);
  await connection.send(`POST /v1/modules/shop/echo HTTP/1.1\r\nX-API-Key: ${running.key}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n4`);
  assert.equal((await running.get("/shop/never")).status, 500);
  await connection.send("2");
  assert.equal((await connection.response()).body.toString(), "42");
});
