// What is not HTTP: it is refused in words, and the next request is answered.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dev } from "./support/dev.ts";
import { httpModule, platformError } from "./support/http_module.ts";
import { exchange, RawConnection, requestText } from "./support/raw_http.ts";

const files = { "index.ts": httpModule };
const path = "/v1/modules/http/Case";
const head = `GET ${path} HTTP/1.1\r\nHost: x\r\n`;
const post = "POST /v1/modules/http/seen HTTP/1.1\r\nHost: x\r\n";

// What is sent, the status, and why.
const refusals: Record<string, [string, number, string]> = {
  "a request line of one word": ["GET\r\n\r\n", 400, 'the request line "GET" is not METHOD TARGET HTTP/1.1'],
  "a request line without a version": [`GET ${path}\r\n\r\n`, 400, `the request line "GET ${path}" is not METHOD TARGET HTTP/1.1`],
  "a target with a blank in it": ["GET /a b HTTP/1.1\r\n\r\n", 400, 'the target "/a b" is not a path'],
  "a target with a control character": ["GET /a\x01b HTTP/1.1\r\n\r\n", 400, 'the target "/a?b" is not a path'],
  "a target that is no path": ["GET orders HTTP/1.1\r\n\r\n", 400, 'the target "orders" is not a path'],
  "what a proxy is asked for": ["CONNECT example.com:443 HTTP/1.1\r\n\r\n", 400, 'the target "example.com:443" is not a path'],
  "a method that is no token": [`G(T ${path} HTTP/1.1\r\n\r\n`, 400, 'the method "G(T" is not a token'],
  "HTTP/2": [`GET ${path} HTTP/2.0\r\n\r\n`, 505, 'the version "HTTP/2.0" is not HTTP/1.1'],
  "the preface of HTTP/2": ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, 'the version "HTTP/2.0" is not HTTP/1.1'],
  "HTTP/0.9 with a version": [`GET ${path} HTTP/0.9\r\n\r\n`, 505, 'the version "HTTP/0.9" is not HTTP/1.1'],
  "another protocol": [`GET ${path} SIP/2.0\r\n\r\n`, 505, 'the version "SIP/2.0" is not HTTP/1.1'],
  "a header without a colon": [`${head}X-A 1\r\n\r\n`, 400, 'the header line "X-A 1" is not NAME: VALUE'],
  "a header without a name": [`${head}: 1\r\n\r\n`, 400, 'the header line ": 1" is not NAME: VALUE'],
  "a blank before the colon": [`${head}Content-Length : 5\r\n\r\nhello`, 400, 'the header line "Content-Length : 5" is not NAME: VALUE'],
  "a folded header": [`${head}X-A: 1\r\n 2\r\n\r\n`, 400, 'the header line " 2" is not NAME: VALUE'],
  "a name with a control character": [`${head}X\x1b[31m: 1\r\n\r\n`, 400, 'the header line "X?[31m: 1" is not NAME: VALUE'],
  "NUL in a value": [`${head}X-A: a\0b\r\n\r\n`, 400, 'the header line "X-A: a?b" holds a control character'],
  "CR in a value": [`${head}X-A: a\rX-B: b\r\n\r\n`, 400, 'the header line "X-A: a?X-B: b" holds a control character'],
  "a long bad line, shortened": [`${head}${"x".repeat(100)}\r\n\r\n`, 400, `the header line "${"x".repeat(60)}..." is not NAME: VALUE`],
  "two different Content-Lengths": [`${post}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!`, 400, "there are two different Content-Length headers"],
  "two Content-Lengths in one header": [`${post}Content-Length: 5, 5\r\n\r\nhello`, 400, 'the Content-Length "5, 5" is not a number of bytes'],
  "a Content-Length with a sign": [`${post}Content-Length: +5\r\n\r\nhello`, 400, 'the Content-Length "+5" is not a number of bytes'],
  "a negative Content-Length": [`${post}Content-Length: -1\r\n\r\n`, 400, 'the Content-Length "-1" is not a number of bytes'],
  "a Content-Length in hexadecimal": [`${post}Content-Length: 0x5\r\n\r\nhello`, 400, 'the Content-Length "0x5" is not a number of bytes'],
  "an empty Content-Length": [`${post}Content-Length:\r\n\r\n`, 400, 'the Content-Length "" is not a number of bytes'],
  "a Content-Length beyond every number": [`${post}Content-Length: 99999999999999999999\r\n\r\n`, 400, 'the Content-Length "99999999999999999999" is not a number of bytes'],
  "Content-Length and Transfer-Encoding": [`${post}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX`, 400, "there are both Content-Length and Transfer-Encoding"],
  "Transfer-Encoding and Content-Length": [`${post}Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n`, 400, "there are both Content-Length and Transfer-Encoding"],
  "an unknown transfer coding": [`${post}Transfer-Encoding: gzip\r\n\r\n`, 501, 'the transfer encoding "gzip" is not "chunked"'],
  "two transfer codings": [`${post}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`, 501, 'the transfer encoding "gzip, chunked" is not "chunked"'],
  "a transfer coding with a control character": [`${post}Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n`, 501, 'the transfer encoding "?chunked" is not "chunked"'],
  "chunked twice": [`${post}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400, "there are two Transfer-Encoding headers"],
  "chunks in HTTP/1.0": ["POST /v1/modules/http/seen HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "HTTP/1.0 has no Transfer-Encoding"],
  "an unknown expectation": [`${post}Expect: 200-ok\r\nContent-Length: 2\r\n\r\n{}`, 417, 'the expectation "200-ok" is not "100-continue"'],
  "the beginning of TLS": ["\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, "this is a TLS handshake; the address begins with http://, not https://"],
};

test("malformed requests", async (t) => {
  const running = await dev(t, { files });
  const isServing = async () => assert.deepEqual(await running.get("/http/Case"), { status: 200, body: "Case" });
  const answerTo = (status: number, why: string) => {
    const body = platformError("INVALID_REQUEST", `Malformed HTTP request: ${why}`);
    return { status, headers: { connection: "close", "content-length": String(body.length), "content-type": "application/json" }, body };
  };

  for (const [what, [bytes, status, why]] of Object.entries(refusals)) {
    await t.test(`${what} is refused with ${status}`, async (t) => {
      const connection = await RawConnection.open(t, running.ready["port"]);
      // Whatever follows must not be taken for a request: nobody knows where it would begin.
      await connection.send(bytes + head + "\r\n");
      assert.deepEqual(await connection.plain(), answerTo(status, why));
      assert.equal((await connection.rest()).length, 0);
      const event = await running.nextEvent((event) => event.event === "request" && event["note"] === `malformed: ${why}`);
      const { at: _at, ms: _ms, id: _id, ...rest } = event;
      assert.deepEqual(rest, { event: "request", module: "", method: "?", path: "", query: "", route: null, status, effects: [], note: `malformed: ${why}` });
      await isServing();
    });
  }

  await t.test("a head that ends with the connection is refused", async (t) => {
    const connection = await RawConnection.open(t, running.ready["port"]);
    await connection.send(head);
    connection.finish();
    assert.deepEqual(await connection.plain(), answerTo(400, "the connection ended within the head"));
  });

  await t.test("a head of more than 64 KiB is refused with 431 before it is complete", async (t) => {
    const connection = await RawConnection.open(t, running.ready["port"]);
    await connection.send(`${head}X-A: ${"a".repeat(100_000)}`);
    assert.deepEqual(await connection.plain(), answerTo(431, "the head is over the limit of 65536 bytes"));
    await isServing();
  });

  await t.test("a head of 60 KB is served", async () => {
    assert.equal((await exchange(t, running.ready["port"], requestText(`GET ${path}`, [`X-A: ${"a".repeat(60_000)}`]))).status, 200);
  });

  await t.test("a target of 60 KB is read", async () => {
    const id = "y".repeat(60_000);
    assert.deepEqual(JSON.parse((await exchange(t, running.ready["port"], requestText(`GET /v1/modules/http/orders/${id}`))).body).params, { id });
  });

  await t.test("line ends without CR are understood", async (t) => {
    const answer = await exchange(t, running.ready["port"], `GET ${path} HTTP/1.1\nHost: x\nConnection: close\n\n`);
    assert.equal(answer.body, '"Case"');
  });

  await t.test("a repeated but equal Content-Length is one", async () => {
    assert.equal((await exchange(t, running.ready["port"], `${post}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}`)).status, 200);
  });

  await t.test("a client that connects and leaves is nothing at all", async (t) => {
    const alone = await dev(t, { files });
    for (let i = 0; i < 20; ++i) {
      const connection = await RawConnection.open(t, alone.ready["port"]);
      if (i % 2 === 0) connection.finish();
      else connection.destroy();
    }
    assert.deepEqual(await alone.get("/http/Case"), { status: 200, body: "Case" });
    await alone.request("/Case");
    assert.deepEqual(alone.events.filter(({ event }) => event !== "lint").map((event) => [event.event, event["path"]]), [["ready", undefined], ["request", "/Case"]]);
  });

  await t.test("a client that leaves before the answer does no harm", async (t) => {
    for (let i = 0; i < 20; ++i) {
      const connection = await RawConnection.open(t, running.ready["port"]);
      await connection.send(requestText("GET /v1/modules/http/big?size=3000000"));
      connection.destroy();
    }
    await isServing();
  });
});

// The same numbers for the same seed (mulberry32).
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

test("200 damaged requests and heaps of bytes leave the server serving", async (t) => {
  const running = await dev(t, { files });
  const whole = [
    requestText("GET /v1/modules/http/seen?a=b%20c", ["X-A: b", "Cookie: c=d"]),
    requestText("POST /v1/modules/http/seen", ["Content-Type: application/json"], '{"a":[1,2,3]}'),
    Buffer.from(`${post}Transfer-Encoding: chunked\r\nContent-Type: text/plain\r\n\r\n5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nX-T: 1\r\n\r\n`),
  ];
  const marks = ["\0", "\r", "\n", "\r\n", "\r\n\r\n", ":", " ", "%", "\xff", "chunked", "Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n", "99999999999"];
  for (let seed = 0; seed < 200; ++seed) {
    const below = random(seed);
    let bytes: Buffer;
    if (seed % 4 === 0) {
      bytes = Buffer.from(Array.from({ length: 1 + below(2000) }, () => below(256)));
    } else {
      bytes = Buffer.concat([whole[below(3)]!, whole[below(3)]!]);
      for (let damages = 1 + below(4); damages > 0; --damages) {
        const at = below(bytes.length);
        const until = at + below(8);
        bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(marks[below(marks.length)]!, "latin1"), bytes.subarray(until)]);
      }
    }
    const connection = await RawConnection.open(t, running.ready["port"]);
    await connection.send(bytes);
    connection.finish();
    const answer = (await connection.rest()).toString("latin1");
    assert.match(answer, /^(HTTP\/1\.1 \d\d\d [A-Z]|$)/, `seed ${seed}`);
    assert.doesNotMatch(answer, /HTTP\/1\.1 500/, `seed ${seed}: ${JSON.stringify(bytes.toString("latin1"))}`);
    if (seed % 20 === 19) assert.deepEqual(await running.get("/http/Case"), { status: 200, body: "Case" }, `after seed ${seed}`);
  }
  assert.equal(running.isRunning, true);
  assert.equal(running.stderr, "");
});

test("a request smuggled into another's body stays in that body", async (t) => {
  const running = await dev(t, { files });
  const smuggled = requestText("GET /v1/modules/http/orders/smuggled").toString("latin1");
  const connection = await RawConnection.open(t, running.ready["port"]);
  await connection.send(requestText("POST /v1/modules/http/seen", ["Content-Type: text/plain"], smuggled));
  await connection.send(requestText("GET /v1/modules/http/orders/next"));
  assert.equal(JSON.parse((await connection.plain()).body).body, smuggled);
  assert.deepEqual(JSON.parse((await connection.plain()).body).params, { id: "next" });
  // One whose body is refused is not read as a request either.
  const refused = await RawConnection.open(t, running.ready["port"]);
  await refused.send(`${post}Expect: 100-continue\r\nX-Note: the route needs no key\r\nContent-Length: ${smuggled.length}\r\n\r\n`.replace("/seen", "/keyed") + smuggled);
  assert.equal((await refused.plain()).status, 401);
  assert.equal((await refused.rest()).length, 0);
  assert.deepEqual(running.events.filter((event) => event["path"] === "/orders/smuggled"), []);
});
