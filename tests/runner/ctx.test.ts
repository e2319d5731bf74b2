import assert from "node:assert/strict";
import { test } from "node:test";
import type { ConvoticContext } from "@convotic/block-sdk";
import { Calls, encodeArguments } from "../../emulator/runner/src/calls.ts";
import type { Channel } from "../../emulator/runner/src/channel.ts";
import { contextClass } from "../../emulator/runner/src/ctx.ts";
import { Log } from "../../emulator/runner/src/log.ts";
import { runIn, Scope } from "../../emulator/runner/src/scope.ts";
import members from "../../sdk/ctx-members.json";

interface Sent {
  id: number;
  head: Record<string, unknown>;
  body: unknown;
}

// A context whose frames end in an array; `answer` plays the host.
function context({ strict = false, secrets = {} as Record<string, string>, invocation = 7 } = {}) {
  const sent: Sent[] = [];
  const channel = {
    send: (_kind: number, id: number, head: string, body?: string) =>
      void sent.push({ id, head: JSON.parse(head) as Record<string, unknown>, body: body === undefined ? undefined : JSON.parse(body) }),
    flush: () => {},
  } as unknown as Channel;
  const calls = new Calls(channel);
  const Context = contextClass({ calls, log: new Log(channel), secrets, strict });
  const answer = (head: object, body = "") => calls.reply(sent.at(-1)?.id ?? 0, head, Buffer.from(body));
  return { ctx: new Context(new Scope(invocation)), sent, answer };
}

// Reads a member by its name in the table, bound to its group.
function member(ctx: ConvoticContext, name: string): (...args: unknown[]) => unknown {
  const [group, method] = name.split(".") as [keyof ConvoticContext, string];
  const owner = ctx[group] as unknown as Record<string, (...args: unknown[]) => unknown>;
  return (...args) => owner[method]?.(...args);
}

test("a call carries its invocation, its name and its arguments, and resolves to the reply", async () => {
  const { ctx, sent, answer } = context();
  const result = ctx.contacts.update("ct_1", { attributes: { a: 1 } });
  assert.deepEqual(sent, [{ id: 1, head: { invocation: 7, name: "contacts.update" }, body: ["ct_1", { attributes: { a: 1 } }] }]);
  answer({}, '{"id":"ct_1"}');
  assert.deepEqual(await result, { id: "ct_1" });
});

test("every member of the table that is a call sends one", () => {
  const { ctx, sent } = context();
  const names = members.filter(({ kind }) => kind === "call").map(({ name }) => name);
  for (const name of names) void member(ctx, name)();
  assert.deepEqual(sent.map(({ head }) => head["name"]), names);
});

test("an empty reply is undefined and null stays null", async () => {
  const { ctx, answer } = context();
  const nothing = ctx.storage.set("k", 1);
  answer({});
  assert.equal(await nothing, undefined);
  const none = ctx.storage.get("k");
  answer({}, "null");
  assert.equal(await none, null);
});

test("a refused call rejects with the host's message and code and the place that awaits it", async () => {
  const { ctx, answer } = context();
  async function awaitingHandler() {
    await ctx.contacts.addTag("ct_nobody", "vip");
  }
  const rejected = assert.rejects(awaitingHandler, (error: Error & { code?: string }) => {
    assert.equal(error.message, "Contact 'ct_nobody' not found");
    assert.equal(error.code, "NOT_FOUND");
    assert.match(error.stack ?? "", /at (async )?awaitingHandler/);
    return true;
  });
  answer({ error: { code: "NOT_FOUND", message: "Contact 'ct_nobody' not found" } });
  await rejected;
});

test("arguments left out at the end stay out, and others become null", () => {
  assert.equal(encodeArguments("contacts.list", [undefined]), "[]");
  assert.equal(encodeArguments("storage.set", [undefined, 1]), "[null,1]");
});

test("arguments that are not JSON reject with the call and the place", async () => {
  const { ctx } = context();
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  await assert.rejects(ctx.storage.set("k", { total: 5n }), { message: "ctx.storage.set: argument 2.total is a BigInt, which cannot be sent as JSON" });
  await assert.rejects(ctx.storage.set("k", circle), {
    message: "ctx.storage.set: argument 2.self refers back to an object that contains it, which cannot be sent as JSON",
  });
  await assert.rejects(ctx.storage.set("k", () => 1), { message: "ctx.storage.set: argument 2 is a function, which cannot be sent as JSON" });
});

