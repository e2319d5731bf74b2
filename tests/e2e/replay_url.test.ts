// convotic replay --url: any server, and every way in which one can misbehave.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Socket } from "node:net";
import { test, type TestContext } from "node:test";
import { convotic } from "./support/convotic.ts";
import { Folder } from "./support/folder.ts";
import { capture, config, env, oddBodies } from "./support/webhook_module.ts";
import { rawServer, verifyingServer } from "./support/webhook_server.ts";

const plain = (text: string): string => text.replaceAll(/ +\d+ ms\n/g, " TIME\n").replaceAll(/127\.0\.0\.1:\d+/g, "ADDRESS");

async function replay(t: TestContext, url: string, args: string[] = [], files: Record<string, string> = { "a.json": capture() }): Promise<{ code: number | null; out: string; err: string }> {
  const folder = new Folder(t, { "convotic.json": config, ...files });
  const outcome = await convotic(t, ["replay", ".", "--url", url, ...args], { cwd: folder.path, env, ms: 120_000 });
  return { code: outcome.code, out: plain(outcome.stdout), err: plain(outcome.stderr) };
}

test("a server that verifies passes, and what is not known of it is said", async (t) => {
  const server = await verifyingServer(t);
  assert.deepEqual(await replay(t, server.url, ["--matrix", "--jobs", "4"]), {
    code: 0,
    out: [
      "a.json   our-sender",
      "  signed              200  ✓   effects unknown",
      "  unsigned            401  ✓   effects unknown",
      "  wrong key           401  ✓   effects unknown",
      "  tampered body       401  ✓   effects unknown",
      "  stale (−6 min)      401  ✓   effects unknown",
      "  future (+6 min)     401  ✓   effects unknown",
      "  duplicate           200  ✓   effects unknown",
      "  re-serialised body  200  ✓   effects unknown",
      "1 capture, 9 deliveries, all as expected TIME",
      "http://ADDRESS/hook does not tell effects: refusal is judged by status alone",
      "",
    ].join("\n"),
    err: "",
  });
  assert.equal(server.seen.length, 9);
  assert.ok(server.seen.every(({ method, url }) => method === "POST" && url === "/hook"));
});

test("an address that ends in a slash gets the path of each capture", async (t) => {
  const server = await verifyingServer(t);
  const files = { "a.json": capture({ path: "/one?x=1" }), "b.json": capture({ path: "/two", scheme: null, method: "GET", body: undefined, headers: [] }) };
  await replay(t, server.url.replace("/hook", "/base/"), ["--variant", "signed", "--variant", "recorded"], files);
  assert.deepEqual(server.seen.map(({ method, url }) => `${method} ${url}`).sort(), ["GET /base/two", "POST /base/one?x=1", "POST /base/one?x=1"]);
});

test("the bytes of a body arrive as they are in the capture", async (t) => {
  const server = await verifyingServer(t);
  const body = `{ "odd" :\t"\\u00e9/\\/" }\r\n`;
  await replay(t, server.url, ["--variant", "signed"], { "a.json": capture({ body: { text: body } }) });
  assert.deepEqual(server.seen.map((request) => request.body), [body]);
});

for (const [what, bytes] of Object.entries(oddBodies))
  test(`a body ${what} is signed, sent and tampered with byte for byte`, async (t) => {
    const server = await verifyingServer(t);
    const captures = { "a.json": capture({ headers: [["Content-Type", "application/octet-stream"]], body: { base64: bytes.toString("base64") } }) };
    const variants = ["signed", "tampered-body", "wrong-key"].flatMap((variant) => ["--variant", variant]);
    assert.deepEqual(await replay(t, server.url, variants, captures), {
      code: 0,
      out: [
        "a.json   our-sender",
        "  signed              200  ✓   effects unknown",
        "  wrong key           401  ✓   effects unknown",
        ...(bytes.length === 0
          ? ["  tampered body       left out: the body is empty", "1 capture, 2 deliveries, all as expected TIME"]
          : ["  tampered body       401  ✓   effects unknown", "1 capture, 3 deliveries, all as expected TIME"]),
        "http://ADDRESS/hook does not tell effects: refusal is judged by status alone",
        "",
      ].join("\n"),
      err: "",
    });
    const [recorded, ...others] = [createHash("sha256").update(bytes).digest("hex"), ...server.seen.map((request) => request.sha256)];
    assert.deepEqual(others.map((hash) => hash === recorded), bytes.length === 0 ? [true, true] : [true, true, false]);
  });

// One failing delivery, and its line in the report.
async function line(t: TestContext, answer: Parameters<typeof rawServer>[1], args: string[] = []): Promise<string> {
  const { code, out, err } = await replay(t, await rawServer(t, answer), ["--variant", "signed", ...args]);
  assert.deepEqual([code, err], [1, ""]);
  return out.split("\n")[1]!.replace(/^ +signed +/, "");
}

test("a server that closes the connection has not answered", async (t) => {
  assert.equal(await line(t, (socket) => socket.destroy()), "–    ✗   no answer: ADDRESS closed the connection without an answer");
});

test("a server that never answers is given up after --timeout", async (t) => {
  assert.equal(await line(t, () => {}, ["--timeout", "0.2"]), "–    ✗   no answer: ADDRESS did not answer within 0.2 s");
});

