// What convotic dev prints for people, and that nothing a module says can play tricks on their terminal.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test, type TestContext } from "node:test";
import { binary, environment } from "./support/convotic.ts";
import { within } from "./support/deadline.ts";
import { dev } from "./support/dev.ts";
import { Folder } from "./support/folder.ts";
import { Program } from "./support/program.ts";
import { moduleSource } from "./support/source.ts";

const clean = { code: 0, signal: null };
const key = "cvtk_live_key";

// A convotic dev whose output is for people, and its address.
async function pretty(t: TestContext, files: Record<string, string>, flags: string[] = [], env: Record<string, string> = {}) {
  const folder = new Folder(t, files);
  const args = ["dev", "--port", "0", "--ephemeral", "--api-key", key, ...flags];
  const program = new Program(t, binary, args, { cwd: folder.path, env });
  const [, url] = await program.said(/(http:\/\/127\.0\.0\.1:\d+)\/v1[^]*\n {2}state [^\n]*\n/);
  const send = async (method: string, path: string, body?: string) => {
    const init: RequestInit = { method, headers: { "X-API-Key": key, "Content-Type": "text/plain" } };
    if (body !== undefined) init.body = body;
    const response = await within(fetch(`${url}/v1/modules${path}`, init), `${method} ${path}`);
    await response.arrayBuffer();
    return response.status;
  };
  return { folder, program, url: url!, send };
}

// Without what differs from run to run: the port, times of day, durations.
const plain = (text: string): string =>
  text
    .replaceAll(/127\.0\.0\.1:\d+/g, "HOST")
    .replaceAll(/^\d\d:\d\d:\d\d /gm, "TIME ")
    .replaceAll(/ +\d+(\.\d)? (ms|s)\b/g, " SPAN");

const routes = {
  "GET /orders/:id": "async (req) => ({ status: 200, body: req.params })",
  "POST /orders": "async (req, ctx) => { await ctx.storage.set('a', 1); await ctx.storage.set('b', 2); return { status: 201 }; }",
  "PUT /orders/:id": "async (req, ctx) => { await ctx.storage.set('a', 1); return { status: 200 }; }",
  "POST /say": "async (req, ctx) => { ctx.logger.warn('careful', { n: 1 }); console.log('first\\nsecond'); console.error('bad'); return { status: 200 }; }",
  "POST /print": "async (req) => { console.log(req.body); return { status: 200 }; }",
};

test("the start names every route with its address, the key and the state", async (t) => {
  const open = 'sdk.registerRoute({ method: "POST", path: "/hook", auth: false, handler: async () => ({ status: 200 }) });\n';
  const source = moduleSource("shop", routes).replace("register(sdk) {\n", `register(sdk) {\n    ${open}    sdk.registerWorkerHandler({ topic: "custom.orders.new", handler: async () => {} });\n`);
  const { program } = await pretty(t, { "index.ts": source });
  assert.equal(
    plain(program.stdout),
    [
      "convotic 0.1.0 · ready in SPAN",
      "  shop 1.0.0   index.ts",
      "    POST   http://HOST/v1/modules/shop/hook         open",
      "    GET    http://HOST/v1/modules/shop/orders/:id   key",
      "    POST   http://HOST/v1/modules/shop/orders       key",
      "    PUT    http://HOST/v1/modules/shop/orders/:id   key",
      "    POST   http://HOST/v1/modules/shop/say          key",
      "    POST   http://HOST/v1/modules/shop/print        key",
      "    worker custom.orders.new   registered, not run yet",
      `  X-API-Key  ${key}   for routes marked key`,
      "  state      temporary",
      "",
    ].join("\n"),
  );
  assert.equal(program.stderr, "");
});

