import assert from "node:assert/strict";
import { test } from "node:test";
import { BadResponse, encodeResponse } from "../../emulator/runner/src/response.ts";

interface Shown {
  status: number;
  headers: [string, string][];
  body: string | Uint8Array;
}

function encode(returned: unknown): Shown {
  const { head, body } = encodeResponse(returned, "the handler");
  return { ...(JSON.parse(head) as Omit<Shown, "body">), body };
}

function refusal(returned: unknown): string {
  try {
    encodeResponse(returned, "the handler");
  } catch (error) {
    assert.ok(error instanceof BadResponse, String(error));
    return error.message;
  }
  return assert.fail("it was accepted");
}

const json = [["content-type", "application/json"]];

test("a body is JSON and says so", () => {
  assert.deepEqual(encode({ status: 200, body: { ok: true } }), { status: 200, headers: json, body: '{"ok":true}' });
  assert.deepEqual(encode({ status: 200, body: null }), { status: 200, headers: json, body: "null" });
  assert.deepEqual(encode({ status: 200, body: "text" }), { status: 200, headers: json, body: '"text"' });
  assert.deepEqual(encode({ status: 200, body: 0, headers: {} }), { status: 200, headers: json, body: "0" });
});

test("no body means no bytes and no content type", () => {
  assert.deepEqual(encode({ status: 200 }), { status: 200, headers: [], body: "" });
  assert.deepEqual(encode({ status: 202, headers: { location: "/x" } }), { status: 202, headers: [["location", "/x"]], body: "" });
});

test("204 and 304 have no body whatever was returned", () => {
  assert.deepEqual(encode({ status: 204, body: { ok: true } }), { status: 204, headers: [], body: "" });
  assert.deepEqual(encode({ status: 304, body: "x", headers: { etag: '"1"' } }), { status: 304, headers: [["etag", '"1"']], body: "" });
});

test("a string goes out as it is when the module named a type that is not JSON", () => {
  assert.equal(encode({ status: 200, body: "<p>", headers: { "Content-Type": "text/html; charset=utf-8" } }).body, "<p>");
  assert.equal(encode({ status: 200, body: "a", headers: { "content-type": "application/problem+json" } }).body, '"a"');
});

test("an object is JSON even under a type that is not", () => {
  assert.equal(encode({ status: 200, body: { a: 1 }, headers: { "content-type": "text/plain" } }).body, '{"a":1}');
});

test("bytes go out as they are, as an octet stream where no type was named", () => {
  const bytes = Buffer.from([0, 255]);
  assert.deepEqual(encode({ status: 200, body: bytes }), { status: 200, headers: [["content-type", "application/octet-stream"]], body: bytes });
  const typed = encode({ status: 200, body: new Uint8Array(bytes), headers: { "content-type": "application/json" } });
  assert.deepEqual(typed, { status: 200, headers: json, body: new Uint8Array(bytes) });
});

test("header values may be numbers", () => {
  assert.deepEqual(encode({ status: 429, headers: { "Retry-After": 12 } }).headers, [["Retry-After", "12"]]);
});

const refusals: [returned: string, value: unknown, message: string][] = [
  ["nothing", undefined, "the handler returned undefined instead of {status, body}"],
  ["a string", "ok", 'the handler returned the string "ok" instead of {status, body}'],
  ["an array", [200, "ok"], "the handler returned an array instead of {status, body}"],
  ["a Response of the Web API", new Response("x"), "the handler returned a Response of the Web API instead of {status, body}"],
  ["no status", { body: 1 }, "the handler returned an object with the key body without a status"],
  ["statusCode", { statusCode: 200, body: 1 }, 'the handler returned an object with the keys statusCode, body without a status; "statusCode" should be "status"'],
  ["a status that is a string", { status: "200" }, 'the handler returned the status "200"; it must be an integer from 200 to 599'],
  ["a status that is too small", { status: 100 }, "the handler returned the status 100; it must be an integer from 200 to 599"],
  ["a status with a fraction", { status: 200.5 }, "the handler returned the status 200.5; it must be an integer from 200 to 599"],
  ["a header name with a space", { status: 200, headers: { "x y": "1" } }, 'the handler returned a header with the name "x y", which HTTP does not allow'],
  ["a header value with a line break", { status: 200, headers: { x: "1\r\ny: 2" } }, 'the handler returned the header "x" with the value "1\\r\\ny: 2", which HTTP does not allow'],
  ["a header value that is an array", { status: 200, headers: { "set-cookie": ["a"] } }, 'the handler returned the header "set-cookie" with an array instead of a string'],
  ["headers that are an array", { status: 200, headers: [["a", "b"]] }, "the handler returned headers that are an array instead of a plain object of strings"],
  ["headers that are a Headers", { status: 200, headers: new Headers({ a: "b" }) }, "the handler returned headers that are a Headers instead of a plain object of strings"],
  ["a BigInt", { status: 200, body: { order: { lines: [{ total: 5n }] } } }, "the handler returned a body that cannot be written as JSON: body.order.lines[0].total is a BigInt"],
  ["a function", { status: 200, body: () => 1 }, "the handler returned a body that cannot be written as JSON: body is a function"],
  ["a promise", { status: 200, body: Promise.resolve(1) }, "the handler returned a body that is a Promise; await it first"],
];

for (const [returned, value, message] of refusals) {
  test(`a handler that returns ${returned} is told so`, () => assert.equal(refusal(value), message));
}

test("a circular body is refused with the place where the circle closes", () => {
  const contact: Record<string, unknown> = { id: "ct_1" };
  contact["conversation"] = { "last message": { from: contact } };
  assert.equal(
    refusal({ status: 200, body: contact }),
    'the handler returned a body that cannot be written as JSON: body.conversation["last message"].from refers back to an object that contains it',
  );
});

test("the same object twice is not a circle", () => {
  const contact = { id: "ct_1" };
  assert.equal(encode({ status: 200, body: [contact, contact] }).body, '[{"id":"ct_1"},{"id":"ct_1"}]');
});
