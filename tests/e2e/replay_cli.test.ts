// The command line of convotic replay: what it sends, how it tells, how it ends.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { test, type TestContext } from "node:test";
import { atEnd } from "./support/cleanup.ts";
import { binary, convotic, environment, type Outcome } from "./support/convotic.ts";
import { within } from "./support/deadline.ts";
import { Folder } from "./support/folder.ts";
import { Program } from "./support/program.ts";
import { capture, env, files, secret, webhookModule, config } from "./support/webhook_module.ts";

const replay = (t: TestContext, folder: Folder, ...args: string[]): Promise<Outcome> => convotic(t, ["replay", ...args], { cwd: folder.path, env });
const plain = (text: string): string => text.replaceAll(/ +\d+ ms\n/g, " TIME\n");

// A usage error: its first line without the program's name, and nothing on standard output.
async function refused(t: TestContext, folder: Folder, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await replay(t, folder, ...args);
  assert.deepEqual([code, stdout], [2, ""], stderr);
  return folder.plain(stderr.split("\n")[0]!.replace("convotic: ", ""));
}

test("no capture is an error, wherever it was looked for", async (t) => {
  const folder = new Folder(t, { "index.ts": webhookModule() });
  assert.equal(await refused(t, folder), "error[no-captures]: there is no fixtures, where captures are looked for");
  folder.write("fixtures/other.json", "{}");
  assert.equal(await refused(t, folder), `error[no-captures]: "<folder>/fixtures" has no captures in it: none of its 1 JSON files is one`);
  assert.equal(await refused(t, folder, "fixtrues"), `error[no-captures]: there is no "<folder>/fixtrues"`);
});

test("a report that has nowhere to go is refused before anything is sent", async (t) => {
  const folder = new Folder(t, files());
  assert.equal(await refused(t, folder, "--output", "none/report.json"), `error[bad-value]: --output names "none/report.json", and there is no folder "none"`);
});

test("flags that contradict each other, and values that make no sense, are refused", async (t) => {
  const folder = new Folder(t, files());
  assert.equal(await refused(t, folder, "--matrix", "--variant", "signed"), "error[usage]: --matrix and --variant contradict each other");
  assert.equal(await refused(t, folder, "--variant", "unsinged"), `error[bad-value]: no variant "unsinged"; did you mean "unsigned"?`);
  assert.equal(await refused(t, folder, "--format", "xml"), `error[bad-value]: --format cannot be "xml"`);
  assert.equal(await refused(t, folder, "--at", "yesterday"), `error[time-invalid]: "yesterday" is not a time`);
  assert.equal(await refused(t, folder, "--handshake", "meta"), "error[usage]: --handshake needs the --path that it is sent to");
  assert.equal(await refused(t, folder, "--path", "/x"), "error[usage]: --path is for --handshake, which is not given");
  assert.equal(await refused(t, folder, "fixtures", "--handshake", "meta", "--path", "/x"), `error[usage]: "fixtures" is named, and --handshake says what to send`);
  assert.equal(await refused(t, folder, "--jobs", "0"), `error[bad-value]: --jobs: "0" is not a number of at least 1`);
  assert.equal(await refused(t, folder, "--scheme", "strip"), `error[scheme-unknown]: no signature scheme "strip"; did you mean "stripe"?`);
  assert.match(await refused(t, folder, "--variant", "wrong-url"), /^error\[no-captures\]: nothing to send: no capture has a variant that was asked for; fixtures\/order-paid\.json as wrong-url: /);
});

test("a secret that is not set is named before anything is sent", async (t) => {
  const folder = new Folder(t, files());
  const outcome = await convotic(t, ["replay"], { cwd: folder.path });
  assert.deepEqual([outcome.code, outcome.stdout], [2, ""]);
  assert.match(outcome.stderr, /^convotic: error\[secret-missing\]: .*WEBHOOK_SECRET/);
});

test("scheme and secret can be given in place of the capture's own", async (t) => {
  const folder = new Folder(t, files({}, { plain: capture({ scheme: null }) }));
  folder.write(".env", `OTHER=${secret}\n`);
  const outcome = await replay(t, folder, "--scheme", "our-sender", "--secret", "dotenv:OTHER");
  assert.equal(outcome.code, 0, outcome.stdout + outcome.stderr);
  assert.match(outcome.stdout, /^fixtures\/plain\.json   our-sender\n  signed              200/);
});

