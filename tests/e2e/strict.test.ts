// --strict: only what Convotic documents.
import assert from "node:assert/strict";
import { test } from "node:test";
import members from "../../sdk/ctx-members.json";
import { dev } from "./support/dev.ts";
import { moduleSource } from "./support/source.ts";

const seed = JSON.stringify({
  contacts: [{ id: "ct_ada", externalId: "cust-42", name: "Ada Lovelace", platform: "line" }],
  conversations: [{ id: "conv_ada", contactId: "ct_ada" }],
  workflows: [{ id: "wf_abc123", name: "Order paid" }],
});

// Every assumed member, called as it is meant to be called.
const assumed: Record<string, string> = {
  "contacts.get": `ctx.contacts.get("ct_ada")`,
  "contacts.list": `ctx.contacts.list({ limit: 1 })`,
  "contacts.delete": `ctx.contacts.delete("ct_ada")`,
  "contacts.removeTag": `ctx.contacts.removeTag("ct_ada", "vip")`,
  "conversations.get": `ctx.conversations.get("conv_ada")`,
  "conversations.create": `ctx.conversations.create({ contactId: "ct_ada" })`,
  "conversations.update": `ctx.conversations.update("conv_ada", { status: "open" })`,
  "conversations.close": `ctx.conversations.close("conv_ada")`,
  "conversations.list": `ctx.conversations.list()`,
  "messages.list": `ctx.messages.list("conv_ada")`,
  "workflows.get": `ctx.workflows.get("wf_abc123")`,
  "workflows.list": `ctx.workflows.list()`,
  "storage.set": `ctx.storage.set("key", 1)`,
  "storage.delete": `ctx.storage.delete("greeting")`,
  "storage.list": `ctx.storage.list()`,
  "logger.debug": `ctx.logger.debug("x")`,
  "logger.warn": `ctx.logger.warn("x")`,
  "logger.error": `ctx.logger.error("x")`,
  "secrets.has": `ctx.secrets.has("TOKEN")`,
};

for (const strict of [true, false]) {
  test(strict ? "--strict rejects every assumed member with a message that says so, and changes nothing" : "without --strict every assumed member works", async (t) => {
    assert.deepEqual(Object.keys(assumed).sort(), members.filter(({ status }) => status === "assumed").map(({ name }) => name).sort());
    const routes = Object.fromEntries(
      Object.entries(assumed).map(([name, expression]) => [
        `POST /${name}`,
        `async (req, ctx) => { try { await ${expression}; return { status: 200 }; } catch (error: any) { return { status: 501, body: [error.message, error.code] }; } }`,
      ]),
    );
    const running = await dev(t, { files: { "index.ts": moduleSource("shop", routes), "seed.json": seed }, flags: ["--seed", "seed.json", ...(strict ? ["--strict"] : [])] });
    const rest = Object.keys(assumed).filter((name) => name !== "contacts.delete"); // it takes the conversation with it
    for (const name of [...rest, "contacts.delete"]) {
      const message = `ctx.${name} is not documented by Convotic (the emulator assumes it); --strict rejects it`;
      const expected = strict ? { status: 501, body: [message, "not_documented"] } : { status: 200, body: undefined };
      assert.deepEqual(await running.post(`/shop/${name}`), expected, name);
      if (strict) assert.deepEqual((await running.request(`/${name}`))["effects"], [], name);
    }
  });
}

test("--strict leaves the documented members alone", async (t) => {
  const source = moduleSource("shop", {
    "POST /documented": `async (req, ctx) => {
      ctx.logger.info("fine");
      await ctx.contacts.addTag("ct_ada", "vip");
      return { status: 200, body: [ctx.secrets.get("TOKEN"), await ctx.storage.get("key")] };
    }`,
  });
  const running = await dev(t, { files: { "index.ts": source, "seed.json": seed, ".env": "TOKEN=t\n" }, flags: ["--seed", "seed.json", "--strict"] });
  assert.deepEqual(await running.post("/shop/documented"), { status: 200, body: ["t", null] });
});

for (const strict of [true, false]) {
  test(`req.rawBody, which the platform does not have, is ${strict ? "not there with --strict, whatever convotic.json says" : "there where convotic.json asks for it"}`, async (t) => {
    const source = moduleSource("shop", {
      "POST /raw": `async (req) => ({ status: 200, body: { keys: Object.keys(req).sort(), raw: (req as any).rawBody?.toString("utf8") ?? null } })`,
    });
    const running = await dev(t, { files: { "index.ts": source, "convotic.json": `{ "rawBody": true }` }, flags: strict ? ["--strict"] : [] });
    const body = '{ "total" : 1.0 }';
    const answer = await running.post("/shop/raw", undefined, { body, headers: { "Content-Type": "application/json" } });
    const keys = ["body", "headers", "params", "query"];
    assert.deepEqual(answer.body, strict ? { keys, raw: null } : { keys: [...keys, "rawBody"], raw: body });
  });
}
