// convotic replay --url: any server, and every way in which one can misbehave.
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { convotic } from "./support/convotic.ts";
import { Folder } from "./support/folder.ts";
import { capture, config, env } from "./support/webhook_module.ts";
import { rawServer, verifyingServer } from "./support/webhook_server.ts";

const plain = (text: string): string => text.replaceAll(/ +\d+ ms\n/g, " TIME\n").replaceAll(/127\.0\.0\.1:\d+/g, "ADDRESS");

async function replay(t: TestContext, url: string, args: string[] = [], files: Record<string, string> = { "a.json": capture() }): Promise<{ code: number | null; out: string; err: string }> {
  const folder = new Folder(t, { "convotic.json": config, ...files });
  const outcome = await convotic(t, ["replay", ".", "--url", url, ...args], { cwd: folder.path, env });
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

// One failing delivery, and its line in the report.
async function line(t: TestContext, answer: Parameters<typeof rawServer>[1], args: string[] = []): Promise<string> {
  const { code, out, err } = await replay(t, await rawServer(t, answer), ["--variant", "signed", ...args]);
  assert.deepEqual([code, err], [1, ""]);
  return out.split("\n")[1]!.replace(/^ +signed +/, "");
}

test("a server that closes the connection has not answered", async (t) => {
  assert.match(await line(t, (socket) => socket.destroy()), /^–    ✗   no answer: .*clos/);
});

test("a server that never answers is given up after --timeout", async (t) => {
  assert.match(await line(t, () => {}, ["--timeout", "0.2"]), /^–    ✗   no answer: .*(0\.2 s|200 ms)/);
});

test("a server that answers byte by byte is waited for", async (t) => {
  const text = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  const url = await rawServer(t, (socket) => {
    const send = (at: number): void => void socket.write(text[at]!, () => (at + 1 < text.length ? setImmediate(send, at + 1) : undefined));
    send(0);
  });
  assert.equal((await replay(t, url, ["--variant", "signed"])).code, 0);
});

test("a redirect is not followed, and is no success", async (t) => {
  const answer = "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n";
  assert.equal(await line(t, (socket) => socket.end(answer)), "307  ✗   answered: expected 2xx");
});

test("an answer that is shorter than it says is none", async (t) => {
  assert.match(await line(t, (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")), /^–    ✗   no answer: /);
});

test("what is not HTTP is no answer", async (t) => {
  assert.match(await line(t, (socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n")), /^–    ✗   no answer: /);
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
