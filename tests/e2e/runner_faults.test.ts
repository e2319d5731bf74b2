// What takes a module's whole process down, or holds it up. The server and the data stay; the next request succeeds.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dev, type Dev, type Event } from "./support/dev.ts";
import { moduleSource } from "./support/source.ts";

const fine = `async (req, ctx) => ({ status: 200, body: { stored: await ctx.storage.get("kept"), pid: process.pid } })`;
const keep = `async (req, ctx) => { await ctx.storage.set("kept", req.body); return { status: 200, body: { pid: process.pid } }; }`;

function faultySource(handler: string, top = ""): string {
  return moduleSource("faulty", { "POST /faulty": handler, "POST /keep": keep, "GET /fine": fine }, top);
}

// Stores something, runs `fault`, and checks that the module answers afterwards, in another process or the same, and that
// what was stored is there.
async function surviving(running: Dev, process: "another" | "same", fault: () => Promise<void>): Promise<void> {
  const kept = await running.post("/faulty/keep", { order: 7 });
  assert.equal(kept.status, 200);
  await fault();
  const { status, body } = await running.get("/faulty/fine");
  assert.deepEqual([status, body.stored], [200, { order: 7 }]);
  assert.equal(body.pid === kept.body.pid ? "same" : "another", process);
}

function internalError(message: string): { status: number; body: unknown } {
  return { status: 500, body: { error: { code: "INTERNAL_ERROR", message } } };
}

const ended = internalError("The module's process ended; the log of convotic dev says why");

function line(event: Event, running: Dev): unknown {
  const { at: _at, ...rest } = event;
  return JSON.parse(running.folder.plain(JSON.stringify(rest)));
}

function convoticLine(message: string, request: string | null = null): unknown {
  return { event: "log", module: "faulty", request, level: "error", source: "convotic", message };
}

const timeouts = ["--timeout", "0.3"];

test("a handler that never answers is answered for, and its process goes on", async (t) => {
  const running = await dev(t, { files: { "index.ts": faultySource(`() => new Promise(() => {})`) }, flags: timeouts });
  await surviving(running, "same", async () => {
    assert.deepEqual(await running.post("/faulty/faulty"), internalError("The handler did not answer within 0.3 s"));
    const event = await running.request("/faulty");
    assert.deepEqual([event["status"], event["note"], event["effects"]], [500, "timeout", []]);
    assert.deepEqual(line(await running.log("did not answer"), running), convoticLine("POST /faulty did not answer within 0.3 s", "req_2"));
  });
});

test("the late answer of a handler is ignored, and what it does late is still done", async (t) => {
  const handler = `(req, ctx) => new Promise((resolve) => { globalThis.late = async () => { await ctx.storage.set("late", true); resolve({ status: 200 }); }; })`;
  const source = moduleSource("late", {
    "POST /late": handler,
    "POST /release": "async (req, ctx) => { await (globalThis as any).late(); return { status: 200, body: await ctx.storage.get('late') }; }",
  }).replaceAll("globalThis.late", "(globalThis as any).late");
  const running = await dev(t, { files: { "index.ts": source }, flags: timeouts });
  assert.deepEqual(await running.post("/late/late"), internalError("The handler did not answer within 0.3 s"));
  assert.deepEqual(await running.post("/late/release"), { status: 200, body: true });
  assert.deepEqual((await running.request("/late"))["effects"], [], "the answered request is not credited with it");
});

test("a handler that blocks the loop is killed and replaced; the others it held up get a clean 500", async (t) => {
  const source = moduleSource("faulty", {
    "POST /faulty": `() => { console.log("blocking"); for (;;); }`,
    "POST /slow": `() => new Promise(() => { console.log("waiting"); })`,
    "POST /keep": keep,
    "GET /fine": fine,
  });
  const running = await dev(t, { files: { "index.ts": source }, flags: timeouts });
  await surviving(running, "another", async () => {
    const slow = running.post("/faulty/slow");
    await running.log("waiting");
    const blocking = running.post("/faulty/faulty");
    await running.log("blocking");
    const behind = running.get("/faulty/fine");
    const timedOut = internalError("The handler did not answer within 0.3 s");
    assert.deepEqual([await slow, await blocking, await behind], [timedOut, timedOut, timedOut]);
    assert.deepEqual(
      line(await running.log("blocks the event loop"), running),
      convoticLine("the module blocks the event loop; its runner was replaced"),
    );
  });
});

