// Modules that do what the three examples of Convotic's page on custom routes do.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { dev } from "./support/dev.ts";
import { Folder } from "./support/folder.ts";

const erpWebhook = `
import { ConvoticModule } from "@convotic/block-sdk";

const module: ConvoticModule = {
  name: "erp-webhook",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/webhook/erp",
      handler: async (req, ctx) => {
        const payload = req.body;
        const contact = await ctx.contacts.findByExternalId(payload.customer_id);
        if (contact) {
          await ctx.contacts.update(contact.id, {
            attributes: { last_erp_order_id: payload.order_id, last_erp_order_status: payload.status },
          });
        }
        return { status: 200, body: { ok: true } };
      },
    });
    sdk.registerRoute({
      method: "GET",
      path: "/contact/:externalId",
      handler: async (req, ctx) => ({ status: 200, body: (await ctx.contacts.findByExternalId(req.params.externalId))?.attributes ?? null }),
    });
  },
};

export default module;
`;

const seed = JSON.stringify({
  contacts: [{ id: "ct_ada", externalId: "cust-42", name: "Ada Lovelace", platform: "line", attributes: { vip: true } }],
});

const delivery = { customer_id: "cust-42", order_id: "o-7", status: "shipped" };

test("the ERP webhook updates the contact with that external id, and the change is there after a restart", async (t) => {
  const folder = new Folder(t, { "src/index.ts": erpWebhook, "seed.json": seed });
  const first = await dev(t, { folder, keep: true, flags: ["--seed", "seed.json"] });
  assert.deepEqual(first.ready["modules"], [
    {
      name: "erp-webhook",
      version: "1.0.0",
      file: folder.at("src/index.ts"),
      routes: [
        { method: "POST", path: "/webhook/erp", url: `${first.url}/v1/modules/erp-webhook/webhook/erp`, auth: true },
        { method: "GET", path: "/contact/:externalId", url: `${first.url}/v1/modules/erp-webhook/contact/:externalId`, auth: true },
      ],
      workers: [],
      nodes: [],
    },
  ]);
  assert.equal(first.ready["state"], ".convotic/state.sqlite");

  assert.deepEqual(await first.post("/erp-webhook/webhook/erp", delivery), { status: 200, body: { ok: true } });
  const { at: _at, ms: _ms, ...event } = await first.request("/webhook/erp");
  assert.deepEqual(event, {
    event: "request",
    id: "req_1",
    module: "erp-webhook",
    method: "POST",
    path: "/webhook/erp",
    query: "",
    route: "/webhook/erp",
    status: 200,
    effects: [
      {
        call: "contacts.update",
        target: "ct_ada",
        arguments: ["ct_ada", { attributes: { last_erp_order_id: "o-7", last_erp_order_status: "shipped" } }],
      },
    ],
  });
  await first.stop();

  const second = await dev(t, { folder, keep: true });
  assert.equal(second.key, first.key, "the key of a project stays the same");
  assert.deepEqual(await second.get("/erp-webhook/contact/cust-42"), {
    status: 200,
    body: { vip: true, last_erp_order_id: "o-7", last_erp_order_status: "shipped" },
  });
});

test("the ERP webhook answers 200 for a customer without a contact, and changes nothing", async (t) => {
  const running = await dev(t, { files: { "src/index.ts": erpWebhook, "seed.json": seed }, flags: ["--seed", "seed.json"] });
  assert.deepEqual(await running.post("/erp-webhook/webhook/erp", { ...delivery, customer_id: "nobody" }), { status: 200, body: { ok: true } });
  assert.deepEqual((await running.request("/webhook/erp"))["effects"], []);
  assert.deepEqual(await running.get("/erp-webhook/contact/nobody"), { status: 200, body: null });
});

test("a route without auth: false refuses requests without the key, and its handler does not run", async (t) => {
  const running = await dev(t, { files: { "src/index.ts": erpWebhook, "seed.json": seed }, flags: ["--seed", "seed.json", "--api-key", "cvtk_live_of_this_test"] });
  const refusals: [key: string | null, message: string][] = [
    [null, "Missing X-API-Key header"],
    ["", "Invalid API key"],
    ["cvtk_live_of_this_tesT", "Invalid API key"],
    ["cvtk_live_of_this_test2", "Invalid API key"],
  ];
  for (const [key, message] of refusals) {
    const answer = await running.post("/erp-webhook/webhook/erp", delivery, { key });
    assert.deepEqual(answer, { status: 401, body: { error: { code: "UNAUTHORIZED", message } } }, `key ${key}`);
    const event = await running.request("/webhook/erp");
    assert.deepEqual([event["status"], event["effects"], event["note"]], [401, [], "no valid key"]);
  }
  assert.deepEqual(await running.get("/erp-webhook/contact/cust-42", { key: "cvtk_live_of_this_test" }), { status: 200, body: { vip: true } });
});

