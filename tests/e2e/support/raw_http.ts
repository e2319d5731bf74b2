import net from "node:net";
import type { TestContext } from "node:test";
import { atEnd } from "./cleanup.ts";
import { within } from "./deadline.ts";

export interface RawResponse {
  // "HTTP/1.1 200 OK", then the headers as they came, in alphabetical order.
  head: string[];
  body: Buffer;
}

// What tests compare: header names are in lower case here, and the body is text.
export interface PlainResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

// A connection on which a test decides about every byte.
export class RawConnection {
  readonly #socket: net.Socket;
  #received = Buffer.alloc(0);
  #chunks: Buffer[] = [];
  #ended = false;
  #notify: () => void = () => {};

  private constructor(socket: net.Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (bytes) => (this.#chunks.push(bytes), this.#notify()));
    for (const event of ["end", "close"]) socket.on(event, () => ((this.#ended = true), this.#notify()));
    socket.on("error", () => {}); // "close" follows
  }

  static async open(t: TestContext, port: number): Promise<RawConnection> {
    const socket = net.connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    const connection = new RawConnection(socket);
    atEnd(t, () => socket.destroy());
    const connected = new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    await within(connected, `a connection to port ${port}`);
    return connection;
  }

  // Resolves when the kernel has taken the bytes; they go out at once, as a segment of their own.
  async send(bytes: string | Uint8Array): Promise<void> {
    const taken = new Promise<void>((resolve) => this.#socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes, () => resolve()));
    await within(taken, "the server to read what was sent");
  }

  // Ends the sending side only.
  finish(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  // Stops and goes on reading: the kernel's buffers fill up meanwhile.
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  get isEnded(): boolean {
    return this.#ended;
  }

  // Everything until the server ends the connection.
  async rest(): Promise<Buffer> {
    await this.#until(() => this.#ended, "the end of the connection");
    const rest = this.#joined();
    this.#received = Buffer.alloc(0);
    return rest;
  }

  // The bytes up to and including `mark`.
  async upTo(mark: string): Promise<Buffer> {
    await this.#until(() => this.#joined().includes(mark) || this.#ended, JSON.stringify(mark));
    const all = this.#joined();
    const end = all.indexOf(mark);
    if (end < 0) throw new Error(`the connection ended before ${JSON.stringify(mark)}: ${all.toString("latin1")}`);
    return this.#take(end + mark.length);
  }

  // The next response. The answer to HEAD has no body, whatever its Content-Length says.
  async response({ toHead = false } = {}): Promise<RawResponse> {
    const head = (await this.upTo("\r\n\r\n")).toString("latin1").slice(0, -4).split("\r\n");
    const length = toHead ? 0 : Number(head.find((line) => /^content-length:/i.test(line))?.slice(15) ?? 0);
    let have = this.#received.length + this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    await this.#until(() => {
      have = this.#received.length + this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0);
      return have >= length || this.#ended;
    }, `${length} bytes of a body`);
    if (have < length) throw new Error(`the connection ended after ${have} of ${length} bytes of a body`);
    this.#joined();
    return { head: [head[0]!, ...head.slice(1).sort()], body: this.#take(length) };
  }

  async plain(options: { toHead?: boolean } = {}): Promise<PlainResponse> {
    return plain(await this.response(options));
  }

  #take(count: number): Buffer {
    const taken = this.#received.subarray(0, count);
    this.#received = this.#received.subarray(count);
    return taken;
  }

  #joined(): Buffer {
    if (this.#chunks.length > 0) this.#received = Buffer.concat([this.#received, ...this.#chunks]);
    this.#chunks = [];
    return this.#received;
  }

  async #until(done: () => boolean, what: string): Promise<void> {
    const wait = async (): Promise<void> => {
      while (!done()) await new Promise<void>((resolve) => (this.#notify = resolve));
    };
    await within(wait(), () => `${what}; so far ${JSON.stringify(this.#joined().toString("latin1").slice(0, 500))}`);
  }
}

export function plain(response: RawResponse): PlainResponse {
  const headers = response.head.slice(1).map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return { status: Number(response.head[0]!.split(" ")[1]), headers: Object.fromEntries(headers), body: response.body.toString("utf8") };
}

// The text of a request: `line` is "GET /v1/modules/…"; a Content-Length is added for a body.
export function requestText(line: string, headers: string[] = [], body?: string | Uint8Array): Buffer {
  const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(body as Uint8Array);
  const length = body === undefined ? [] : [`Content-Length: ${bytes.length}`];
  return Buffer.concat([Buffer.from([`${line} HTTP/1.1`, "Host: localhost", ...headers, ...length, "", ""].join("\r\n"), "latin1"), bytes]);
}

// One request on a connection of its own.
export async function exchange(t: TestContext, port: number, bytes: string | Uint8Array): Promise<PlainResponse> {
  const connection = await RawConnection.open(t, port);
  await connection.send(bytes);
  const toHead = Buffer.from(bytes as Uint8Array).subarray(0, 5).toString() === "HEAD ";
  const response = await connection.plain({ toHead });
  connection.destroy();
  return response;
}
