import assert from "node:assert/strict";
import { test } from "node:test";
import { Kind } from "../../emulator/runner/src/protocol.ts";
import { Host } from "./host.ts";

const json = { "content-type": "application/json" };

test("a handler sees the request and its response comes back ready to send", async (t) => {
  const host = new Host(t);
  await host.serve("async (req: any) => ({ status: 201, body: req, headers: { 'X-Seen': req.params.id } })");
  host.invoke(5, { params: { id: "é/1" }, query: { page: "2" }, headers: json, body: '{"a":[1]}' });
  const { head, body } = await host.take(Kind.response, 5);
  assert.deepEqual(head, { status: 201, headers: [["X-Seen", "é/1"], ["content-type", "application/json"]] });
  assert.deepEqual(JSON.parse(body.toString()), { body: { a: [1] }, query: { page: "2" }, params: { id: "é/1" }, headers: json });
});

test("a handler that is not async answers too", async (t) => {
  const host = new Host(t);
  await host.serve("() => ({ status: 200, body: 'now' })");
  host.invoke(1);
  assert.equal((await host.take(Kind.response, 1)).body.toString(), '"now"');
});

test("bytes survive the way in and the way out", async (t) => {
  const host = new Host(t);
  await host.serve("async (req: any) => ({ status: 200, body: req.rawBody })", { raw_body: true });
  const bytes = '{ "a" : 1.0, "n": "\\u0e2a" }\n';
  host.invoke(1, { headers: json, body: bytes });
  const { head, body } = await host.take(Kind.response, 1);
  assert.equal(body.toString(), bytes);
  assert.deepEqual(head.headers, [["content-type", "application/octet-stream"]]);
});

test("without the extension there is no raw body", async (t) => {
  const host = new Host(t);
  await host.serve("async (req: any) => ({ status: 200, body: Object.keys(req).sort() })");
  host.invoke(1, { body: "{}" });
  assert.equal((await host.take(Kind.response, 1)).body.toString(), '["body","headers","params","query"]');
});

test("a body larger than any buffer comes back whole", async (t) => {
  const host = new Host(t);
  await host.serve("async (req: any) => ({ status: 200, body: req.body })");
  const large = "é\"".repeat(1_500_000);
  host.invoke(1, { body: JSON.stringify(large) });
  host.invoke(2, { body: "2" });
  assert.equal(JSON.parse((await host.take(Kind.response, 1)).body.toString()), large);
  assert.equal((await host.take(Kind.response, 2)).body.toString(), "2");
});

test("a bad JSON body fails with the parser's message, and neither middleware nor handler runs", async (t) => {
  const host = new Host(t);
  host.load(`export default { name: "m", register(sdk) { sdk.registerRoute({ method: "POST", path: "/",
    middleware: [async (req, ctx, next) => { console.log("middleware ran"); return next(); }],
    handler: async () => { console.log("handler ran"); return { status: 200 }; } }); } };`);
  await host.take(Kind.loaded);
  host.invoke(3, { headers: json, body: "{oops" });
  const { head } = await host.take(Kind.failed, 3);
  assert.equal(head.reason, "invalid_json");
  assert.match(head.error.message, /JSON/);
  assert.equal(host.received.some(({ kind }) => kind === Kind.log), false);
});

test("a handler that throws fails with a stack mapped to its source", async (t) => {
  const host = new Host(t);
  await host.serve("async (req: any) => {\n    const order: any = req.body;\n    return { status: 200, body: order.lines.length };\n  }");
  host.invoke(4, { body: '{"id":1}' });
  const { head } = await host.take(Kind.failed, 4);
  assert.equal(head.reason, "threw");
  assert.equal(head.error.name, "TypeError");
  assert.match(head.error.stack, new RegExp(`^TypeError: .*\\n    at (Object\\.)?handler \\(${host.folder}/index\\.ts:5:\\d+\\)$`));
});

test("a cause is part of the stack", async (t) => {
  const host = new Host(t);
  await host.serve('async () => { throw new Error("fetch failed", { cause: new Error("connection refused") }); }');
  host.invoke(1);
  assert.match((await host.take(Kind.failed, 1)).head.error.stack, /Error: fetch failed\n[^]*\nCaused by: Error: connection refused\n/);
});

test("what is thrown need not be an error", async (t) => {
  const host = new Host(t);
  await host.serve("async (req: any) => { throw req.body; }");
  host.invoke(1, { body: '"x"' });
  assert.deepEqual((await host.take(Kind.failed, 1)).head, { reason: "threw", error: { name: "NonError", message: 'threw the string "x"' } });
});