test("a request is a line with method, path, status, time and effects, or why it was refused", async (t) => {
  const { program, send } = await pretty(t, { "index.ts": moduleSource("shop", routes) });
  const begun = program.stdout.length;
  await send("GET", "/shop/orders/7?a=b%20c");
  await send("POST", "/shop/orders", "x");
  await send("PUT", "/shop/orders/1");
  await send("GET", "/shop/nothing");
  await program.said(/no such route\n/);
  assert.equal(
    plain(program.stdout.slice(begun)),
    [
      "TIME  GET    /shop/orders/7?a=b%20c                       200 SPAN   no effects",
      'TIME  warn shop req_2 a body of type "text/plain" reaches the handler as a string; Convotic documents JSON bodies only',
      "TIME  POST   /shop/orders                                 201 SPAN   2 effects",
      "TIME  PUT    /shop/orders/1                               200 SPAN   1 effect",
      "TIME  GET    /shop/nothing                                404 SPAN   no such route",
      "",
    ].join("\n"),
  );
});

test("a log line has its level, module and request, and its further lines are indented", async (t) => {
  const { program, send } = await pretty(t, { "index.ts": moduleSource("shop", routes) });
  const begun = program.stdout.length;
  await send("POST", "/shop/say");
  await program.said(/no effects\n/);
  assert.equal(
    plain(program.stdout.slice(begun)),
    [
      'TIME  warn shop req_1 careful {"n":1}',
      "TIME  info shop req_1 first",
      "          second",
      "TIME  error shop req_1 bad",
      "TIME  POST   /shop/say                                    200 SPAN   no effects",
      "",
    ].join("\n"),
  );
});

test("a reload is one line, and a failed one shows the place and what goes on serving", async (t) => {
  const source = moduleSource("shop", routes);
  const { folder, program } = await pretty(t, { "index.ts": source });
  const begun = program.stdout.length;
  folder.write("index.ts", `${source}// changed\n`);
  await program.said(/reloaded[^\n]*\n/);
  assert.equal(plain(program.stdout.slice(begun)), "TIME  reloaded shop  index.ts SPAN\n");
  const failing = program.stdout.length;
  folder.write("index.ts", source.replace("const module", "const const module"));
  await program.said(/still serving[^\n]*\n/);
  assert.match(
    plain(program.stdout.slice(failing)),
    /^TIME {2}convotic: error\[module-build\]: [^\n]+\n {2}index\.ts:\d+:\d+\n[^]*\^[^]*\n {2}still serving the version of \d\d:\d\d:\d\d\n$/,
  );
});

test("a module that does not load is shown at once, and the others are served", async (t) => {
  const folder = new Folder(t, { "good/index.ts": moduleSource("good", { "GET /x": "async () => ({ status: 200 })" }), "bad/index.ts": "throw new Error('no');" });
  const program = new Program(t, binary, ["dev", "good", "bad", "--port", "0", "--ephemeral"], { cwd: folder.path });
  await program.said(/not loaded\n[^]*\n/);
  const out = folder.plain(plain(program.stdout));
  assert.match(out, /^convotic 0\.1\.0 · ready in SPAN\n {2}good 1\.0\.0 {3}good\/index\.ts\n/);
  assert.match(out, /\n<folder>\/bad\/index\.ts: not loaded\nconvotic: error\[module-load\]: the module threw while it was imported: Error: no\n/);
});

test("there is no colour where the output is no terminal", async (t) => {
  const { program, send } = await pretty(t, { "index.ts": moduleSource("shop", routes) }, [], { NO_COLOR: "", TERM: "xterm-256color", COLORTERM: "truecolor" });
  await send("POST", "/shop/say");
  await program.said(/no effects\n/);
  assert.equal(program.stdout.includes("\x1b"), false);
});

// util-linux's script gives a program a terminal. It starts a shell, which must become the program: one that waits for it, as /bin/sh does
// and bash does not, dies of the Ctrl-C itself.
async function onTerminal(t: TestContext, env: Record<string, string>): Promise<string> {
  const folder = new Folder(t, { "index.ts": moduleSource("shop", routes) });
  const command = `exec '${binary}' dev --port 0 --ephemeral`;
  const child = spawn("script", ["-qefc", command, "/dev/null"], { cwd: folder.path, env: environment({ ...env, SHELL: "/bin/sh" }), stdio: ["pipe", "pipe", "ignore"] });
  t.after(() => child.kill("SIGKILL"));
  const ended = once(child, "close");
  let out = "";
  const ready = new Promise<void>((resolve) => child.stdout!.setEncoding("utf8").on("data", (text: string) => ((out += text), /state .*temporary/.test(out) && resolve())));
  await within(ready, () => `the start on a terminal; ${out}`);
  child.stdin!.write("\x03"); // Ctrl-C, as the terminal sees it
  assert.deepEqual(await within(ended, "its end after Ctrl-C"), [0, null]);
  return out;
}

