import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startEmulator } from "./emulator.mjs";

let emulator;
before(async () => {
  emulator = await startEmulator("--seed", "test/seed.json");
});
after(() => emulator?.stop());

const notFound = { status: 404, body: { error: "Contact not found" }, effects: [] };

test("a contact is found by the caller's own id", async () => {
  const { status, body } = await emulator.request("GET", "/contacts/cust_1");
  assert.equal(status, 200);
  assert.match(body.id, /^ct_/);
  assert.deepEqual(
    { ...body, id: "" },
    { id: "", externalId: "cust_1", firstName: "Grace", email: "grace@example.com", attributes: { plan: "pro" }, tags: [] },
  );
});

test("a contact is created once and then updated", async () => {
  const created = await emulator.request("PUT", "/contacts/cust_42", { body: { firstName: "Ada" } });
  assert.equal(created.status, 201);
  assert.deepEqual(created.effects, ["contacts.create"]);

  const updated = await emulator.request("PUT", "/contacts/cust_42", { body: { email: "ada@example.com" } });
  assert.deepEqual(updated, { status: 200, body: created.body, effects: ["contacts.update"] });

  const { body } = await emulator.request("GET", "/contacts/cust_42");
  assert.equal(body.id, created.body.id);
  assert.equal(body.firstName, "Ada");
  assert.equal(body.email, "ada@example.com");
});

test("attributes are merged", async () => {
  await emulator.request("PUT", "/contacts/cust_43", { body: { attributes: { plan: "free", seats: 1 } } });
  await emulator.request("PUT", "/contacts/cust_43", { body: { attributes: { plan: "pro" } } });
  assert.deepEqual((await emulator.request("GET", "/contacts/cust_43")).body.attributes, { plan: "pro", seats: 1 });
});

test("a tag is added once", async () => {
  await emulator.request("PUT", "/contacts/cust_44", { body: { firstName: "Alan" } });
  for (let i = 0; i < 2; ++i) {
    assert.equal((await emulator.request("PUT", "/contacts/cust_44/tags/big%20spender")).status, 200);
  }
  assert.deepEqual((await emulator.request("GET", "/contacts/cust_44")).body.tags, ["big spender"]);
});

test("a contact that is not there is neither found nor tagged", async () => {
  assert.deepEqual(await emulator.request("GET", "/contacts/none"), notFound);
  assert.deepEqual(await emulator.request("PUT", "/contacts/none/tags/vip"), notFound);
});

test("fields of the wrong type are refused and change nothing", async () => {
  for (const body of [{}, [], { firstName: 7 }, { email: "ada" }, { attributes: [] }, { id: "ct_1" }]) {
    const { status, effects } = await emulator.request("PUT", "/contacts/cust_1", { body });
    assert.deepEqual({ status, effects }, { status: 400, effects: [] }, JSON.stringify(body));
  }
});

test("every route needs an API key", async () => {
  const routes = [
    ["GET", "/contacts/cust_1"],
    ["PUT", "/contacts/cust_1"],
    ["PUT", "/contacts/cust_1/tags/vip"],
  ];
  for (const [method, path] of routes) {
    const { status, effects } = await emulator.request(method, path, { key: null });
    assert.deepEqual({ status, effects }, { status: 401, effects: [] }, `${method} ${path}`);
  }
});
