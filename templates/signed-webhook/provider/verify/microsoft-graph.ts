import { createHash, timingSafeEqual } from "node:crypto";

/**
 * Whether every notification in the body bears the clientState that you subscribed with:
 *
 *     { "value": [{ "clientState": "<MICROSOFT_GRAPH_CLIENT_STATE>", … }] }
 *
 * That is all there is. Microsoft signs nothing here, so whoever has seen one request can make up others.
 */
export function verifyToken(body: unknown, token: string): boolean {
  const items = (body as { value?: unknown } | null)?.value;
  return Array.isArray(items) && items.length > 0 && items.every((item) => typeof item?.clientState === "string" && sameText(item.clientState, token));
}

__SAME_TEXT__