test("strict mode refuses exactly the assumed members", async () => {
  const { ctx, sent } = context({ strict: true, secrets: { A: "1" } });
  for (const { name, status, kind } of members) {
    const before = sent.length;
    const call = async () => member(ctx, name)("A");
    if (status === "assumed") {
      await assert.rejects(call, { message: `ctx.${name} is not documented by Convotic (the emulator assumes it); --strict rejects it` });
      assert.equal(sent.length, before, name);
    } else if (kind === "call") {
      void call();
      assert.equal(sent.length, before + 1, name);
    } else await call();
  }
});

const unknown: [read: (ctx: any) => unknown, message: string][] = [
  [(ctx) => ctx.contacts.findByEmail, 'ctx.contacts.findByEmail does not exist; did you mean "findByExternalId"?'],
  [(ctx) => ctx.contacts.addTags, 'ctx.contacts.addTags does not exist; did you mean "addTag"?'],
  [(ctx) => ctx.storage.put, "ctx.storage.put does not exist; it has get, set, delete, list"],
  [(ctx) => ctx.contact, 'ctx.contact does not exist; did you mean "contacts"?'],
];

for (const [read, message] of unknown) {
  test(`reading a member that is not there throws: ${message}`, () => {
    assert.throws(() => read(context().ctx), { name: "TypeError", message });
  });
}

test("what the language probes for on any object is not an unknown member", async () => {
  const { ctx } = context();
  assert.equal(await ctx.contacts, ctx.contacts);
  assert.equal(JSON.stringify(ctx), "{}");
  assert.equal("findByEmail" in ctx.contacts, false);
  assert.equal(typeof ctx.contacts.toString(), "string");
});

test("a method taken off its group belongs to the invocation that runs it", () => {
  const { ctx, sent } = context({ invocation: 7 });
  const { get } = ctx.storage;
  runIn(new Scope(9), () => void get("k"));
  assert.equal(sent[0]?.head["invocation"], 9);
});

test("a secret that is not in .env is looked up in the environment", (t) => {
  process.env["CONVOTIC_TEST_SECRET"] = "outside";
  t.after(() => delete process.env["CONVOTIC_TEST_SECRET"]);
  const { ctx } = context({ secrets: { TOKEN: "t" } });
  assert.equal(ctx.secrets.get("CONVOTIC_TEST_SECRET"), "outside");
  assert.equal(ctx.secrets.has("CONVOTIC_TEST_SECRET"), true);
  assert.equal(context({ secrets: { CONVOTIC_TEST_SECRET: "inside" } }).ctx.secrets.get("CONVOTIC_TEST_SECRET"), "inside");
});

test("secrets are read without a call, and an unknown one is an error that says what to add", () => {
  const { ctx, sent } = context({ secrets: { TOKEN: "t" } });
  assert.equal(ctx.secrets.get("TOKEN"), "t");
  assert.equal(ctx.secrets.has("TOKEN"), true);
  assert.equal(ctx.secrets.has("toString"), false);
  assert.throws(() => ctx.secrets.get("TOKN"), { message: 'ctx.secrets.get: no secret "TOKN"; add TOKN=... to .env' });
  assert.deepEqual(sent, []);
});

test("the logger sends its fields, and sends what JSON cannot hold as text", () => {
  const { ctx, sent } = context();
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  ctx.logger.info("order", { id: 1 });
  ctx.logger.warn("big", { total: 5n });
  ctx.logger.error("failed", { error: new RangeError("too far") });
  ctx.logger.debug("circle", circle);
  ctx.logger.info("plain");
  assert.deepEqual(sent[0], { id: 7, head: { level: "info", source: "logger", message: "order", fields: { id: 1 } }, body: undefined });
  assert.deepEqual(sent[1]?.head["fields"], { total: "5n" });
  assert.equal((sent[2]?.head["fields"] as { error: Error }).error.message, "too far");
  assert.match(sent[3]?.head["fields"] as string, /Circular/);
  assert.equal("fields" in (sent[4]?.head ?? {}), false);
});

test("a log line of any length fits a head", () => {
  const { ctx, sent } = context();
  ctx.logger.info("\u0000".repeat(5_000_000), { text: "\u0000".repeat(5_000_000) });
  assert.ok(JSON.stringify(sent[0]?.head).length < 1024 * 1024);
});
