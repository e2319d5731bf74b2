// How a request's body arrives, and what the handler gets of it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { test, type TestContext } from "node:test";
import { dev } from "./support/dev.ts";
import { httpModule, platformError } from "./support/http_module.ts";
import { exchange, RawConnection, requestText, type PlainResponse } from "./support/raw_http.ts";

const files = { "index.ts": httpModule, "convotic.json": '{"rawBody": true}' };
const json = "Content-Type: application/json";
const chunked = "Transfer-Encoding: chunked";
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

function refusal(status: number, message: string): PlainResponse {
  const body = platformError("INVALID_REQUEST", message);
  return { status, headers: { connection: "close", "content-length": String(body.length), "content-type": "application/json" }, body };
}

// Bytes of every value, different from place to place.
function bytesOf(size: number): Buffer {
  const out = Buffer.alloc(size);
  for (let i = 0, state = 1; i < size; ++i) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    out[i] = state >>> 24;
  }
  return out;
}

function chunksOf(bytes: Buffer, sizes: number[]): Buffer {
  const out: Buffer[] = [];
  for (let at = 0, i = 0; at < bytes.length; ++i) {
    const part = bytes.subarray(at, at + sizes[i % sizes.length]!);
    out.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from("\r\n"));
    at += part.length;
  }
  return Buffer.concat([...out, Buffer.from("0\r\n\r\n")]);
}

// What JSON.parse says about each text in the Node that runs the modules; the words differ between versions.
function reasons(invalid: string[]): string[] {
  const script = "console.log(JSON.stringify(JSON.parse(process.argv[1]).map((text) => { try { JSON.parse(text) } catch (error) { return error.message } })))";
  return JSON.parse(execFileSync(process.env["CONVOTIC_NODE"] || "node", ["-e", script, JSON.stringify(invalid)], { encoding: "utf8" }));
}

test("what the handler gets", async (t) => {
  const running = await dev(t, { files });
  const post = (headers: string[], body?: string | Uint8Array, line = "POST /v1/modules/http/seen") => exchange(t, running.ready["port"], requestText(line, headers, body));
  const seen = async (headers: string[], body?: string | Uint8Array, line?: string) => JSON.parse((await post(headers, body, line)).body).body;

  for (const text of ['{"a":[1,2.5,-3e2],"b":{"c":null}}', "[]", '"text"', "0", "true", "false", "null", '{"name":"สมชาย \\u0e2a"}', ' \r\n\t{"a" : 1 } \n']) {
    await t.test(`the JSON ${JSON.stringify(text)} as the value that it is`, async () => assert.deepEqual(await seen([json], text), JSON.parse(text)));
  }
  for (const type of ["application/json; charset=utf-8", "Application/JSON", "application/vnd.api+json", "application/ld+json;profile=x"]) {
    await t.test(`JSON that is called ${type}`, async () => assert.deepEqual(await seen([`Content-Type: ${type}`], '{"a":1}'), { a: 1 }));
  }
  await t.test("JSON where no content type is named", async () => assert.deepEqual(await seen([], '{"a":1}'), { a: 1 }));
  await t.test("undefined where the body is empty, whatever its type", async () => {
    assert.equal(await seen([json]), "(undefined)");
    assert.equal(await seen([json], ""), "(undefined)");
    assert.equal(await seen(["Content-Type: text/plain"], ""), "(undefined)");
    assert.equal(await seen(["Content-Type: application/x-www-form-urlencoded"], ""), "(undefined)");
  });
  await t.test("a form as an object of strings, the last of a repeated name", async () => {
    const body = "a=1&b=x+y%20z&a=2&caf%C3%A9=%E0%B8%81&empty=";
    assert.deepEqual(await seen(["Content-Type: application/x-www-form-urlencoded"], body), { a: "2", b: "x y z", café: "ก", empty: "" });
  });
  for (const type of ["text/plain", "text/xml; charset=utf-8", "application/octet-stream", "multipart/form-data; boundary=x", "nonsense"]) {
    await t.test(`text where it is ${type}`, async () => assert.equal(await seen([`Content-Type: ${type}`], '{"a":\r\n"ก"}'), '{"a":\r\n"ก"}'));
  }
  for (const method of ["GET", "PUT", "PATCH", "DELETE"]) {
    await t.test(`the body of a ${method} as that of a POST`, async () => {
      assert.deepEqual(await seen([json], '{"a":1}', `${method} /v1/modules/http/seen`), { a: 1 });
      assert.equal(await seen([], undefined, `${method} /v1/modules/http/seen`), "(undefined)");
    });
  }
  await t.test("nothing where the JSON is not valid: the caller hears why", async () => {
    const invalid = ["{not json", '{"a":1', '{"a":1}x', "undefined", "{'a':1}", " ", '{"a":1,}', "\u0000"];
    const expected = reasons(invalid);
    for (const [i, body] of invalid.entries()) {
      const answer = await post([json], body);
      assert.deepEqual([answer.status, answer.body], [400, platformError("INVALID_REQUEST", `Request body is not valid JSON: ${expected[i]}`)]);
    }
    const event = await running.nextEvent((event) => event.event === "request" && event["status"] === 400);
    assert.equal(event["note"], "the body is not valid JSON");
    assert.equal(event["route"], "/seen");
  });
  await t.test("JSON bytes that are not UTF-8 with U+FFFD in their place", async () => {
    assert.equal(await seen([json], Buffer.from([0x22, 0x61, 0xff, 0x22])), "a\ufffd");
  });
});

