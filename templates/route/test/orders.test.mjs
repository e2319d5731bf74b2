import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startEmulator } from "./emulator.mjs";

let emulator;
before(async () => {
  emulator = await startEmulator();
});
after(() => emulator?.stop());

const tea = { item: "tea", quantity: 2 };
const notFound = { status: 404, body: { error: "Order not found" } };

test("an order is created, read, replaced and deleted", async () => {
  assert.deepEqual(await emulator.request("PUT", "/orders/1001", { body: tea }), { status: 201, body: tea });
  assert.deepEqual(await emulator.request("GET", "/orders/1001"), { status: 200, body: tea });

  const more = { item: "tea", quantity: 3 };
  assert.deepEqual(await emulator.request("PUT", "/orders/1001", { body: more }), { status: 200, body: more });
  assert.deepEqual(await emulator.request("GET", "/orders/1001"), { status: 200, body: more });

  assert.deepEqual(await emulator.request("DELETE", "/orders/1001"), { status: 204, body: undefined });
  assert.deepEqual(await emulator.request("GET", "/orders/1001"), notFound);
});

test("an order that is not there cannot be read or deleted", async () => {
  assert.deepEqual(await emulator.request("GET", "/orders/none"), notFound);
  assert.deepEqual(await emulator.request("DELETE", "/orders/none"), notFound);
});

test("what is not an order is refused and not stored", async () => {
  for (const body of [{}, [], "7", { item: "", quantity: 1 }, { item: "tea", quantity: 0 }, { item: "tea", quantity: "2" }]) {
    assert.equal((await emulator.request("PUT", "/orders/bad", { body })).status, 400, JSON.stringify(body));
  }
  assert.deepEqual(await emulator.request("GET", "/orders/bad"), notFound);
});

test("only what an order has is stored", async () => {
  await emulator.request("PUT", "/orders/1002", { body: { ...tea, discount: 100 } });
  assert.deepEqual((await emulator.request("GET", "/orders/1002")).body, tea);
});

test("every route needs an API key", async () => {
  for (const method of ["GET", "PUT", "DELETE"]) {
    assert.equal((await emulator.request(method, "/orders/1001", { key: null })).status, 401, method);
  }
});
