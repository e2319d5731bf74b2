import { createHash, timingSafeEqual } from "node:crypto";

/**
 * Whether the request bears the token that __TITLE__ was given:
 *
__FORM_LINES__
 *
 * That is all there is. __TITLE__ signs nothing, so whoever has seen one request can make up others.
 */
export function verifyToken(headers: Record<string, string>, token: string): boolean {
  return sameText(headers["__HEADER__"] ?? "", token);
}