test("rawBody", async (t) => {
  const everything = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  await t.test("is every byte as it was sent, with \"rawBody\": true in convotic.json", async (t) => {
    const running = await dev(t, { files });
    const measure = async (headers: string[], body: Uint8Array) => (await exchange(t, running.ready["port"], requestText("POST /v1/modules/http/measure", headers, body))).body;
    assert.deepEqual(JSON.parse(await measure(["Content-Type: application/octet-stream"], everything)), { length: 256, sha256: sha256(everything) });
    const spaced = Buffer.from('{ "b":1,\r\n "a":"\\u0e01", "a": 1e2 }');
    assert.deepEqual(JSON.parse(await measure([json], spaced)), { length: spaced.length, sha256: sha256(spaced) });
    const back = await running.fetch("POST", "/http/raw", { body: everything, headers: { "Content-Type": "application/octet-stream" } });
    assert.deepEqual([back.headers.get("content-type"), Buffer.from(await back.arrayBuffer())], ["application/octet-stream", everything]);
  });
  const sees = `
    import { ConvoticModule } from "@convotic/block-sdk";
    const module: ConvoticModule = { name: "http", version: "1.0.0", register(sdk) {
      sdk.registerRoute({ method: "POST", path: "/keys", handler: async (req) => ({ status: 200, body: Object.keys(req) }) });
    } };
    export default module;`;
  for (const [what, config, flags] of [
    ["is not there without it", "{}", []],
    ["is not there with --strict", '{"rawBody": true}', ["--strict"]],
  ] as [string, string, string[]][]) {
    await t.test(what, async (t) => {
      const running = await dev(t, { files: { "index.ts": sees, "convotic.json": config }, flags });
      assert.deepEqual(await running.post("/http/keys", {}), { status: 200, body: ["body", "query", "params", "headers"] });
    });
  }
});

test("the size limit", async (t) => {
  const limit = 1000;
  const running = await dev(t, { files, flags: ["--max-body", String(limit)] });
  const tooLarge = refusal(413, "Request body is over the limit of 1000 bytes");
  const text = ["Content-Type: text/plain"];
  const send = (bytes: Uint8Array) => exchange(t, running.ready["port"], bytes);

  await t.test("lets exactly as many bytes through", async () => {
    const body = bytesOf(limit);
    const measured = JSON.stringify({ length: limit, sha256: sha256(body) });
    assert.equal((await send(requestText("POST /v1/modules/http/measure", text, body))).body, measured);
    assert.equal((await send(Buffer.concat([requestText("POST /v1/modules/http/measure", [...text, chunked]), chunksOf(body, [999, 1])]))).body, measured);
  });
  await t.test("refuses one more by its Content-Length, without waiting for it", async () => {
    const head = requestText("POST /v1/modules/http/measure", [...text, "Content-Length: 1001"]);
    assert.deepEqual(await send(head), tooLarge);
    assert.deepEqual(await send(requestText("POST /v1/modules/http/measure", [...text, "Content-Length: 18446744073709551615"])), tooLarge);
  });
  await t.test("refuses one more in chunks", async () => {
    const head = requestText("POST /v1/modules/http/measure", [...text, chunked]);
    assert.deepEqual(await send(Buffer.concat([head, chunksOf(bytesOf(limit + 1), [100])])), tooLarge);
    assert.deepEqual(await send(Buffer.concat([head, Buffer.from("3e9\r\n")])), tooLarge, "a chunk that says it will be too large");
    assert.deepEqual(await send(Buffer.concat([head, Buffer.from("ffffffffffffffffffff\r\n")])), tooLarge, "a size beyond every number");
  });
  await t.test("is told to a client that sends all of its large body before it reads", async (t) => {
    const connection = await RawConnection.open(t, running.ready["port"]);
    const body = Buffer.alloc(200_000, "x");
    await connection.send(requestText("POST /v1/modules/http/measure", text, body));
    assert.deepEqual(await connection.plain(), tooLarge);
    assert.equal((await connection.rest()).length, 0);
  });
  await t.test("keeps nothing from working afterwards, and is in the log", async () => {
    assert.equal((await running.post("/http/seen", {})).status, 200);
    const event = await running.nextEvent((event) => event.event === "request" && event["status"] === 413);
    assert.equal(event["note"], "the body is too large");
  });
});

