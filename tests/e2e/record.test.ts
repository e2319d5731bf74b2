// convotic dev --record: every request to an open route becomes a capture that can be replayed.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { convotic } from "./support/convotic.ts";
import { dev } from "./support/dev.ts";
import { capture, config, env, webhookModule } from "./support/webhook_module.ts";

const module = `
import { ConvoticModule } from "@convotic/block-sdk";
const module: ConvoticModule = {
  name: "shop",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({ method: "POST", path: "/in", auth: false, handler: async () => ({ status: 204 }) });
    sdk.registerRoute({ method: "POST", path: "/fails", auth: false, handler: async () => { throw new Error("no"); } });
    sdk.registerRoute({ method: "POST", path: "/keyed", handler: async () => ({ status: 204 }) });
  },
};
export default module;
`;

const read = (folder: { at(...names: string[]): string }, name: string): any => JSON.parse(readFileSync(folder.at("fixtures", name), "utf8"));

test("what is recorded can be replayed: signed webhooks, as they came and forged", async (t) => {
  const running = await dev(t, { files: { "index.ts": webhookModule(), "convotic.json": config, "order.json": capture() }, flags: ["--record", "fixtures"] });
  const sent = await convotic(t, ["replay", "order.json", "--url", `${running.url}/v1/modules/hooks/webhook`, "--variant", "signed"], { cwd: running.folder.path, env });
  assert.equal(sent.code, 0, sent.stdout + sent.stderr);
  await running.log("recorded as fixtures/our-sender-webhook.json, signed as our-sender");
  // Deliveries of convotic itself are captures already.
  const live = await convotic(t, ["replay", "order.json", "--live"], { cwd: running.folder.path, env });
  assert.equal(live.code, 0, live.stdout + live.stderr);
  await running.stop();
  assert.deepEqual(running.folder.list("fixtures"), ["our-sender-webhook.json"]);

  const again = await convotic(t, ["replay", "--secret", "env:WEBHOOK_SECRET", "--variant", "recorded", "--variant", "signed", "--variant", "unsigned"], { cwd: running.folder.path, env });
  assert.deepEqual(again.stdout.replaceAll(/ +\d+ ms\n/g, "\n"), [
    "fixtures/our-sender-webhook.json   our-sender",
    "  recorded            200  ✓   contacts.create, storage.set",
    "  signed              200  ✓   contacts.create, storage.set",
    "  unsigned            401  ✓   no effects",
    "1 capture, 3 deliveries, all as expected",
    "",
  ].join("\n"));
  assert.deepEqual([again.code, again.stderr], [0, ""]);
});

test("open routes are recorded whatever they answer, keyed ones are not, and large bodies are whole", async (t) => {
  const running = await dev(t, { files: { "index.ts": module }, flags: ["--record", "fixtures", "--max-body", "4000000"] });
  const large = Buffer.alloc(3_000_000, 0xfe);
  assert.equal((await running.post("/shop/keyed", { n: 1 })).status, 204);
  assert.equal((await running.post("/shop/fails?n=2", { n: 2 }, { key: null })).status, 500);
  await running.log("recorded as fixtures/fails.json");
  assert.equal((await running.fetch("POST", "/shop/in", { body: large, headers: { "Content-Type": "application/octet-stream" }, key: null })).status, 204);
  await running.log("recorded as fixtures/in.json");
  assert.equal((await running.fetch("POST", "/shop/in", { body: Buffer.alloc(4_000_001), key: null })).status, 413);
  await running.log("not recorded: the body is too large");
  await running.stop();
  assert.deepEqual(running.folder.list("fixtures"), ["fails.json", "in.json"]);
  const fails = read(running.folder, "fails.json");
  assert.deepEqual([fails.path, fails.origin.kind, fails.exact, fails.body.json], ["/fails?n=2", "record", true, { n: 2 }]);
  const { body } = read(running.folder, "in.json");
  assert.equal(Buffer.concat(body.base64.map((piece: string) => Buffer.from(piece, "base64"))).equals(large), true);
});

test("what was answered before the end is recorded by the end", async (t) => {
  const running = await dev(t, { files: { "index.ts": module }, flags: ["--record", "kept/here"] });
  await Promise.all(Array.from({ length: 300 }, (_, n) => running.post("/shop/in", { n }, { key: null })));
  await running.stop();
  const names = running.folder.list("kept/here");
  assert.equal(names.length, 300);
  const seen = names.map((name) => JSON.parse(readFileSync(running.folder.at("kept/here", name), "utf8")).body.json.n);
  assert.deepEqual(seen.sort((a, b) => a - b), Array.from({ length: 300 }, (_, n) => n));
});

test("a folder that is a file, and a rule that is none, are refused before anything is served", async (t) => {
  const files = { "index.ts": module, "taken": "" };
  const { folder } = await dev(t, { files });
  const taken = await convotic(t, ["dev", "--port", "0", "--ephemeral", "--record", "taken"], { cwd: folder.path });
  assert.deepEqual(taken, { code: 2, signal: null, stdout: "", stderr: 'convotic: error[bad-value]: --record names "taken", which is not a folder\n  help: captures are files in a folder, such as fixtures\n' });
});
