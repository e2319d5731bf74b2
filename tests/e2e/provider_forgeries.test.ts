// What the scaffolds' verification makes of requests that nobody but an attacker sends: each gets a 401 and never a 500, and what is
// good, however odd, gets in.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test, type TestContext } from "node:test";
import { convotic } from "./support/convotic.ts";
import { dev } from "./support/dev.ts";
import { Folder } from "./support/folder.ts";

const json = { "Content-Type": "application/json" };
const form = { "Content-Type": "application/x-www-form-urlencoded" };

interface Running {
  // What a secret of the scaffold's .env is.
  secret(name: string): string;
  // The status of a request without an API key.
  post(body: string, headers: Record<string, string>): Promise<number>;
  folder: Folder;
}

async function running(t: TestContext, provider: string, change: (folder: Folder) => void = () => {}): Promise<Running> {
  const folder = new Folder(t);
  const outcome = await convotic(t, ["new", "hooks", "--template", "signed-webhook", "--provider", provider, "--dir", "."], { cwd: folder.path });
  assert.deepEqual([outcome.code, outcome.stderr], [0, ""]);
  change(folder);
  const server = await dev(t, { folder });
  return {
    folder,
    secret: (name) => new RegExp(`^${name}=(.*)$`, "m").exec(folder.read(".env"))![1]!,
    post: async (body, headers) => (await server.post(`/hooks/webhook/${provider}`, undefined, { body, headers, key: null })).status,
  };
}

test("adyen: no field passes for two, and none for an object", async (t) => {
  const { post, secret } = await running(t, "adyen");
  const key = Buffer.from(secret("ADYEN_HMAC_KEY"), "hex");
  const body = (account: string, reference: string, more: object = {}, content = `P1::${account}:${reference}:1000:EUR:AUTHORISATION:true`) => {
    const hmacSignature = createHmac("sha256", key).update(content).digest("base64");
    const item = { pspReference: "P1", merchantAccountCode: account, merchantReference: reference, amount: { value: 1000, currency: "EUR" }, eventCode: "AUTHORISATION", success: "true" };
    return JSON.stringify({ notificationItems: [{ NotificationRequestItem: { ...item, ...more, additionalData: { hmacSignature } } }] });
  };
  assert.equal(await post(body("M", "user:42"), json), 200);
  assert.equal(await post(body("M", "1", { originalReference: null }), json), 200);
  assert.equal(await post(body("M:user", "42"), json), 401);
  assert.equal(await post(body("M", "1", { success: ["true"] }), json), 401);
  assert.equal(await post(body("M", "1", { originalReference: { toString: 1 } }), json), 401);
  assert.equal(await post(body("M", "1", { originalReference: {} }, "P1:[object Object]:M:1:1000:EUR:AUTHORISATION:true"), json), 401);
});

test("twilio: only a form with the fields of Twilio's gets in", async (t) => {
  const { post, secret } = await running(t, "twilio");
  const signed = { "X-Twilio-Signature": createHmac("sha1", secret("TWILIO_AUTH_TOKEN")).update(`${secret("WEBHOOK_URL")}BodyHi,FromSmsStatusreceived`).digest("base64") };
  assert.equal(await post("Body=Hi%2C&From=&SmsStatus=received", { ...form, ...signed }), 200);
  assert.equal(await post("Body=Hi%2C&From=&SmsStatus=received", { ...signed, "Content-Type": "Application/X-WWW-Form-Urlencoded; charset=UTF-8" }), 200);
  assert.equal(await post('{"Body":["Hi","From"],"SmsStatus":"received"}', { ...json, ...signed }), 401);
  assert.equal(await post('{"Body":"Hi,From","SmsStatus":"received"}', { ...json, ...signed }), 401);
  assert.equal(await post('{"Body":{"toString":1}}', { ...json, ...signed }), 401);
  assert.equal(await post("BodyHi%2C=FromSmsStatusreceived", { ...form, ...signed }), 401);
});

