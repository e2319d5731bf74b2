// Modules that do what the three examples of Convotic's page on custom routes do.
import assert from "node:assert/strict";
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
