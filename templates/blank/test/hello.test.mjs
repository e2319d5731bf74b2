import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startEmulator } from "./emulator.mjs";

let emulator;
before(async () => {
  emulator = await startEmulator();
});
after(() => emulator?.stop());

test("GET /hello greets the world and changes nothing", async () => {
  assert.deepEqual(await emulator.request("GET", "/hello"), {
    status: 200,
    body: { message: "Hello, world!" },
    effects: [],
  });
});

test("GET /hello greets by name", async () => {
  const { body } = await emulator.request("GET", "/hello?name=Ada%20Lovelace");
  assert.deepEqual(body, { message: "Hello, Ada Lovelace!" });
});

test("GET /hello needs an API key", async () => {
  assert.equal((await emulator.request("GET", "/hello", { key: null })).status, 401);
});
