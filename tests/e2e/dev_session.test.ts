// What a running convotic dev tells other convotics of its project, and what it does for them.
import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { dev, type Dev } from "./support/dev.ts";
import { Folder } from "./support/folder.ts";
import { moduleSource } from "./support/source.ts";

const source = moduleSource("hooks", {
  "POST /seen": "async (req) => ({ status: 200, body: req.headers })",
  "POST /forget": `async (req, ctx) => {
    void (async () => { for (let i = 1; i <= 5; ++i) await ctx.storage.set("later", i); })();
    return { status: 200 };
  }`,
  "GET /later": 'async (req, ctx) => ({ status: 200, body: await ctx.storage.get("later") })',
});

interface Session {
  url: string;
  port: number;
  pid: number;
  state: string;
  apiKey: string;
  token: string;
  modules: string[];
}

const sessionFile = (running: Dev): string => running.folder.at(".convotic/dev.json");
const sessionOf = (running: Dev): Session => JSON.parse(readFileSync(sessionFile(running), "utf8")) as Session;

test("a running convotic dev says where it is, to its owner alone, and takes that back at the end", async (t) => {
  const running = await dev(t, { files: { "index.ts": source } });
  const session = sessionOf(running);
  const { token, ...rest } = session;
  assert.match(token, /^[0-9A-Za-z]{32}$/);
  assert.deepEqual(rest, {
    url: running.url,
    port: running.ready["port"],
    pid: running.ready["pid"],
    state: session.state,
    apiKey: running.key,
    modules: [{ name: "hooks", folder: running.folder.path }],
  });
  assert.ok(path.isAbsolute(session.state) && existsSync(session.state), session.state);
  assert.equal(statSync(sessionFile(running)).mode & 0o777, 0o600);
  await running.stop();
  assert.ok(!existsSync(sessionFile(running)));
});

test("the state is for its owner alone, since the journal has requests as they came", async (t) => {
  const folder = new Folder(t, { "index.ts": moduleSource("shop", { "GET /": "async () => ({ status: 204 })" }) });
  const running = await dev(t, { folder, keep: true });
  await running.get("/shop/");
  for (const name of folder.list(".convotic").filter((one) => /^state\.sqlite(-wal|-shm)?$/.test(one))) assert.equal(statSync(folder.at(".convotic", name)).mode & 0o077, 0, name);
});

test("a delivery that bears the token hears its request, and the module does not see the header", async (t) => {
  const running = await dev(t, { files: { "index.ts": source } });
  const { token } = sessionOf(running);
  const asked = async (headers: Record<string, string>, key: string | null = running.key) => {
    const response = await running.fetch("POST", "/hooks/seen", { json: {}, headers, key });
    return { request: response.headers.get("x-convotic-request"), note: response.headers.get("x-convotic-note"), seen: (await response.json()) as Record<string, unknown> };
  };
  const good = await asked({ "X-Convotic-Delivery": token });
  assert.match(good.request ?? "", /^req_\d+$/);
  assert.equal(good.note, null);
  assert.ok(!JSON.stringify(good.seen).includes("convotic"), JSON.stringify(good.seen));
  assert.equal((await running.request("/seen"))["id"], good.request);

  const keyless = await asked({ "X-Convotic-Delivery": token }, null);
  assert.equal(keyless.note, "no valid key");
  const keyed = await asked({ "X-Convotic-Delivery": `${token} with-key` }, null);
  assert.equal(keyed.seen["x-api-key"], running.key);

  // With another token it says nothing, and no module sees it either.
  for (const other of [`${token}x`, token.slice(1), "", `${token} with-keys`]) {
    const { request, seen } = await asked({ "X-Convotic-Delivery": other });
    assert.equal(request, null);
    assert.ok(!("x-convotic-delivery" in seen));
  }
});

test("whoever bears the token can wait until modules have settled; for others there is no such route", async (t) => {
  const running = await dev(t, { files: { "index.ts": source } });
  const settle = (headers: Record<string, string>) => fetch(`${running.url}/convotic/settle`, { method: "POST", headers });
  await running.post("/hooks/forget", {});
  const { status } = await settle({ "X-Convotic-Delivery": sessionOf(running).token });
  assert.equal(status, 204);
  assert.equal((await running.get("/hooks/later")).body, 5);
  assert.equal((await settle({})).status, 404);
  assert.equal((await settle({ "X-Convotic-Delivery": "guess" })).status, 404);
});

test("a session that a killed convotic dev has left behind is replaced", async (t) => {
  const running = await dev(t, { files: { "index.ts": source } });
  const left = readFileSync(sessionFile(running), "utf8");
  await running.kill();
  assert.equal(readFileSync(sessionFile(running), "utf8"), left);
  const again = await dev(t, { folder: running.folder });
  assert.notEqual(sessionOf(again).token, (JSON.parse(left) as Session).token);
});

test("a convotic dev that ends leaves the file of one that came after it", async (t) => {
  const first = await dev(t, { files: { "index.ts": source } });
  const other = JSON.stringify({ ...sessionOf(first), token: "another" });
  writeFileSync(sessionFile(first), other);
  await first.stop();
  assert.equal(readFileSync(sessionFile(first), "utf8"), other);
});

test("the journal keeps what was received, but no API key", async (t) => {
  const running = await dev(t, { files: { "index.ts": source }, keep: true });
  await running.post("/hooks/seen", { a: 1 }, { headers: { "X-Signature": "v1=abc" } });
  const { state } = sessionOf(running);
  await running.stop();
  const bytes = readFileSync(state).toString("latin1");
  assert.ok(bytes.includes("X-Signature: v1=abc\n") || bytes.includes("x-signature: v1=abc\n"), "the headers are in the state file");
  assert.ok(bytes.includes('{"a":1}'), "the body is in the state file");
  assert.ok(!bytes.includes(running.key), "the key is not in the state file");
});
