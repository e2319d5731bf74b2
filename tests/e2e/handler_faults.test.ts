// What a handler can do wrong. Each time: a clear answer, a clear log line, and the next request succeeds.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dev, type Dev, type Event } from "./support/dev.ts";
import { moduleSource } from "./support/source.ts";

const fine = `async (req, ctx) => ({ status: 200, body: { stored: await ctx.storage.get("kept") } })`;
const keep = `async (req, ctx) => { await ctx.storage.set("kept", req.body); return { status: 200 }; }`;

interface Fault {
  handler: string;
  message: string;
  note: string;
  log: string;
}

const threw = { message: "The handler threw an error; the log of convotic dev has its stack", note: "the handler threw" };
const invalid = { message: "The handler returned no valid response; the log of convotic dev says why", note: "no valid response" };

// The handler stands at column 71 of line 7 in src/index.ts.
const faults: Record<string, Fault> = {
  "throws": { handler: `() => { throw new TypeError("no total"); }`, ...threw, log: "POST /faulty threw TypeError: no total\n    at Object.handler (<folder>/src/index.ts:7:81)" },
  "rejects": { handler: `async () => { await null; throw new RangeError("out of tea", { cause: new Error("the shop is closed") }); }`, ...threw, log: "POST /faulty threw RangeError: out of tea\n    at Object.handler (<folder>/src/index.ts:7:99)\nCaused by: Error: the shop is closed\n    at Object.handler (<folder>/src/index.ts:7:137)" },
  "rejects with something that is no error": { handler: `async () => { throw "no tea"; }`, ...threw, log: `POST /faulty threw the string "no tea"` },
  "rejects with undefined": { handler: `() => Promise.reject()`, ...threw, log: "POST /faulty threw undefined" },
  "returns nothing": { handler: `async () => {}`, ...invalid, log: "POST /faulty returned no valid response: the handler returned undefined instead of {status, body}" },
  "returns a string": { handler: `async () => "ok"`, ...invalid, log: `POST /faulty returned no valid response: the handler returned the string "ok" instead of {status, body}` },
  "returns a Response of the Web API": { handler: `async () => new Response("ok")`, ...invalid, log: "POST /faulty returned no valid response: the handler returned a Response of the Web API instead of {status, body}" },
  "returns a body without a status": { handler: `async () => ({ statusCode: 200, body: {} })`, ...invalid, log: `POST /faulty returned no valid response: the handler returned an object with the keys statusCode, body without a status; "statusCode" should be "status"` },
  "returns a status that is a string": { handler: `async () => ({ status: "200" })`, ...invalid, log: `POST /faulty returned no valid response: the handler returned the status "200"; it must be an integer from 200 to 599` },
  "returns a status out of range": { handler: `async () => ({ status: 99 })`, ...invalid, log: "POST /faulty returned no valid response: the handler returned the status 99; it must be an integer from 200 to 599" },
  "returns a BigInt": { handler: `async () => ({ status: 200, body: { lines: [{ total: 12n }] } })`, ...invalid, log: "POST /faulty returned no valid response: the handler returned a body that cannot be written as JSON: body.lines[0].total is a BigInt" },
  "returns a circular body": { handler: `async () => { const order: any = { lines: [] }; order.lines.push({ order }); return { status: 200, body: order }; }`, ...invalid, log: "POST /faulty returned no valid response: the handler returned a body that cannot be written as JSON: body.lines[0].order refers back to an object that contains it" },
  "returns a promise as its body": { handler: `async (req, ctx) => ({ status: 200, body: ctx.storage.get("x") })`, ...invalid, log: "POST /faulty returned no valid response: the handler returned a body that is a Promise; await it first" },
  "returns a header with a line break": { handler: `async () => ({ status: 200, headers: { "X-Next": "a\\r\\nSet-Cookie: b" } })`, ...invalid, log: `POST /faulty returned no valid response: the handler returned the header "X-Next" with the value "a\\r\\nSet-Cookie: b", which HTTP does not allow` },
  "returns a header whose name HTTP does not allow": { handler: `async () => ({ status: 200, headers: { "X Next": "a" } })`, ...invalid, log: `POST /faulty returned no valid response: the handler returned a header with the name "X Next", which HTTP does not allow` },
  "returns headers that are no object of strings": { handler: `async () => ({ status: 200, headers: { "X-Next": ["a"] } })`, ...invalid, log: `POST /faulty returned no valid response: the handler returned the header "X-Next" with an array instead of a string` },
};

function faultySource(handler: string): string {
  return moduleSource("faulty", { "POST /faulty": handler, "POST /keep": keep, "GET /fine": fine });
}

// Stores something, runs `fault`, and checks that the module answers afterwards and what was stored is there.
async function surviving(running: Dev, fault: () => Promise<void>): Promise<void> {
  assert.deepEqual(await running.post("/faulty/keep", { order: 7 }), { status: 200, body: undefined });
  await fault();
  assert.deepEqual(await running.get("/faulty/fine"), { status: 200, body: { stored: { order: 7 } } });
}

function internalError(message: string): { status: number; body: unknown } {
  return { status: 500, body: { error: { code: "INTERNAL_ERROR", message } } };
}

function untimed({ at: _at, ms: _ms, ...event }: Event): unknown {
  return event;
}

for (const [what, fault] of Object.entries(faults)) {
  test(`a handler that ${what}`, async (t) => {
    const running = await dev(t, { files: { "src/index.ts": faultySource(fault.handler) } });
    await surviving(running, async () => {
      assert.deepEqual(await running.post("/faulty/faulty", { order: 7 }), internalError(fault.message));
      assert.deepEqual(untimed(await running.request("/faulty")), {
        event: "request",
        id: "req_2",
        module: "faulty",
        method: "POST",
        path: "/faulty",
        query: "",
        route: "/faulty",
        status: 500,
        effects: [],
        note: fault.note,
      });
      const { message, ...line } = untimed(await running.log("POST /faulty")) as Event;
      assert.deepEqual(line, { event: "log", module: "faulty", request: "req_2", level: "error", source: "convotic" });
      assert.equal(running.folder.plain(message), fault.log);
    });
  });
}
