import { createHmac, timingSafeEqual } from "node:crypto";

const WINDOW_SECONDS = 5 * 60;

/**
 * Whether the sender knew the secret, and signed this body within the last five minutes.
 *
 *     X-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">
 *
 * Convotic hands a module the parsed body and not its bytes, so <body> is what JSON.stringify makes of it: the sender
 * has to sign compact JSON (README.md, "What is signed").
 */
export function verifySignature(headers: Record<string, string>, body: unknown, secret: string): boolean {
  // The exact form is part of the check: one timestamp and one whole digest, or nothing.
  const [, timestamp, signature] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(headers["x-signature"] ?? "") ?? [];
  if (!timestamp || !signature) return false;

  // The timestamp is signed too, so an old request cannot be sent again with a new one.
  const age = Math.floor(Date.now() / 1000) - Number(timestamp);
  if (Math.abs(age) > WINDOW_SECONDS) return false;

  // Nothing that is sent in earnest nests this deeply, and what does may be too deep for JSON.stringify.
  if (!isShallow(body)) return false;

  // convotic-lint-disable-next-line auth/reserialized-body -- Convotic gives no raw body; README.md says what that means
  const expected = createHmac("sha256", secret).update(`${timestamp}.${JSON.stringify(body)}`).digest();
  const received = Buffer.from(signature, "hex");
  // timingSafeEqual takes as long for a near miss as for a wild guess, and throws where the lengths differ.
  return received.length === expected.length && timingSafeEqual(received, expected);
}

function isShallow(value: unknown, levels = 64): boolean {
  if (typeof value !== "object" || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1));
}
