// convotic replay against real modules: a right one passes the matrix, and each way of being wrong fails in its own row.
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { convotic, type Outcome } from "./support/convotic.ts";
import { Folder, type Files } from "./support/folder.ts";
import { capture, config, env, files, oddBodies, secret, webhookModule, type Pieces } from "./support/webhook_module.ts";

interface Line {
  variant: string;
  outcome: string;
  statuses: (number | null)[];
  summary: string;
  effects: { call: string; late: boolean }[] | null;
  advice: string | null;
}

interface Report {
  captures: { name: string; variants: Line[]; leftOut: { variant: string; because: string }[] }[];
  summary: Record<string, unknown>;
}

async function replay(t: TestContext, written: Files, args: string[] = []): Promise<Outcome> {
  const outcome = await convotic(t, ["replay", ...args], { cwd: new Folder(t, written).path, env, ms: 120_000 });
  assert.ok(!`${outcome.stdout}${outcome.stderr}`.includes(secret), "no secret is shown");
  return outcome;
}

async function report(t: TestContext, written: Files, args: string[] = []): Promise<Report & { code: number | null }> {
  const outcome = await replay(t, written, [...args, "--format", "json"]);
  assert.equal(outcome.stderr, "");
  return { ...(JSON.parse(outcome.stdout) as Report), code: outcome.code };
}

// What failed, and how it is told: "stale: accepted: expected 401–403; contacts.create ran".
async function failures(t: TestContext, wrong: Pieces): Promise<string[]> {
  const { captures, code } = await report(t, files(wrong), ["--matrix"]);
  const failed = captures[0]!.variants.filter(({ outcome }) => outcome === "failed");
  assert.equal(code, failed.length > 0 ? 1 : 0);
  return failed.map(({ variant, summary }) => `${variant}: ${summary}`);
}

// The time at the end of a report differs from run to run.
const plain = (text: string): string => text.replaceAll(/ +\d+ ms\n/g, " TIME\n");

test("a correct module passes the whole matrix", async (t) => {
  const outcome = await replay(t, files(), ["--matrix"]);
  assert.equal(
    plain(outcome.stdout),
    [
      "fixtures/order-paid.json   our-sender",
      "  signed              200  ✓   contacts.create, storage.set",
      "  unsigned            401  ✓   no effects",
      "  wrong key           401  ✓   no effects",
      "  tampered body       401  ✓   no effects",
      "  stale (−6 min)      401  ✓   no effects",
      "  future (+6 min)     401  ✓   no effects",
      "  duplicate           200  ✓   no further effects",
      "  re-serialised body  401  –   platform limit: a module cannot see the exact bytes (docs/replay.md#bytes)",
      "1 capture, 9 deliveries, all as expected TIME",
      "",
    ].join("\n"),
  );
  assert.deepEqual([outcome.code, outcome.stderr], [0, ""]);
});

test("without flags a capture is sent signed and unsigned", async (t) => {
  const { captures, code } = await report(t, files());
  assert.equal(code, 0);
  assert.deepEqual(captures[0]!.variants.map(({ variant, statuses }) => [variant, statuses]), [["signed", [200]], ["unsigned", [401]]]);
});

test("a module that verifies nothing lets every forgery in, and each is told with what it changed", async (t) => {
  const failed = await failures(t, { parse: `const [timestamp, signature] = ["0", ""];`, badTime: "false", badSignature: "false" });
  const changed = "accepted: expected 401–403; contacts.create, storage.set ran";
  assert.deepEqual(failed, ["unsigned", "wrong-key", "tampered-body", "stale", "future"].map((variant) => `${variant}: ${changed}`));
});

test("a module that writes before it verifies is caught by what it changed", async (t) => {
  const failed = await failures(t, { before: `await ctx.storage.set("last", req.body);` });
  const changed = "storage.set ran";
  assert.deepEqual(failed, [
    ...["unsigned", "wrong-key", "tampered-body", "stale", "future"].map((variant) => `${variant}: ${changed}`),
    "duplicate: storage.set ran again",
    `reserialized-body: ${changed}`,
  ]);
});