test("a long message is cut", async (t) => {
  const host = new Host(t);
  await host.serve('async () => { throw new Error("é".repeat(1_000_000)); }');
  host.invoke(1);
  const { error } = (await host.take(Kind.failed, 1)).head;
  assert.ok(Buffer.byteLength(error.message) <= 16 * 1024);
  assert.match(error.message, /^é+… \(cut\)$/);
});

test("what is not a response fails with what was returned", async (t) => {
  const host = new Host(t);
  await host.serve("async () => {}");
  host.invoke(1);
  const error = { name: "BadResponse", message: "the handler returned undefined instead of {status, body}" };
  assert.deepEqual((await host.take(Kind.failed, 1)).head, { reason: "bad_response", error });
});

test("middleware wraps the handler in the order of its list", async (t) => {
  const host = new Host(t);
  host.load(`const wrap = (name) => async (req, ctx, next) => { req.body.push(name); const r = await next(); r.body.push("/" + name); return r; };
    export default { name: "m", register(sdk) { sdk.registerRoute({ method: "POST", path: "/", middleware: [wrap("a"), wrap("b")],
      handler: async (req) => ({ status: 200, body: [...req.body, "handler"] }) }); } };`);
  await host.take(Kind.loaded);
  host.invoke(1, { body: "[]" });
  assert.equal((await host.take(Kind.response, 1)).body.toString(), '["a","b","handler","/b","/a"]');
});

test("middleware may answer by itself, must return, and may call next only once", async (t) => {
  const host = new Host(t);
  host.load(`const routes = [async () => ({ status: 401 }), async (req, ctx, next) => { await next(); }, async (req, ctx, next) => { await next(); return next(); }];
    export default { name: "m", register(sdk) { for (const [i, m] of routes.entries()) sdk.registerRoute({ method: "POST", path: "/" + i, middleware: [m],
      handler: async () => ({ status: 200 }) }); } };`);
  await host.take(Kind.loaded);
  for (const route of [0, 1, 2]) host.invoke(route + 1, { route });
  assert.equal((await host.take(Kind.response, 1)).head.status, 401);
  const silent = (await host.take(Kind.failed, 2)).head;
  assert.equal(silent.reason, "bad_response");
  assert.equal(silent.error.message, "middleware[0] of POST /1 returned undefined instead of {status, body}");
  const twice = (await host.take(Kind.failed, 3)).head;
  assert.equal(twice.reason, "threw");
  assert.equal(twice.error.message, "middleware[0] of POST /2 called next() twice");
});

test("a call of ctx goes to the host, and its result goes on in the handler", async (t) => {
  const host = new Host(t);
  await host.serve('async (req: any, ctx: any) => ({ status: 200, body: await ctx.contacts.findByExternalId(req.body.id) })');
  host.invoke(6, { body: '{"id":"42"}' });
  const call = await host.take(Kind.call);
  assert.deepEqual(call.head, { invocation: 6, name: "contacts.findByExternalId" });
  assert.equal(call.body.toString(), '["42"]');
  host.send(Kind.reply, call.id, {}, '{"id":"ct_1"}');
  assert.equal((await host.take(Kind.response, 6)).body.toString(), '{"id":"ct_1"}');
});

test("a refused call that nobody catches fails with the line that made it", async (t) => {
  const host = new Host(t);
  await host.serve('async (req: any, ctx: any) => {\n    await ctx.contacts.update("ct_x", {});\n    return { status: 200 };\n  }');
  host.invoke(6);
  host.send(Kind.reply, (await host.take(Kind.call)).id, { error: { code: "NOT_FOUND", message: "Contact 'ct_x' not found" } });
  const { error } = (await host.take(Kind.failed, 6)).head;
  assert.equal(error.message, "Contact 'ct_x' not found");
  assert.equal(error.code, "NOT_FOUND");
  assert.match(error.stack, /index\.ts:4:5/);
});

test("secrets and strictness come with the module", async (t) => {
  const host = new Host(t);
  await host.serve('async (req: any, ctx: any) => { const s = ctx.secrets.get("TOKEN"); await ctx.storage.set("k", s); return { status: 200 }; }', {
    secrets: { TOKEN: "t" },
    strict: true,
  });
  host.invoke(1);
  const { error } = (await host.take(Kind.failed, 1)).head;
  assert.equal(error.message, "ctx.storage.set is not documented by Convotic (the emulator assumes it); --strict rejects it");
});

test("a handler finds require's modules, fetch and Buffer", async (t) => {
  const host = new Host(t);
  await host.serve(
    'async () => ({ status: 200, body: [typeof fetch, typeof Buffer, crypto.createHmac("sha256", "k").update("x").digest("hex").length] })',
    {},
    'import crypto from "crypto";',
  );
  host.invoke(1);
  assert.equal((await host.take(Kind.response, 1)).body.toString(), '["function","function",64]');
});
