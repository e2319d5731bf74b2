// Every template: scaffolded, type-checked, tested by its own test, and run until it gives the answers that its README shows.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { test, type TestContext } from "node:test";
import { atEnd } from "./support/cleanup.ts";
import { binary, convotic, environment } from "./support/convotic.ts";
import { within } from "./support/deadline.ts";
import { dev, type Dev } from "./support/dev.ts";
import { Folder } from "./support/folder.ts";

async function scaffold(t: TestContext, template: string): Promise<Folder> {
  const folder = new Folder(t);
  const outcome = await convotic(t, ["new", "shop", "--template", template, "--dir", "."], { cwd: folder.path });
  assert.deepEqual([outcome.code, outcome.stderr], [0, ""]);
  return folder;
}

// Runs a program in the scaffold, which must succeed.
async function run(t: TestContext, folder: Folder, program: string, args: string[]): Promise<string> {
  const child = spawn(program, args, { cwd: folder.path, env: environment({ CONVOTIC_BIN: binary }), stdio: ["ignore", "pipe", "pipe"] });
  atEnd(t, () => child.kill("SIGKILL"));
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
  const [code] = (await within(once(child, "close"), () => `${program} ${args.join(" ")}; it said ${output}`, 60_000)) as [number | null];
  assert.equal(code, 0, output);
  return output;
}

// What each README says that the module answers.
const documented: Record<string, (running: Dev) => Promise<void>> = {
  async blank(running) {
    assert.deepEqual(await running.get("/shop/hello?name=Ada"), { status: 200, body: { message: "Hello, Ada!" } });
  },
  async route(running) {
    const order = { item: "tea", quantity: 2 };
    assert.deepEqual(await running.send("PUT", "/shop/orders/1001", { json: order }), { status: 201, body: order });
    assert.deepEqual(await running.get("/shop/orders/1001"), { status: 200, body: order });
    assert.equal((await running.send("PUT", "/shop/orders/1001", { json: { item: "tea" } })).status, 400);
    assert.deepEqual(await running.send("DELETE", "/shop/orders/1001"), { status: 204, body: undefined });
    assert.equal((await running.get("/shop/orders/1001")).status, 404);
    assert.equal((await running.get("/shop/orders/1001", { key: null })).status, 401);
  },
  async "contacts-api"(running) {
    assert.equal((await running.send("PUT", "/shop/contacts/cust_42", { json: { firstName: "Ada" } })).status, 201);
    assert.equal((await running.send("PUT", "/shop/contacts/cust_42/tags/vip")).status, 200);
    const { status, body } = await running.get("/shop/contacts/cust_42");
    assert.match(body.id, /^ct_/);
    assert.deepEqual([status, { ...body, id: "ct_…" }], [200, { id: "ct_…", externalId: "cust_42", firstName: "Ada", email: null, attributes: {}, tags: ["vip"] }]);
    assert.equal((await running.get("/shop/contacts/nobody")).status, 404);
  },
  async "signed-webhook"(running) {
    const body = JSON.stringify({ id: "evt_1", type: "order.paid", customer: { id: "cust_42", firstName: "Ada" }, order: { id: "1001" } });
    const time = Math.floor(Date.now() / 1000);
    const digest = createHmac("sha256", "local-development-secret").update(`${time}.${body}`).digest("hex");
    const json = { "Content-Type": "application/json" };
    const unsigned = await running.post("/shop/webhook", undefined, { body, headers: json, key: null });
    assert.deepEqual(unsigned, { status: 401, body: { error: "Invalid signature" } });
    assert.deepEqual((await running.request("/webhook"))["effects"], []);
    const signed = await running.post("/shop/webhook", undefined, { body, headers: { ...json, "X-Signature": `t=${time},v1=${digest}` }, key: null });
    assert.deepEqual(signed, { status: 200, body: { ok: true } });
    const calls = (await running.request("/webhook"))["effects"].map(({ call }: any) => call);
    assert.deepEqual(calls, ["contacts.create", "contacts.addTag", "storage.set"]);
  },
};

test("there is a test here for every template that convotic new offers", async (t) => {
  const { stdout } = await convotic(t, ["new", "--list"], { cwd: new Folder(t).path });
  const names = stdout.trim().split("\n").map((line) => line.split(" ")[0]);
  assert.deepEqual(names.sort(), Object.keys(documented).sort());
});

for (const [template, answers] of Object.entries(documented)) {
  test(`${template}: gives the answers that its README shows, before any npm install`, async (t) => {
    const folder = await scaffold(t, template);
    const running = await dev(t, { folder });
    const [module] = running.ready["modules"];
    assert.deepEqual([module.name, folder.plain(module.file)], ["shop", "<folder>/src/index.ts"]);
    await answers(running);
  });

  test(`${template}: passes its own type check and its own tests through npm, with what convotic new linked`, async (t) => {
    const folder = await scaffold(t, template);
    await run(t, folder, "npm", ["run", "typecheck"]);
    assert.match(await run(t, folder, "npm", ["test"]), /# fail 0|ℹ fail 0/);
  });
}

test("a scaffold's types refuse what the SDK does not have", async (t) => {
  const folder = await scaffold(t, "route");
  folder.write("src/index.ts", folder.read("src/index.ts").replace("req.params.orderId", "req.params.orderID"));
  await assert.rejects(run(t, folder, "node_modules/.bin/tsc", ["--noEmit"]), /src\/index\.ts\(\d+,\d+\): error TS2551: Property 'orderID' does not exist/);
});

test("a scaffold that has been moved still serves and still type-checks", async (t) => {
  const from = await scaffold(t, "contacts-api");
  const to = new Folder(t);
  await run(t, from, "cp", ["-a", ".", to.path]);
  const running = await dev(t, { folder: to });
  await documented["contacts-api"]!(running);
  await run(t, to, "npm", ["run", "typecheck"]);
});