test("a module that looks only at the signature's length lets in what is signed with any key", async (t) => {
  assert.deepEqual(await failures(t, { badSignature: "signature.length !== expected.length" }), [
    "wrong-key: accepted: expected 401–403; contacts.create, storage.set ran",
    "tampered-body: accepted: expected 401–403; contacts.create, storage.set ran",
  ]);
});

test("a module that compares only the beginning lets in an empty signature", async (t) => {
  // The pattern takes any number of digits, and "".startsWith is true of nothing left to compare.
  const wrong = {
    parse: `const [, timestamp, signature] = /^t=(\\d{1,12}),v1=([0-9a-f]*)$/.exec(req.headers["x-signature"] ?? "t=" + Math.floor(Date.now() / 1000) + ",v1=") ?? [];`,
    badSignature: "!expected.startsWith(signature)",
  };
  assert.deepEqual(await failures(t, wrong), ["unsigned: accepted: expected 401–403; contacts.create, storage.set ran"]);
});

test("a module that does not look at the time lets old requests in, and those of the future", async (t) => {
  const { captures } = await report(t, files({ badTime: "false" }), ["--matrix"]);
  const failed = captures[0]!.variants.filter(({ outcome }) => outcome === "failed");
  const changed = "accepted: expected 401–403; contacts.create, storage.set ran";
  assert.deepEqual(failed.map(({ variant, summary, advice }) => [variant, summary, advice]), [
    ["stale", changed, "the signature's time is not compared with the clock, so a recorded request can be sent again for ever"],
    ["future", changed, "a signature's time may lie in the future, which keeps it good for longer than the window"],
  ]);
});

test("a module that forgets events does them twice", async (t) => {
  assert.deepEqual(await failures(t, { seen: "false" }), ["duplicate: storage.set ran again"]);
});

test("a module that signs the body only does not notice another body's signature", async (t) => {
  assert.deepEqual(await failures(t, { badSignature: "!same(signature, expected) && req.body.id !== 'evt_1'" }), [
    "wrong-key: accepted: expected 401–403; contacts.create, storage.set ran",
    "tampered-body: accepted: expected 401–403; contacts.create, storage.set ran",
  ]);
});

test("a module that refuses and goes on writing is caught after its answer", async (t) => {
  const refuse = `(async () => { await null; await ctx.storage.set("refused", Date.now()); })(); return { status: 401 };`;
  const { captures } = await report(t, files({ refuse }), ["--variant", "unsigned"]);
  const [line] = captures[0]!.variants;
  assert.equal(line!.outcome, "failed");
  assert.match(line!.summary, /^storage\.set ran( after the answer)?$/);
  assert.deepEqual(line!.effects?.map(({ call }) => call), ["storage.set"]);
});

test("a module that throws at a missing header fails, with what it said", async (t) => {
  const outcome = await replay(t, files({ parse: `const [timestamp, signature] = req.headers["x-signature"].split(",").map((part) => part.split("=")[1]);` }));
  assert.equal(outcome.code, 1);
  assert.match(
    plain(outcome.stdout),
    /^fixtures\/order-paid\.json   our-sender\n  signed              200  ✓   contacts\.create, storage\.set\n  unsigned            500  ✗   answered: expected 401–403 \(the platform: .+\)\n      log: error: POST \/webhook threw TypeError: .+\n {10,}at .+\/index\.ts:\d+:\d+\)\n/,
  );
});

// The modules of other schemes take what they need from the request.
function svixModule(check: string): string {
  return `
import { createHmac, timingSafeEqual } from "node:crypto";
const key = Buffer.from("Y29udm90aWNfdGVzdF9zZWNyZXQ=", "base64");
export default {
  name: "hooks",
  register(sdk) {
    sdk.registerRoute({ method: "POST", path: "/webhook", auth: false, handler: async (req, ctx) => {
      const [id, timestamp, list] = ["svix-id", "svix-timestamp", "svix-signature"].map((name) => req.headers[name]);
      const expected = "v1," + createHmac("sha256", key).update(id + "." + timestamp + "." + JSON.stringify(req.body)).digest("base64");
      ${check}
      if (await ctx.storage.get(id ?? "none")) return { status: 200 };
      await ctx.storage.set(id ?? "none", true);
      return { status: 200 };
    } });
  },
};
`;
}

