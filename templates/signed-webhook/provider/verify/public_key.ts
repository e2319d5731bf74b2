import { createPublicKey, verify, type KeyObject } from "node:crypto";
import { __BODY_FUNCTION__ } from "./body";
%if WINDOW

const WINDOW_SECONDS = __WINDOW__;
%if AHEAD
const AHEAD_SECONDS = __AHEAD__;
%end
%end

/**
 * Whether __TITLE__ sent this__WINDOW_WORDS__. It alone has the private key: whoever can verify still cannot sign.
 *
__FORM_LINES__
 *
__CONTENT_LINES__
 */
export function verifySignature(headers: Record<string, string>, body: unknown, publicKey: string): boolean {
  __READING__

  const key = keyOf(publicKey);
%if BODIES=several
%if FORM=plain
  return signedBodies(body).some((text) => verify(__HASH__, Buffer.from(__CONTENT__), key, Buffer.from(signature, "__ENCODING__")));
%else
  return signedBodies(body).some((text) =>
    signatures.slice(0, 8).some((signature) => verify(__HASH__, Buffer.from(__CONTENT__), key, Buffer.from(signature, "__ENCODING__"))),
  );
%end
%else
%if FORM=plain
  return verify(__HASH__, Buffer.from(__CONTENT__), key, Buffer.from(signature, "__ENCODING__"));
%else
  return signatures.slice(0, 8).some((signature) => verify(__HASH__, Buffer.from(__CONTENT__), key, Buffer.from(signature, "__ENCODING__")));
%end
%end
}

%if KEY=ed25519
// What makes SubjectPublicKeyInfo, which Node reads, of the 32 bytes of an Ed25519 key (RFC 8410).
const ED25519_HEADER = "302a300506032b6570032100";

function keyOf(publicKey: string): KeyObject {
%if KEY_PREFIX_PATTERN
  const bytes = Buffer.from(publicKey.replace(/^__KEY_PREFIX_PATTERN__/, ""), "__KEY_ENCODING__");
%else
  const bytes = Buffer.from(publicKey, "__KEY_ENCODING__");
%end
  return createPublicKey({ key: Buffer.concat([Buffer.from(ED25519_HEADER, "hex"), bytes]), format: "der", type: "spki" });
}
%else
function keyOf(publicKey: string): KeyObject {
  // As its base64, or with the lines around it that files have.
  const base64 = publicKey.replace(/-----[^-]+-----|\s|\\n/g, "");
  return createPublicKey({ key: Buffer.from(base64, "base64"), format: "der", type: "spki" });
}
%end
