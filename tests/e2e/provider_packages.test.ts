// What convotic sign makes, judged by the providers themselves: a module that verifies with the provider's own npm package takes it, over HTTP from
// convotic dev, and refuses it as soon as one byte of the body or the secret is another.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { convotic, root } from "./support/convotic.ts";
import { dev, type Answer } from "./support/dev.ts";
import { Folder } from "./support/folder.ts";

interface Package {
  // The schemes whose requests the package verifies, each with the sample that is signed: a file of replay/samples.
  signed: { scheme: string; sample: string; accepted: unknown }[];
  // Imports of the module, and its function of `req`, `raw` (the body's exact bytes) and `secret` that gives what the package has found, or throws.
  imports: string;
  verify: string;
  // What signs, what the module verifies with where that is another key, and a secret of the same shape that is neither.
  secret: string;
  verifiedWith?: string;
  wrong: string;
  // What the package says to another body or another secret, and where it looks at the time, to a request of six minutes ago.
  refuses: string;
  stale?: string;
  // More flags of convotic sign, and schemes of convotic.json.
  flags?: string[];
  schemes?: object[];
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");

// A key pair as convotic sign wants it, and the public key in the form that the provider shows.
function keyPair(kind: "ed25519" | "p256", show: (jwkX: Buffer, der: Buffer) => string): { secret: string; verifiedWith: string } {
  const { privateKey, publicKey } = kind === "ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const x = Buffer.from(publicKey.export({ format: "jwk" }).x!, "base64url");
  return { secret: privateKey.export({ format: "pem", type: "pkcs8" }) as string, verifiedWith: show(x, publicKey.export({ format: "der", type: "spki" })) };
}

const otherKey = (kind: "ed25519" | "p256"): string => keyPair(kind, () => "").secret;

// Of packages that say no more than true or false.
const orFalse = (call: string, found: string): string => `if (!(${call})) throw new Error("false"); return ${found};`;

const packages: Record<string, Package> = {
  stripe: {
    signed: [{ scheme: "stripe", sample: "stripe/payment_intent.succeeded", accepted: "payment_intent.succeeded" }],
    imports: `import Stripe from "stripe";`,
    verify: `return new Stripe("sk_test_not_used").webhooks.constructEvent(raw, req.headers["stripe-signature"], secret).type;`,
    secret: "whsec_convotic",
    wrong: "whsec_another",
    refuses: "No signatures found matching the expected signature for payload. Are you passing the raw request body you received from Stripe? \n If a webhook request is being forwarded by a third-party tool, ensure that the exact request body, including JSON formatting and new line style, is preserved.\n\nLearn more about webhook signing and explore webhook integration examples for various frameworks at https://github.com/stripe/stripe-node#webhook-signing\n",
    stale: "Timestamp outside the tolerance zone",
  },
  svix: {
    signed: [
      { scheme: "svix", sample: "svix/invoice.paid", accepted: "invoice.paid" },
      { scheme: "clerk", sample: "clerk/user.created", accepted: "user.created" },
      { scheme: "resend", sample: "resend/email.bounced", accepted: "email.bounced" },
    ],
    imports: `import { Webhook } from "svix";`,
    verify: `return new Webhook(secret).verify(raw, req.headers).type;`,
    secret: `whsec_${base64("a key of 24 bytes, or so.")}`,
    wrong: `whsec_${base64("another one of 24 bytes..")}`,
    refuses: "No matching signature found",
    stale: "Message timestamp too old",
  },
  standardwebhooks: {
    signed: [
      { scheme: "standard-webhooks", sample: "standard-webhooks/contact.created", accepted: "contact.created" },
      { scheme: "openai", sample: "openai/response.completed", accepted: "response.completed" },
    ],
    imports: `import { Webhook } from "standardwebhooks";`,
    verify: `return new Webhook(secret).verify(raw.toString(), req.headers).type;`,
    secret: `whsec_${base64("a key of 24 bytes, or so.")}`,
    wrong: `whsec_${base64("another one of 24 bytes..")}`,
    refuses: "No matching signature found",
    stale: "Message timestamp too old",
  },
  replicate: {
    signed: [{ scheme: "replicate", sample: "replicate/prediction.succeeded", accepted: "succeeded" }],
    imports: `import { webcrypto } from "node:crypto"; import { validateWebhook } from "replicate";`,
    verify: orFalse(
      `await validateWebhook({ id: req.headers["webhook-id"], timestamp: req.headers["webhook-timestamp"], signature: req.headers["webhook-signature"], body: raw.toString(), secret }, webcrypto)`,
      "req.body.status",
    ),
    secret: `whsec_${base64("a key of 24 bytes, or so.")}`,
    wrong: `whsec_${base64("another one of 24 bytes..")}`,
    refuses: "false",
  },
  "@octokit/webhooks-methods": {
    signed: [{ scheme: "github", sample: "github/issues.opened", accepted: "opened" }],
    imports: `import { verify } from "@octokit/webhooks-methods";`,
    verify: orFalse(`await verify(secret, raw.toString(), req.headers["x-hub-signature-256"])`, "req.body.action"),
    secret: "It's a Secret to Everybody",
    wrong: "It's a Secret to Somebody",
    refuses: "false",
  },
  "@line/bot-sdk": {
    signed: [{ scheme: "line", sample: "line/message", accepted: "message" }],
    imports: `import { validateSignature } from "@line/bot-sdk";`,
    verify: orFalse(`validateSignature(raw, secret, req.headers["x-line-signature"])`, "req.body.events[0].type"),
    secret: "00112233445566778899aabbccddeeff",
    wrong: "00112233445566778899aabbccddeefe",
    refuses: "false",
  },
  "discord-interactions": {
    signed: [{ scheme: "discord", sample: "discord/command", accepted: 2 }],
    imports: `import { verifyKey } from "discord-interactions";`,
    verify: orFalse(`await verifyKey(raw, req.headers["x-signature-ed25519"], req.headers["x-signature-timestamp"], secret)`, "req.body.type"),
    ...keyPair("ed25519", (x) => x.toString("hex")),
    wrong: otherKey("ed25519"),
    refuses: "false",
  },
  telnyx: {
    signed: [{ scheme: "telnyx", sample: "telnyx/message.received", accepted: "message.received" }],
    imports: `import telnyx from "telnyx";`,
    verify: `return telnyx("KEY_not_used").webhooks.constructEvent(raw, req.headers["telnyx-signature-ed25519"], req.headers["telnyx-timestamp"], secret).data.event_type;`,
    ...keyPair("ed25519", (x) => x.toString("base64")),
    wrong: otherKey("ed25519"),
    refuses: "Signature is invalid and does not match the payload",
    stale: "Timestamp outside the tolerance zone",
  },
  "@sendgrid/eventwebhook": {
    signed: [{ scheme: "sendgrid", sample: "sendgrid/bounce", accepted: "bounce" }],
    imports: `import { EventWebhook } from "@sendgrid/eventwebhook"; const events = new EventWebhook();`,
    verify: orFalse(
      `events.verifySignature(events.convertPublicKeyToECDSA(secret), raw, req.headers["x-twilio-email-event-webhook-signature"], req.headers["x-twilio-email-event-webhook-timestamp"])`,
      "req.body[0].event",
    ),
    ...keyPair("p256", (_, der) => der.toString("base64")),
    wrong: otherKey("p256"),
    refuses: "false",
  },
  "@paddle/paddle-node-sdk": {
    signed: [
      { scheme: "paddle", sample: "paddle/transaction.completed", accepted: "transaction.completed" },
      { scheme: "paddle", sample: "paddle/subscription.canceled", accepted: "subscription.canceled" },
    ],
    imports: `import { Paddle } from "@paddle/paddle-node-sdk";`,
    verify: `return new Paddle("not used").webhooks.unmarshal(raw.toString(), secret, req.headers["paddle-signature"]).eventType;`,
    secret: "pdl_ntfset_convotic",
    wrong: "pdl_ntfset_another",
    refuses: "[Paddle] Webhook signature verification failed",
    stale: "[Paddle] Webhook signature verification failed",
    // It looks back no more than five seconds, which a busy machine may need, and not ahead.
    flags: ["--timestamp", "+60s"],
  },
  razorpay: {
    signed: [{ scheme: "razorpay", sample: "razorpay/payment.captured", accepted: "payment.captured" }],
    imports: `import Razorpay from "razorpay";`,
    verify: orFalse(`Razorpay.validateWebhookSignature(raw.toString(), req.headers["x-razorpay-signature"], secret)`, "req.body.event"),
    secret: "the secret of this webhook",
    wrong: "the secret of that webhook",
    refuses: "false",
  },
  "gocardless-nodejs": {
    signed: [{ scheme: "gocardless", sample: "gocardless/billing_requests.fulfilled", accepted: "fulfilled" }],
    imports: `import { parse } from "gocardless-nodejs/webhooks";`,
    verify: `return parse(raw.toString(), secret, req.headers["webhook-signature"])[0].action;`,
    secret: "ED7D658C-D8EB-4941-948B-3973214F2D49",
    wrong: "ED7D658C-D8EB-4941-948B-3973214F2D48",
    refuses: "The signature header secret does not match your webhook secret!",
  },
  twilio: {
    // Both of its ways: a form is in the signature parameter by parameter, any other body by the hash that the URL bears.
    signed: [
      { scheme: "twilio", sample: "twilio/message.received", accepted: "Is my order on its way? ☕" },
      { scheme: "twilio", sample: "stripe/charge.refunded", accepted: undefined },
    ],
    imports: `import twilio from "twilio";`,
    verify: `
      const url = "https://shop.example/webhook";
      const [sent, hash] = [req.headers["x-twilio-signature"], req.query.bodySHA256];
      const good = hash === undefined ? twilio.validateRequest(secret, sent, url, req.body) : twilio.validateRequestWithBody(secret, sent, url + "?bodySHA256=" + hash, raw.toString());
      ${orFalse("good", "req.body.Body")}`,
    secret: "1c892n40nd03kdnc0112slzkl3091j20",
    wrong: "1c892n40nd03kdnc0112slzkl3091j21",
    refuses: "false",
    flags: ["--url", "https://shop.example/webhook"],
  },
  "@sanity/webhook": {
    // Not of the table: described as somebody would in their own project.
    signed: [{ scheme: "sanity", sample: "contentful/entry.publish", accepted: "Entry" }],
    imports: `import { assertValidSignature } from "@sanity/webhook";`,
    verify: `assertValidSignature(raw.toString(), req.headers["sanity-webhook-signature"], secret); return req.body.sys.type;`,
    secret: "a secret of Sanity's",
    wrong: "another of Sanity's",
    refuses: "Signature is invalid",
    schemes: [
      {
        name: "sanity",
        algorithm: "hmac-sha256",
        signature: { header: "sanity-webhook-signature", separator: ",", assign: "=", field: "v1", encoding: "base64url" },
        content: "{timestamp}.{body}",
        timestamp: { field: "t", unit: "ms" },
      },
    ],
  },
};

const moduleOf = ({ imports, verify }: Package): string => `
${imports}

async function found(req, raw, secret) {
  ${verify}
}

export default {
  name: "hooks",
  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/webhook",
      auth: false,
      handler: async (req, ctx) => {
        try {
          return { status: 200, body: { found: await found(req, req.rawBody, await ctx.secrets.get("VERIFY_WITH")) } };
        } catch (error) {
          return { status: 401, body: { error: error.message } };
        }
      },
    });
  },
};
`;

// The content type and the body of a sample, which is a request as text.
function sampleOf(name: string): { type: string; body: string } {
  const text = readFileSync(path.join(root, "replay/samples", `${name}.http`), "utf8");
  const end = text.indexOf("\n\n");
  return { type: /^Content-Type: (.+)$/m.exec(text.slice(0, end))![1]!, body: text.slice(end + 2) };
}

// One digit is another, so that a body that was JSON still is.
function tampered(body: string): string {
  const at = body.search(/\d(?=\D*$)/);
  return body.slice(0, at) + ((Number(body[at]) + 1) % 10) + body.slice(at + 1);
}

// What convotic sign says is to be sent.
interface Signed {
  url: string | null;
  headers: [string, string][];
  body: string;
}

async function sign(t: TestContext, folder: Folder, args: string[], secret: string, body: string): Promise<Signed> {
  const outcome = await convotic(t, ["sign", "--secret-env", "SIGN_WITH", "--format", "json", ...args], { cwd: folder.path, env: { SIGN_WITH: secret }, input: body });
  assert.deepEqual([outcome.code, outcome.stderr], [0, ""]);
  assert.ok(!outcome.stdout.includes(secret), "the secret is not in what is signed with it");
  return JSON.parse(outcome.stdout) as Signed;
}

for (const [name, its] of Object.entries(packages)) {
  test(`${name} takes what convotic sign makes (${its.signed.map(({ scheme }) => scheme).join(", ")}), and nothing else`, async (t) => {
    const folder = new Folder(t, {
      "index.ts": moduleOf(its),
      "convotic.json": JSON.stringify({ rawBody: true, schemes: its.schemes ?? [] }),
      ".env": `VERIFY_WITH="${its.verifiedWith ?? its.secret}"\n`,
    });
    folder.link("node_modules", path.join(root, "node_modules"));
    const running = await dev(t, { folder });

    for (const { scheme, sample, accepted } of its.signed) {
      const { type, body } = sampleOf(sample);
      const flags = ["--scheme", scheme, "--header", `Content-Type: ${type}`, ...(its.flags ?? [])];
      const send = ({ url, headers }: Signed, sent: string): Promise<Answer> => {
        const query = url === null ? "" : new URL(url).search;
        return running.post(`/hooks/webhook${query}`, undefined, { key: null, body: sent, headers: { "Content-Type": type, ...Object.fromEntries(headers) } });
      };
      const refused = { status: 401, body: { error: its.refuses } };

      const signed = await sign(t, folder, flags, its.secret, body);
      assert.equal(signed.body, body);
      assert.deepEqual(await send(signed, body), { status: 200, body: accepted === undefined ? {} : { found: accepted } });
      assert.deepEqual(await send(signed, tampered(body)), refused);
      assert.deepEqual(await send(await sign(t, folder, flags, its.wrong, body), body), refused);
      assert.equal((await send({ ...signed, headers: [] }, body)).status, 401, "without the signature");
      if (its.stale === undefined) continue;
      const old = await sign(t, folder, [...flags, "--timestamp", "-6m"], its.secret, body);
      assert.deepEqual(await send(old, body), { status: 401, body: { error: its.stale } });
    }
  });
}
