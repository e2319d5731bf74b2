import { __IMPORTS__, timingSafeEqual } from "node:crypto";
import { __BODY_FUNCTION__ } from "./body";
%if WINDOW

const WINDOW_SECONDS = __WINDOW__;
%if AHEAD
const AHEAD_SECONDS = __AHEAD__;
%end
%end

/**
 * Whether __TITLE__ sent this__WINDOW_WORDS__.
 *
__FORM_LINES__
 *
__CONTENT_LINES__
 */
export function verifySignature(headers: Record<string, string>, body: unknown, __PARAMETERS__): boolean {
  __READING__
%if COMPANION

  const [, appKey, key] = /^([^:]+):(.+)$/s.exec(secret) ?? [];
  if (!appKey || !key) throw new Error("__SECRET__ has no colon between the app key and the secret");
%end

%if BODIES=several
%if SECRETS=several
  const expected = secrets.flatMap((secret) =>
    // convotic-lint-disable-next-line auth/reserialized-body -- Convotic gives no raw body: src/body.ts writes it anew
%if WEAK_HASH
    // convotic-lint-disable-next-line crypto/weak-hash -- __TITLE__ prescribes it
%end
    signedBodies(body).map((text) => __DIGEST__),
  );
%else
  // convotic-lint-disable-next-line auth/reserialized-body -- Convotic gives no raw body: src/body.ts writes it anew
%if WEAK_HASH
  // convotic-lint-disable-next-line crypto/weak-hash -- __TITLE__ prescribes it
%end
  const expected = signedBodies(body).map((text) => __DIGEST__);
%end
%else
%if SECRETS=several
  // convotic-lint-disable-next-line auth/reserialized-body -- Convotic gives no raw body: src/body.ts writes it anew
%if WEAK_HASH
  // convotic-lint-disable-next-line crypto/weak-hash -- __TITLE__ prescribes it
%end
  const expected = secrets.map((secret) => __DIGEST__);
%else
  // convotic-lint-disable-next-line auth/reserialized-body -- Convotic gives no raw body: src/body.ts writes it anew
%if WEAK_HASH
  // convotic-lint-disable-next-line crypto/weak-hash -- __TITLE__ prescribes it
%end
  const expected = __DIGEST__;
%end
%end
  // Digests of one length: timingSafeEqual takes as long for a near miss as for a wild guess.
%if EXPECTED=several
%if FORM=plain
  const received = Buffer.from(signature, "__ENCODING__");
  return expected.some((one) => timingSafeEqual(received, one));
%else
  const received = signatures.map((signature) => Buffer.from(signature, "__ENCODING__"));
  return expected.some((one) => received.some((other) => timingSafeEqual(one, other)));
%end
%else
%if FORM=plain
  return timingSafeEqual(Buffer.from(signature, "__ENCODING__"), expected);
%else
  return signatures.some((signature) => timingSafeEqual(Buffer.from(signature, "__ENCODING__"), expected));
%end
%end
}
%if DECODE

/** The key that a secret stands for. */
function keyOf(secret: string): Buffer {
%if KEY_PREFIX_PATTERN
  const text = secret.replace(/^__KEY_PREFIX_PATTERN__/, "");
%else
  const text = secret;
%end
  // Buffer.from leaves out what is no __DECODE__, and an empty key would let anybody sign.
  if (!/^__KEY_TEXT_PATTERN__$/.test(text)) throw new Error("__SECRET__ is not __DECODE__");
  return Buffer.from(text, "__DECODE__");
}
%end
%if URL_ESCAPES

/** The URL as __TITLE__ signs it: with some of its escapes decoded. */
function decoded(url: string): string {
  return url.replace(/__URL_ESCAPES__/g, decodeURIComponent);
}
%end
%if SAME_TEXT

__SAME_TEXT__
%end
