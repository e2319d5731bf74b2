// The frames in tests/fixtures/runner_protocol/, which the tests of both languages decode and encode again.
import { Kind } from "../../emulator/runner/src/protocol.ts";

export const fixtureFolder = "tests/fixtures/runner_protocol";

export interface GoldenFrame {
  // The file, where a kind has several frames; the message's name otherwise.
  file?: string;
  name: keyof typeof Kind;
  id: number;
  head: object;
  body?: Uint8Array;
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

export const goldenFrames: GoldenFrame[] = [
  { name: "hello", id: 0, head: { protocol: 1, node: "v20.20.2", pid: 4121 } },
  {
    name: "load",
    id: 0,
    head: {
      bundle: "/shop/.convotic/build/index.mjs",
      entry: "/shop/src/index.ts",
      directory: "/shop",
      environment: { SHOP_MODE: "test" },
      secrets: { ERP_TOKEN: 'tok_"é"\\' },
      strict: false,
      raw_body: true,
    },
  },
  {
    name: "loaded",
    id: 0,
    head: {
      name: "erp-webhook",
      version: "1.0.0",
      routes: [
        { method: "POST", path: "/webhook/erp", auth: true, middleware: 2 },
        { method: "GET", path: "/orders/:orderId", auth: false, middleware: 0 },
      ],
      workers: [{ topic: "custom.orders.new" }],
      nodes: [{ type: "loyalty_lookup", name: "Loyalty Lookup" }],
    },
  },
  { file: "loaded_without_version", name: "loaded", id: 0, head: { name: "empty", routes: [], workers: [], nodes: [] } },
  {
    name: "load_failed",
    id: 0,
    head: {
      reason: "import_threw",
      error: {
        name: "Error",
        message: "Cannot find package 'stripe'",
        stack: "Error: Cannot find package 'stripe'\n    at /shop/src/index.ts:1:20",
        code: "ERR_MODULE_NOT_FOUND",
      },
    },
  },
  {
    name: "invoke",
    id: 7,
    head: {
      route: 0,
      params: { orderId: "a/b é" },
      query: { page: "2" },
      headers: { "content-type": "application/json", "x-signature": "sha256=00ff" },
      request: "req_k3v9q2",
    },
    body: text('{"name":"สมชาย"}'),
  },
  {
    file: "invoke_binary_body",
    name: "invoke",
    id: 4294967295,
    head: { route: 1, params: {}, query: {}, headers: { "content-type": "application/octet-stream" }, request: "req_k3v9q3" },
    body: Uint8Array.from({ length: 256 }, (_, byte) => byte),
  },
  { name: "response", id: 7, head: { status: 200, headers: [["content-type", "application/json"]] }, body: text('{"ok":true}') },
  { file: "response_without_body", name: "response", id: 8, head: { status: 204, headers: [] } },
  {
    name: "failed",
    id: 9,
    head: {
      reason: "threw",
      error: { name: "TypeError", message: "order is undefined", stack: "TypeError: order is undefined\n    at handler (/shop/src/index.ts:14:9)" },
    },
  },
  {
    file: "failed_invalid_json",
    name: "failed",
    id: 10,
    head: { reason: "invalid_json", error: { name: "SyntaxError", message: "Unexpected token 'o', \"oops\" is not valid JSON" } },
  },
  {
    name: "call",
    id: 1,
    head: { invocation: 7, name: "contacts.update" },
    body: text('["ct_abc123",{"attributes":{"last_erp_order_id":"42"}}]'),
  },
  { name: "reply", id: 1, head: {}, body: text('{"id":"ct_abc123"}') },
  { file: "reply_undefined", name: "reply", id: 2, head: {} },
  {
    file: "reply_error",
    name: "reply",
    id: 3,
    head: { error: { code: "NOT_FOUND", message: "Contact 'ct_nobody' not found" } },
  },
  { name: "log", id: 7, head: { level: "info", source: "logger", message: "Processing order\n\ttab", fields: { orderId: 42, tags: ["a", null] } } },
  { file: "log_without_fields", name: "log", id: 0, head: { level: "warn", source: "console", message: "started" } },
  { name: "ping", id: 12, head: {} },
  { name: "pong", id: 12, head: {} },
  { name: "drain", id: 0, head: {} },
  {
    name: "exiting",
    id: 7,
    head: { reason: "process_exit", error: { name: "Error", message: "the module called process.exit(3)", stack: "Error: …\n    at /shop/src/index.ts:3:11" } },
  },
  { name: "clock", id: 0, head: { shift_ms: -360000 } },
];

export interface BrokenSample {
  // What FrameReader calls the fault; also the file's name.
  fault: string;
  broken: string;
  bytes: Uint8Array;
}

interface Raw {
  length?: number;
  kind?: number;
  headLength?: number;
  head: string;
}

function raw({ length, kind = Kind.ping, headLength, head }: Raw): Uint8Array {
  const bytes = Buffer.alloc(13 + head.length);
  bytes.writeUInt32LE(length ?? 9 + head.length, 0);
  bytes[4] = kind;
  bytes.writeUInt32LE(1, 5);
  bytes.writeUInt32LE(headLength ?? head.length, 9);
  bytes.write(head, 13);
  return bytes;
}

export const brokenSamples: BrokenSample[] = [
  { fault: "length_too_small", broken: "length is 8, less than the 9 bytes that every frame has", bytes: raw({ length: 8, head: "{}" }) },
  { fault: "length_too_large", broken: "length is 268435457, one more than 256 MiB", bytes: raw({ length: 268435457, head: "{}" }) },
  { fault: "head_exceeds_frame", broken: "head_length is 3 in a frame that has 2 bytes left", bytes: raw({ headLength: 3, head: "{}" }) },
  { fault: "unknown_kind", broken: "kind is 16; 15 is the last", bytes: raw({ kind: 16, head: "{}" }) },
  { fault: "head_not_json", broken: "the head is not JSON", bytes: raw({ head: '{"a":' }) },
  { fault: "head_not_object", broken: "the head is JSON, but an array", bytes: raw({ head: "[1]" }) },
];
