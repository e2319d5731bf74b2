// The events that docs/dev.md describes are the ones that convotic dev --format json prints, member by member.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dev, type Event } from "../e2e/support/dev.ts";
import { moduleSource } from "../e2e/support/source.ts";
import { readDocument } from "./support/markdown.ts";

// The members and types of a value: {"a":1,"b":[{"c":"x"}]} gives {"a":"number","b":[{"c":"string"}]}.
function shape(value: unknown): unknown {
  if (value === null) return "null";
  if (Array.isArray(value)) return value.slice(0, 1).map(shape);
  if (typeof value !== "object") return typeof value;
  return Object.fromEntries(Object.entries(value as object).map(([name, member]) => [name, shape(member)]));
}

const source = moduleSource("orders", {
  "GET /orders/:orderId": "async () => ({ status: 200 })",
  "PUT /orders/:orderId": `async (req, ctx) => {
    ctx.logger.info("Stored order", { orderId: req.params.orderId });
    const stored = ctx.storage.set("order:" + req.params.orderId, req.body);
    void stored.then(() => new Promise((resolve) => setTimeout(resolve, 50))).then(() => ctx.storage.set("audit:" + req.params.orderId, { by: "ada" }));
    await stored;
    return { status: 201 };
  }`,
});
const hooks = `export default {
  name: "hooks",
  register(sdk) {
    sdk.registerRoute({ method: "POST", path: "/webhook", auth: false, handler: async (req, ctx) => (await ctx.storage.set("last", req.body), { status: 200 }) });
  },
};`;
const broken = `export default { name: "broken", register() { nonsense(); } };`;

test("docs/dev.md shows every event with exactly the members that it has", async (t) => {
  const running = await dev(t, { files: { "orders/src/index.ts": source, "hooks/src/index.ts": hooks, "broken/index.js": broken }, modules: ["orders", "hooks", "broken"] });
  await running.nextEvent((event) => event.event === "lint", "what the linter says of hooks");
  await running.send("PUT", "/orders/orders/1001", { json: { item: "tea", quantity: 2 } });
  await running.send("GET", "/orders/orders/1001?full=1", { key: null });
  await running.nextEvent((event) => event.event === "late-effect", "the change after the answer");
  running.folder.write("orders/src/index.ts", source.replace("Stored", "Kept"));
  await running.reload();
  running.folder.write("orders/src/index.ts", source.replace("const module", "const const module"));
  await running.reload();
  await running.stop();

  const examples = readDocument("docs/dev.md").blocks.filter((block) => block.info.includes("event"));
  const emitted = new Map<string, Event>();
  // Of the module that cannot be loaded no routes are known: a list that is empty shows nothing of its members.
  const shown = running.events.filter((event) => event.event !== "lint" || event["routes"].length > 0);
  for (const event of shown) emitted.set(JSON.stringify(shape(event)), event);
  for (const { text, place } of examples) {
    const example = JSON.parse(text) as Event;
    const kind = running.events.filter(({ event }) => event === example.event).map((event) => JSON.stringify(shape(event)));
    const wanted = JSON.stringify(shape(example));
    assert.ok(kind.includes(wanted), `${place}: ${example.event} is ${wanted}, and the program has ${[...new Set(kind)].join(" or ")}`);
    emitted.delete(wanted);
  }
  assert.deepEqual([...emitted.values()], [], "events that docs/dev.md does not show");
});
