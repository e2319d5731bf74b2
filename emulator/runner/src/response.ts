import { isJson, mediaType } from "./media_type.ts";
import { jsonFault } from "./json_fault.ts";
import { suggestion } from "./nearest.ts";
import { maxHead, maxLength } from "./protocol.ts";
import { describe, literal, quote } from "./quote.ts";

// A response ready for a frame: the head as JSON text, the body as text or bytes.
export interface EncodedResponse {
  head: string;
  body: string | Uint8Array;
}

// What a handler returned is not a response; the message says what is wrong with it.
export class BadResponse extends Error {
  override readonly name = "BadResponse";
}

type HeaderPair = [name: string, value: string];

const jsonHeader = '"headers":[["content-type","application/json"]]}';
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// Tabs are the one control character that a field value may hold.
const controls = /[\0-\x08\x0a-\x1f\x7f]/;

// `returned` is what came back from `who`, for example "the handler". Throws BadResponse.
export function encodeResponse(returned: unknown, who: string): EncodedResponse {
  const response = checkObject(returned, who);
  const status = checkStatus(response, who);
  if (response["headers"] === undefined) {
    const body = response["body"];
    if (body === undefined || status === 204 || status === 304) return { head: `{"status":${status},"headers":[]}`, body: "" };
    if (!isBytes(body)) return checkSize({ head: `{"status":${status},${jsonHeader}`, body: toJson(body, who) });
  }
  return checkSize(encodeWithHeaders(status, response, who));
}

function encodeWithHeaders(status: number, response: Record<string, unknown>, who: string): EncodedResponse {
  const headers = checkHeaders(response["headers"], who);
  const contentType = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1];
  const value = response["body"];
  let body: string | Uint8Array = "";
  if (value !== undefined && status !== 204 && status !== 304) {
    const bytes = isBytes(value);
    const verbatim = bytes || (typeof value === "string" && contentType !== undefined && !isJson(mediaType(contentType)));
    body = verbatim ? (value as string | Uint8Array) : toJson(value, who);
    if (contentType === undefined) headers.push(["content-type", bytes ? "application/octet-stream" : "application/json"]);
  }
  return { head: JSON.stringify({ status, headers }), body };
}

function checkObject(returned: unknown, who: string): Record<string, unknown> {
  const usable = typeof returned === "object" && returned !== null && !Array.isArray(returned);
  if (!usable) throw new BadResponse(`${who} returned ${describe(returned)} instead of {status, body}`);
  if (isWeb(returned, "Response")) {
    throw new BadResponse(`${who} returned a Response of the Web API instead of {status, body}`);
  }
  return returned as Record<string, unknown>;
}

function checkStatus(response: Record<string, unknown>, who: string): number {
  const status = response["status"];
  if (typeof status === "number" && Number.isInteger(status) && status >= 200 && status <= 599) return status;
  if (status === undefined) {
    const likely = Object.keys(response).find((key) => key === "statusCode" || suggestion(key, ["status"]) !== "");
    const hint = likely === undefined ? "" : `; ${quote(likely)} should be "status"`;
    throw new BadResponse(`${who} returned ${describe(response)} without a status${hint}`);
  }
  throw new BadResponse(`${who} returned the status ${literal(status)}; it must be an integer from 200 to 599`);
}

function checkHeaders(headers: unknown, who: string): HeaderPair[] {
  if (headers === undefined) return [];
  const prototype: unknown = typeof headers === "object" && headers !== null ? Object.getPrototypeOf(headers) : undefined;
  // Headers and Map keep their entries where Object.entries does not see them: they would vanish without a word.
  if (prototype === undefined || Array.isArray(headers) || headers instanceof Map || isWeb(headers, "Headers")) {
    throw new BadResponse(`${who} returned headers that are ${describe(headers)} instead of a plain object of strings`);
  }
  return Object.entries(headers as object).map(([name, value]) => checkHeader(name, value, who));
}

function checkHeader(name: string, value: unknown, who: string): HeaderPair {
  if (!token.test(name)) throw new BadResponse(`${who} returned a header with the name ${quote(name)}, which HTTP does not allow`);
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string") throw new BadResponse(`${who} returned the header ${quote(name)} with ${describe(value)} instead of a string`);
  if (controls.test(text)) {
    throw new BadResponse(`${who} returned the header ${quote(name)} with the value ${quote(text)}, which HTTP does not allow`);
  }
  return [name, text];
}

function toJson(body: unknown, who: string): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(body);
  } catch (error) {
    throw new BadResponse(`${who} returned a body that cannot be written as JSON: ${jsonFault(body, "body") ?? String(error)}`);
  }
  if (text === undefined) throw new BadResponse(`${who} returned a body that cannot be written as JSON: body is ${describe(body)}`);
  // A promise is written as {}: what the caller gets would be empty, and nobody would know why.
  if (text === "{}" && typeof (body as { then?: unknown }).then === "function") {
    throw new BadResponse(`${who} returned a body that is a Promise; await it first`);
  }
  return text;
}

function checkSize(response: EncodedResponse): EncodedResponse {
  if (response.head.length * 3 > maxHead && Buffer.byteLength(response.head) > maxHead) {
    throw new BadResponse(`the response's headers take ${Buffer.byteLength(response.head)} bytes; ${maxHead} is the most`);
  }
  const most = maxLength - maxHead - 16;
  if (response.body.length * 3 > most) {
    const size = typeof response.body === "string" ? Buffer.byteLength(response.body) : response.body.byteLength;
    if (size > most) throw new BadResponse(`the response's body takes ${size} bytes; ${most} is the most`);
  }
  return response;
}

function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array;
}

// By its tag: naming the class itself would make Node load its fetch implementation.
function isWeb(value: unknown, name: string): boolean {
  return Object.getPrototypeOf(value) !== Object.prototype && (value as Record<symbol, unknown>)[Symbol.toStringTag] === name;
}
