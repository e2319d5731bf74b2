import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { startEmulator } from "./emulator.mjs";

const env = readFileSync(new URL("../.env", import.meta.url), "utf8");
const secret = /^WEBHOOK_SECRET=["']?(.+?)["']?$/m.exec(env)[1];

let emulator;
before(async () => {
  emulator = await startEmulator("--seed", "test/seed.json");
});
after(() => emulator?.stop());

function orderPaid(id, customerId = "cust_42") {
  return { id, type: "order.paid", customer: { id: customerId, firstName: "Ada" }, order: { id: "1001" } };
}

function sign(body, { key = secret, seconds = 0 } = {}) {
  const t = Math.floor(Date.now() / 1000) + seconds;
  return `t=${t},v1=${createHmac("sha256", key).update(`${t}.${body}`).digest("hex")}`;
}

// Without an API key, as the sender of a webhook does.
function post(body, signature) {
  const headers = signature === undefined ? {} : { "X-Signature": signature };
  return emulator.request("POST", "/webhook", { body, headers, key: null });
}

const refused = { status: 401, body: { error: "Invalid signature" }, effects: [] };

test("a signed event creates the contact and tags it", async () => {
  const body = JSON.stringify(orderPaid("evt_signed"));
  assert.deepEqual(await post(body, sign(body)), {
    status: 200,
    body: { ok: true },
    effects: ["contacts.create", "contacts.addTag", "storage.set"],
  });
});

test("a contact with a conversation gets a message", async () => {
  const body = JSON.stringify(orderPaid("evt_message", "cust_1"));
  assert.deepEqual(await post(body, sign(body)), {
    status: 200,
    body: { ok: true },
    effects: ["contacts.addTag", "messages.send", "storage.set"],
  });
});

test("an event that is sent twice is acted on once", async () => {
  const body = JSON.stringify(orderPaid("evt_twice"));
  assert.equal((await post(body, sign(body))).status, 200);
  assert.deepEqual(await post(body, sign(body)), { status: 200, body: { ok: true, duplicate: true }, effects: [] });
});

test("a forged event is refused and changes nothing", async () => {
  const body = JSON.stringify(orderPaid("evt_forged"));
  const tampered = JSON.stringify({ ...orderPaid("evt_forged"), order: { id: "1" } });
  const good = sign(body);
  const forgeries = {
    unsigned: undefined,
    empty: "",
    "another key": sign(body, { key: "guess" }),
    "another body": sign(tampered),
    "no timestamp": good.replace(/^t=\d+,/, ""),
    "no digest": good.replace(/,v1=.*$/, ""),
    "another timestamp": good.replace(/^t=\d+/, `t=${Math.floor(Date.now() / 1000) - 60}`),
    "a short digest": good.slice(0, -2),
    "a long digest": good + "00",
    "not hex": good.slice(0, -2) + "zz",
    "six minutes old": sign(body, { seconds: -360 }),
    "six minutes ahead": sign(body, { seconds: 360 }),
  };
  for (const [name, signature] of Object.entries(forgeries)) {
    assert.deepEqual(await post(body, signature), refused, name);
  }
  assert.equal((await post(body, good)).status, 200);
});

test("a body that nests without end is refused like any other forgery", async () => {
  const deep = "[".repeat(20_000) + "]".repeat(20_000);
  assert.deepEqual(await post(deep, sign(deep, { key: "guess" })), refused);
});

test("a signed body of another shape is refused", async () => {
  for (const value of [{}, [], null, { ...orderPaid("evt_shape"), customer: {} }]) {
    const body = JSON.stringify(value);
    const { status, effects } = await post(body, sign(body));
    assert.deepEqual({ status, effects }, { status: 400, effects: [] }, body);
  }
});

test("a signed event of another type is accepted and ignored", async () => {
  const body = JSON.stringify({ ...orderPaid("evt_other"), type: "order.viewed" });
  assert.deepEqual(await post(body, sign(body)), { status: 200, body: { ok: true, ignored: true }, effects: [] });
});
