// ctx as a module sees it, end to end: the documented calls with their effects, its errors, storage and secrets.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dev, type Event } from "./support/dev.ts";
import { moduleSource } from "./support/source.ts";

// What varies from run to run, by name.
function masked(value: unknown): unknown {
  const text = JSON.stringify(value)
    .replace(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, `"<time>"`)
    .replace(/"(ct|conv|msg|wf|exec)_[A-Za-z0-9]{8,}"/g, `"<$1>"`);
  return JSON.parse(text);
}

function effects(event: Event): unknown {
  return masked(event["effects"].map(({ call, target, arguments: args }: any) => ({ call, target, arguments: args })));
}

const seed = JSON.stringify({
  contacts: [{ id: "ct_ada", externalId: "cust-42", name: "Ada Lovelace", firstName: "Ada", platform: "line" }],
  conversations: [{ id: "conv_ada", contactId: "ct_ada" }],
  workflows: [{ id: "wf_abc123", name: "Order paid" }],
  storage: { shop: { greeting: "hello" } },
});

test("the documented calls do what they say, and each change is an effect of the request that made it", async (t) => {
  const source = moduleSource(
    "shop",
    {
      "POST /all": `async (req, ctx) => {
        const found = await ctx.contacts.findByExternalId("cust-42");
        const missing = await ctx.contacts.findByExternalId("nobody");
        const created = await ctx.contacts.create({ externalId: "cust-43", firstName: "Grace", email: "grace@example.com" });
        const updated = await ctx.contacts.update("ct_ada", { attributes: { tier: "gold" } });
        const tagged = await ctx.contacts.addTag("ct_ada", "vip");
        const again = await ctx.contacts.addTag("ct_ada", "vip");
        const conversation = await ctx.conversations.findByContactId("ct_ada");
        const none = await ctx.conversations.findByContactId(created.id);
        const message = await ctx.messages.send(conversation!.id, { text: "Thank you!" });
        const run = await ctx.workflows.trigger("wf_abc123", { payload: { order: 7 } });
        const stored = await ctx.storage.get("greeting");
        const absent = await ctx.storage.get("nothing");
        const secret = ctx.secrets.get("TOKEN");
        ctx.logger.info("done", { order: 7 });
        return { status: 200, body: { found: found!.id, missing, created, updated: updated.attributes, tags: tagged.tags, again: again.tags, conversation: conversation!.id, none, message, run, stored, absent, secret } };
      }`,
    },
  );
  const running = await dev(t, { files: { "index.ts": source, "seed.json": seed, ".env": "TOKEN=s3cret\n" }, flags: ["--seed", "seed.json"] });
  const { status, body } = await running.post("/shop/all");
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual(masked(body), {
    found: "ct_ada",
    missing: null,
    created: {
      id: "<ct>",
      externalId: "cust-43",
      name: "Grace",
      firstName: "Grace",
      lastName: null,
      email: "grace@example.com",
      phone: null,
      platform: "custom",
      platformUserId: null,
      avatarUrl: null,
      tags: [],
      attributes: {},
      lastMessageAt: null,
      createdAt: "<time>",
      updatedAt: "<time>",
    },
    updated: { tier: "gold" },
    tags: ["vip"],
    again: ["vip"],
    conversation: "conv_ada",
    none: null,
    message: {
      id: "<msg>",
      conversationId: "conv_ada",
      platform: "line",
      direction: "outbound",
      sender: { id: "agent_shop", name: "shop" },
      content: { type: "text", text: "Thank you!" },
      timestamp: "<time>",
    },
    run: { executionId: "<exec>" },
    stored: "hello",
    absent: null,
    secret: "s3cret",
  });
  assert.deepEqual(effects(await running.request("/all")), [
    { call: "contacts.create", target: "<ct>", arguments: [{ externalId: "cust-43", firstName: "Grace", email: "grace@example.com" }] },
    { call: "contacts.update", target: "ct_ada", arguments: ["ct_ada", { attributes: { tier: "gold" } }] },
    { call: "contacts.addTag", target: "ct_ada", arguments: ["ct_ada", "vip"] },
    { call: "messages.send", target: "conv_ada", arguments: ["conv_ada", { text: "Thank you!" }] },
    { call: "workflows.trigger", target: "wf_abc123", arguments: ["wf_abc123", { payload: { order: 7 } }] },
  ]);
});