test("contentful: the signed headers are the request's own, in the order of their names", async (t) => {
  const { post, secret, folder } = await running(t, "contentful");
  const body = JSON.stringify(JSON.parse(folder.read("fixtures/entry.publish.json")).body.json);
  const request = (names: string[], sorted: string[]) => {
    const headers: Record<string, string> = {
      "content-type": "application/json",
      "x-a": "1",
      "x-a-b": "2",
      "x-contentful-timestamp": String(Date.now()),
      "x-contentful-signed-headers": names.join(","),
    };
    const content = ["POST", new URL(secret("WEBHOOK_URL")).pathname, sorted.map((name) => `${name}:${headers[name] ?? ""}`).join(";"), body].join("\n");
    return post(body, { ...headers, "x-contentful-signature": createHmac("sha256", secret("CONTENTFUL_SIGNING_SECRET")).update(content).digest("hex") });
  };
  const names = ["x-a", "x-a-b", "x-contentful-signed-headers", "x-contentful-timestamp"];
  assert.equal(await request(names, names), 200);
  assert.equal(await request([...names].reverse(), names), 200);
  assert.equal(await request(["x-a", ...names], names), 200);
  assert.equal(await request(["__proto__", "constructor", ...names], ["__proto__", ...names]), 401);
  assert.equal(await request(["constructor", ...names], ["wrong", ...names]), 401);
});

test("microsoft-graph: a token is a text", async (t) => {
  const { post, secret } = await running(t, "microsoft-graph");
  const token = secret("MICROSOFT_GRAPH_CLIENT_STATE");
  const body = (clientState: unknown) => JSON.stringify({ value: [{ clientState, subscriptionId: "s", changeType: "updated", resourceData: { id: "u" } }] });
  assert.equal(await post(body(token), json), 200);
  assert.equal(await post(body([token]), json), 401);
  assert.equal(await post(body({ toString: 1 }), json), 401);
  assert.equal(await post('{"value":[null]}', json), 401);
});

test("xero: what Xero does not send is not taken for signed", async (t) => {
  const { post, secret } = await running(t, "xero");
  const signed = '{"events":[],"firstEventSequence": 0,"lastEventSequence": 0, "entropy": "S0"}';
  const headers = { ...json, "x-xero-signature": createHmac("sha256", secret("XERO_WEBHOOK_KEY")).update(signed).digest("base64") };
  assert.equal(await post(signed, headers), 200);
  assert.equal(await post(signed.replace("}", ',"admin":true}'), headers), 401);
  assert.equal(await post(signed.replace("}", ',"__proto__":{"admin":true}}'), headers), 401);
});

test("hubspot: escapes in the URL are decoded as HubSpot decodes them", async (t) => {
  const url = "https://api.convotic.com/v1/modules/hooks/webhook/hubspot?a=%2C%20b";
  const { post, secret, folder } = await running(t, "hubspot", (scaffold) => scaffold.write(".env", scaffold.read(".env").replace(/^WEBHOOK_URL=.*$/m, `WEBHOOK_URL=${url}`)));
  const [fixture] = folder.list("fixtures");
  const body = JSON.stringify(JSON.parse(folder.read(`fixtures/${fixture!}`)).body.json);
  const time = String(Date.now());
  const signature = (of: string) => createHmac("sha256", secret("HUBSPOT_CLIENT_SECRET")).update(`POST${of}${body}${time}`).digest("base64");
  const request = (of: string) => post(body, { ...json, "X-HubSpot-Request-Timestamp": time, "X-HubSpot-Signature-v3": signature(of) });
  assert.equal(await request(url.replace("%2C", ",")), 200);
  assert.equal(await request(url), 401);
});

test("a body that nests without end is refused like any other forgery", async (t) => {
  const deep = "[".repeat(50_000) + "]".repeat(50_000);
  const stripe = await running(t, "stripe");
  const time = Math.floor(Date.now() / 1000);
  assert.equal(await stripe.post(deep, { ...json, "Stripe-Signature": `t=${time},v1=${"0".repeat(64)}` }), 401);
  const github = await running(t, "github");
  assert.equal(await github.post(deep, { ...json, "X-GitHub-Event": "issues", "X-Hub-Signature-256": `sha256=${"0".repeat(64)}` }), 401);
});
