// Captures from end to end: what is imported of a curl command is what curl sends.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { atEnd } from "./support/cleanup.ts";
import { convotic, environment } from "./support/convotic.ts";
import { within } from "./support/deadline.ts";
import { Folder } from "./support/folder.ts";

interface Request {
  method: string;
  path: string;
  headers: string[];
  sha256: string;
}

const ofTheConnection = new Set(["host", "content-length", "connection", "expect"]);

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function received(message: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const headers: string[] = [];
  for (let i = 0; i < message.rawHeaders.length; i += 2) {
    const line = `${message.rawHeaders[i]}: ${message.rawHeaders[i + 1]}`;
    const isOfCurl = line === "Accept: */*" || line.startsWith("User-Agent: curl/");
    if (!ofTheConnection.has(message.rawHeaders[i]!.toLowerCase()) && !isOfCurl) headers.push(line);
  }
  return { method: message.method!, path: message.url!, headers: headers.sort(), sha256: sha256(Buffer.concat(chunks)) };
}

// A server that keeps what it is sent.
async function listen(t: TestContext): Promise<{ address: string; requests: Request[] }> {
  const requests: Request[] = [];
  const server: Server = createServer((message, response) => {
    void received(message).then((request) => {
      requests.push(request);
      response.end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  atEnd(t, () => server.close());
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

async function bash(t: TestContext, folder: Folder, script: string): Promise<void> {
  // In another locale bash writes $'\u00e9' as it stands.
  const env = { ...environment(), LC_ALL: "C.UTF-8" };
  const child = spawn("bash", ["-c", script], { cwd: folder.path, env, stdio: ["ignore", "ignore", "inherit"] });
  atEnd(t, () => child.kill("SIGKILL"));
  await within(once(child, "close"), () => script);
}

interface Capture {
  method: string;
  path: string;
  headers?: [string, string][];
  body?: { sha256: string };
}

const commands = [
  `curl -s URL/hook`,
  `curl -s "URL/hook?a=1&b=%20" -H 'X-A: 1' -H "x-a:2" -H 'X-Empty;'`,
  `curl -sXPUT URL/hook -d 'it'\\''s "a" \\n'`,
  `curl -s URL/hook -d "a \\"b\\" \\\\ \\$c \\n 'd'"`,
  `curl -s URL/hook --data-raw $'a\\'b\\\\\\n\\tc\\x41\\101\\u00e9\\U0001F600\\q\\e\\a'`,
  `curl -s URL/hook \\\n  -H 'A: b' \\\n  --data-raw '{\n  "a": 1\n}\n'`,
  `curl -s URL/hook -d a=1 --data b=2 --data-ascii 'c' --data-raw @d`,
  `curl -s URL/hook -d @lines.txt`,
  `curl -s URL/hook --data-binary @lines.txt -dx`,
  `curl -s URL/hook --data-urlencode 'n=a b+c&~\u00e9*()' --data-urlencode =a=b --data-urlencode 'x y' --data-urlencode n@lines.txt`,
  `curl -s URL/hook --json '{"a":1}' --json ' '`,
  `curl -s URL/hook --json @lines.txt -H 'Accept: text/plain'`,
  `curl -sG URL/hook?x=1 -d a=1 --data-urlencode 'b=1 2'`,
  `curl -s URL/hook --url-query 'a=b c'`,
  `curl -sI URL/hook`,
  `curl -s -T lines.txt URL/hook`,
  `curl -s -u ada:secret -A agent -e https://ref.example -b 'a=1; b=2' URL/hook`,
  `curl -s --oauth2-bearer t -H 'User-Agent:' -H 'Content-Type:' -d a URL/hook`,
  `curl -s URL/hook -H @headers.txt -d ''`,
  `curl -s URL/hook -X DELETE -H 'Content-Type: text/plain' -d \\\na\\ b`,
  `curl -s URL/hook --data-binary @- <<'EOF'\n{"a": "$x"}\n\tb\nEOF`,
  `curl -s URL/a -d a --next -s URL/b -d b`,
  `curl -s URL/a -d a; curl -s URL/b -d 'b' # a comment`,
];

test("what is imported of a curl command is what curl sends", async (t) => {
  const { address, requests } = await listen(t);
  const folder = new Folder(t, { "lines.txt": "a\r\nb\n\nc = d & e\n", "headers.txt": "X-File: 1\r\n\nX-More: 2\n" });
  for (const command of commands) {
    const script = command.replaceAll("URL", address);
    requests.length = 0;
    await bash(t, folder, script);
    folder.write("command.curl", script);
    const outcome = await convotic(t, ["capture", "import", "command.curl", "--scheme", "none", "--format", "json"], { cwd: folder.path });
    assert.deepEqual([outcome.code, outcome.stderr], [0, ""], command);
    const { captures } = JSON.parse(outcome.stdout) as { captures: { file: string; exact: boolean }[] };
    const imported = captures.map(({ file, exact }) => {
      assert.ok(exact, command);
      const { method, path, headers = [], body } = JSON.parse(folder.read(file)) as Capture;
      const lines = headers.map(([name, value]) => `${name}: ${value}`);
      return { method, path, headers: lines.sort(), sha256: body?.sha256 ?? sha256(new Uint8Array()) };
    });
    folder.remove("fixtures");
    // Credentials are taken out of captures.
    const plain = requests.map((request) => ({ ...request, headers: request.headers.map((line) => line.replace(/^(Authorization|Cookie): .*/, "$1: redacted")) }));
    assert.ok(plain.length > 0, command);
    assert.deepEqual(imported, plain, command);
  }
});

test("standard input is imported, and nothing that a secret is is shown", async (t) => {
  const folder = new Folder(t, { ".env": "SECRET=whsec_never_shown\n" });
  const message = "POST /hook HTTP/1.1\\r\\nStripe-Signature: t=1,v1=aa\\r\\nAuthorization: Bearer tok_never_shown\\r\\n\\r\\n{}";
  await bash(t, folder, `printf '${message}' | "${process.env["CONVOTIC_BIN"]}" capture import - --secret dotenv:SECRET --output .`);
  const shown = await convotic(t, ["capture", "show", "stripe-hook.json"], { cwd: folder.path });
  assert.equal(shown.code, 0, shown.stderr);
  assert.match(shown.stdout, /signature {3}invalid: /);
  for (const text of [shown.stdout, shown.stderr, folder.read("stripe-hook.json")]) assert.doesNotMatch(text, /never_shown/);
});