test("what ctx refuses is an Error that names the call and the value", async (t) => {
  const attempt = (expression: string): string => `async (req, ctx) => {
    try { return { status: 200, body: await (${expression}) }; }
    catch (error: any) { return { status: 200, body: { name: error.name, message: error.message, code: error.code } }; }
  }`;
  const refusals: Record<string, { expression: string; error: unknown }> = {
    "/unknown-contact": { expression: `ctx.contacts.update("ct_nobody", { firstName: "x" })`, error: { name: "Error", message: "ctx.contacts.update: Contact 'ct_nobody' not found", code: "NOT_FOUND" } },
    "/unknown-conversation": { expression: `ctx.messages.send("conv_nobody", { text: "x" })`, error: { name: "Error", message: "ctx.messages.send: Conversation 'conv_nobody' not found", code: "NOT_FOUND" } },
    "/contact-for-conversation": { expression: `ctx.messages.send("ct_ada", { text: "x" })`, error: { name: "Error", message: "ctx.messages.send: Conversation 'ct_ada' not found", code: "NOT_FOUND" } },
    "/unknown-workflow": { expression: `ctx.workflows.trigger("wf_nope")`, error: { name: "Error", message: `ctx.workflows.trigger: Workflow 'wf_nope' not found; add it to a seed file: {"workflows": [{"id": "wf_nope"}]}`, code: "NOT_FOUND" } },
    "/wrong-type": { expression: `ctx.contacts.findByExternalId({ id: 7 } as any)`, error: { name: "Error", message: "ctx.contacts.findByExternalId: argument 1 (externalId) must be a non-empty string or a number, not an object", code: "INVALID_REQUEST" } },
    "/missing-argument": { expression: `(ctx.contacts.addTag as any)("ct_ada")`, error: { name: "Error", message: "ctx.contacts.addTag: argument 2 (tag) is missing", code: "INVALID_REQUEST" } },
    "/unknown-field": { expression: `ctx.contacts.update("ct_ada", { fistName: "x" } as any)`, error: { name: "Error", message: "ctx.contacts.update: argument 2 (changes) has an unknown field 'fistName'; did you mean 'firstName'?", code: "INVALID_REQUEST" } },
    "/taken": { expression: `ctx.contacts.create({ externalId: "cust-42" })`, error: { name: "Error", message: "ctx.contacts.create: Contact 'ct_ada' already has the externalId 'cust-42'", code: "CONFLICT" } },
    "/function": { expression: `ctx.storage.set("f", () => 1)`, error: { name: "TypeError", message: "ctx.storage.set: argument 2 is a function, which cannot be sent as JSON" } },
    "/circular": { expression: `(() => { const a: any = {}; a.self = a; return ctx.storage.set("c", a); })()`, error: { name: "TypeError", message: "ctx.storage.set: argument 2.self refers back to an object that contains it, which cannot be sent as JSON" } },
    "/bigint": { expression: `ctx.storage.set("n", { total: 12n })`, error: { name: "TypeError", message: "ctx.storage.set: argument 2.total is a BigInt, which cannot be sent as JSON" } },
    "/misspelt-member": { expression: `(ctx as any).contact.get("ct_ada")`, error: { name: "TypeError", message: `ctx.contact does not exist; did you mean "contacts"?` } },
    "/misspelt-call": { expression: `(ctx.contacts as any).findByExternalID("cust-42")`, error: { name: "TypeError", message: `ctx.contacts.findByExternalID does not exist; did you mean "findByExternalId"?` } },
    "/no-secret": { expression: `ctx.secrets.get("TOKN")`, error: { name: "Error", message: `ctx.secrets.get: no secret "TOKN"; add TOKN=... to .env` } },
  };
  const routes = Object.fromEntries(Object.entries(refusals).map(([path, { expression }]) => [`POST ${path}`, attempt(expression)]));
  const running = await dev(t, { files: { "index.ts": moduleSource("shop", routes), "seed.json": seed }, flags: ["--seed", "seed.json"] });
  for (const [path, { error }] of Object.entries(refusals)) {
    const { body } = await running.post(`/shop${path}`);
    assert.deepEqual(body, error, path);
    assert.deepEqual((await running.request(path))["effects"], [], path);
  }
});

test("an error of ctx that a handler does not catch is a 500 whose log shows where the call was made", async (t) => {
  const source = moduleSource("shop", {
    "POST /update": `async (req, ctx) => {
      await ctx.contacts.update("ct_nobody", { firstName: "x" });
      return { status: 200 };
    }`,
  });
  const running = await dev(t, { files: { "src/index.ts": source } });
  assert.equal((await running.post("/shop/update")).status, 500);
  const { message } = await running.log("threw");
  assert.equal(
    running.folder.plain(message).replace("at async Object", "at Object"), // Node 18 does not say
    "POST /update threw Error: ctx.contacts.update: Contact 'ct_nobody' not found\n    at Object.handler (<folder>/src/index.ts:8:7)",
  );
});

