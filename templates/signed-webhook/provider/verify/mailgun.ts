import { createHmac, timingSafeEqual } from "node:crypto";

const WINDOW_SECONDS = __WINDOW__;

/**
 * Whether Mailgun made the signature that is in the body__WINDOW_WORDS__:
 *
 *     { "signature": { "timestamp": "<timestamp>", "token": "<token>", "signature": "<signature>" }, "event-data": … }
 *
 * <signature> is the HMAC-SHA256 of "<timestamp><token>", keyed with __SECRET__, in hex.
 *
 * The event itself is not signed: whoever has seen one request can make up others around its signature. The token is there to be
 * accepted once, and index.ts keeps the ones that it has acted on.
 */
export function verifySignature(body: unknown, secret: string): boolean {
  const { timestamp, token, signature } = ((body as { signature?: unknown } | null)?.signature ?? {}) as Record<string, unknown>;
  if (typeof timestamp !== "string" || !/^\d{1,12}$/.test(timestamp)) return false;
  if (typeof token !== "string" || token === "") return false;
  // The time is signed too, so an old request cannot be sent again with a new one.
  const age = Date.now() / 1000 - Number(timestamp);
  if (!(__IN_WINDOW__)) return false;
  if (typeof signature !== "string" || !/^[0-9a-f]{64}$/.test(signature)) return false;

  const expected = createHmac("sha256", secret).update(timestamp + token).digest();
  // Digests of one length: timingSafeEqual takes as long for a near miss as for a wild guess.
  return timingSafeEqual(Buffer.from(signature, "hex"), expected);
}
