// convotic trigger: a provider's event, made up and signed, to a module of ours or to any address.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { test, type TestContext } from "node:test";
import { convotic, type Outcome } from "./support/convotic.ts";
import { dev } from "./support/dev.ts";
import { Folder } from "./support/folder.ts";
import { verifyingServer } from "./support/webhook_server.ts";

const plain = (text: string): string => text.replaceAll(/ \d+\.\d ms\n/g, " TIME\n").replaceAll(/"ms":\d+\.\d/g, '"ms":0').replaceAll(/127\.0\.0\.1:\d+/g, "ADDRESS").replaceAll(/ct_\w{10}/g, "CONTACT");

async function github(t: TestContext): Promise<Folder> {
  const folder = new Folder(t);
  const made = await convotic(t, ["new", "hooks", "--template", "signed-webhook", "--provider", "github", "--dir", "."], { cwd: folder.path });
  assert.deepEqual([made.code, made.stderr], [0, ""]);
  return folder;
}

async function trigger(t: TestContext, cwd: string, args: string[], env: Record<string, string> = {}): Promise<Outcome> {
  const outcome = await convotic(t, ["trigger", ...args], { cwd, env });
  return { ...outcome, stdout: plain(outcome.stdout), stderr: outcome.stderr.replaceAll(cwd, "<folder>") };
}

test("a sample is sent to the module in an emulator of its own, and what it changed is told", async (t) => {
  const folder = await github(t);
  const said = await trigger(t, folder.path, ["github.issues.opened"]);
  assert.deepEqual([said.code, said.stderr], [0, ""]);
  assert.match(said.stdout, /^github\.issues\.opened {3}.+\n {2}POST http:\/\/localhost\/v1\/modules\/hooks\/webhook\/github {3}signed with dotenv:GITHUB_WEBHOOK_SECRET\n {2}200 {3}\{.*\} {2,3}TIME\n( {2}\S+.*\n)+$/);
  // Once more: nothing is left of the first one.
  assert.deepEqual(await trigger(t, folder.path, ["github.issues.opened"]), said);
  assert.deepEqual(folder.list(".convotic").filter((name) => name.includes("sqlite")), []);
});

test("a refused sample is exit code 1, and a time long ago is refused by a module that looks at it", async (t) => {
  const folder = new Folder(t);
  await convotic(t, ["new", "pay", "--template", "signed-webhook", "--provider", "stripe", "--dir", "."], { cwd: folder.path });
  assert.deepEqual(await trigger(t, folder.path, ["stripe.charge.refunded", "--timestamp", "-6m"]), {
    code: 1,
    signal: null,
    stdout: [
      "stripe.charge.refunded   A payment was paid back",
      "  POST http://localhost/v1/modules/pay/webhook/stripe   signed with dotenv:STRIPE_WEBHOOK_SECRET",
      '  401   {"error":"Invalid signature"}   TIME',
      "  nothing was changed",
      "",
    ].join("\n"),
    stderr: "",
  });
  const json = JSON.parse((await trigger(t, folder.path, ["stripe.charge.refunded", "--format", "json", "--secret-env", "OTHER"], { OTHER: "whsec_another" })).stdout);
  assert.deepEqual(json, { sample: "stripe.charge.refunded", url: "http://localhost/v1/modules/pay/webhook/stripe", status: 401, body: '{"error":"Invalid signature"}', ms: 0, effects: [] });
});

test("--live sends into the convotic dev that is running", async (t) => {
  const folder = await github(t);
  const running = await dev(t, { folder });
  const said = await trigger(t, folder.path, ["github.issues.opened", "--live"]);
  assert.deepEqual([said.code, said.stderr], [0, ""]);
  assert.match(said.stdout, /\n {2}POST http:\/\/ADDRESS\/v1\/modules\/hooks\/webhook\/github {3}signed/);
  const event = await running.request("/webhook/github");
  assert.deepEqual([event["status"], event["effects"].length > 0], [200, true]);
  await running.stop();
  const alone = await trigger(t, folder.path, ["github.issues.opened", "--live"]);
  assert.deepEqual(alone, { code: 2, signal: null, stdout: "", stderr: 'convotic: error[not-running]: no convotic dev is running for "<folder>"\n  help: start convotic dev there, or leave out --live\n' });
});

