// The runner protocol, as docs/runner-protocol.md says. emulator/runner_protocol.hpp is the other end; the frames in
// tests/fixtures/runner_protocol/ are decoded and re-encoded by the tests of both. Nothing here does I/O.

export const protocolVersion = 1;

export const Kind = {
  hello: 1,
  load: 2,
  loaded: 3,
  load_failed: 4,
  invoke: 5,
  response: 6,
  failed: 7,
  call: 8,
  reply: 9,
  log: 10,
  ping: 11,
  pong: 12,
  drain: 13,
  exiting: 14,
  clock: 15,
} as const;

// What a ping asks, by its id; any other asks no more than whether the event loop runs.
export const Ping = {
  settle: 1,
  lasting: 2,
} as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

const lastKind = Kind.clock;
export const prefixBytes = 4;
export const headerBytes = 13;
const fixedBytes = headerBytes - prefixBytes;

export const maxLength = 256 * 1024 * 1024;
export const maxHead = 1024 * 1024;

export interface Frame {
  kind: Kind;
  id: number;
  head: object;
  body: Buffer;
}

export interface Load {
  bundle: string;
  entry: string;
  directory: string;
  environment: Record<string, string>;
  secrets: Record<string, string>;
  strict: boolean;
  raw_body: boolean;
}

export interface Invoke {
  route: number;
  params: Record<string, string>;
  query: Record<string, string>;
  headers: Record<string, string>;
  request: string;
}

export interface Clock {
  shift_ms: number;
}

export interface Reply {
  error?: { code: string; message: string };
}

// A frame that breaks the rules. `fault` is a stable name, the same that the fixtures use.
export class BrokenFrame extends Error {
  readonly fault: string;

  constructor(fault: string, message: string) {
    super(message);
    this.name = "BrokenFrame";
    this.fault = fault;
  }
}

export const noBytes = Buffer.alloc(0);

// The length that the frame at `at` announces.
export function checkedLength(bytes: Buffer, at: number): number {
  const length = bytes.readUInt32LE(at);
  if (length < fixedBytes) throw new BrokenFrame("length_too_small", `a frame of ${length} bytes; ${fixedBytes} is the least`);
  if (length > maxLength) throw new BrokenFrame("length_too_large", `a frame of ${length} bytes; ${maxLength} is the most`);
  return length;
}

// The frame at `at`, all of whose bytes are there. Its body is a view of them.
export function decodeFrame(bytes: Buffer, at: number, end: number): Frame {
  const kind = bytes[at + 4] as number;
  if (kind === 0 || kind > lastKind) throw new BrokenFrame("unknown_kind", `a frame of kind ${kind}; ${lastKind} is the last`);
  const headLength = bytes.readUInt32LE(at + 9);
  if (headLength > maxHead) throw new BrokenFrame("head_too_large", `a head of ${headLength} bytes; ${maxHead} is the most`);
  const headEnd = at + headerBytes + headLength;
  if (headEnd > end) {
    throw new BrokenFrame("head_exceeds_frame", `a head of ${headLength} bytes in a frame of ${end - at - prefixBytes}`);
  }
  return {
    kind: kind as Kind,
    id: bytes.readUInt32LE(at + 5),
    head: decodeHead(bytes.toString("utf8", at + headerBytes, headEnd)),
    body: headEnd === end ? noBytes : bytes.subarray(headEnd, end),
  };
}

function decodeHead(text: string): object {
  if (text === "{}") return {};
  let head: unknown;
  try {
    head = JSON.parse(text);
  } catch (error) {
    throw new BrokenFrame("head_not_json", `a head that is not JSON: ${(error as Error).message}`);
  }
  if (typeof head !== "object" || head === null || Array.isArray(head)) {
    throw new BrokenFrame("head_not_object", `a head that is not an object: ${text.slice(0, 40)}`);
  }
  return head;
}

// Writes what precedes a frame's head.
export function writeHeader(bytes: Buffer, at: number, kind: Kind, id: number, headLength: number, bodyLength: number): void {
  bytes.writeUInt32LE(fixedBytes + headLength + bodyLength, at);
  bytes[at + 4] = kind;
  bytes.writeUInt32LE(id, at + 5);
  bytes.writeUInt32LE(headLength, at + 9);
}

// One frame by itself. FrameWriter is the faster way to many.
export function encodeFrame(kind: Kind, id: number, head: object, body: Uint8Array = noBytes): Buffer {
  const text = Buffer.from(JSON.stringify(head));
  const header = Buffer.allocUnsafe(headerBytes);
  writeHeader(header, 0, kind, id, text.length, body.byteLength);
  return Buffer.concat([header, text, body]);
}