test("on a terminal there is colour, unless NO_COLOR or TERM=dumb say otherwise, and Ctrl-C ends it", async (t) => {
  assert.match(await onTerminal(t, { NO_COLOR: "", TERM: "xterm" }), /\x1b\[1mconvotic 0\.1\.0\x1b\[0m/);
  assert.equal((await onTerminal(t, { NO_COLOR: "1", TERM: "xterm" })).includes("\x1b"), false);
  assert.equal((await onTerminal(t, { NO_COLOR: "", TERM: "dumb" })).includes("\x1b"), false);
});

test("control characters from a module or a request are shown and not obeyed", async (t) => {
  const { program, send, url } = await pretty(t, { "index.ts": moduleSource("shop", routes) });
  const begun = program.stdout.length;
  await send("POST", "/shop/print", "\x1b[2Jgone \x1b]0;title\x07 \rover \b\x7f \x00 \u009b31m tab\there");
  await send("GET", "/shop/orders/%1b%5b2J");
  await program.said(/2J {2,}/);
  const out = plain(program.stdout.slice(begun));
  assert.equal(
    out,
    [
      'TIME  warn shop req_1 a body of type "text/plain" reaches the handler as a string; Convotic documents JSON bodies only',
      "TIME  info shop req_1 \\x1b[2Jgone \\x1b]0;title\\x07 \\x0dover \\x08\\x7f \\x00 \\u009b31m tab\there",
      "TIME  POST   /shop/print                                  200 SPAN   no effects",
      "TIME  GET    /shop/orders/%1b%5b2J                        200 SPAN   no effects",
      "",
    ].join("\n"),
  );
  assert.ok(url.startsWith("http://127.0.0.1:"));
});

test("--format json prints one JSON object a line, whatever a module says, and nothing else", async (t) => {
  const running = await dev(t, { files: { "index.ts": moduleSource("shop", routes) } });
  const nasty = 'line\nbreak "quoted" \x1b[31m \u2028 \u2029 ก \u0000';
  await running.post("/shop/print", undefined, { body: nasty, headers: { "Content-Type": "text/plain" } });
  const { event, at, ...rest } = await running.log("line");
  assert.equal(event, "log");
  assert.match(at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.deepEqual(rest, { module: "shop", request: "req_1", level: "info", source: "console", message: nasty });
  assert.equal(running.stderr, "");
});

test("a reader that leaves ends it or is survived, and no child is left either way", async (t) => {
  const { program, send } = await pretty(t, { "index.ts": moduleSource("shop", routes) });
  program.child.stdout!.destroy();
  // The first of these meets the closed pipe.
  for (let i = 0; i < 5; ++i) await send("GET", "/shop/orders/1").catch(() => 0);
  program.signal("SIGTERM");
  const ending = await program.end();
  assert.ok(ending.code === 0 || ending.signal === "SIGPIPE", JSON.stringify(ending));
});

test("a reader that does not read does not hold requests up", async (t) => {
  const { program, send } = await pretty(t, { "index.ts": moduleSource("shop", routes) });
  program.child.stdout!.pause();
  const line = "x".repeat(8000);
  for (let i = 0; i < 100; ++i) assert.equal(await send("POST", "/shop/print", line), 200);
  program.child.stdout!.resume();
  await program.said(new RegExp(`req_100 ${line}\n[^]*no effects\n$`));
  program.signal("SIGINT");
  assert.deepEqual(await program.end(), clean);
  assert.equal(program.stdout.split(line).length - 1, 100, "every line arrives");
});
