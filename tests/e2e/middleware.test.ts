// Middleware wraps what follows it; the handler is the innermost.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dev } from "./support/dev.ts";
import { moduleSource } from "./support/source.ts";

// A module with one route whose middleware is `middleware`, each an expression.
function wrapped(middleware: string[], handler = `async (req) => ({ status: 200, body: { trail: req.headers["x-trail"] ?? "" } })`, top = ""): string {
  return moduleSource("onion", {}, top).replace(
    "register(sdk) {",
    `register(sdk) { sdk.registerRoute({ method: "POST", path: "/peel", middleware: [${middleware.join(",\n")}], handler: ${handler} });`,
  );
}

const trail = (name: string): string => `async (req, ctx, next) => {
  log.push("${name} in");
  const response = await next();
  log.push("${name} out");
  return { ...response, body: { log: [...log] } };
}`;

test("middleware runs in the order of the array on the way in, and the other way round on the way out", async (t) => {
  const handler = `async () => { log.push("handler"); return { status: 201 }; }`;
  const running = await dev(t, { files: { "index.ts": wrapped([trail("first"), trail("second")], handler, "const log: string[] = [];\n") } });
  assert.deepEqual(await running.post("/onion/peel"), { status: 201, body: { log: ["first in", "second in", "handler", "second out", "first out"] } });
});

test("middleware that does not call next answers itself; what it wraps does not run", async (t) => {
  const refuse = `async (req, ctx, next) => req.headers["x-role"] === "admin" ? next() : { status: 403, body: { error: "Admins only" } }`;
  const handler = `async (req, ctx) => { await ctx.storage.set("ran", true); return { status: 200, body: "ran" }; }`;
  const running = await dev(t, { files: { "index.ts": wrapped([refuse, `(req, ctx, next) => next()`], handler) } });
  assert.deepEqual(await running.post("/onion/peel"), { status: 403, body: { error: "Admins only" } });
  assert.deepEqual((await running.request("/peel"))["effects"], []);
  assert.deepEqual(await running.post("/onion/peel", undefined, { headers: { "X-Role": "admin" } }), { status: 200, body: "ran" });
});

test("middleware shares req and ctx with the handler", async (t) => {
  const mark = `async (req, ctx, next) => { (req as any).user = "ada"; await ctx.storage.set("seen", true); return next(); }`;
  const handler = `async (req, ctx) => ({ status: 200, body: [(req as any).user, await ctx.storage.get("seen")] })`;
  const running = await dev(t, { files: { "index.ts": wrapped([mark], handler) } });
  assert.deepEqual(await running.post("/onion/peel"), { status: 200, body: ["ada", true] });
  assert.deepEqual((await running.request("/peel"))["effects"].map(({ call }: any) => call), ["storage.set"]);
});

const logged = (status: number, message: string): unknown => ({ status, body: { error: { code: "INTERNAL_ERROR", message } } });
const threw = logged(500, "The handler threw an error; the log of convotic dev has its stack");
const invalid = logged(500, "The handler returned no valid response; the log of convotic dev says why");

test("middleware that calls next twice is an error that says so, and the handler has run once", async (t) => {
  const twice = `async (req, ctx, next) => { await next(); return next(); }`;
  const running = await dev(t, { files: { "index.ts": wrapped([`(req, ctx, next) => next()`, twice], `async () => { console.log("handled"); return { status: 200 }; }`) } });
  assert.deepEqual(await running.post("/onion/peel"), threw);
  assert.match((await running.log("threw"))["message"], /^POST \/peel threw Error: middleware\[1\] of POST \/peel called next\(\) twice\n/);
  assert.equal(running.events.filter(({ message }) => message === "handled").length, 1);
});

test("middleware that throws is a 500, and one that catches what the handler throws can answer", async (t) => {
  const thrower = await dev(t, { files: { "index.ts": wrapped([`async () => { throw new Error("closed"); }`]) } });
  assert.deepEqual(await thrower.post("/onion/peel"), threw);
  assert.match((await thrower.log("threw"))["message"], /^POST \/peel threw Error: closed\n/);

  const rescue = `async (req, ctx, next) => { try { return await next(); } catch (error: any) { return { status: 422, body: { error: error.message } }; } }`;
  const catcher = await dev(t, { files: { "index.ts": wrapped([rescue], `async () => { throw new Error("no total"); }`) } });
  assert.deepEqual(await catcher.post("/onion/peel"), { status: 422, body: { error: "no total" } });
});

test("middleware that forgets to return the response is named", async (t) => {
  const running = await dev(t, { files: { "index.ts": wrapped([`async (req, ctx, next) => { await next(); }`]) } });
  assert.deepEqual(await running.post("/onion/peel"), invalid);
  assert.equal(
    (await running.log("no valid response"))["message"],
    "POST /peel returned no valid response: middleware[0] of POST /peel returned undefined instead of {status, body}",
  );
});

test("a body that is not JSON is refused before any middleware runs", async (t) => {
  const running = await dev(t, { files: { "index.ts": wrapped([`async (req, ctx, next) => { console.log("ran"); return next(); }`]) } });
  const answer = await running.post("/onion/peel", undefined, { body: "{", headers: { "Content-Type": "application/json" } });
  assert.equal(answer.status, 400);
  assert.equal(answer.body.error.code, "INVALID_REQUEST");
  await running.stop();
  assert.deepEqual(running.events.filter(({ event }) => event === "log"), []);
});
