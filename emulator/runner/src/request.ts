import type { RouteRequest } from "@convotic/block-sdk";
import { isJson, mediaType } from "./media_type.ts";
import type { Invoke } from "./protocol.ts";

// Builds `req` with exactly the members that Convotic documents. Throws JSON.parse's SyntaxError for a bad JSON body.
export function buildRequest(head: Invoke, body: Buffer): RouteRequest {
  return { body: parseBody(head.headers["content-type"], body), query: head.query, params: head.params, headers: head.headers };
}

// The extension for modules that asked for it. The bytes are copied: the buffer they lie in is reused.
export function withRawBody(request: RouteRequest, body: Buffer): RouteRequest {
  return Object.assign(request, { rawBody: Buffer.from(body) });
}

export function parseBody(contentType: string | undefined, body: Buffer): unknown {
  if (body.length === 0) return undefined;
  const text = body.toString("utf8");
  if (contentType === undefined || contentType === "application/json") return JSON.parse(text);
  const type = mediaType(contentType);
  if (type === "" || isJson(type)) return JSON.parse(text);
  if (type === "application/x-www-form-urlencoded") return Object.fromEntries(new URLSearchParams(text));
  return text;
}