test("storage belongs to the module: two modules do not see each other's keys, and contacts are shared", async (t) => {
  const routes = {
    "POST /put": `async (req, ctx) => { await ctx.storage.set("key", req.body); return { status: 200, body: await ctx.storage.get("key") }; }`,
    "GET /key": `async (req, ctx) => ({ status: 200, body: await ctx.storage.get("key") })`,
    "POST /contact": `async (req, ctx) => ({ status: 200, body: (await ctx.contacts.create({ externalId: "shared" })).externalId })`,
    "GET /contact": `async (req, ctx) => ({ status: 200, body: (await ctx.contacts.findByExternalId("shared"))?.externalId ?? null })`,
  };
  const running = await dev(t, { files: { "a/index.ts": moduleSource("a", routes), "b/index.ts": moduleSource("b", routes) }, modules: ["a", "b"] });
  assert.deepEqual((await running.post("/a/put", { from: "a" })).body, { from: "a" });
  assert.deepEqual((await running.get("/b/key")).body, null);
  assert.deepEqual((await running.post("/b/put", { from: "b" })).body, { from: "b" });
  assert.deepEqual((await running.get("/a/key")).body, { from: "a" });
  assert.deepEqual((await running.get("/b/contact")).body, null);
  assert.deepEqual((await running.post("/a/contact")).body, "shared");
  assert.deepEqual((await running.get("/b/contact")).body, "shared");
});

test("secrets come from .env and from the environment, which wins; both are in process.env too", async (t) => {
  const names = ["IN_FILE", "IN_BOTH", "OUTSIDE", "NOWHERE"];
  const handler = `async (req, ctx) => ({ status: 200, body: ${JSON.stringify(names)}.map((name) => [ctx.secrets.has(name) ? ctx.secrets.get(name) : null, process.env[name] ?? null]) })`;
  const running = await dev(t, {
    files: { "index.ts": moduleSource("shop", { "GET /secrets": handler }), ".env": "IN_FILE=file\nIN_BOTH='of the file'\n" },
    env: { IN_BOTH: "environment", OUTSIDE: "environment" },
  });
  assert.deepEqual((await running.get("/shop/secrets")).body, [
    ["file", "file"],
    ["environment", "environment"],
    ["environment", "environment"],
    [null, null],
  ]);
});

test("each module has the .env of its own folder", async (t) => {
  const source = (name: string): string => moduleSource(name, { "GET /token": `async (req, ctx) => ({ status: 200, body: [ctx.secrets.get("TOKEN"), process.env.TOKEN] })` });
  const running = await dev(t, { files: { "a/index.ts": source("a"), "a/.env": "TOKEN=of a\n", "b/index.ts": source("b"), "b/.env": "TOKEN=of b\n" }, modules: ["a", "b"] });
  assert.deepEqual((await running.get("/a/token")).body, ["of a", "of a"]);
  assert.deepEqual((await running.get("/b/token")).body, ["of b", "of b"]);
});

test("ctx works after the response; what it changes then is done, and is not the answered request's effect", async (t) => {
  const source = moduleSource("shop", {
    "POST /later": `async (req, ctx) => {
      setImmediate(async () => { await ctx.storage.set("late", true); ctx.logger.info("stored late"); });
      return { status: 202 };
    }`,
    "GET /late": `async (req, ctx) => ({ status: 200, body: await ctx.storage.get("late") })`,
  });
  const running = await dev(t, { files: { "index.ts": source } });
  assert.equal((await running.post("/shop/later")).status, 202);
  await running.log("stored late");
  assert.deepEqual((await running.get("/shop/late")).body, true);
  assert.deepEqual((await running.request("/later"))["effects"], []);
});

test("calls that are made at once are all answered, in order, whatever the load", async (t) => {
  const source = moduleSource("shop", {
    "POST /many": `async (req, ctx) => {
      await Promise.all(Array.from({ length: 200 }, (_, n) => ctx.storage.set("n" + n, n)));
      const values = await Promise.all(Array.from({ length: 200 }, (_, n) => ctx.storage.get("n" + n)));
      return { status: 200, body: values.every((value, n) => value === n) };
    }`,
  });
  const running = await dev(t, { files: { "index.ts": source } });
  assert.deepEqual(await running.post("/shop/many"), { status: 200, body: true });
  const { effects: made } = await running.request("/many");
  assert.deepEqual(made.map(({ target }: any) => target), Array.from({ length: 200 }, (_, n) => `n${n}`));
});