test("the request after one that blocked the loop succeeds, without waiting for any event", async (t) => {
  const running = await dev(t, { files: { "index.ts": faultySource(`() => { for (;;); }`) }, flags: ["--timeout", "1.5"] });
  await surviving(running, "another", async () => {
    assert.deepEqual(await running.post("/faulty/faulty"), internalError("The handler did not answer within 1.5 s"));
  });
});

test("a process that is busy for a while is not replaced, and no request is lost on it", async (t) => {
  const handler = `() => { const end = Date.now() + 1700; while (Date.now() < end); return { status: 200 }; }`;
  const running = await dev(t, { files: { "index.ts": faultySource(handler) }, flags: ["--timeout", "1.5"] });
  await surviving(running, "same", async () => {
    assert.deepEqual(await running.post("/faulty/faulty"), internalError("The handler did not answer within 1.5 s"));
  });
});

interface Death {
  handler: string;
  top?: string;
  flags?: string[];
  // Some answer before they die.
  answer?: { status: number; body: unknown };
  log: string;
}

const deaths: Record<string, Death> = {
  "calls process.exit": { handler: `async () => {\n process.exit(3);\n}`, log: "the module called process.exit(3)\n  at index.ts:8:10" },
  "calls process.abort": { handler: `async () => process.abort()`, log: "the runner was ended by signal 6 (Aborted)" },
  "is killed": { handler: `async () => { process.kill(process.pid, "SIGKILL"); await new Promise(() => {}); }`, log: "the runner was ended by signal 9 (Killed)" },
  "leaves a rejection unhandled": {
    handler: `async () => {\n void Promise.reject(new TypeError("nobody listens"));\n await new Promise(() => {}); }`,
    log: "the module left a rejected promise unhandled: TypeError: nobody listens\n  at index.ts:8:22",
  },
  "leaves the rejection of something that is no error": { handler: `async () => { void Promise.reject(7); await new Promise(() => {}); }`, log: "the module left a rejected promise unhandled: rejected with the number 7" },
  "throws in a timer": {
    handler: `async () => { setTimeout(() => {\n throw new RangeError("too late"); }, 1); await new Promise(() => {}); }`,
    log: "the module threw outside of any handler: RangeError: too late\n  at index.ts:8:8",
  },
  "emits an error that nobody listens to": {
    handler: `async () => { setImmediate(() =>\n new EventEmitter().emit("error", new Error("unheard"))); await new Promise(() => {}); }`,
    top: `import { EventEmitter } from "events";\n`,
    log: "the module threw outside of any handler: Error: unheard\n  at index.ts:9:35",
  },
  "runs out of memory": {
    handler: `async () => { const hoard: unknown[] = []; for (;;) hoard.push(new Array(10_000).fill({})); }`,
    flags: ["--memory", "32"],
    log: "the module ran out of memory (limit 32 MB)",
  },
  "writes rubbish to the channel": {
    handler: `async () => { writeSync(3, Buffer.from("this is no frame, this is no frame at all")); await new Promise(() => {}); }`,
    top: `import { writeSync } from "fs";\n`,
    log: "the runner broke its protocol: a frame of 1936287860 bytes is over the limit of 268435456",
  },
  "writes a frame of an unknown kind to the channel": {
    handler: `async () => { writeSync(3, Buffer.from([11, 0, 0, 0, 99, 1, 0, 0, 0, 2, 0, 0, 0, 123, 125])); await new Promise(() => {}); }`,
    top: `import { writeSync } from "fs";\n`,
    log: "the runner broke its protocol: unknown frame kind 99",
  },
};

for (const [what, death] of Object.entries(deaths)) {
  test(`a handler that ${what}: a clean 500, a new process, and nothing lost`, async (t) => {
    const running = await dev(t, { files: { "index.ts": faultySource(death.handler, death.top) }, flags: death.flags ?? [] });
    await surviving(running, "another", async () => {
      assert.deepEqual(await running.post("/faulty/faulty"), death.answer ?? ended);
      const event = await running.nextEvent(({ event, source, request }) => event === "log" && source === "convotic" && request === null, "the end of the process");
      assert.deepEqual(line(event, running), convoticLine(death.log));
      assert.deepEqual(await running.request("/faulty").then(({ status, effects }) => ({ status, effects })), { status: 500, effects: [] });
    });
  });
}

test("the others that a dying process was working on get a clean 500 too", async (t) => {
  const source = moduleSource("faulty", {
    "POST /faulty": "async () => process.exit(1)",
    "POST /slow": `() => new Promise(() => { console.log("waiting"); })`,
    "POST /keep": keep,
    "GET /fine": fine,
  });
  const running = await dev(t, { files: { "index.ts": source } });
  await surviving(running, "another", async () => {
    const slow = [running.post("/faulty/slow"), running.post("/faulty/slow")];
    await running.log("waiting");
    await running.log("waiting");
    assert.deepEqual(await running.post("/faulty/faulty"), ended);
    assert.deepEqual(await Promise.all(slow), [ended, ended]);
  });
});

