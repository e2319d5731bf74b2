import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startEmulator } from "./emulator.mjs";

let emulator;
before(async () => {
  emulator = await startEmulator();
});
after(() => emulator?.stop());

const tea = { item: "tea", quantity: 2 };
const notFound = { status: 404, body: { error: "Order not found" }, effects: [] };

test("an order is created, read, replaced and deleted", async () => {
  const put = (body) => emulator.request("PUT", "/orders/1001", { body });
  const get = () => emulator.request("GET", "/orders/1001");

  assert.deepEqual(await put(tea), { status: 201, body: tea, effects: ["storage.set"] });
  assert.deepEqual(await get(), { status: 200, body: tea, effects: [] });

  const more = { item: "tea", quantity: 3 };
  assert.deepEqual(await put(more), { status: 200, body: more, effects: ["storage.set"] });
  assert.deepEqual(await get(), { status: 200, body: more, effects: [] });

  const deleted = await emulator.request("DELETE", "/orders/1001");
  assert.deepEqual(deleted, { status: 204, body: undefined, effects: ["storage.delete"] });
  assert.deepEqual(await get(), notFound);
});

test("an order that is not there cannot be read or deleted", async () => {
  assert.deepEqual(await emulator.request("GET", "/orders/none"), notFound);
  assert.deepEqual(await emulator.request("DELETE", "/orders/none"), notFound);
});

test("what is not an order is refused and not stored", async () => {
  const quantities = [0, -1, 1.5, "2", null];
  for (const body of [{}, [], "7", { item: "", quantity: 1 }, ...quantities.map((quantity) => ({ ...tea, quantity }))]) {
    const { status, effects } = await emulator.request("PUT", "/orders/bad", { body });
    assert.deepEqual({ status, effects }, { status: 400, effects: [] }, JSON.stringify(body));
  }
});

test("only what an order has is stored", async () => {
  await emulator.request("PUT", "/orders/1002", { body: { ...tea, discount: 100 } });
  assert.deepEqual((await emulator.request("GET", "/orders/1002")).body, tea);
});

test("every route needs an API key", async () => {
  for (const method of ["GET", "PUT", "DELETE"]) {
    const { status, effects } = await emulator.request(method, "/orders/1001", { key: null });
    assert.deepEqual({ status, effects }, { status: 401, effects: [] }, method);
  }
});
