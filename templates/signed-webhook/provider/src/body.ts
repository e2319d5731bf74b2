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
%if JSON_FUNCTIONS

__JSON_FUNCTIONS__
%end
