// However convotic dev is ended, it says what it owes, leaves code 0 and nothing else behind.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { binary } from "./support/convotic.ts";
import { dev } from "./support/dev.ts";
import { Folder } from "./support/folder.ts";
import { httpModule, platformError } from "./support/http_module.ts";
import { Program } from "./support/program.ts";
import { RawConnection, requestText } from "./support/raw_http.ts";
import { moduleSource } from "./support/source.ts";

const files = { "index.ts": httpModule };
const clean = { code: 0, signal: null };

// Dev.kill also waits until every process that convotic has started is gone.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  test(`${signal} ends it with code 0 and without a child`, async (t) => {
    const running = await dev(t, { files });
    assert.deepEqual(await running.get("/http/Case"), { status: 200, body: "Case" });
    assert.deepEqual(await running.kill(signal), clean);
    assert.equal(running.stderr, "");
  });
}

test("a second and a third Ctrl-C while it ends are safe", async (t) => {
  const running = await dev(t, { files });
  process.kill(running.pid, "SIGINT");
  process.kill(running.pid, "SIGINT");
  process.kill(running.pid, "SIGTERM");
  assert.deepEqual(await running.kill("SIGINT"), clean);
  assert.equal(running.stderr, "");
});

test("a request in progress is answered and its connection closed", async (t) => {
  const running = await dev(t, { files });
  const connection = await RawConnection.open(t, running.ready["port"]);
  await connection.send(requestText("GET /v1/modules/http/wait"));
  await running.log("waiting");
  await running.stop();
  const body = platformError("INTERNAL_ERROR", "The server is stopping");
  const { status, headers, body: text } = await connection.plain();
  assert.deepEqual([status, headers["content-type"], text], [500, "application/json", body]);
  assert.equal((await connection.rest()).length, 0);
  const event = await running.request("/wait");
  assert.deepEqual([event["status"], event["note"]], [500, "The server is stopping"]);
});

test("a request of which only half has come does not hold it up", async (t) => {
  const running = await dev(t, { files });
  const head = await RawConnection.open(t, running.ready["port"]);
  await head.send("GET /v1/modules/http/Ca");
  const body = await RawConnection.open(t, running.ready["port"]);
  await body.send(requestText("POST /v1/modules/http/seen", ["Expect: 100-continue", "Content-Length: 100"]));
  await body.upTo("100 Continue\r\n\r\n");
  await running.stop();
  await head.rest();
  await body.rest();
});

test("under load every answer is whole: the handler's, or that the server stops", async (t) => {
  const running = await dev(t, { files });
  const stopping = platformError("INTERNAL_ERROR", "The server is stopping");
  const answers = new Set<string>();
  let served = 0;
  let halfway: () => void = () => {};
  const busy = new Promise<void>((resolve) => (halfway = resolve));
  const client = async (): Promise<void> => {
    const connection = await RawConnection.open(t, running.ready["port"]);
    for (;;) {
      await connection.send(requestText("GET /v1/modules/http/Case"));
      let answer;
      try {
        answer = await connection.plain();
      } catch (error) {
        // It was closed between two answers, not within one.
        assert.match(String(error), /the connection ended before "\\r\\n\\r\\n": $/);
        return;
      }
      answers.add(`${answer.status} ${answer.body}`);
      if (++served === 500) halfway();
    }
  };
  const clients = Array.from({ length: 16 }, client);
  await busy;
  await running.stop();
  await Promise.all(clients);
  answers.delete(`500 ${stopping}`);
  assert.deepEqual([...answers], ['200 "Case"']);
});

test("a module that blocks its event loop does not hold it up", async (t) => {
  const source = moduleSource("stuck", { "GET /block": 'async () => { console.log("blocking"); for (;;); }' });
  const running = await dev(t, { files: { "index.ts": source } });
  const connection = await RawConnection.open(t, running.ready["port"]);
  await connection.send(requestText("GET /v1/modules/stuck/block", [`X-API-Key: ${running.key}`]));
  await running.log("blocking");
  await running.stop();
  assert.equal((await connection.plain()).body, platformError("INTERNAL_ERROR", "The server is stopping"));
});

test("a module that ignores signals and keeps timers running is ended", async (t) => {
  const top = 'for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => console.log("ignored"));\nsetInterval(() => {}, 1);';
  const running = await dev(t, { files: { "index.ts": moduleSource("stubborn", { "GET /": "async () => ({ status: 200 })" }, top) } });
  await running.stop();
});

test("it can be stopped while a module is still loading", async (t) => {
  // Written to the descriptor: what console.log says waits for the event loop, which the second one blocks.
  const says = 'import { writeSync } from "node:fs";\nwriteSync(1, "loading\\n");\n';
  for (const top of ["await new Promise(() => setInterval(() => {}, 1000));", "for (;;);"].map((rest) => says + rest)) {
    const folder = new Folder(t, { "index.ts": moduleSource("slow", {}, top) });
    const program = new Program(t, binary, ["dev", "--port", "0", "--ephemeral"], { cwd: folder.path });
    await program.said(/loading\n/);
    program.signal("SIGINT");
    assert.deepEqual(await program.end(), clean);
    assert.match(program.stdout, /^\d\d:\d\d:\d\d {2}info [^\n]* loading\n$/);
    assert.equal(program.stderr, "");
    assert.deepEqual(folder.list(".convotic/build"), []);
  }
});

test("the port is free again at once", async (t) => {
  const first = await dev(t, { files });
  const kept = await RawConnection.open(t, first.ready["port"]);
  await kept.send(requestText("GET /v1/modules/http/Case"));
  await kept.plain();
  await first.stop();
  const second = await dev(t, { files, flags: ["--port", String(first.ready["port"])] });
  assert.equal(second.ready["port"], first.ready["port"]);
});

test("what it built and an ephemeral state are gone afterwards; the rest stays", async (t) => {
  const folder = new Folder(t, { "module/index.ts": httpModule });
  const temporary = folder.at("tmp");
  mkdirSync(temporary);
  const ephemeral = await dev(t, { folder, modules: ["module"], env: { TMPDIR: temporary } });
  assert.equal(readdirSync(temporary).length, 1);
  await ephemeral.stop();
  assert.deepEqual(readdirSync(temporary), []);
  assert.deepEqual(folder.list("module/.convotic"), [".gitignore", "api-key", "build"]);
  assert.deepEqual(folder.list("module/.convotic/build"), []);
  const kept = await dev(t, { folder, modules: ["module"], keep: true });
  await kept.stop();
  assert.deepEqual(folder.list("module/.convotic"), [".gitignore", "api-key", "build", "state.sqlite", "state.sqlite.lock"]);
});
