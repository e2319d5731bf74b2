import { __CRYPTO__, timingSafeEqual } from "node:crypto";
%if BODY
import { __BODY_FUNCTION__ } from "./body";
%end
%if WINDOW

const WINDOW_SECONDS = __WINDOW__;
%end

/**
 * Whether __TITLE__ sent this__WINDOW_WORDS__.
 *
__FORM_LINES__
 *
__CONTENT_LINES__
 */
export function verifySignature(headers: Record<string, string>, body: unknown, __PARAMETERS__): boolean {
%if FORM=plain
  // The exact form is part of the check: __FORM_WORDS__, or nothing.
  const [, signature] = /^__PREFIX_PATTERN__(__DIGEST_PATTERN__)$/.exec(headers["__HEADER__"] ?? "") ?? [];
  if (!signature) return false;
%end
%if FORM=fields
  // __OTHER_FIELDS__
  const fields = (headers["__HEADER__"] ?? "").split("__SEPARATOR__");
  const valuesOf = (name: string) => fields.filter((field) => field.startsWith(`${name}__ASSIGN__`)).map((field) => field.slice(name.length + 1));
  const signatures = valuesOf("__FIELD__").filter((value) => /^__DIGEST_PATTERN__$/.test(value));
  if (signatures.length === 0) return false;
%end
%if FORM=list
  const signatures = (headers["__HEADER__"] ?? "").split("__SEPARATOR__").filter((value) => /^__DIGEST_PATTERN__$/.test(value));
  if (signatures.length === 0) return false;
%end
%if FORM=headers
  const signatures = [__HEADER_LIST__].map((name) => headers[name] ?? "").filter((value) => /^__DIGEST_PATTERN__$/.test(value));
  if (signatures.length === 0) return false;
%end
%if ID

  const id = headers["__ID_HEADER__"];
  if (!id) return false;
%end
%if TIMESTAMP

%if TIMESTAMP=field
  const [timestamp = "", another] = valuesOf("__TIMESTAMP_FIELD__");
  if (another !== undefined || !/^__TIMESTAMP_PATTERN__$/.test(timestamp)) return false;
%end
%if TIMESTAMP=header
  const timestamp = headers["__TIMESTAMP_HEADER__"] ?? "";
  if (!/^__TIMESTAMP_PATTERN__$/.test(timestamp)) return false;
%end
%if TIMESTAMP=body
  const timestamp = (body as { __TIMESTAMP_FIELD__?: unknown } | null)?.__TIMESTAMP_FIELD__;
  if (typeof timestamp !== "number") return false;
%end
  // The time is signed too, so an old request cannot be sent again with a new one.
  const age = __AGE__;
  if (!(Math.abs(age) <= WINDOW_SECONDS)) return false;
%end

%if BODIES=several
%if SECRETS=several
  const expected = secrets.flatMap((secret) => signedBodies(body).map((text) => __DIGEST__));
%else
  const expected = signedBodies(body).map((text) => __DIGEST__);
%end
%else
%if SECRETS=several
  const expected = secrets.map((secret) => __DIGEST__);
%else
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
