import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeFrame, Kind } from "../../emulator/runner/src/protocol.ts";
import { Host } from "./host.ts";
import { brokenSamples } from "./golden.ts";

test("a ping is answered with its id, by a spare and by a runner that waits", async (t) => {
  const host = new Host(t);
  host.send(Kind.ping, 77, {});
  await host.take(Kind.pong, 77);
  await host.serve("() => new Promise(() => {})");
  host.invoke(1);
  host.send(Kind.ping, 78, {});
  await host.take(Kind.pong, 78);
});

test("process.exit announces its code and its place, then really ends the process", async (t) => {
  const host = new Host(t);
  await host.serve("async () => {\n    process.exit(3);\n  }", {}, 'process.on("exit", () => console.log("goodbye"));');
  host.invoke(8);
  const { head } = await host.take(Kind.exiting, 8);
  assert.equal(head.reason, "process_exit");
  assert.equal(head.error.message, "the module called process.exit(3)");
  assert.match(head.error.stack, new RegExp(`^Error: .*\\n    at .*\\(${host.folder}/index\\.ts:4:13\\)$`));
  assert.equal((await host.take(Kind.log)).head.message, "goodbye");
  assert.deepEqual(await host.ended, { code: 3, signal: null });
});

test("an exception that nobody catches names its request and ends the process", async (t) => {
  const host = new Host(t);
  await host.serve('async () => { setTimeout(() => { throw new RangeError("late"); }, 1); return new Promise(() => {}); }');
  host.invoke(4);
  const { head, id } = await host.take(Kind.exiting);
  assert.deepEqual([id, head.reason, head.error.name, head.error.message], [4, "uncaught_exception", "RangeError", "late"]);
  assert.deepEqual(await host.ended, { code: 1, signal: null });
});

test("a rejection that nobody handles names its request and ends the process", async (t) => {
  const host = new Host(t);
  await host.serve('async () => { void (async () => { await null; throw "lost"; })(); return new Promise(() => {}); }');
  host.invoke(4);
  const { head, id } = await host.take(Kind.exiting);
  assert.deepEqual([id, head], [4, { reason: "unhandled_rejection", error: { name: "NonError", message: 'rejected with the string "lost"' } }]);
  assert.deepEqual(await host.ended, { code: 1, signal: null });
});

test("a module that handles its own uncaught exceptions and rejections lives on, as it would under Node alone", async (t) => {
  const host = new Host(t);
  await host.serve(
    'async (req: any) => { if (req.body === 1) setImmediate(() => { throw new Error("a"); }); if (req.body === 2) void Promise.reject(new Error("b")); return { status: 200 }; }',
    {},
    'process.on("uncaughtException", (e) => console.log("caught " + e.message)); process.on("unhandledRejection", (e: any) => console.log("caught " + e.message));',
  );
  for (const id of [1, 2]) {
    host.invoke(id, { body: String(id) });
    await host.take(Kind.response, id);
    assert.equal((await host.take(Kind.log)).head.message, `caught ${id === 1 ? "a" : "b"}`);
  }
  host.invoke(3, { body: "3" });
  await host.take(Kind.response, 3);
});

test("a drained runner finishes what it has begun and leaves with code 0", async (t) => {
  const host = new Host(t);
  await host.serve('async (req: any, ctx: any) => ({ status: 200, body: await ctx.storage.get("k") })');
  host.invoke(1);
  const call = await host.take(Kind.call);
  host.send(Kind.drain, 0, {});
  host.send(Kind.ping, 5, {});
  await host.take(Kind.pong, 5);
  host.send(Kind.reply, call.id, {}, '"v"');
  assert.equal((await host.take(Kind.response, 1)).body.toString(), '"v"');
  assert.deepEqual(await host.ended, { code: 0, signal: null });
});

test("a drained spare leaves at once", async (t) => {
  const host = new Host(t);
  host.send(Kind.drain, 0, {});
  assert.deepEqual(await host.ended, { code: 0, signal: null });
});

test("a runner leaves when the host is gone, even with timers of the module's", async (t) => {
  const host = new Host(t);
  await host.serve("async () => new Promise(() => {})", {}, "setInterval(() => {}, 1000);");
  host.invoke(1);
  host.hangUp();
  assert.deepEqual(await host.ended, { code: 0, signal: null });
});

const unfit: [what: string, bytes: Uint8Array, message: string][] = [
  ...brokenSamples.map(({ fault, broken, bytes }): [string, Uint8Array, string] => [`a frame in which ${broken}`, bytes, fault]),
  ["a frame that only a runner sends", encodeFrame(Kind.hello, 0, {}), "wrong_direction"],
  ["an invocation of a route that does not exist", encodeFrame(Kind.invoke, 1, { route: 3, headers: {} }), "unknown_route"],
];

for (const [what, bytes, message] of unfit) {
  test(`${what} ends the runner with code 70 and a line on stderr`, async (t) => {
    const host = new Host(t);
    host.sendBytes(bytes);
    assert.deepEqual(await host.ended, { code: 70, signal: null });
    assert.match(host.stderr, new RegExp(`^convotic runner: the host sent .*\\(${message}\\)\\n$`));
  });
}

test("a second load ends the runner with code 70", async (t) => {
  const host = new Host(t);
  await host.serve("async () => ({ status: 200 })");
  host.loadBundle({});
  assert.deepEqual(await host.ended, { code: 70, signal: null });
  assert.match(host.stderr, /a second load; a runner is loaded once \(second_load\)/);
});
