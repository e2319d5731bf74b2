import { createHash, timingSafeEqual } from "node:crypto";

/**
 * Whether the request bears what __TITLE__ was given:
 *
__FORM_LINES__
 *
%if TOKEN_WORDS
 * __TOKEN_WORDS__
%end
 * That is all there is. Nothing is signed, so whoever has seen one request can make up others.
 */
export function verifyToken(headers: Record<string, string>, token: string): boolean {
  return sameText(__HEADER_VALUE__, __TOKEN__);
}

__SAME_TEXT__
