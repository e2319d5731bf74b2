%if BODIES=several
/**
 * The texts that __TITLE__ may have sent for this body. Convotic gives a module the parsed body and not the bytes, so they are
 * rebuilt: __JSON_WORDS__.
 * The signature has to fit one of them, which lets in nobody who cannot sign: they are one value, written in different ways.
 */
export function signedBodies(body: unknown): string[] {
  if (body === undefined) return [""]; // a request without a body
  return [__JSON_CALLS__];
}
%else
/**
 * The text that __TITLE__ sent for this body. Convotic gives a module the parsed body and not the bytes, so it is rebuilt:
 * __JSON_WORDS__.
 */
export function signedBody(body: unknown): string {
  if (body === undefined) return ""; // a request without a body
  return __JSON_CALLS__;
}
%end
%if JSON_FUNCTIONS

__JSON_FUNCTIONS__
%end
