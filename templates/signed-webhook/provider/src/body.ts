%if BODIES=several
/**
 * The texts that __TITLE__ may have sent for this body. Convotic gives a module the parsed body and not the bytes, so they are
 * written anew.
%if !KNOWN
 * __TITLE__ does not say how it writes its JSON: these are the usual ways.
%end
 * The signature has to fit one of them. That lets in nobody who cannot sign: they are one value, written in different ways.
 */
export function signedBodies(body: unknown): string[] {
  if (body === undefined) return [""]; // a request without a body
  return [__JSON_CALLS__];
}
%else
/**
 * The text that __TITLE__ sent for this body. Convotic gives a module the parsed body and not the bytes, so it is written anew, in
 * the way of __TITLE__'s.
 */
export function signedBody(body: unknown): string {
  if (body === undefined) return ""; // a request without a body
  return __JSON_CALLS__;
}
%end

/** Whether it nests no deeper than anything that is sent in earnest. What is deeper may be too deep to be written at all. */
export function isShallow(value: unknown, levels = 64): boolean {
  if (typeof value !== "object" || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1));
}
%if JSON_FUNCTIONS

__JSON_FUNCTIONS__
%end
