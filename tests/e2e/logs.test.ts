// Log events: what a module says, with its level, its request, its fields and places that exist in the sources.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dev, type Event } from "./support/dev.ts";
import { moduleSource } from "./support/source.ts";

function untimed({ at, ...event }: Event): unknown {
  assert.match(at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  return event;
}

test("console methods and ctx.logger become log events with level, source, request and fields, in order", async (t) => {
  const handler = `async (req, ctx) => {
    console.log("plain %s %d", "text", 7);
    console.info({ order: { id: 7, lines: ["tea"] } });
    console.debug("debug");
    console.warn("warn", new Map([["a", 1]]));
    console.error("error");
    ctx.logger.info("stored", { order: 7, nested: { deep: [1, null] } });
    ctx.logger.debug("d");
    ctx.logger.warn("w", { why: "é ✓" });
    ctx.logger.error("e", { error: String(new RangeError("x")) });
    return { status: 200 };
  }`;
  const running = await dev(t, { files: { "index.ts": moduleSource("talk", { "POST /talk": handler }) } });
  await running.post("/talk/talk");
  await running.stop();
  const line = (level: string, source: string, message: string, fields?: unknown): unknown => ({
    event: "log",
    module: "talk",
    request: "req_1",
    level,
    source,
    message,
    ...(fields === undefined ? {} : { fields }),
  });
  assert.deepEqual(running.events.filter(({ event }) => event === "log").map(untimed), [
    line("info", "console", "plain text 7"),
    line("info", "console", "{ order: { id: 7, lines: [ 'tea' ] } }"),
    line("debug", "console", "debug"),
    line("warn", "console", "warn Map(1) { 'a' => 1 }"),
    line("error", "console", "error"),
    line("info", "logger", "stored", { order: 7, nested: { deep: [1, null] } }),
    line("debug", "logger", "d"),
    line("warn", "logger", "w", { why: "é ✓" }),
    line("error", "logger", "e", { error: "RangeError: x" }),
  ]);
  assert.deepEqual(running.events.map(({ event }) => event).at(-1), "request", "after all that it logged");
});

test("lines of requests that run at the same time know their own request", async (t) => {
  const handler = `async (req, ctx) => { for (let n = 0; n < 5; ++n) { await ctx.storage.get("x"); console.log(req.params.name + n); } return { status: 200 }; }`;
  const running = await dev(t, { files: { "index.ts": moduleSource("talk", { "GET /:name": handler }) } });
  await Promise.all(["a", "b", "c"].map((name) => running.get(`/talk/${name}`)));
  await running.stop();
  for (const name of ["a", "b", "c"]) {
    const request = running.events.find(({ event, path }) => event === "request" && path === `/${name}`)!["id"];
    const lines = running.events.filter(({ message }) => typeof message === "string" && message.startsWith(name));
    assert.deepEqual(lines.map(({ message, request: of }) => [message, of]), [0, 1, 2, 3, 4].map((n) => [`${name}${n}`, request]));
  }
});

test("a line from outside any request has none, and one from a request's timer has that request's", async (t) => {
  const source = moduleSource(
    "talk",
    { "POST /talk": `async () => { setTimeout(() => console.log("from the request's timer"), 1); return { status: 200 }; }` },
    `setTimeout(() => console.log("from the module's timer"), 1);\n`,
  );
  const running = await dev(t, { files: { "index.ts": source } });
  await running.post("/talk/talk");
  assert.equal((await running.log("from the module's timer"))["request"], null);
  // The timer may fire after the answer; the line belongs to the request all the same, if the request is still known.
  assert.ok([null, "req_1"].includes((await running.log("from the request's timer"))["request"]));
});

test("stacks show the sources: in the log of a throw, in console.error(error) and across files", async (t) => {
  const running = await dev(t, {
    files: {
      "src/index.ts": moduleSource("talk", { "POST /throw": `async (req) => price(req.body)`, "POST /print": `async (req) => { try { price(req.body); } catch (error) { console.error(error); } return { status: 200 }; }` }, `import { price } from "./lib/price";\n`),
      "src/lib/price.ts": `interface Order {\n  total?: { amount: number };\n}\n\n// A comment that the bundle does not have.\nexport function price(order: Order): any {\n  return order.total!.amount;\n}\n`,
    },
  });
  assert.equal((await running.post("/talk/throw", {})).status, 500);
  const stack = [
    "TypeError: Cannot read properties of undefined (reading 'amount')",
    "    at price (<folder>/src/lib/price.ts:7:23)",
    "    at Object.handler (<folder>/src/index.ts:8:",
  ].join("\n");
  const thrown = running.folder.plain((await running.log("POST /throw"))["message"]);
  assert.ok(thrown.startsWith(`POST /throw threw ${stack}`), thrown);
  assert.equal((await running.post("/talk/print", {})).status, 200);
  const printed = running.folder.plain((await running.log("TypeError"))["message"]);
  assert.ok(printed.startsWith(stack.replace("index.ts:8:", "index.ts:9:")), printed);
  assert.doesNotMatch(thrown + printed, /runner\.cjs|node:internal|\.convotic|file:/);
});

test("what cannot be logged as it is does no harm: circular fields, BigInts, very long text, control characters", async (t) => {
  const handler = `async (req, ctx) => {
    const loop: any = { name: "loop" }; loop.self = loop;
    ctx.logger.info("circular", loop);
    ctx.logger.info("bigint", { n: 12n } as any);
    console.log("x".repeat(200_000));
    console.log("bell \\u0007 escape \\u001b[31m null \\u0000");
    (ctx.logger as any).info({ not: "a string" });
    return { status: 200 };
  }`;
  const running = await dev(t, { files: { "index.ts": moduleSource("talk", { "POST /talk": handler }) } });
  assert.equal((await running.post("/talk/talk")).status, 200);
  await running.stop();
  const lines = running.events.filter(({ event }) => event === "log");
  assert.deepEqual(lines.map(({ level }) => level), ["info", "info", "info", "info", "info"]);
  assert.match(JSON.stringify(lines[0]!["fields"]), /Circular/);
  assert.deepEqual(lines[1]!["fields"], { n: "12n" });
  assert.ok(lines[2]!["message"].length >= 65_000 && lines[2]!["message"].length < 70_000, "cut at 64 KiB");
  assert.equal(lines[3]!["message"], "bell \u0007 escape \u001b[31m null \u0000");
  assert.equal(lines[4]!["message"], "an object with the key not");
});

test("that a body is not JSON is said once, since what becomes of it is assumed", async (t) => {
  const running = await dev(t, { files: { "src/index.ts": moduleSource("shop", { "POST /echo": "async (req) => ({ status: 200, body: req.body })" }) } });
  const form = { body: "a=1", headers: { "Content-Type": "application/x-www-form-urlencoded; charset=utf-8" } };
  assert.deepEqual(await running.post("/shop/echo", { a: 1 }), { status: 200, body: { a: 1 } });
  assert.deepEqual(await running.send("POST", "/shop/echo", form), { status: 200, body: { a: "1" } });
  assert.deepEqual(await running.send("POST", "/shop/echo", form), { status: 200, body: { a: "1" } });
  const { at: _at, ...line } = await running.log("reaches the handler");
  assert.deepEqual(line, {
    event: "log",
    module: "shop",
    request: "req_2",
    level: "warn",
    source: "convotic",
    message: 'a body of type "application/x-www-form-urlencoded" reaches the handler as an object of strings; Convotic documents JSON bodies only',
  });
  assert.equal(running.events.filter(({ event }) => event === "log").length, 1);
});
