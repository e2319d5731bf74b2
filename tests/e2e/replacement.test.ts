// Requests that arrive while a module has no process, and modules whose process does not come back at the first try.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dev } from "./support/dev.ts";
import { moduleSource } from "./support/source.ts";

const routes = {
  "POST /die": "async () => process.exit(3)",
  "POST /act": `async (req, ctx) => {\n      await ctx.storage.set("acted", true);\n      return { status: 200 };\n    }`,
};

// Opens POST /act to everybody, or not.
const version = (auth: string, top = ""): string =>
  moduleSource("shop", routes, `import { existsSync, watch } from "node:fs";\n${top}`).replace('path: "/act"', `path: "/act", auth: ${auth}`);

// Loads when the file "go" is there, and says so before.
const held = `
await new Promise<void>((resolve) => {
  const watcher = watch(".", () => {
    if (!existsSync("go")) return;
    watcher.close();
    resolve();
  });
  console.log("held");
});
`;

test("a request that was let in as open and waits for a reload needs the key that the new version asks for", async (t) => {
  const running = await dev(t, { files: { "src/index.ts": version("false") } });
  running.folder.write("src/index.ts", version("true", held));
  await running.log("held");
  assert.equal((await running.post("/shop/die")).status, 500);

  const waiting = running.post("/shop/act", {}, { key: null });
  // Answered on the same thread, so the one before has been let in.
  assert.equal((await running.get("/shop/nothing")).status, 404);
  running.folder.write("go", "");
  assert.deepEqual(await waiting, { status: 401, body: { error: { code: "UNAUTHORIZED", message: "Missing X-API-Key header" } } });
  const event = await running.request("/act");
  assert.deepEqual({ effects: event["effects"], note: event["note"] }, { effects: [], note: "the route needs a key since a reload" });
  assert.equal((await running.post("/shop/act", {})).status, 200);
});

test("a module that cannot be loaded after a crash is tried again without a save", async (t) => {
  const top = `console.log("loading");\nif (existsSync("broken")) throw new Error("the database is down");\n`;
  const running = await dev(t, { files: { "src/index.ts": version("true", top) } });
  await running.log("loading");
  running.folder.write("broken", "");
  assert.equal((await running.post("/shop/die")).status, 500);
  const failed = await running.reload();
  assert.deepEqual(
    { ok: failed["ok"], message: failed["error"]["message"], servingSince: failed["servingSince"] },
    { ok: false, message: "the module threw while it was imported: Error: the database is down", servingSince: null },
  );
  running.folder.remove("broken");
  // The log line of the failed load, then that of one which is not told to fail.
  await running.log("loading");
  await running.log("loading");
  assert.equal((await running.post("/shop/act", {})).status, 200);
});

test("a module that closes the descriptor convotic talks over is replaced, and the log says why", async (t) => {
  const source = moduleSource(
    "shop",
    { "POST /close": `async () => {\n      closeSync(3);\n      return { status: 200 };\n    }`, "GET /fine": "async () => ({ status: 200, body: 1 })" },
    `import { closeSync } from "node:fs";\n`,
  );
  const running = await dev(t, { files: { "src/index.ts": source } });
  assert.deepEqual(await running.post("/shop/close"), {
    status: 500,
    body: { error: { code: "INTERNAL_ERROR", message: "The module's process ended; the log of convotic dev says why" } },
  });
  await running.log("the module closed file descriptor 3, over which convotic talks to it");
  assert.deepEqual(await running.get("/shop/fine"), { status: 200, body: 1 });
});

test("a save that does not compile leaves the last good version of a module that keeps crashing to come back", async (t) => {
  const running = await dev(t, { files: { "src/index.ts": version("true", `console.log("up");\n`) } });
  await running.log("up");
  for (let crash = 1; crash <= 3; ++crash) {
    assert.equal((await running.post("/shop/die")).status, 500);
    if (crash < 3) await running.log("up");
  }
  running.folder.write("src/index.ts", "export default {\n");
  assert.equal((await running.reload())["ok"], false);
  await running.log("up");
  assert.equal((await running.post("/shop/act", {})).status, 200);
});

test("a request that waits for a module is answered when its time is up", async (t) => {
  const running = await dev(t, { files: { "src/index.ts": version("false") }, flags: ["--timeout", "0.4"] });
  running.folder.write("src/index.ts", version("false", held));
  await running.log("held");
  assert.equal((await running.post("/shop/die")).status, 500);
  assert.deepEqual(await running.post("/shop/act", {}), {
    status: 500,
    body: { error: { code: "INTERNAL_ERROR", message: "The module was not ready in time" } },
  });
});

test("what a caller sends cannot make an error too long for the module's process to be told", async (t) => {
  const source = moduleSource("shop", {
    "POST /contacts": "async (req, ctx) => ({ status: 200, body: await ctx.contacts.create(req.body).catch((error) => error.code) })",
    "POST /throw": `async () => {\n      throw Object.assign(new Error("m"), { name: "N".repeat(3_000_000), code: "C".repeat(3_000_000) });\n    }`,
  });
  const running = await dev(t, { files: { "src/index.ts": source } });
  assert.deepEqual(await running.post("/shop/contacts", { ["k".repeat(1_100_000)]: 1 }), { status: 200, body: "INVALID_REQUEST" });
  assert.equal((await running.post("/shop/throw")).body.error.message, "The handler threw an error; the log of convotic dev has its stack");
  assert.deepEqual(running.events.filter(({ event, message }) => event === "log" && /runner|ended/.test(message)), []);
});