test("a report can go to a file, and people still see it", async (t) => {
  const folder = new Folder(t, files());
  const outcome = await replay(t, folder, "--format", "json", "--output", "report.json");
  assert.equal(JSON.parse(folder.read("report.json")).summary.passed, 2);
  assert.match(outcome.stdout, /^fixtures\/order-paid\.json   our-sender\n/);
});

// The rules of the JUnit schema that CI servers share: which elements stand where, with which attributes.
function checkJunit(xml: string): { tests: number; failures: number } {
  const schema: Record<string, { inside: string[]; required: string[]; optional: string[] }> = {
    testsuites: { inside: [""], required: [], optional: ["name", "time", "tests", "failures", "disabled", "errors"] },
    testsuite: { inside: ["testsuites"], required: ["name", "tests"], optional: ["failures", "errors", "time", "disabled", "skipped", "timestamp", "hostname", "id", "package"] },
    testcase: { inside: ["testsuite"], required: ["name"], optional: ["assertions", "time", "classname", "status"] },
    skipped: { inside: ["testcase"], required: [], optional: ["message", "type"] },
    failure: { inside: ["testcase"], required: [], optional: ["message", "type"] },
    "system-out": { inside: ["testcase", "testsuite"], required: [], optional: [] },
  };
  assert.ok(xml.startsWith(`<?xml version="1.0" encoding="UTF-8"?>\n`));
  const open: string[] = [];
  let [tests, failures] = [0, 0];
  for (const [, close, name, attributes, empty] of xml.slice(xml.indexOf("\n")).matchAll(/<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>/g)) {
    if (close !== "") {
      assert.equal(open.pop(), name);
      continue;
    }
    const rule = schema[name!];
    assert.ok(rule !== undefined, `<${name}>`);
    assert.ok(rule.inside.includes(open.at(-1) ?? ""), `<${name}> in <${open.at(-1)}>`);
    const has = [...attributes!.matchAll(/ ([a-z]+)="/g)].map(([, attribute]) => attribute!);
    for (const attribute of rule.required) assert.ok(has.includes(attribute), `<${name}> without ${attribute}`);
    for (const attribute of has) assert.ok([...rule.required, ...rule.optional].includes(attribute), `<${name} ${attribute}>`);
    if (name === "testcase") ++tests;
    if (name === "failure") ++failures;
    if (empty === "") open.push(name!);
  }
  assert.deepEqual(open, []);
  const outside = xml.replaceAll(/<[^>]*>/g, "").replaceAll(/&(amp|lt|gt|quot|#\d+);/g, "");
  assert.ok(!/[<>&]/.test(outside));
  return { tests, failures };
}

test("the JUnit report keeps to the schema, whatever modules are called and say", async (t) => {
  const folder = new Folder(t, files({ badTime: "false", before: `console.error("<&> \\u0007 ]]>");`, refuse: `throw new Error("<no>");` }, { "a<b>&c": capture() }));
  const outcome = await replay(t, folder, "--matrix", "--format", "junit");
  assert.equal(outcome.code, 1);
  assert.deepEqual(checkJunit(outcome.stdout), { tests: 8, failures: 6 });
});

test("state begins with the seed of each capture, or with the one for all", async (t) => {
  const seed = JSON.stringify({ storage: { hooks: { "event:evt_1": true } } });
  const folder = new Folder(t, files({}, { own: capture({ seed: { storage: { hooks: { "event:evt_1": true } } } }), plain: capture() }));
  folder.write("seed.json", seed);
  const effects = async (...args: string[]): Promise<string[]> => {
    const { stdout } = await replay(t, folder, "--variant", "signed", ...args);
    return stdout.split("\n").filter((line) => line.includes("✓")).map((line) => line.slice(31));
  };
  assert.deepEqual(await effects(), ["no effects", "contacts.create, storage.set"]);
  assert.deepEqual(await effects("--seed", "seed.json"), ["no effects", "no effects"]);
  // In one state the second capture finds what the first has left.
  folder.remove("fixtures/own.json");
  folder.write("fixtures/again.json", capture());
  assert.deepEqual(await effects(), ["contacts.create, storage.set", "contacts.create, storage.set"]);
  assert.deepEqual(await effects("--keep-state"), ["contacts.create, storage.set", "no effects"]);
});

test("the clock of modules is moved, and old signatures can be sent as they were", async (t) => {
  const folder = new Folder(t, files({ before: `if (req.headers["x-tell"]) return { status: 200, body: { now: new Date().toISOString() } };` }));
  folder.write("fixtures/tell.json", capture({ scheme: null, headers: [["X-Tell", "1"]], expect: { body: { now: "2031-02-03T04:05:06" } } }));
  const told = await replay(t, folder, "fixtures/tell.json", "--at", "2031-02-03T04:05:06Z", "--format", "json");
  const [detail] = JSON.parse(told.stdout).captures[0].variants[0].findings[0].detail.slice(1);
  assert.match(detail, /^\+ "2031-02-03T04:05:(0[6-9]|[12]\d)\.\d{3}Z"$/);
  // A recorded signature of long ago, made with the secret of these tests.
  const signed = await convotic(t, ["replay", "fixtures/order-paid.json", "--at", "2020-01-01T00:00:00Z", "--matrix"], { cwd: folder.path, env });
  assert.equal(signed.code, 0, signed.stdout);
});

test("expectations are compared, and what differs is shown", async (t) => {
  const expect = {
    status: 200,
    body: { ok: false },
    effects: [{ call: "contacts.create", arguments: [{ externalId: "cust_43" }] }, "storage.set"],
    variants: { unsigned: { status: 403, body: { error: "Invalid signature" } } },
  };
  const folder = new Folder(t, files({}, { a: capture({ expect }) }));
  const outcome = await replay(t, folder);
  assert.equal(outcome.code, 1);
  assert.equal(
    plain(outcome.stdout),
    [
      "fixtures/a.json   our-sender",
      "  signed              200  ✗   body $.ok differs; effects differ",
      "      body $.ok is not as expected",
      "      - false",
      "      + true",
      `      - contacts.create [{"externalId":"cust_43"}]`,
      `      + contacts.create [{"externalId":"cust_42","firstName":"Ada"}]`,
      "  unsigned            401  ✗   expected 403",
      "1 capture, 2 deliveries, 2 failed TIME",
      "",
    ].join("\n"),
  );
});

test("--update writes what happened into the capture, and shows what it changes", async (t) => {
  const folder = new Folder(t, files({ before: "" }, { a: capture() }));
  folder.write("index.ts", webhookModule().replace("body: { ok: true }", "body: { ok: true, at: Date.now(), id: Math.random() }"));
  const first = await replay(t, folder, "--update");
  assert.deepEqual([first.code, first.stderr], [0, "convotic: wrote what fixtures/a.json expect\n"]);
  const written = JSON.parse(folder.read("fixtures/a.json"));
  assert.deepEqual(written.expect.body, { ok: true });
  assert.deepEqual(written.expect.effects.map(({ call }: { call: string }) => call), ["contacts.create", "storage.set"]);
  assert.equal((await replay(t, folder)).code, 0);

  const before = folder.read("fixtures/a.json");
  assert.equal((await replay(t, folder, "--update")).stderr, "convotic: what the captures expect is what happened; nothing was written\n");
  assert.equal(folder.read("fixtures/a.json"), before);

  folder.write("index.ts", webhookModule().replace("body: { ok: true }", "body: { ok: 1 }"));
  const changed = await replay(t, folder, "--update");
  assert.match(changed.stderr, /^fixtures\/a\.json\n(.*\n)*  - +"ok": true\n  \+ +"ok": 1\n(.*\n)*convotic: wrote what fixtures\/a\.json expect\n$/);
  assert.equal((await replay(t, folder)).code, 0);
});

test("--update never makes a forgery that got in an expectation", async (t) => {
  const folder = new Folder(t, files({ badSignature: "false", parse: `const timestamp = "0", signature = "";`, badTime: "false" }));
  const outcome = await replay(t, folder, "--update");
  assert.equal(outcome.code, 1);
  assert.equal(JSON.parse(folder.read("fixtures/order-paid.json")).expect.variants, undefined);
});

test("a random order is told, and comes again with its number", async (t) => {
  const folder = new Folder(t, files({ before: `console.error(req.headers["x-n"]);` }));
  folder.remove("fixtures/order-paid.json");
  for (let n = 0; n < 8; ++n) folder.write(`fixtures/${n}.json`, capture({ headers: [["Content-Type", "application/json"], ["X-N", String(n)]] }));
  const outcome = await replay(t, folder, "--shuffle");
  assert.equal(outcome.code, 0);
  const [, number] = /\nshuffled: --shuffle-seed (\d+)\n$/.exec(outcome.stdout)!;
  assert.match((await replay(t, folder, "--shuffle-seed", number!)).stdout, new RegExp(`\\nshuffled: --shuffle-seed ${number}\\n$`));
});

test("the captures of several modules go to the module in whose folder they lie", async (t) => {
  const folder = new Folder(t, { "convotic.json": JSON.stringify({ ...JSON.parse(config), modules: ["hooks", "other"] }) });
  folder.write("hooks/index.ts", webhookModule());
  folder.write("other/index.js", `export default { name: "other", register(sdk) { sdk.registerRoute({ method: "POST", path: "/webhook", auth: false, handler: async () => ({ status: 202 }) }); } };`);
  folder.write("hooks/fixtures/a.json", capture());
  folder.write("other/fixtures/b.json", capture({ scheme: null }));
  const outcome = await replay(t, folder);
  assert.deepEqual([outcome.code, outcome.stderr], [0, ""]);
  assert.match(outcome.stdout, /hooks\/fixtures\/a\.json   our-sender\n  signed              200.*\n  unsigned            401.*\nother\/fixtures\/b\.json\n  recorded            202/);
});

test("a module that does not load ends it with the error", async (t) => {
  const folder = new Folder(t, { ...files(), "index.ts": "export default {" });
  const outcome = await replay(t, folder);
  assert.equal(outcome.code, 1);
  assert.match(outcome.stderr, /^convotic: error\[module-build\]: /);
});

test("ten thousand captures are sent, and only counted", async (t) => {
  const folder = new Folder(t, { "index.ts": webhookModule(), "convotic.json": config });
  for (let n = 0; n < 10_000; ++n) folder.write(`fixtures/${n % 100}/${n}.json`, capture({ body: { json: { id: `evt_${n}`, customer: { id: `cust_${n}` } } } }));
  const program = new Program(t, binary, ["replay", "--keep-state", "--jobs", "32"], { cwd: folder.path, env });
  const ended = await within(program.ended, () => `the end; it said ${program.stdout}${program.stderr}`, 120_000);
  assert.deepEqual(ended, { code: 0, signal: null }, program.stdout);
  assert.equal(plain(program.stdout), "10000 other captures as expected; --format json lists them\n10000 captures, 20000 deliveries, all as expected TIME\n");
});

test("Ctrl-C stops the sending and tells what is known", async (t) => {
  // The second delivery is one that is never answered, and leaves a file to say that it has come.
  const before = `if (req.headers["x-signature"] === undefined) { (await import("node:fs")).writeFileSync("came", ""); await new Promise(() => {}); }`;
  const folder = new Folder(t, files({ before }));
  const program = new Program(t, binary, ["replay", "--timeout", "60"], { cwd: folder.path, env });
  const come = async (): Promise<void> => {
    while (!existsSync(folder.at("came"))) await new Promise((resolve) => setImmediate(resolve));
  };
  await within(come(), () => `the second delivery; ${program.stdout}${program.stderr}`);
  program.signal("SIGINT");
  assert.deepEqual(await program.end(), { code: 130, signal: null });
  assert.equal(
    plain(program.stdout),
    "fixtures/order-paid.json   our-sender\n  signed              200  ✓   contacts.create, storage.set\n  unsigned               not sent\n1 capture, 1 delivery, interrupted, 1 variant not sent TIME\n",
  );
});

test("a long run shows on a terminal how far it is, and leaves nothing of that behind", async (t) => {
  const folder = new Folder(t, files({ before: `await new Promise((resolve) => setTimeout(resolve, 50));` }));
  // script gives it a terminal.
  const child = spawn("script", ["-qec", `${binary} replay --repeat 25`, "/dev/null"], { cwd: folder.path, env: environment({ ...env, TERM: "xterm" }), stdio: ["ignore", "pipe", "ignore"] });
  atEnd(t, () => child.kill("SIGKILL"));
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  const code = await within(new Promise((resolve) => child.on("close", resolve)), () => said);
  assert.equal(code, 0, said);
  assert.match(said, /\r\[#+ +\] \d+ of 50   \d+\/s   \d+ s left\x1b\[K/);
  assert.match(said, /\r\x1b\[Kfixtures\/order-paid\.json   our-sender/);
});
