// convotic replay beside a running convotic dev: into its state, and of what it has received.
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { convotic, type Outcome } from "./support/convotic.ts";
import { dev, type Dev } from "./support/dev.ts";
import { capture, config, env, files, webhookModule } from "./support/webhook_module.ts";

const plain = (text: string): string => text.replaceAll(/ +\d+ ms\n/g, " TIME\n");

async function replay(t: TestContext, running: Dev, ...args: string[]): Promise<[number | null, string]> {
  const { code, stdout, stderr }: Outcome = await convotic(t, ["replay", ...args], { cwd: running.folder.path, env });
  assert.equal(stderr, "");
  return [code, plain(stdout)];
}

test("--live sends to the convotic dev that is running, and tells what changed in its state", async (t) => {
  const running = await dev(t, { files: files() });
  assert.deepEqual(await replay(t, running, "--live"), [
    0,
    [
      "fixtures/order-paid.json   our-sender",
      "  signed              200  ✓   contacts.create, storage.set",
      "  unsigned            401  ✓   no effects",
      "1 capture, 2 deliveries, all as expected TIME",
      "",
    ].join("\n"),
  ]);
  const { code, stderr } = await convotic(t, ["replay", "--live"], { cwd: "/", env });
  assert.deepEqual([code, stderr.split("\n")[0]!.includes("error[")], [2, true]);
});

test("a module that lets forgeries in is caught by --live as well", async (t) => {
  const running = await dev(t, { files: files({ badSignature: "false" }) });
  const [code, report] = await replay(t, running, "--live", "--variant", "wrong-key");
  assert.equal(code, 1);
  assert.match(report, /wrong key +200 {2}✗ {3}accepted: expected 401–403; contacts\.create, storage\.set ran\n/);
});

test("--last and --failed send again what convotic dev has received, as it was or signed anew", async (t) => {
  const running = await dev(t, { files: { "index.ts": webhookModule(), "convotic.json": config } });
  const none = await convotic(t, ["replay", "--last"], { cwd: running.folder.path, env });
  assert.deepEqual([none.code, none.stdout], [2, ""]);
  assert.match(none.stderr, /^convotic: error\[no-captures\]: the journal of ".*" has no request\n/);

  const event = { id: "evt_9", customer: { id: "cust_9", firstName: "Ida" } };
  const response = await running.fetch("POST", "/hooks/webhook", { json: event, headers: { "X-Signature": `t=1,v1=${"0".repeat(64)}` }, key: null });
  assert.equal(response.status, 401);
  // The journal follows within a moment.
  let again: Outcome;
  do again = await convotic(t, ["replay", "--failed"], { cwd: running.folder.path, env });
  while (again.code === 2 && again.stderr.includes("no-captures"));
  assert.equal(again.code, 1, again.stderr);
  assert.match(again.stdout, /recorded +401 {2}✗/);
  assert.deepEqual(await replay(t, running, "--last", "--scheme", "our-sender", "--secret", "env:WEBHOOK_SECRET"), [
    0,
    [
      "req_1   our-sender",
      "  signed              200  ✓   contacts.create, storage.set",
      "  unsigned            401  ✓   no effects",
      "1 capture, 2 deliveries, all as expected TIME",
      "",
    ].join("\n"),
  ]);
});

test("--live finds the key of keyed routes, and the module in whose folder a capture or the caller is", async (t) => {
  const keyed = `
    import { ConvoticModule } from "@convotic/block-sdk";
    const module: ConvoticModule = {
      name: "orders",
      version: "1.0.0",
      register(sdk) {
        sdk.registerRoute({ method: "PUT", path: "/orders/:id", handler: async (req, ctx) => (await ctx.storage.set(req.params.id, req.body), { status: 204 }) });
      },
    };
    export default module;
  `;
  const put = capture({ scheme: null, method: "PUT", path: "/orders/7", headers: [["X-API-Key", "theirs"]] }).replace("{", '{"scheme":"convotic",');
  const own = Object.fromEntries(Object.entries(files()).map(([name, text]) => [`hooks/${name}`, text]));
  const running = await dev(t, { files: { ...own, "orders/index.ts": keyed, "orders/fixtures/put.json": put }, modules: ["orders", "hooks"] });
  const { path } = running.folder;
  const live = async (cwd: string, ...args: string[]): Promise<[number | null, string]> => {
    const { code, stdout, stderr } = await convotic(t, ["replay", "--live", ...args], { cwd, env });
    assert.equal(stderr, "");
    return [code, plain(stdout)];
  };
  const ofOrders = ["put.json   convotic", "  signed              204  ✓   storage.set", "  unsigned            401  ✓   no effects"];
  assert.deepEqual(await live(`${path}/orders`), [0, [`fixtures/${ofOrders[0]}`, ...ofOrders.slice(1), "1 capture, 2 deliveries, all as expected TIME", ""].join("\n")]);
  assert.deepEqual(await live(`${path}/hooks`), [
    0,
    ["fixtures/order-paid.json   our-sender", "  signed              200  ✓   contacts.create, storage.set", "  unsigned            401  ✓   no effects", "1 capture, 2 deliveries, all as expected TIME", ""].join("\n"),
  ]);
  assert.deepEqual(await live(path, "--module", "orders", "--module", "hooks", "orders/fixtures"), [0, [`orders/fixtures/${ofOrders[0]}`, ...ofOrders.slice(1), "1 capture, 2 deliveries, all as expected TIME", ""].join("\n")]);
});