test("--to sends to any address, and needs no module", async (t) => {
  const server = await verifyingServer(t);
  const said = await trigger(t, new Folder(t).path, ["github.issues.opened", "--to", server.url, "--secret-env", "S"], { S: "s" });
  assert.deepEqual([said.code, said.stderr], [1, ""]);
  assert.match(said.stdout, /\n {2}POST http:\/\/ADDRESS\/hook {3}signed with env:S\n {2}401 {3}.*TIME\n {2}what it changed is not known here\n$/);
  assert.deepEqual(server.seen.map(({ method, url }) => `${method} ${url}`), ["POST /hook"]);
});

test("--print shows the signed request in three ways, and what curl is told to send verifies", async (t) => {
  const folder = await github(t);
  const body = (await convotic(t, ["trigger", "github.issues.opened", "--print", "body"], { cwd: folder.path })).stdout;
  const json = JSON.parse((await convotic(t, ["trigger", "github.issues.opened", "--print", "json"], { cwd: folder.path })).stdout);
  assert.deepEqual([json.method, json.body], ["POST", body]);
  const secret = /^GITHUB_WEBHOOK_SECRET=(.+)$/m.exec(folder.read(".env"))![1]!;
  const signature = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
  assert.deepEqual(json.headers.filter(([name]: [string, string]) => name.startsWith("X-Hub-Signature")), [["X-Hub-Signature-256", signature]]);

  const server = await verifyingServer(t);
  const curl = (await convotic(t, ["trigger", "github.issues.opened", "--print", "curl"], { cwd: folder.path })).stdout;
  assert.match(curl, /^curl -X POST https:\/\/api\.convotic\.com\/v1\/modules\/\S+\/webhook\/github /);
  const child = spawn("sh", ["-c", curl.replace(/https:\/\/api\.convotic\.com\S+/, server.url)], { stdio: "ignore" });
  await once(child, "close");
  assert.deepEqual(server.seen.map((request) => [request.headers["x-hub-signature-256"], request.body]), [[signature, body]]);
});

test("what cannot be sent says why, and what there is", async (t) => {
  const folder = await github(t);
  const refused = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await trigger(t, folder.path, args);
    assert.deepEqual([code, stdout], [2, ""]);
    return stderr;
  };
  assert.equal(await refused(), "convotic: error[usage]: convotic trigger needs the name of an event\n  help: convotic trigger stripe.payment_intent.succeeded; --list shows them all\n");
  assert.match(await refused("githab.push"), /^convotic: error\[sample-unknown\]: there is no sample "githab\.push"; did you mean "github\.push"\?\n/);
  assert.equal(await refused("github.push", "--live", "--to", "http://127.0.0.1:1/"), "convotic: error[usage]: --live and --to are two places to send one event to\n  help: give one of them\n");
  assert.equal(await refused("github.push", "--print", "yaml"), 'convotic: error[bad-value]: --print cannot be "yaml"\n  help: it is one of json, curl, body\n');
  const unreached = await trigger(t, folder.path, ["github.push", "--to", "http://127.0.0.1:1/"]);
  assert.deepEqual([unreached.code, unreached.stdout], [1, ""]);
  assert.match(unreached.stderr, /^convotic: error\[connection-failed\]: .*127\.0\.0\.1:1/);
  folder.write("convotic.json", '{"modules": ["one", "two"]}');
  folder.write("one/index.ts", "");
  folder.write("two/index.ts", "");
  assert.equal(await refused("github.push"), "convotic: error[usage]: there are several modules to send it to: one, two\n  help: --module one takes that one\n");
});

test("--list shows all samples, or a provider's", async (t) => {
  const { path: cwd } = new Folder(t);
  const ofGithub = await trigger(t, cwd, ["github", "--list"]);
  assert.deepEqual(ofGithub, {
    code: 0,
    signal: null,
    stdout: [
      "github.issues.opened         Somebody has opened an issue",
      "github.ping                  The webhook was just made",
      "github.pull_request.opened   Somebody has opened a pull request",
      "github.push                  Commits have arrived on a branch",
      "",
    ].join("\n"),
    stderr: "",
  });
  const { stdout } = await trigger(t, cwd, ["--list"]);
  const listed = stdout.split("\n").slice(0, -1).map((line) => line.split(" ")[0]!);
  assert.deepEqual(listed.filter((name) => name.startsWith("github.")), ["github.issues.opened", "github.ping", "github.pull_request.opened", "github.push"]);
  assert.equal(new Set(listed.map((name) => name.slice(0, name.indexOf(".")))).size >= 45, true);
});
