import assert from "node:assert/strict";
import { test } from "node:test";
import type { Invoke } from "../../emulator/runner/src/protocol.ts";
import { buildRequest, parseBody, withRawBody } from "../../emulator/runner/src/request.ts";

const parse = (contentType: string | undefined, body: string): unknown => parseBody(contentType, Buffer.from(body));
const head = (headers: Record<string, string>): Invoke => ({ route: 0, params: { id: "1" }, query: { q: "2" }, headers, request: "req_1" });

test("no bytes are undefined whatever the content type says", () => {
  for (const type of [undefined, "application/json", "text/plain", "application/x-www-form-urlencoded"]) {
    assert.equal(parse(type, ""), undefined);
  }
});

test("JSON is parsed for JSON types, with parameters and in any case, and where no type is given", () => {
  for (const type of [undefined, "", "application/json", "Application/JSON; charset=utf-8", "application/cloudevents+json", "application/vnd.api+json;v=1"]) {
    assert.deepEqual(parse(type, '{"a":[1]}'), { a: [1] }, String(type));
  }
});

test("a bad JSON body throws JSON.parse's own error", () => {
  assert.throws(() => parse("application/json", "{oops"), SyntaxError);
});

test("a form becomes an object of strings in which the last value wins", () => {
  assert.deepEqual(parse("application/x-www-form-urlencoded", "a=1&b=x+y&a=%C3%A9"), { a: "é", b: "x y" });
});

test("a form field called __proto__ is a field like any other", () => {
  const body = parse("application/x-www-form-urlencoded", "__proto__=x") as object;
  assert.equal(Object.getPrototypeOf(body), Object.prototype);
  assert.deepEqual(Object.keys(body), ["__proto__"]);
});

test("other types are text", () => {
  for (const type of ["text/plain", "application/xml", "application/jsonp", "text/html; note=application/json"]) {
    assert.equal(parse(type, '{"a":1}'), '{"a":1}');
  }
});

test("a request has exactly the four documented members", () => {
  const request = buildRequest(head({ "content-type": "application/json" }), Buffer.from("{}"));
  assert.deepEqual(Object.keys(request).sort(), ["body", "headers", "params", "query"]);
  assert.deepEqual(request.params, { id: "1" });
});

test("the raw body is a copy, because the buffer it came in is used again", () => {
  const bytes = Buffer.from('{ "a" : 1 }');
  const request = withRawBody(buildRequest(head({}), bytes), bytes) as unknown as { rawBody: Buffer };
  bytes.fill(0);
  assert.equal(request.rawBody.toString(), '{ "a" : 1 }');
});