const svixFiles = (check: string): Files => ({
  "index.ts": svixModule(check),
  ".env": "SVIX_SECRET=whsec_Y29udm90aWNfdGVzdF9zZWNyZXQ=\n",
  "fixtures/a.json": capture({ scheme: "svix", secrets: ["dotenv:SVIX_SECRET"] }),
});

test("a module that can do without a header fails in that header's row", async (t) => {
  const right = `if (!id || !timestamp || Math.abs(Date.now() / 1000 - Number(timestamp)) > 300 || list !== expected) return { status: 401 };`;
  assert.equal((await replay(t, svixFiles(right), ["--matrix"])).code, 0);
  const careless = `if (list !== undefined && list !== expected) return { status: 401 }; if (timestamp && Math.abs(Date.now() / 1000 - Number(timestamp)) > 300) return { status: 401 };`;
  const { captures } = await report(t, svixFiles(careless), ["--matrix"]);
  const failed = captures[0]!.variants.filter(({ outcome }) => outcome === "failed") as (Line & { header: string | null })[];
  const changed = "accepted: expected 401–403; storage.set ran";
  assert.deepEqual(failed.map(({ variant, header, summary }) => [variant, header, summary]), [
    ["unsigned", null, changed],
    ["missing-header", "svix-signature", changed],
  ]);
});

test("keyed routes are tried without a key and with another one", async (t) => {
  const keyed = `export default { name: "hooks", register(sdk) {
    sdk.registerRoute({ method: "POST", path: "/webhook", handler: async (req, ctx) => { await ctx.storage.set("k", 1); return { status: 200 }; } });
  } };`;
  const captures = { "fixtures/a.json": capture({ scheme: "convotic", secrets: [] }), "fixtures/b.json": capture({ scheme: null }) };
  const result = await report(t, { "index.js": keyed, ...captures }, ["--matrix"]);
  assert.deepEqual(
    result.captures.map(({ variants }) => variants.map(({ variant, statuses, outcome }) => [variant, statuses[0], outcome])),
    [
      [["signed", 200, "passed"], ["unsigned", 401, "passed"], ["wrong-key", 401, "passed"]],
      [["recorded", 200, "passed"]],
    ],
  );
  // Open where a key was meant to be asked for: the platform lets everybody in.
  const open = keyed.replace(`path: "/webhook"`, `path: "/webhook", auth: false`);
  assert.deepEqual((await report(t, { "index.js": open, ...captures })).captures[0]!.variants.map(({ outcome }) => outcome), ["passed", "failed"]);
});

test("what a module tells of its secret is not in any report", async (t) => {
  const leaking = files({ before: `console.error("the secret is ${secret}"); await ctx.storage.set("${secret}", "${secret}");`, refuse: `throw new Error("${secret}");` });
  for (const format of ["pretty", "json", "junit"]) {
    const outcome = await replay(t, leaking, ["--matrix", "--format", format]);
    assert.equal(outcome.code, 1);
    assert.match(outcome.stdout, /\[secret\]/);
  }
});