test("a server that answers byte by byte is waited for", async (t) => {
  const text = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  const url = await rawServer(t, (socket) => {
    const send = (at: number): void => void socket.write(text[at]!, () => (at + 1 < text.length ? setImmediate(send, at + 1) : undefined));
    send(0);
  });
  assert.equal((await replay(t, url, ["--variant", "signed"])).code, 0);
});

test("a server that goes on answering and never ends is given up after --timeout", async (t) => {
  const forEver = (start: string, more: string) => (socket: Socket) => {
    const timer = setInterval(() => socket.write(more), 10);
    socket.write(start);
    socket.on("close", () => clearInterval(timer));
  };
  const head = await line(t, forEver("HTTP/1.1 200 OK\r\n", "A: 1\r\n"), ["--timeout", "0.2"]);
  assert.match(head, /^–    ✗   no answer: the answer of ADDRESS was not complete within 0\.2 s: it has \d+ bytes of its head$/);
  const body = await line(t, forEver("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", "x"), ["--timeout", "0.2"]);
  assert.match(body, /^–    ✗   no answer: the answer of ADDRESS was not complete within 0\.2 s: it has \d+ of 1000000 bytes of its body$/);
});

test("a redirect is not followed, and is no success", async (t) => {
  for (const status of ["301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"]) {
    const answer = `HTTP/1.1 ${status}\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n`;
    assert.equal(await line(t, (socket) => socket.end(answer)), `${status.slice(0, 3)}  ✗   answered: expected 2xx`);
  }
});

test("an answer that says a wrong length is none, and what is wrong with it is told", async (t) => {
  const ok = "HTTP/1.1 200 OK\r\n";
  const answers = [
    ["Content-Length: 100\r\n\r\nshort", "the answer of ADDRESS ended early: it has 5 of 100 bytes of its body"],
    ["Content-Length: 2\r\n\r\nok, and more", `the answer of ADDRESS goes on after the 2 bytes of its body, with ", and more"`],
    ["Content-Length: 2\r\nContent-Length: 5\r\n\r\nok", "the answer of ADDRESS has two different Content-Length headers"],
    ["Content-Length: -1\r\n\r\nok", `the answer of ADDRESS has the Content-Length "-1", which is not a number of bytes`],
    ["Content-Length: 99999999999999999999\r\n\r\nok", `the answer of ADDRESS has the Content-Length "99999999999999999999", which is not a number of bytes`],
    ["Transfer-Encoding: chunked\r\n\r\nzz\r\nok", "the answer of ADDRESS has a malformed chunk"],
    ["Transfer-Encoding: chunked\r\n\r\n5\r\nok", "the answer of ADDRESS ended early: it has 2 bytes of its body, and no end"],
  ] as const;
  for (const [answer, told] of answers) assert.equal(await line(t, (socket) => socket.end(ok + answer)), `–    ✗   no answer: ${told}`);
});

test("an answer without end is not kept in memory for ever", async (t) => {
  const flood = (socket: Socket): void => {
    const block = Buffer.alloc(1 << 20, "x");
    const fill = (): void => {
      while (!socket.destroyed && socket.write(block));
    };
    socket.write("HTTP/1.1 200 OK\r\n\r\n");
    socket.on("drain", fill);
    fill();
  };
  assert.equal(await line(t, flood), "–    ✗   no answer: the answer of ADDRESS is over the limit of 67108864 bytes");
});

test("what is not HTTP is no answer", async (t) => {
  assert.match(await line(t, (socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n")), /^–    ✗   no answer: .*ADDRESS/);
});

test("a port on which nobody listens is told as such", async (t) => {
  const { code, out } = await replay(t, "http://127.0.0.1:1/hook", ["--variant", "signed"]);
  assert.equal(code, 1);
  assert.match(out, /signed +–    ✗   no answer: /);
});

test("what is no address is refused", async (t) => {
  const { code, err } = await replay(t, "ftp://shop.example/hook");
  assert.equal(code, 2);
  assert.match(err, /^convotic: error\[bad-value\]: /);
});

test("a server that cannot be reset is refused what would need it", async (t) => {
  for (const [flag, ...value] of [["--seed", "a.json"], ["--keep-state"], ["--at", "+6m"], ["--live"]] as [string, ...string[]][]) {
    const { code, err } = await replay(t, "http://127.0.0.1:1/", [flag, ...value]);
    assert.deepEqual([code, err.split("\n")[0]], [2, `convotic: error[usage]: ${flag === "--live" ? "--live and --url" : `--url and ${flag}`} contradict each other`]);
  }
});

test("the key of CONVOTIC_API_KEY takes the place of one that a capture bears, and nothing else", async (t) => {
  const server = await verifyingServer(t);
  const folder = new Folder(t, { "a.json": capture({ scheme: null, headers: [["X-API-Key", "redacted"]] }), "b.json": capture({ scheme: null, headers: [] }) });
  await convotic(t, ["replay", ".", "--url", server.url], { cwd: folder.path, env: { CONVOTIC_API_KEY: "cvtk_ours" } });
  assert.deepEqual(server.seen.map(({ headers }) => headers["x-api-key"]), ["cvtk_ours", undefined]);
});
