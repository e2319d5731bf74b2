import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Whether Adyen made all of the notifications in the body. Each bears a signature of its own, of some of its fields:
 *
 *     { "notificationItems": [{ "NotificationRequestItem": { "additionalData": { "hmacSignature": "<signature>" }, … } }] }
 *
 * <signature> is the HMAC-SHA256 of the fields below with ":" between them, in base64. The key is __SECRET__: 64 hexadecimal
 * digits, which stand for 32 bytes. What is not among the fields is not signed; event.ts uses nothing else.
 */
export function verifySignature(body: unknown, secret: string): boolean {
  const items = (body as { notificationItems?: unknown } | null)?.notificationItems;
  if (!Array.isArray(items) || items.length === 0) return false;
  // Buffer.from stops at what is no hex, and an empty key would let anybody sign.
  if (!/^(?:[0-9A-Fa-f]{2})+$/.test(secret)) throw new Error("__SECRET__ is not hex");
  const key = Buffer.from(secret, "hex");
  return items.every((item) => isSigned(item?.NotificationRequestItem, key));
}

function isSigned(item: Record<string, any> | null | undefined, key: Buffer): boolean {
  const signature = item?.additionalData?.hmacSignature;
  if (typeof signature !== "string" || !/^[A-Za-z0-9+/]{43}=$/.test(signature)) return false;

  const fields = [
    item?.pspReference,
    item?.originalReference,
    item?.merchantAccountCode,
    item?.merchantReference,
    item?.amount?.value,
    item?.amount?.currency,
    item?.eventCode,
    item?.success,
  ];
  // An object or an array could become the same text as something else.
  if (fields.some((field) => typeof field === "object" && field !== null)) return false;
  const texts = fields.map((field) => String(field ?? ""));
  // Adyen escapes nothing. Only the merchant's own reference, the fourth, may have a ":" in it; with a second field like that, one
  // signature would stand for several notifications.
  if (texts.some((text, index) => index !== 3 && text.includes(":"))) return false;
  const content = texts.join(":");
  const expected = createHmac("sha256", key).update(content).digest();
  // Digests of one length: timingSafeEqual takes as long for a near miss as for a wild guess.
  return timingSafeEqual(Buffer.from(signature, "base64"), expected);
}
