import assert from "node:assert/strict";
import { test } from "node:test";
import { Kind } from "../../emulator/runner/src/protocol.ts";
import { Host } from "./host.ts";

async function lines(host: Host, count: number): Promise<[id: number, level: string, message: string][]> {
  const found: [number, string, string][] = [];
  for (let i = 0; i < count; ++i) {
    const { id, head } = await host.take(Kind.log);
    assert.equal(head.source, "console");
    found.push([id, head.level, head.message]);
  }
  return found;
}

test("console methods become log lines with their level and their request", async (t) => {
  const host = new Host(t);
  await host.serve(`async () => {
    console.log("order %d of %s", 3, "shop", { a: 1 });
    console.info("i"); console.warn("w"); console.error("e"); console.debug("d");
    console.dir({ deep: { er: { still: { there: 1 } } } }, { depth: 0 });
    console.table([{ a: 1 }]);
    console.count("c"); console.assert(false, "never");
    return { status: 200 };
  }`, {}, 'console.log("loading");');
  host.invoke(9);
  const seen = await lines(host, 10);
  assert.deepEqual(seen.slice(0, 7), [
    [0, "info", "loading"],
    [9, "info", "order 3 of shop { a: 1 }"],
    [9, "info", "i"],
    [9, "warn", "w"],
    [9, "error", "e"],
    [9, "debug", "d"],
    [9, "info", "{ deep: [Object] }"],
  ]);
  assert.match(seen[7]?.[2] ?? "", /│ +\(index\) +│/);
  assert.deepEqual(seen.slice(8), [[9, "info", "c: 1"], [9, "warn", "Assertion failed: never"]]);
  assert.equal(host.stdout + host.stderr, "");
});

test("groups indent the lines of their own request only", async (t) => {
  const host = new Host(t);
  await host.serve('async () => { console.group("g"); console.log("a\\nb"); console.groupEnd(); console.group(); return { status: 200 }; }');
  host.invoke(1);
  assert.deepEqual(await lines(host, 2), [[1, "info", "g"], [1, "info", "  a\n  b"]]);
  host.invoke(2);
  assert.deepEqual(await lines(host, 2), [[2, "info", "g"], [2, "info", "  a\n  b"]]);
});

test("a printed error and a trace show the source and not the runner", async (t) => {
  const host = new Host(t);
  await host.serve('async function handler() {\n    console.log(new Error("seen"));\n    console.trace("here");\n    return { status: 200 };\n  }');
  host.invoke(1);
  const [error, trace] = await lines(host, 2);
  assert.match(error?.[2] ?? "", new RegExp(`^Error: seen\\n    at .*handler \\(${host.folder}/index\\.ts:4:17\\)`));
  assert.match(trace?.[2] ?? "", new RegExp(`^Trace: here\\n    at .*handler \\(${host.folder}/index\\.ts:5:13\\)`));
  assert.doesNotMatch(`${error?.[2]}${trace?.[2]}`, /runner\.cjs|node:internal|file:/);
});

test("two requests whose work interleaves keep their ids, through promises, timers and calls", async (t) => {
  const host = new Host(t);
  await host.serve(`async (req: any, ctx: any) => {
    const name = req.body;
    console.log(name + " begins");
    await ctx.storage.get(name);
    console.log(name + " called");
    await new Promise((resolve) => setTimeout(resolve, 1));
    console.log(name + " waited");
    await new Promise<void>((resolve) => setImmediate(() => process.nextTick(() => { console.log(name + " ends"); resolve(); })));
    return { status: 200 };
  }`);
  host.invoke(1, { body: '"one"' });
  host.invoke(2, { body: '"two"' });
  const first = await host.take(Kind.call);
  const second = await host.take(Kind.call);
  host.send(Kind.reply, second.id, {}, "null");
  host.send(Kind.reply, first.id, {}, "null");
  await host.take(Kind.response, 1);
  await host.take(Kind.response, 2);
  const seen = await lines(host, 8);
  for (const [id, name] of [[1, "one"], [2, "two"]] as const) {
    const own = seen.filter((line) => line[0] === id).map((line) => line[2]);
    assert.deepEqual(own, [`${name} begins`, `${name} called`, `${name} waited`, `${name} ends`]);
  }
});

test("a log line is out before its module blocks the process", async (t) => {
  const host = new Host(t);
  await host.serve('async () => { console.log("last words"); for (;;); }');
  host.invoke(1);
  assert.deepEqual(await lines(host, 1), [[1, "info", "last words"]]);
});

test("what a module prints past the console stays on its stdout and stderr", async (t) => {
  const host = new Host(t);
  await host.serve('async () => { process.stdout.write("out"); process.stderr.write("err"); return { status: 200 }; }');
  host.invoke(1);
  await host.take(Kind.response);
  host.hangUp();
  await host.ended;
  assert.deepEqual([host.stdout, host.stderr], ["out", "err"]);
});
