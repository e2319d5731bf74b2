import type { RouteRequest, RouteResponse } from "@convotic/block-sdk";
import type { Channel } from "./channel.ts";
import type { Context } from "./ctx.ts";
import { plainReport, reportOf, type ErrorReport } from "./errors.ts";
import { Kind } from "./protocol.ts";
import type { Route } from "./registration.ts";
import { BadResponse, encodeResponse } from "./response.ts";

export type FailureReason = "invalid_json" | "threw" | "bad_response";

// Runs a route for one request and sends its response, or why there is none. Never rejects.
export async function answer(channel: Channel, id: number, route: Route, request: RouteRequest, ctx: Context): Promise<void> {
  try {
    const wrapped = route.middleware.length > 0;
    const returned = await (wrapped ? runMiddleware(route, request, ctx, 0) : route.handler(request, ctx));
    const response = encodeResponse(returned, wrapped ? `middleware[0] of ${route.method} ${route.path}` : "the handler");
    channel.send(Kind.response, id, response.head, response.body);
  } catch (error) {
    if (error instanceof BadResponse) sendFailed(channel, id, "bad_response", plainReport(error.name, error.message));
    else sendFailed(channel, id, "threw", reportOf(error));
  }
}

export function sendFailed(channel: Channel, id: number, reason: FailureReason, error: ErrorReport): void {
  channel.send(Kind.failed, id, JSON.stringify({ reason, error }));
}

// Middleware wraps what follows it like the layers of an onion; the handler is the innermost.
async function runMiddleware(route: Route, request: RouteRequest, ctx: Context, index: number): Promise<RouteResponse> {
  const middleware = route.middleware[index];
  if (middleware === undefined) return route.handler(request, ctx);
  let called = false;
  return middleware(request, ctx, async () => {
    if (called) throw new Error(`middleware[${index}] of ${route.method} ${route.path} called next() twice`);
    called = true;
    return runMiddleware(route, request, ctx, index + 1);
  });
}