test("a body that is cut short", async (t) => {
  const running = await dev(t, { files });
  const cut = async (what: string, bytes: Uint8Array, leave: (connection: RawConnection) => void, status = 400) => {
    const connection = await RawConnection.open(t, running.ready["port"]);
    await connection.send(bytes);
    leave(connection);
    const event = await running.nextEvent((event) => event.event === "request" && event["status"] === status, what);
    return { connection, note: event["note"] };
  };
  const short = requestText("POST /v1/modules/http/seen", [json, "Content-Length: 100"], undefined);
  const begun = Buffer.concat([short, Buffer.from('{"a":')]);

  await t.test("by a client that leaves is an incomplete request in the log", async () => {
    assert.equal((await cut("a client that vanishes", begun, (connection) => connection.destroy())).note, "the body was cut short");
  });
  await t.test("by a client that still listens is answered", async () => {
    const { connection, note } = await cut("a client that ends", begun, (connection) => connection.finish());
    assert.equal(note, "the body was cut short");
    assert.deepEqual(await connection.plain(), refusal(400, "Request body is incomplete"));
  });
  await t.test("within a chunk, or before the last one, is incomplete too", async () => {
    for (const body of ["5\r\nhel", "5\r\nhello\r\n", "5\r\nhello\r\n0\r\n", ""]) {
      const { connection } = await cut(body, Buffer.concat([requestText("POST /v1/modules/http/seen", [chunked]), Buffer.from(body)]), (connection) => connection.finish());
      assert.deepEqual(await connection.plain(), refusal(400, "Request body is incomplete"), JSON.stringify(body));
    }
  });
  await t.test("of a request that is refused anyway does not keep its answer back", async (t) => {
    const connection = await RawConnection.open(t, running.ready["port"]);
    await connection.send(requestText("POST /v1/modules/http/keyed", ["Content-Length: 100"]));
    connection.finish();
    assert.equal((await connection.plain()).body, platformError("UNAUTHORIZED", "Missing X-API-Key header"));
    assert.equal((await connection.rest()).length, 0);
  });
  await t.test("never reaches the handler, and the next request is answered", async () => {
    assert.equal((await running.post("/http/seen", { a: 1 })).status, 200);
    assert.deepEqual(running.events.filter((event) => event.event === "request" && event["status"] === 500), []);
  });
});

