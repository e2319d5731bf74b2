// What a handler returns, as the caller gets it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dev } from "./support/dev.ts";
import { httpModule, platformError } from "./support/http_module.ts";
import { RawConnection, exchange, requestText } from "./support/raw_http.ts";

const files = { "index.ts": httpModule };
const json = "application/json";
const invalid = platformError("INTERNAL_ERROR", "The handler returned no valid response; the log of convotic dev says why");

test("responses", async (t) => {
  const running = await dev(t, { files });
  const respond = (response: unknown) => exchange(t, running.ready["port"], requestText("POST /v1/modules/http/respond", ["Connection: close"], JSON.stringify(response)));
  // Status, headers and body, without the header that every answer on a closing connection has.
  const got = async (response: unknown) => {
    const { status, headers, body } = await respond(response);
    const { connection, ...rest } = headers;
    assert.equal(connection, "close");
    return [status, rest, body];
  };

  await t.test("every status from 200 to 599 is passed on", async () => {
    for (const status of [200, 201, 202, 206, 299, 301, 400, 401, 404, 405, 418, 422, 429, 499, 500, 503, 599])
      assert.deepEqual(await got({ status, body: { error: "mine" } }), [status, { "content-length": "16", "content-type": json }, '{"error":"mine"}'], String(status));
  });
  await t.test("a status outside of that is the handler's mistake", async () => {
    for (const status of [0, 99, 100, 101, 199, 600, 200.5, "200", null])
      assert.deepEqual(await got({ status }), [500, { "content-length": String(invalid.length), "content-type": json }, invalid], String(status));
    const { message, level } = await running.log("the status 600");
    assert.deepEqual([level, message], ["error", "POST /respond returned no valid response: the handler returned the status 600; it must be an integer from 200 to 599"]);
  });
  await t.test("a body is written as JSON", async () => {
    for (const body of [{ a: [1, null, "ก"] }, [], "text", 0, false, null])
      assert.deepEqual(await got({ status: 200, body }), [200, { "content-length": String(Buffer.byteLength(JSON.stringify(body))), "content-type": json }, JSON.stringify(body)]);
  });
  await t.test("no body is none, without a content type", async () => {
    assert.deepEqual(await got({ status: 200 }), [200, { "content-length": "0" }, ""]);
  });
  await t.test("204 and 304 have no body, whatever the handler says", async () => {
    assert.deepEqual(await got({ status: 204, body: { a: 1 } }), [204, {}, ""]);
    assert.deepEqual(await got({ status: 304, body: "x", headers: { ETag: '"1"' } }), [304, { etag: '"1"' }, ""]);
  });
  await t.test("a text is sent as it is where the content type says that it is no JSON", async () => {
    const text = '<p>"ก"</p>\n';
    assert.deepEqual(await got({ status: 200, body: text, headers: { "Content-Type": "text/html; charset=utf-8" } }), [200, { "content-length": "13", "content-type": "text/html; charset=utf-8" }, text]);
    assert.deepEqual(await got({ status: 200, body: text, headers: { "content-TYPE": "application/problem+json" } }), [200, { "content-length": "18", "content-type": "application/problem+json" }, JSON.stringify(text)]);
    assert.deepEqual(await got({ status: 200, body: { a: 1 }, headers: { "Content-Type": "text/plain" } }), [200, { "content-length": "7", "content-type": "text/plain" }, '{"a":1}']);
  });
  await t.test("headers of the handler's own are passed on", async () => {
    const headers = { "X-Request": "7", "Set-Cookie": "a=b; Path=/", Location: "/elsewhere?a=%20", "Cache-Control": "no-store", Date: "never", Server: "mine", "X-Empty": "", "X-Number": 5 };
    assert.deepEqual(await got({ status: 200, headers }), [
      200,
      { "content-length": "0", "x-request": "7", "set-cookie": "a=b; Path=/", location: "/elsewhere?a=%20", "cache-control": "no-store", date: "never", server: "mine", "x-empty": "", "x-number": "5" },
      "",
    ]);
  });
  await t.test("header characters up to U+00FF are one byte each, as they come in; others are the handler's mistake", async () => {
    const { headers } = await respond({ status: 200, headers: { "X-Name": "caf\u00e9 \u00ff\u0080" } });
    assert.equal(headers["x-name"], "caf\xe9 \xff\x80");
    assert.deepEqual(await got({ status: 200, headers: { "X-Name": "ก" } }), [500, { "content-length": String(invalid.length), "content-type": json }, invalid]);
    const event = await running.nextEvent((event) => event.event === "request" && event["status"] === 500 && String(event["note"]).includes("X-Name"));
    assert.equal(event["note"], 'the header "X-Name" is not valid');
  });
  await t.test("headers that belong to the connection are not the handler's", async () => {
    const headers = { "Content-Length": "1000", Connection: "keep-alive", "Transfer-Encoding": "chunked", "Keep-Alive": "timeout=1", Upgrade: "websocket", Trailer: "X-T", "X-Mine": "stays" };
    assert.deepEqual(await got({ status: 200, body: "x", headers }), [200, { "content-length": "3", "content-type": json, "x-mine": "stays" }, '"x"']);
  });
  await t.test("a header that would begin another, or another response, is the handler's mistake", async () => {
    for (const headers of [{ "X-A": "a\r\nX-B: b" }, { "X-A": "a\n\n<html>" }, { "X-A\r\nX-B": "b" }, { "X A": "b" }, { "": "b" }, { "X-A": "a\0" }])
      assert.deepEqual(await got({ status: 200, headers }), [500, { "content-length": String(invalid.length), "content-type": json }, invalid], JSON.stringify(headers));
  });
  await t.test("bytes are sent as they are", async (t) => {
    const connection = await RawConnection.open(t, running.ready["port"]);
    await connection.send(requestText("GET /v1/modules/http/buffer", ["Connection: close"]));
    assert.deepEqual(await connection.response(), {
      head: ["HTTP/1.1 200 OK", "Connection: close", "Content-Length: 5", "content-type: application/octet-stream"],
      body: Buffer.from([0, 255, 13, 10, 128]),
    });
  });
  await t.test("ranges and compression that a client asks for are left to the handler", async () => {
    const answer = await exchange(t, running.ready["port"], requestText("GET /v1/modules/http/big?size=32", ["Range: bytes=0-3", "Accept-Encoding: gzip, deflate, br", "If-Range: x", "Connection: close"]));
    assert.deepEqual(answer, {
      status: 200,
      headers: { connection: "close", "content-length": "32", "content-type": "application/octet-stream" },
      body: "0123456789abcdef0123456789abcdef",
    });
  });
});

test("a response of 20 MiB arrives whole, also at a slow reader", async (t) => {
  const running = await dev(t, { files });
  const size = 20 << 20;
  const whole = Buffer.alloc(size, "0123456789abcdef");
  const slow = await RawConnection.open(t, running.ready["port"]);
  slow.pause();
  await slow.send(requestText(`GET /v1/modules/http/big?size=${size}`));

  const quick = await RawConnection.open(t, running.ready["port"]);
  await quick.send(requestText(`GET /v1/modules/http/big?size=${size}`));
  const response = await quick.response();
  assert.deepEqual(response.head, ["HTTP/1.1 200 OK", `Content-Length: ${size}`, "Keep-Alive: timeout=75", "content-type: application/octet-stream"]);
  assert.ok(response.body.equals(whole));
  // The slow one has read nothing yet, and keeps nobody waiting.
  assert.deepEqual(await running.get("/http/Case"), { status: 200, body: "Case" });

  slow.resume();
  assert.ok((await slow.response()).body.equals(whole));
  await slow.send(requestText("GET /v1/modules/http/Case"));
  assert.equal((await slow.plain()).body, '"Case"', "the connection is still good");
});