const orderLookup = `
import { ConvoticModule } from "@convotic/block-sdk";

const module: ConvoticModule = {
  name: "order-lookup",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "GET",
      path: "/orders/:orderId",
      handler: async (req, ctx) => {
        const order = await ctx.storage.get("order:" + req.params.orderId);
        if (!order) return { status: 404, body: { error: "Order not found" } };
        return { status: 200, body: order };
      },
    });
  },
};

export default module;
`;

test("the order lookup answers with what storage holds, and with its own 404 for the rest", async (t) => {
  const order = { id: "1001", lines: [{ sku: "tea", quantity: 2 }], total: 12.5 };
  const stored = JSON.stringify({ storage: { "order-lookup": { "order:1001": order, "order:a b/c": { id: "a b/c" } } } });
  const running = await dev(t, { files: { "index.ts": orderLookup, "seed.json": stored }, flags: ["--seed", "seed.json"] });
  assert.deepEqual(await running.get("/order-lookup/orders/1001"), { status: 200, body: order });
  assert.deepEqual(await running.get("/order-lookup/orders/a%20b%2Fc"), { status: 200, body: { id: "a b/c" } }, "a parameter is decoded");
  assert.deepEqual(await running.get("/order-lookup/orders/1002"), { status: 404, body: { error: "Order not found" } });
  assert.deepEqual(await running.get("/order-lookup/orders/1001", { key: null }), {
    status: 401,
    body: { error: { code: "UNAUTHORIZED", message: "Missing X-API-Key header" } },
  });
});

const externalWebhook = `
import { createHmac, timingSafeEqual } from "crypto";
import { ConvoticModule } from "@convotic/block-sdk";

function verifySignature(headers: Record<string, string>, body: unknown): boolean {
  const expected = createHmac("sha256", process.env.SIGNING_SECRET!).update(JSON.stringify(body)).digest("hex");
  const given = headers["x-signature"] ?? "";
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}

const module: ConvoticModule = {
  name: "external",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/webhook/external",
      auth: false,
      handler: async (req, ctx) => {
        if (!verifySignature(req.headers, req.body)) return { status: 401, body: { error: "Invalid signature" } };
        await ctx.workflows.trigger("wf_abc123", { payload: req.body });
        return { status: 200, body: { ok: true } };
      },
    });
  },
};

export default module;
`;

test("the external webhook needs no key but a signature, and triggers the workflow only with a good one", async (t) => {
  const running = await dev(t, {
    files: {
      "index.ts": externalWebhook,
      ".env": "SIGNING_SECRET=s3cret\n",
      "seed.json": JSON.stringify({ workflows: [{ id: "wf_abc123", name: "Order paid" }] }),
    },
    flags: ["--seed", "seed.json"],
  });
  assert.equal(running.ready["modules"][0].routes[0].auth, false);
  const body = JSON.stringify({ order: 7 });
  const signature = createHmac("sha256", "s3cret").update(body).digest("hex");
  const json = { "Content-Type": "application/json" };

  const signed = await running.post("/external/webhook/external", undefined, { body, headers: { ...json, "X-Signature": signature }, key: null });
  assert.deepEqual(signed, { status: 200, body: { ok: true } });
  const event = await running.request("/webhook/external");
  assert.deepEqual(
    event["effects"].map(({ call, arguments: args }: any) => ({ call, args })),
    [{ call: "workflows.trigger", args: ["wf_abc123", { payload: { order: 7 } }] }],
  );

  for (const headers of [json, { ...json, "X-Signature": "0".repeat(64) }]) {
    const forged = await running.post("/external/webhook/external", undefined, { body, headers, key: null });
    assert.deepEqual(forged, { status: 401, body: { error: "Invalid signature" } }, "passed through as the handler made it");
    assert.deepEqual((await running.request("/webhook/external"))["effects"], []);
  }
});
