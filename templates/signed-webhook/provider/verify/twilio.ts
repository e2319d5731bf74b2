import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Whether Twilio sent this form to this URL.
 *
 *     X-Twilio-Signature: <signature>
 *
 * <signature> is the HMAC-SHA1, keyed with __SECRET__, in base64, of the URL as Twilio was given it and the fields of the form,
 * sorted by name: each name with its value behind it, and nothing between.
 */
export function verifySignature(headers: Record<string, string>, body: unknown, secret: string, url: string): boolean {
  const [, signature] = /^([A-Za-z0-9+/]{27}=)$/.exec(headers["x-twilio-signature"] ?? "") ?? [];
  if (!signature) return false;

  // Convotic turns a form into an object of its fields. JSON, which anybody can send, may hold what no form does: values that look like
  // other fields once they are text.
  if (!/^application\/x-www-form-urlencoded(?:;|$)/i.test(headers["content-type"] ?? "")) return false;
  if (typeof body !== "object" || body === null || Array.isArray(body)) return false;
  const fields = Object.entries(body);
  // Such as "MediaUrl0", "SipHeader_X-Id".
  if (!fields.every(([name, value]) => /^[A-Za-z0-9_.-]+$/.test(name) && typeof value === "string")) return false;
  fields.sort(([one], [other]) => (one < other ? -1 : 1));
  const content = url + fields.map(([name, value]) => `${name}${value}`).join("");

  // convotic-lint-disable-next-line crypto/weak-hash -- Twilio prescribes SHA-1
  const expected = createHmac("sha1", secret).update(content).digest();
  // Digests of one length: timingSafeEqual takes as long for a near miss as for a wild guess.
  return timingSafeEqual(Buffer.from(signature, "base64"), expected);
}
