// A module "hooks" whose POST /webhook checks "X-Signature: t=<seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">", as the
// scaffold does, and then creates a contact, once per event. `wrong` puts other pieces in place of the right ones.
export interface Pieces {
  // Statements before anything is checked.
  before?: string;
  // How the header is taken apart: leaves `timestamp` and `signature`.
  parse?: string;
  // What refuses: a boolean expression that is true for a bad time, and one for a bad signature.
  badTime?: string;
  badSignature?: string;
  // What is done when the check has failed.
  refuse?: string;
  // Whether an event has been seen already.
  seen?: string;
}

export const secret = "local-development-secret";

export function webhookModule(wrong: Pieces = {}): string {
  const parse = wrong.parse ?? `const [, timestamp, signature] = /^t=(\\d{1,12}),v1=([0-9a-f]{64})$/.exec(req.headers["x-signature"] ?? "") ?? [];`;
  const badTime = wrong.badTime ?? "Math.abs(Math.floor(Date.now() / 1000) - Number(timestamp)) > 300";
  const badSignature = wrong.badSignature ?? "!same(signature, expected)";
  const refuse = wrong.refuse ?? `return { status: 401, body: { error: "Invalid signature" } };`;
  return `
import { createHmac, timingSafeEqual } from "node:crypto";
import { ConvoticModule } from "@convotic/block-sdk";

const same = (a, b) => a !== undefined && a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

const module: ConvoticModule = {
  name: "hooks",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/webhook",
      auth: false,
      handler: async (req, ctx) => {
        ${wrong.before ?? ""}
        ${parse}
        const expected = createHmac("sha256", "${secret}").update(timestamp + "." + JSON.stringify(req.body)).digest("hex");
        if (timestamp === undefined || ${badTime} || ${badSignature}) {
          ${refuse}
        }
        const event = req.body as any;
        if (${wrong.seen ?? `await ctx.storage.get("event:" + event.id)`}) return { status: 200, body: { duplicate: true } };
        if (!(await ctx.contacts.findByExternalId(event.customer.id)))
          await ctx.contacts.create({ externalId: event.customer.id, firstName: event.customer.firstName });
        await ctx.storage.set("event:" + event.id, true);
        return { status: 200, body: { ok: true } };
      },
    });
  },
};
export default module;
`;
}

// How it is signed, for convotic.json.
export const config = JSON.stringify({
  schemes: [
    {
      name: "our-sender",
      title: "Our sender",
      algorithm: "hmac-sha256",
      signature: { header: "X-Signature", separator: ",", assign: "=", field: "v1", encoding: "hex" },
      timestamp: { header: "X-Signature", field: "t", unit: "s", past: 300, future: 300 },
      content: "{timestamp}.{body}",
    },
  ],
});

export interface CaptureOptions {
  scheme?: string | null;
  path?: string;
  method?: string;
  body?: unknown;
  headers?: [string, string][];
  [member: string]: unknown;
}

// A capture of an order that was paid, as text.
export function capture({ scheme = "our-sender", ...others }: CaptureOptions = {}): string {
  const signed = scheme === null ? {} : { scheme, secrets: ["env:WEBHOOK_SECRET"] };
  return JSON.stringify({
    convotic: "capture/1",
    ...signed,
    method: "POST",
    path: "/webhook",
    headers: [["Content-Type", "application/json"]],
    body: { json: { id: "evt_1", customer: { id: "cust_42", firstName: "Ada" } } },
    ...others,
  });
}

export function files(wrong: Pieces = {}, captures: Record<string, string> = { "order-paid": capture() }): Record<string, string> {
  const out: Record<string, string> = { "index.ts": webhookModule(wrong), "convotic.json": config };
  for (const [name, text] of Object.entries(captures)) out[`fixtures/${name}.json`] = text;
  return out;
}

export const env = { WEBHOOK_SECRET: secret };

// What bodies can be that is neither JSON nor other text, or much of it.
export const oddBodies: Record<string, Buffer> = {
  "of no bytes": Buffer.alloc(0),
  "with NUL in it": Buffer.from("a\0b\0"),
  "that is not UTF-8": Buffer.from([0x7b, 0xff, 0xc3, 0x28, 0x7d]),
  "of 10 MiB": Buffer.alloc(10 << 20, "0123456789abcdef\n"),
  "of 10 MiB that are no text": Buffer.alloc(10 << 20, Buffer.from([0, 0xff, 0x80])),
};