test("what a handler changed before its process died is committed, and reported as its effect", async (t) => {
  const handler = `async (req, ctx) => { await ctx.storage.set("kept", { order: 8 }); process.exit(1); }`;
  const running = await dev(t, { files: { "index.ts": faultySource(handler) } });
  assert.deepEqual(await running.post("/faulty/faulty"), ended);
  const event = await running.request("/faulty");
  assert.deepEqual(event["effects"].map(({ call }: any) => call), ["storage.set"]);
  assert.deepEqual((await running.get("/faulty/fine")).body.stored, { order: 8 });
});

test("a module that keeps dying is started later and later, says so, and is back at once when it is mended", async (t) => {
  const running = await dev(t, { files: { "index.ts": faultySource("async () => process.exit(1)") } });
  const died = (): Promise<Event> => running.log("the module called process.exit(1)");
  for (let crash = 1; crash <= 2; ++crash) {
    assert.deepEqual(await running.post("/faulty/faulty"), ended);
    assert.deepEqual(line(await died(), running), convoticLine("the module called process.exit(1)\n  at index.ts:7:87"));
  }
  assert.deepEqual(await running.post("/faulty/faulty"), ended);
  assert.deepEqual(
    line(await died(), running),
    convoticLine("the module called process.exit(1)\n  at index.ts:7:87\n  that was 3 times in 10 s; next start in 250 ms, or when a file is saved"),
  );
  assert.deepEqual(await running.get("/faulty/fine"), internalError("The module keeps crashing; the log of convotic dev says why"));
  assert.equal((await running.request("/fine"))["note"], "the module is down");

  running.folder.write("index.ts", faultySource("async () => ({ status: 200 })"));
  assert.equal((await running.reload())["ok"], true);
  assert.deepEqual(await running.post("/faulty/faulty"), { status: 200, body: undefined });
});

const outputs: Record<string, { write: string; lines: [source: string, level: string, message: string][] }> = {
  "text without a newline": { write: `process.stdout.write("half a line")`, lines: [["stdout", "info", "half a line"]] },
  "several lines at once, some empty": { write: `process.stderr.write("one\\n\\ntwo\\r\\n")`, lines: [["stderr", "error", "one"], ["stderr", "error", ""], ["stderr", "error", "two"]] },
  "bytes that are no text": { write: `process.stdout.write(Buffer.from([0xff, 0xfe, 0x00, 0x1b, 0x5b, 0x41, 0x0a]))`, lines: [["stdout", "info", "\ufffd\ufffd\u0000\u001b[A"]] },
  "what looks like a frame": { write: `process.stdout.write(Buffer.from([11, 0, 0, 0, 6, 1, 0, 0, 0, 2, 0, 0, 0, 123, 125, 10]))`, lines: [["stdout", "info", "\u000b\u0000\u0000\u0000\u0006\u0001\u0000\u0000\u0000\u0002\u0000\u0000\u0000{}"]] },
};

for (const [what, { write, lines }] of Object.entries(outputs)) {
  test(`${what} on the module's own output becomes log lines`, async (t) => {
    const handler = `async () => { ${write.replaceAll("\\\\", "\\")}; return { status: 200 }; }`;
    const running = await dev(t, { files: { "index.ts": faultySource(handler) } });
    await surviving(running, "same", async () => {
      assert.equal((await running.post("/faulty/faulty")).status, 200);
      await running.log(lines.at(-1)![2]);
    });
    await running.stop();
    const logged = running.events.filter(({ event }) => event === "log").map(({ source, level, message }) => [source, level, message]);
    assert.deepEqual(logged, lines);
  });
}

test("a very long line without an end is reported in pieces, and nothing of it is lost", async (t) => {
  const printed = (): string => running.events.filter(({ event }) => event === "log").map(({ message }) => message as string).join("");
  const handler = `async () => { await new Promise((done) => process.stdout.write("x".repeat(300_000), done)); return { status: 200 }; }`;
  const running = await dev(t, { files: { "index.ts": faultySource(handler) } });
  await surviving(running, "same", async () => {
    assert.equal((await running.post("/faulty/faulty")).status, 200);
    await running.nextEvent(({ event }) => event === "log" && printed().length === 300_000, "the last piece");
  });
  assert.equal(printed(), "x".repeat(300_000));
  assert.ok(running.events.filter(({ event }) => event === "log").length > 1);
});