test("chunks", async (t) => {
  const running = await dev(t, { files });
  const measure = (rest: string | Uint8Array) =>
    exchange(t, running.ready["port"], Buffer.concat([requestText("POST /v1/modules/http/measure", ["Content-Type: text/plain", chunked]), Buffer.from(rest as Uint8Array)]));
  const measured = (body: Uint8Array | string) => JSON.stringify({ length: body.length, sha256: sha256(Buffer.from(body as Uint8Array)) });

  await t.test("of odd sizes are put together exactly", async () => {
    const body = bytesOf(50_000);
    for (const sizes of [[1, 2, 3, 5, 7, 4095, 4096, 4097], [16383, 16384, 16385], [50_000]]) assert.equal((await measure(chunksOf(body, sizes))).body, measured(body), String(sizes));
  });
  await t.test("may have extensions, leading zeros and digits of either case", async () => {
    const long = "x".repeat(26);
    assert.equal((await measure(`5;name=value;other="quoted; text"\r\nhello\r\n0000000001 ;x\r\n!\r\n1a\r\n${long}\r\n1A\r\n${long}\r\n000;last\r\n\r\n`)).body, measured(`hello!${long}${long}`));
  });
  await t.test("may end with trailers, which are passed over", async (t) => {
    const connection = await RawConnection.open(t, running.ready["port"]);
    await connection.send(Buffer.concat([requestText("POST /v1/modules/http/seen", [chunked]), Buffer.from('7\r\n{"a":1}\r\n0\r\nX-Checksum: abc\r\nX-API-Key: x\r\n\r\n')]));
    assert.deepEqual(JSON.parse((await connection.plain()).body), { body: { a: 1 }, query: {}, params: {}, headers: { host: "localhost", "transfer-encoding": "chunked" } });
    await connection.send(requestText("GET /v1/modules/http/Case"));
    assert.equal((await connection.plain()).body, '"Case"', "the next request begins after them");
  });
  await t.test("may be none", async () => {
    assert.equal((await measure("0\r\n\r\n")).body, measured(""));
  });
  await t.test("that arrive byte by byte are the same", async (t) => {
    const connection = await RawConnection.open(t, running.ready["port"]);
    for (const byte of Buffer.concat([requestText("POST /v1/modules/http/measure", ["Content-Type: text/plain", chunked]), chunksOf(bytesOf(40), [3, 11])])) await connection.send(Buffer.from([byte]));
    assert.equal((await connection.plain()).body, measured(bytesOf(40)));
  });
  for (const [what, body] of Object.entries({
    "data that is longer than its size": "3\r\nhello\r\n0\r\n\r\n",
    "data that is shorter than its size": "7\r\nhello\r\n0\r\n\r\n\r\n",
    "a size that is no number": "five\r\nhello\r\n0\r\n\r\n",
    "a negative size": "-5\r\nhello\r\n0\r\n\r\n",
    "a size with a plus sign": "+5\r\nhello\r\n0\r\n\r\n",
    "a size with 0x before it": "0x5\r\nhello\r\n0\r\n\r\n",
    "a size with something after it": "5zz\r\nhello\r\n0\r\n\r\n",
    "a blank before the size": " 5\r\nhello\r\n0\r\n\r\n",
    "no size": "\r\nhello\r\n0\r\n\r\n",
    "line ends without CR": "5\nhello\n0\n\n",
    "an extension without an end": `5;${"x".repeat(20_000)}\r\nhello\r\n0\r\n\r\n`,
    "trailers without an end": `0\r\n${"X-T: 1234567890123456789012345678901234567890\r\n".repeat(2000)}\r\n`,
  })) {
    await t.test(`with ${what} are refused`, async () => assert.deepEqual(await measure(body), refusal(400, "Request body has a malformed chunk")));
  }
});

test("Expect: 100-continue", async (t) => {
  const running = await dev(t, { files, flags: ["--max-body", "1000"] });
  const ask = async (t: TestContext, path: string, headers: string[]) => {
    const connection = await RawConnection.open(t, running.ready["port"]);
    await connection.send(requestText(`POST /v1/modules/http${path}`, ["Expect: 100-continue", ...headers]));
    return connection;
  };
  await t.test("is answered before the body comes, and the answer after it", async (t) => {
    const connection = await ask(t, "/seen", ["Content-Length: 7"]);
    assert.equal((await connection.upTo("\r\n\r\n")).toString(), "HTTP/1.1 100 Continue\r\n\r\n");
    await connection.send('{"a":1}');
    assert.deepEqual(JSON.parse((await connection.plain()).body).body, { a: 1 });
    await connection.send(requestText("GET /v1/modules/http/Case"));
    assert.equal((await connection.plain()).body, '"Case"', "the connection is kept");
  });
  await t.test("works with chunks", async (t) => {
    const connection = await ask(t, "/seen", [chunked]);
    assert.equal((await connection.upTo("\r\n\r\n")).toString(), "HTTP/1.1 100 Continue\r\n\r\n");
    await connection.send('7\r\n{"a":1}\r\n0\r\n\r\n');
    assert.deepEqual(JSON.parse((await connection.plain()).body).body, { a: 1 });
  });
  for (const [what, path, length, status] of [
    ["a missing key", "/keyed", 7, 401],
    ["an unknown route", "/nothing", 7, 404],
    ["a body over the limit", "/seen", 1001, 413],
  ] as const) {
    await t.test(`is not answered with 100 for ${what}: the client never sends its body`, async (t) => {
      const connection = await ask(t, path, [`Content-Length: ${length}`]);
      const response = await connection.plain();
      assert.deepEqual([response.status, response.headers["connection"]], [status, "close"]);
      connection.finish();
      assert.equal((await connection.rest()).length, 0);
    });
  }
  await t.test("without a body is answered at once", async (t) => {
    const connection = await ask(t, "/seen", []);
    assert.equal(JSON.parse((await connection.plain()).body).body, "(undefined)");
  });
});

