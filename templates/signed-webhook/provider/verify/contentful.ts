import { createHmac, timingSafeEqual } from "node:crypto";
import { __BODY_FUNCTION__ } from "./body";

const WINDOW_SECONDS = __WINDOW__;

/**
 * Whether Contentful sent this to this URL__WINDOW_WORDS__.
 *
 *     X-Contentful-Timestamp: <milliseconds since 1970>
 *     X-Contentful-Signed-Headers: <names with commas between them, these two among them>
 *     X-Contentful-Signature: <signature>
 *
 * <signature> is the HMAC-SHA256, keyed with __SECRET__, in hex, of four lines: the method, the URL's path with its query, the
 * signed headers as "name:value" with semicolons between them, and the body.
 */
export function verifySignature(headers: Record<string, string>, body: unknown, secret: string, url: string): boolean {
  const [, signature] = /^([0-9a-f]{64})$/.exec(headers["x-contentful-signature"] ?? "") ?? [];
  if (!signature) return false;

  const timestamp = headers["x-contentful-timestamp"] ?? "";
  if (!/^\d{13}$/.test(timestamp)) return false;
  // The time is signed too, so an old request cannot be sent again with a new one.
  const age = (Date.now() - Number(timestamp)) / 1000;
  if (!(__IN_WINDOW__)) return false;

  const names = (headers["x-contentful-signed-headers"] ?? "").split(",").map((name) => name.trim().toLowerCase());
  if (!names.includes("x-contentful-timestamp") || !names.includes("x-contentful-signed-headers")) return false;
  // Of the request's own: `headers["constructor"]` is there always.
  const valueOf = (name: string) => (Object.hasOwn(headers, name) ? String(headers[name]).trim() : "");
  const signedHeaders = [...new Set(names)]
    .sort()
    .map((name) => `${name}:${valueOf(name)}`)
    .join(";");

  const { pathname, search } = new URL(url);
%if BODIES=several
  // convotic-lint-disable-next-line auth/reserialized-body -- Convotic gives no raw body: src/body.ts writes it anew
  const expected = signedBodies(body).map((text) => createHmac("sha256", secret).update(`POST\n${pathname}${search}\n${signedHeaders}\n${text}`).digest());
  // Digests of one length: timingSafeEqual takes as long for a near miss as for a wild guess.
  const received = Buffer.from(signature, "hex");
  return expected.some((one) => timingSafeEqual(received, one));
%else
  // convotic-lint-disable-next-line auth/reserialized-body -- Convotic gives no raw body: src/body.ts writes it anew
  const expected = createHmac("sha256", secret).update(`POST\n${pathname}${search}\n${signedHeaders}\n${signedBody(body)}`).digest();
  // Digests of one length: timingSafeEqual takes as long for a near miss as for a wild guess.
  return timingSafeEqual(Buffer.from(signature, "hex"), expected);
%end
}
