import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { Kind } from "../../emulator/runner/src/protocol.ts";
import { Host } from "./host.ts";

const hour = 3_600_000;

// What a handler's expression comes to, as JSON.
async function value(host: Host, id: number): Promise<any> {
  host.invoke(id);
  return JSON.parse((await host.take(Kind.response, id)).body.toString());
}

async function serving(t: TestContext, expression: string, before = ""): Promise<Host> {
  const host = new Host(t);
  await host.serve(`async () => ({ status: 200, body: ${expression} })`, {}, before);
  return host;
}

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 60_000, `${new Date(actual).toISOString()} is not about ${new Date(expected).toISOString()}`);
}

test("without a shift Date is Node's own", async (t) => {
  const host = await serving(t, "[Date === own, Date.prototype.constructor === own, String(Date), Date.now === ownNow]", "const own = Date, ownNow = Date.now;");
  assert.deepEqual(await value(host, 1), [true, true, "function Date() { [native code] }", true]);
});

test("a shift moves every way to ask what time it is, for the invocations after it", async (t) => {
  const host = await serving(t, "[Date.now(), new Date().getTime(), Date.parse(Date()), Reflect.construct(Date, []).getTime()]");
  for (const time of await value(host, 1)) near(time, Date.now());
  host.send(Kind.clock, 0, { shift_ms: -6 * hour });
  for (const time of await value(host, 2)) near(time, Date.now() - 6 * hour);
  host.send(Kind.clock, 0, { shift_ms: 48 * hour });
  for (const time of await value(host, 3)) near(time, Date.now() + 48 * hour);
  host.send(Kind.clock, 0, { shift_ms: 0 });
  for (const time of await value(host, 4)) near(time, Date.now());
});

test("a shifted Date is in all else the Date it was", async (t) => {
  const before = `const own = Date, early = new Date(0);
    class Early extends Date {}`;
  const host = await serving(
    t,
    `(() => {
      class Late extends Date { year() { return this.getUTCFullYear(); } }
      return {
        explicit: [new Date(0).toISOString(), new Date(2026, 0, 2, 3, 4).getHours(), new Date("2026-03-30T14:22:00Z").getTime(), String(new Date(undefined))],
        statics: [Date.UTC(2026, 0, 1), Date.parse("1970-01-01T00:00:01Z"), Date.name, Date.length, typeof Date],
        instances: [new Date() instanceof Date, early instanceof Date, new own() instanceof Date, new Date() instanceof own, new Early(0) instanceof Date],
        constructors: [new Date().constructor === Date, early.constructor === Date, Object.prototype.toString.call(new Date())],
        subclass: [new Late(0).year(), new Late() instanceof Late, new Late() instanceof Date, Math.abs(new Late().getTime() - Date.now()) < 60000],
        kept: Math.abs(own.now() - Date.now()) < 60000,
        keys: Object.keys(globalThis).includes("Date"),
      };
    })()`,
    before,
  );
  host.send(Kind.clock, 0, { shift_ms: 24 * hour });
  assert.deepEqual(await value(host, 1), {
    explicit: ["1970-01-01T00:00:00.000Z", 3, 1774880520000, "Invalid Date"],
    statics: [1767225600000, 1000, "Date", 7, "function"],
    instances: [true, true, true, true, true],
    constructors: [true, true, "[object Date]"],
    subclass: [1970, true, true, true],
    kept: true,
    keys: false,
  });
});

test("a shift before the load reaches what a module keeps of Date while it is loaded", async (t) => {
  const host = new Host(t);
  host.send(Kind.clock, 0, { shift_ms: 0 });
  await host.serve("async () => ({ status: 200, body: [started, now(), new Kept().getTime()] })", {}, "const { now } = Date, Kept = Date, started = Date.now();");
  host.send(Kind.clock, 0, { shift_ms: 24 * hour });
  const [started, now, kept] = await value(host, 1);
  near(started, Date.now());
  near(now, Date.now() + 24 * hour);
  near(kept, Date.now() + 24 * hour);
});

test("timers and performance are not moved", async (t) => {
  const host = await serving(t, "await (async () => { const a = performance.now(); await new Promise((r) => setTimeout(r, 5)); return [performance.now() - a, performance.timeOrigin]; })()");
  host.send(Kind.clock, 0, { shift_ms: 24 * hour });
  const [took, origin] = await value(host, 1);
  assert.ok(took >= 4 && took < 60_000, `${took}`);
  near(origin, Date.now());
});

test("a pong comes after the calls that the frames before its ping lead to", async (t) => {
  const host = new Host(t);
  await host.serve("async (req: any, ctx: any) => { void (async () => { await ctx.storage.set('a', 1); await ctx.storage.set('b', 2); })(); return { status: 200 }; }");
  host.invoke(1);
  const first = await host.take(Kind.call);
  await host.take(Kind.response, 1);
  host.send(Kind.reply, first.id, {});
  host.send(Kind.ping, 9, {});
  await host.take(Kind.pong, 9);
  const calls = host.received.filter(({ kind }) => kind === Kind.call || kind === Kind.pong);
  assert.deepEqual(calls.map(({ kind, body }) => [kind, body.toString()]), [[Kind.call, '["a",1]'], [Kind.call, '["b",2]'], [Kind.pong, ""]]);
});

test("the pong of a ping with id 1 waits for timers, and says where one is still pending", async (t) => {
  const host = new Host(t);
  await host.serve("async (req: any, ctx: any) => { setTimeout(() => ctx.storage.set('soon', 1), 20); if (req.body === 2) setTimeout(() => {}, 60_000); return { status: 200 }; }");
  const ping = async (): Promise<unknown> => {
    host.send(Kind.ping, 1, {});
    return (await host.take(Kind.pong, 1)).head;
  };
  assert.deepEqual(await ping(), {});
  host.invoke(1);
  await host.take(Kind.response, 1);
  assert.deepEqual(await ping(), {});
  const calls = host.received.filter(({ kind }) => kind === Kind.call || kind === Kind.pong);
  assert.deepEqual(calls.map(({ kind, body }) => [kind, body.toString()]), [[Kind.pong, ""], [Kind.call, '["soon",1]'], [Kind.pong, ""]]);

  host.invoke(2, { body: "2" });
  await host.take(Kind.response, 2);
  assert.deepEqual(await ping(), { busy: true });
  // It is taken to last, and no longer waited for.
  host.send(Kind.ping, 2, {});
  assert.deepEqual(await ping(), {});
});