test("connections", async (t) => {
  const running = await dev(t, { files });
  const open = (t: TestContext) => RawConnection.open(t, running.ready["port"]);
  const order = (id: number) => requestText(`GET /v1/modules/http/orders/${id}`);

  await t.test("serve one request after the other", async (t) => {
    const connection = await open(t);
    for (let i = 0; i < 50; ++i) {
      await connection.send(order(i));
      const { status, headers, body } = await connection.plain();
      assert.deepEqual([status, headers["connection"], JSON.parse(body).params], [200, undefined, { id: String(i) }]);
    }
  });
  await t.test("answer pipelined requests in their order, with and without bodies", async (t) => {
    const connection = await open(t);
    const requests: Buffer[] = [];
    for (let i = 0; i < 40; ++i) requests.push(order(i), requestText("POST /v1/modules/http/seen", [json], JSON.stringify({ i })), requestText("POST /v1/modules/http/keyed", [json], "{}"));
    await connection.send(Buffer.concat(requests));
    for (let i = 0; i < 40; ++i) {
      assert.deepEqual(JSON.parse((await connection.plain()).body).params, { id: String(i) });
      assert.deepEqual(JSON.parse((await connection.plain()).body).body, { i });
      assert.equal((await connection.plain()).status, 401, "a refused request's body is read away");
    }
  });
  await t.test("are closed after the answer where the client asks for it", async (t) => {
    const connection = await open(t);
    await connection.send(requestText("GET /v1/modules/http/Case", ["Connection: close"]));
    assert.deepEqual(await connection.plain(), { status: 200, headers: { connection: "close", "content-length": "6", "content-type": "application/json" }, body: '"Case"' });
    assert.equal((await connection.rest()).length, 0);
  });
  await t.test("of HTTP/1.0 are closed, unless they are to be kept", async (t) => {
    const connection = await open(t);
    await connection.send("GET /v1/modules/http/Case HTTP/1.0\r\n\r\n");
    assert.deepEqual(await connection.plain(), { status: 200, headers: { connection: "close", "content-length": "6", "content-type": "application/json" }, body: '"Case"' });
    assert.equal((await connection.rest()).length, 0);
    const kept = await open(t);
    for (let i = 0; i < 2; ++i) {
      await kept.send("GET /v1/modules/http/Case HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      assert.equal((await kept.plain()).body, '"Case"');
    }
  });
  await t.test("take blank lines between requests", async (t) => {
    const connection = await open(t);
    await connection.send("\r\n");
    for (let i = 0; i < 3; ++i) {
      await connection.send(Buffer.concat([requestText("POST /v1/modules/http/seen", [json], "{}"), Buffer.from("\r\n")]));
      assert.equal((await connection.plain()).status, 200);
    }
  });
  await t.test("may bring a request byte by byte, head and body", async (t) => {
    const connection = await open(t);
    for (const byte of requestText("POST /v1/modules/http/seen?q=1", [json], '{"slow":true}')) await connection.send(Buffer.from([byte]));
    const { body, query } = JSON.parse((await connection.plain()).body);
    assert.deepEqual({ body, query }, { body: { slow: true }, query: { q: "1" } });
  });
  await t.test("that are slow do not keep others waiting", async (t) => {
    const slow = await Promise.all(Array.from({ length: 64 }, () => open(t)));
    for (const [i, connection] of slow.entries()) await connection.send(i % 2 === 0 ? "GET /v1/modules/http/Ca" : requestText("POST /v1/modules/http/seen", ["Content-Length: 7"]));
    assert.deepEqual(await running.get("/http/Case"), { status: 200, body: "Case" });
    for (const [i, connection] of slow.entries()) await connection.send(i % 2 === 0 ? "se HTTP/1.1\r\nHost: x\r\n\r\n" : '{"a":1}');
    for (const connection of slow) assert.equal((await connection.plain()).status, 200);
  });
});

test("a body of 10 MiB, which is the limit, goes there and back without the change of a byte", async (t) => {
  const running = await dev(t, { files });
  const body = bytesOf(10 << 20);
  for (const request of [
    requestText("POST /v1/modules/http/raw", ["Content-Type: application/octet-stream"], body),
    Buffer.concat([requestText("POST /v1/modules/http/raw", ["Content-Type: application/octet-stream", chunked]), chunksOf(body, [65_536, 1, 100_003])]),
  ]) {
    const connection = await RawConnection.open(t, running.ready["port"]);
    await connection.send(request);
    const response = await connection.response();
    assert.equal(response.head[0], "HTTP/1.1 200 OK");
    assert.equal(response.body.length, body.length);
    assert.ok(response.body.equals(body));
  }
  assert.equal((await exchange(t, running.ready["port"], requestText("POST /v1/modules/http/raw", [`Content-Length: ${body.length + 1}`]))).status, 413);
});
