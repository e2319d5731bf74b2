// The files that the documents show in full are ones that convotic takes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dev } from "../e2e/support/dev.ts";
import { moduleSource } from "../e2e/support/source.ts";
import { allDocuments, readDocument } from "./support/markdown.ts";

const source = (name: string): string => moduleSource(name, { "POST /raw": "async (req) => ({ status: 200, body: 'rawBody' in req })" });

function onlyJson(name: string): string {
  const [block, ...others] = readDocument(name).blocks.filter(({ info }) => info.join(" ") === "json");
  assert.ok(block !== undefined && others.length === 0, `${name} has one JSON file in it`);
  return block.text;
}

test("every JSON block of the documents is JSON", () => {
  for (const { blocks } of allDocuments())
    for (const { info, text, place } of blocks) if (info[0] === "json") assert.doesNotThrow(() => JSON.parse(text), place);
});

test("the convotic.json of docs/configuration.md runs the modules it names", async (t) => {
  const files = { "convotic.json": onlyJson("docs/configuration.md"), "orders/index.ts": source("orders"), "modules/hooks/src/index.ts": source("hooks") };
  const running = await dev(t, { files });
  assert.deepEqual(running.ready["modules"].map(({ name }: { name: string }) => name), ["orders", "hooks"]);
  assert.deepEqual(await running.post("/orders/raw", {}), { status: 200, body: false });
});

test("the seed of docs/state.md goes into the state", async (t) => {
  const handler = `async (req, ctx) => {
    const contact = await ctx.contacts.findByExternalId("cust-42");
    const conversation = await ctx.conversations.findByContactId(contact!.id);
    const messages = await ctx.messages.list(conversation!.id);
    await ctx.workflows.trigger("wf_abc123", { payload: {} });
    return { status: 200, body: [contact!.name, messages.length, await ctx.storage.get("order:1001")] };
  }`;
  const files = { "index.ts": moduleSource("shop-hooks", { "POST /look": handler }), "seed.json": onlyJson("docs/state.md") };
  const running = await dev(t, { files, flags: ["--seed", "seed.json"] });
  assert.deepEqual(await running.post("/shop-hooks/look"), { status: 200, body: ["Mia Keller", 2, { status: "paid" }] });
});
