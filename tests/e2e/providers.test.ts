// The webhook scaffold of every provider: it type-checks, its captures pass the matrix, and its own tests pass.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { atEnd } from "./support/cleanup.ts";
import { binary, convotic, environment, root } from "./support/convotic.ts";
import { within } from "./support/deadline.ts";
import { dev } from "./support/dev.ts";
import { Folder } from "./support/folder.ts";

const table = JSON.parse(readFileSync(path.join(root, "templates/signed-webhook/provider/providers.json"), "utf8")) as Record<string, { fixtures: string[] }>;
const providers = Object.keys(table);

async function scaffold(t: TestContext, provider: string, folder = new Folder(t), directory = "."): Promise<Folder> {
  const outcome = await convotic(t, ["new", "hooks", "--template", "signed-webhook", "--provider", provider, "--dir", directory], { cwd: folder.path });
  assert.deepEqual([outcome.code, outcome.stderr], [0, ""]);
  return folder;
}

// Runs a program, which must succeed, and returns what it said.
async function run(t: TestContext, cwd: string, program: string, args: string[]): Promise<string> {
  const child = spawn(program, args, { cwd, env: environment({ CONVOTIC_BIN: binary }), stdio: ["ignore", "pipe", "pipe"] });
  atEnd(t, () => child.kill("SIGKILL"));
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
  const [code] = (await within(once(child, "close"), () => `${program} ${args.join(" ")}; it said ${output}`, 90_000)) as [number | null];
  assert.equal(code, 0, output);
  return output;
}

test("the scaffolds of all providers type-check", async (t) => {
  const all = new Folder(t);
  for (const provider of providers) await scaffold(t, provider, all, provider);
  const [first] = providers;
  all.write("tsconfig.json", JSON.stringify({ extends: `./${first}/tsconfig.json`, compilerOptions: { typeRoots: [`./${first}/node_modules/@types`] }, include: ["*/src"] }));
  assert.equal(await run(t, all.path, path.join(all.path, first!, "node_modules/.bin/tsc"), ["--noEmit", "--pretty", "false"]), "");
});

for (const provider of providers) {
  test(`${provider}: the captures of the scaffold pass the matrix, and so do its own tests`, async (t) => {
    const folder = await scaffold(t, provider);
    const replay = await convotic(t, ["replay", "--matrix"], { cwd: folder.path });
    assert.equal(replay.code, 0, replay.stdout + replay.stderr);
    const { length } = table[provider]!.fixtures;
    assert.match(replay.stdout, new RegExp(`\n${length} captures?, \\d+ deliver(y|ies), all as expected `));
    assert.equal(replay.stdout.match(/^ {2}signed +200 {2}✓/gm)?.length, length, replay.stdout);
    assert.equal(replay.stdout.match(/^ {2}unsigned +40[13] {2}✓ {3}no effects$/gm)?.length, length, replay.stdout);

    await run(t, folder.path, process.execPath, ["test/webhook.test.mjs"]);
  });
}

test("a scaffold's own checks run through npm, before any npm install", async (t) => {
  const folder = await scaffold(t, "stripe");
  await run(t, folder.path, "npm", ["run", "typecheck"]);
  assert.match(await run(t, folder.path, "npm", ["test"]), /# fail 0|ℹ fail 0/);
});

// The handshakes that come without a signature, or before there is one.
test("whatsapp: the verify token, and nothing else, gets Meta's challenge back", async (t) => {
  const running = await dev(t, { folder: await scaffold(t, "whatsapp") });
  const ask = (query: string) => running.get(`/hooks/webhook/whatsapp?${query}`, { key: null });
  assert.deepEqual(await ask("hub.mode=subscribe&hub.verify_token=example-verify-token&hub.challenge=1158201444"), { status: 200, body: "1158201444" });
  const refused = { status: 403, body: { error: "Wrong verify token" } };
  assert.deepEqual(await ask("hub.mode=subscribe&hub.verify_token=guess&hub.challenge=1158201444"), refused);
  assert.deepEqual(await ask("hub.mode=unsubscribe&hub.verify_token=example-verify-token&hub.challenge=1"), refused);
  assert.deepEqual(await ask(""), refused);
});

test("dropbox, okta and microsoft-graph answer the questions that come before the first event", async (t) => {
  const dropbox = await dev(t, { folder: await scaffold(t, "dropbox") });
  assert.deepEqual(await dropbox.get("/hooks/webhook/dropbox?challenge=%3Cb%3E1", { key: null }), { status: 200, body: "<b>1" });
  assert.equal((await dropbox.get("/hooks/webhook/dropbox", { key: null })).status, 400);

  const okta = await dev(t, { folder: await scaffold(t, "okta") });
  const question = { "X-Okta-Verification-Challenge": "my challenge" };
  const answer = await okta.get("/hooks/webhook/okta", { key: null, headers: { ...question, Authorization: "example-secret-do-not-use" } });
  assert.deepEqual(answer, { status: 200, body: { verification: "my challenge" } });
  assert.deepEqual(await okta.get("/hooks/webhook/okta", { key: null, headers: question }), { status: 401, body: { error: "Wrong token" } });

  const graph = await dev(t, { folder: await scaffold(t, "microsoft-graph") });
  assert.deepEqual(await graph.post("/hooks/webhook/microsoft-graph?validationToken=a%20b%3Cc", undefined, { key: null }), { status: 200, body: "a b<c" });
});

test("notion, asana and woocommerce: what comes before there is a secret is answered, and no more once there is one", async (t) => {
  const json = { "Content-Type": "application/json" };
  const notion = await scaffold(t, "notion");
  const token = { body: '{"verification_token":"secret_from_notion"}', headers: json, key: null };
  const before = await dev(t, { folder: new Folder(t, { ".env": "", "src/index.ts": notion.read("src/index.ts"), "src/verify.ts": notion.read("src/verify.ts"), "src/body.ts": notion.read("src/body.ts"), "src/event.ts": notion.read("src/event.ts") }) });
  assert.deepEqual(await before.post("/hooks/webhook/notion", undefined, token), { status: 200, body: { ok: true } });
  assert.deepEqual((await before.log("Notion's verification token"))["fields"], { token: "secret_from_notion" });
  const after = await dev(t, { folder: notion });
  assert.equal((await after.post("/hooks/webhook/notion", undefined, token)).status, 401);

  const woocommerce = await dev(t, { folder: await scaffold(t, "woocommerce") });
  const form = { "Content-Type": "application/x-www-form-urlencoded" };
  assert.equal((await woocommerce.post("/hooks/webhook/woocommerce", undefined, { body: "webhook_id=3", headers: form, key: null })).status, 200);
  assert.equal((await woocommerce.post("/hooks/webhook/woocommerce", undefined, { body: "webhook_id=3&id=7", headers: form, key: null })).status, 401);
});
