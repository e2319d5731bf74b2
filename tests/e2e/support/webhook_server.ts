import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import http from "node:http";
import net from "node:net";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { atEnd } from "./cleanup.ts";
import { secret } from "./webhook_module.ts";

async function listen(t: TestContext, server: net.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  atEnd(t, () => server.close());
  return (server.address() as AddressInfo).port;
}

// A server that does with each connection's first bytes what `answer` says, on the raw socket.
export async function rawServer(t: TestContext, answer: (socket: net.Socket) => void): Promise<string> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
    socket.once("data", () => answer(socket));
  });
  atEnd(t, () => sockets.forEach((socket) => socket.destroy()));
  return `http://127.0.0.1:${await listen(t, server)}/hook`;
}

export interface Seen {
  method: string;
  url: string;
  headers: http.IncomingHttpHeaders;
  body: string;
  sha256: string;
}

// A server that verifies as the scaffold does, over the exact bytes, and notes what it has seen.
export async function verifyingServer(t: TestContext): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk)).on("end", () => {
      const body = Buffer.concat(chunks);
      seen.push({ method: request.method!, url: request.url!, headers: request.headers, body: body.toString(), sha256: createHash("sha256").update(body).digest("hex") });
      const [, time, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(request.headers["x-signature"])) ?? [];
      const expected = createHmac("sha256", secret).update(`${time}.`).update(body).digest("hex");
      const good = signature !== undefined && timingSafeEqual(Buffer.from(signature), Buffer.from(expected)) && Math.abs(Date.now() / 1000 - Number(time)) <= 300;
      response.writeHead(good ? 200 : 401).end();
    });
  });
  atEnd(t, () => server.closeAllConnections());
  return { url: `http://127.0.0.1:${await listen(t, server)}/hook`, seen };
}