test("bodies of any bytes and of the size limit are replayed to a module that sees the exact bytes", async (t) => {
  // The module of the other tests, but over rawBody, and it takes what is no JSON.
  const exact = webhookModule()
    .replace(`.update(timestamp + "." + JSON.stringify(req.body))`, `.update(timestamp + ".").update(req.rawBody)`)
    .replace(/const event = [^]*?return \{ status: 200, body: \{ ok: true \} \};/, `await ctx.storage.set("length", req.rawBody.length); return { status: 200, body: { length: req.rawBody.length } };`);
  const file = (what: string): string => `fixtures/${what.replaceAll(" ", "-")}.json`;
  const captures = Object.entries(oddBodies).map(([what, bytes]) => {
    const text = capture({ headers: [["Content-Type", "application/octet-stream"]], body: { base64: bytes.toString("base64") }, expect: { body: { length: bytes.length } } });
    return [file(what), text];
  });
  const written = { "index.ts": exact, "convotic.json": JSON.stringify({ ...(JSON.parse(config) as object), rawBody: true }), ...(Object.fromEntries(captures) as Files) };
  const result = await report(t, written, ["--variant", "signed", "--variant", "wrong-key", "--variant", "tampered-body"]);
  assert.equal(result.code, 0);
  assert.deepEqual(
    result.captures.map(({ name, variants }) => [name, variants.map(({ statuses }) => statuses[0])]).sort(),
    Object.entries(oddBodies).map(([what, { length }]) => [file(what), length === 0 ? [200, 401] : [200, 401, 401]]).sort(),
  );
});

test("a secret of another provider's shape is refused before anything is sent, and not shown", async (t) => {
  const folder = new Folder(t, { ...files({}, { a: capture({ scheme: "stripe", secrets: ["env:KEY"] }) }) });
  const outcome = await convotic(t, ["replay"], { cwd: folder.path, env: { KEY: "sk_live_SECRET" } });
  assert.deepEqual([outcome.code, outcome.stdout], [2, ""]);
  assert.equal(outcome.stderr, `convotic: error[secret-invalid]: the secret of Stripe should be text that begins with "whsec_"; it begins with "sk_", which is an API key of Stripe's\n`);
});

test("what a module does later on, for a forgery that it has refused, is found", async (t) => {
  for (const later of ["setTimeout(WRITE, 50)", "setImmediate(WRITE)", "import('node:timers/promises').then((timers) => timers.setTimeout(30)).then(WRITE)", "fetch('http://127.0.0.1:1/').catch(WRITE)"]) {
    const write = "() => ctx.storage.set('forged', 1)";
    assert.deepEqual((await failures(t, { before: `${later.replace("WRITE", write)};` })).filter((line) => line.startsWith("unsigned")), ["unsigned: storage.set ran after the answer"], later);
  }
});

test("a change that comes while others are tried fails the one that it is of; until then nothing is claimed", async (t) => {
  // Later than is waited for, but not than the whole run takes: the second trial waits for it.
  const before = "if (req.headers['x-signature'] === undefined) setTimeout(() => ctx.storage.set('forged', 1), 1500);";
  const slow = "await new Promise((resolve) => setTimeout(resolve, 900));";
  const { code, captures } = await report(t, files({ before: before + slow }), ["--variant", "unsigned", "--variant", "wrong-key"]);
  assert.equal(code, 1);
  assert.deepEqual(captures[0]!.variants.map(({ variant, outcome, summary }) => [variant, outcome, summary]), [
    ["unsigned", "failed", "storage.set ran after the answer"],
    ["wrong-key", "passed", "no effects"],
  ]);

  const never = await report(t, files({ before: "if (req.headers['x-signature'] === undefined) setTimeout(() => {}, 60_000);" }), ["--variant", "unsigned"]);
  assert.equal(never.code, 0);
  assert.deepEqual(never.captures[0]!.variants.map(({ outcome, summary }) => [outcome, summary]), [["warned", "no effects yet; the module still waits for something"]]);
});

test("a module that remembers ids a moment after its answer has remembered them when the same comes again", async (t) => {
  const source = webhookModule().replace(`await ctx.storage.set("event:" + event.id, true);`, `void (async () => { await ctx.storage.get("a"); await new Promise((resolve) => setTimeout(resolve, 20)); await ctx.storage.set("event:" + event.id, true); })();`);
  const { code } = await report(t, { ...files(), "index.ts": source }, ["--matrix"]);
  assert.equal(code, 0);
});
