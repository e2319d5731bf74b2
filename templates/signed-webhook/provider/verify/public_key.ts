import { createPublicKey, verify } from "node:crypto";
import { __BODY_FUNCTION__ } from "./body";
%if WINDOW

const WINDOW_SECONDS = __WINDOW__;
%end
%if KEY=ed25519

// What makes SubjectPublicKeyInfo, which Node reads, of the 32 bytes of an Ed25519 key (RFC 8410).
const ED25519_HEADER = Buffer.from("302a300506032b6570032100", "hex");
%end

/**
 * Whether __TITLE__ sent this__WINDOW_WORDS__. Only it has the private key, so nobody who can read this can sign.
 *
__FORM_LINES__
 *
__CONTENT_LINES__
 */
export function verifySignature(headers: Record<string, string>, body: unknown, publicKey: string): boolean {
  const [, signature] = /^(__SIGNATURE_PATTERN__)$/.exec(headers["__HEADER__"] ?? "") ?? [];
  if (!signature) return false;
%if TIMESTAMP

  const timestamp = headers["__TIMESTAMP_HEADER__"] ?? "";
  if (!/^__TIMESTAMP_PATTERN__$/.test(timestamp)) return false;
  // The time is signed too, so an old request cannot be sent again with a new one.
  const age = __AGE__;
  if (!(Math.abs(age) <= WINDOW_SECONDS)) return false;
%end

%if KEY=ed25519
  const key = createPublicKey({ key: Buffer.concat([ED25519_HEADER, Buffer.from(publicKey, "__KEY_ENCODING__")]), format: "der", type: "spki" });
%else
  const key = createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" });
%end
%if BODIES=several
  return signedBodies(body).some((text) => verify(__HASH__, Buffer.from(__CONTENT__), key, Buffer.from(signature, "__ENCODING__")));
%else
  return verify(__HASH__, Buffer.from(__CONTENT__), key, Buffer.from(signature, "__ENCODING__"));
%end
}
