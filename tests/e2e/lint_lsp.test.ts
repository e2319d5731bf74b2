// convotic lint --lsp, driven by a client that speaks the protocol over standard input and output.
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { test, type TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import { atEnd } from "./support/cleanup.ts";
import { binary, environment } from "./support/convotic.ts";
import { within } from "./support/deadline.ts";
import { Folder } from "./support/folder.ts";

type Message = Record<string, any>;

class Client {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown[]>;
  readonly messages: Message[] = [];
  #bytes = Buffer.alloc(0);
  #next = 1;
  #notify: () => void = () => {};

  constructor(t: TestContext, cwd: string) {
    this.child = spawn(binary, ["lint", "--lsp"], { cwd, env: environment(), stdio: ["pipe", "pipe", "inherit"] });
    this.ended = once(this.child, "close");
    this.child.stdin!.on("error", () => {});
    this.child.stdout!.on("data", (bytes: Buffer) => this.#take(bytes));
    atEnd(t, () => this.child.kill("SIGKILL"));
  }

  #take(bytes: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    for (;;) {
      const head = this.#bytes.indexOf("\r\n\r\n");
      if (head < 0) break;
      const length = Number(/^Content-Length: (\d+)$/m.exec(this.#bytes.subarray(0, head).toString())![1]);
      if (this.#bytes.length < head + 4 + length) break;
      this.messages.push(JSON.parse(this.#bytes.subarray(head + 4, head + 4 + length).toString()) as Message);
      this.#bytes = this.#bytes.subarray(head + 4 + length);
    }
    this.#notify();
  }

  raw(text: string): void {
    this.child.stdin!.write(text);
  }

  send(message: Message): void {
    const text = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.raw(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  notify(method: string, params: Message = {}): void {
    this.send({ method, params });
  }

  async find(wanted: (message: Message) => boolean, what: string): Promise<Message> {
    const look = async (): Promise<Message> => {
      for (;;) {
        const index = this.messages.findIndex(wanted);
        if (index >= 0) return this.messages.splice(index, 1)[0]!;
        await new Promise<void>((resolve) => (this.#notify = resolve));
      }
    };
    return within(look(), () => `${what}; there was ${JSON.stringify(this.messages)}`);
  }

  async request(method: string, params: Message = {}): Promise<Message> {
    const id = this.#next++;
    this.send({ id, method, params });
    return this.find((message) => message["id"] === id, `the answer to ${method}`);
  }

  async diagnostics(uri: string, version?: number): Promise<Message[]> {
    const message = await this.find(
      ({ method, params }) => method === "textDocument/publishDiagnostics" && params.uri === uri && (version === undefined || params.version === version),
      `diagnostics of ${uri} in version ${version}`,
    );
    return message["params"].diagnostics as Message[];
  }

  async start(root: string, capabilities: Message = {}): Promise<Message> {
    const { result } = await this.request("initialize", { processId: process.pid, rootUri: pathToFileURL(root).href, capabilities });
    this.notify("initialized");
    return result as Message;
  }

  async stop(): Promise<unknown> {
    assert.equal((await this.request("shutdown"))["result"], null);
    this.notify("exit");
    return (await within(this.ended, () => "the end of the server"))[0];
  }
}

const wrong = `export default {
  name: "hooks",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "post", /* é𝄞 */ path: "hook",
      handler: async () => ({ status: 200 }),
    });
  },
};
`;
const right = wrong.replace('"post"', '"POST"').replace('"hook"', '"/hook"');

test("a document that is open gets diagnostics, and they follow what is typed", async (t) => {
  const folder = new Folder(t, { "src/index.ts": right });
  const uri = pathToFileURL(folder.at("src/index.ts")).href;
  const client = new Client(t, folder.path);
  const started = await client.start(folder.path);
  assert.deepEqual(started["capabilities"], {
    positionEncoding: "utf-16",
    textDocumentSync: { openClose: true, change: 1, save: { includeText: false } },
    codeActionProvider: { codeActionKinds: ["quickfix"] },
    hoverProvider: true,
  });
  client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "typescript", version: 1, text: wrong } });
  const found = await client.diagnostics(uri, 1);
  assert.deepEqual(
    found.map(({ code, severity, source, range }) => [code, severity, source, range.start, range.end]),
    [
      ["route/invalid-method", 1, "convotic", { line: 5, character: 14 }, { line: 5, character: 20 }],
      ["path/no-leading-slash", 1, "convotic", { line: 5, character: 38 }, { line: 5, character: 44 }],
    ],
  );
  client.notify("textDocument/didChange", { textDocument: { uri, version: 2 }, contentChanges: [{ text: right }] });
  assert.deepEqual(await client.diagnostics(uri, 2), []);
  // What was open is on the disk as it was saved there.
  client.notify("textDocument/didChange", { textDocument: { uri, version: 3 }, contentChanges: [{ text: wrong }] });
  assert.equal((await client.diagnostics(uri, 3)).length, 2);
  client.notify("textDocument/didClose", { textDocument: { uri } });
  assert.deepEqual(await client.diagnostics(uri), []);
  assert.equal(await client.stop(), 0);
});

test("positions are counted as client and server agree", async (t) => {
  const folder = new Folder(t);
  const uri = pathToFileURL(folder.at("index.ts")).href;
  const client = new Client(t, folder.path);
  const started = await client.start(folder.path, { general: { positionEncodings: ["utf-32", "utf-8", "utf-16"] } });
  assert.equal(started["capabilities"].positionEncoding, "utf-8");
  client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "typescript", version: 1, text: wrong } });
  const found = await client.diagnostics(uri, 1);
  assert.deepEqual(found[1]!["range"].start, { line: 5, character: 41 });
  assert.equal(await client.stop(), 0);
});

test("a quick fix mends it, and a suppression waits for its reason", async (t) => {
  const folder = new Folder(t);
  const uri = pathToFileURL(folder.at("index.ts")).href;
  const client = new Client(t, folder.path);
  await client.start(folder.path);
  client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "typescript", version: 1, text: wrong } });
  const { result } = await client.request("textDocument/codeAction", {
    textDocument: { uri },
    range: { start: { line: 5, character: 16 }, end: { line: 5, character: 16 } },
    context: { diagnostics: [] },
  });
  assert.deepEqual(
    (result as Message[]).map(({ title, kind, isPreferred, edit }) => ({ title, kind, isPreferred, edit })),
    [
      {
        title: 'route/invalid-method: write "POST"',
        kind: "quickfix",
        isPreferred: true,
        edit: { changes: { [uri]: [{ range: { start: { line: 5, character: 15 }, end: { line: 5, character: 19 } }, newText: "POST" }] } },
      },
      {
        title: "Suppress route/invalid-method here, for a reason that you add",
        kind: "quickfix",
        isPreferred: false,
        edit: { changes: { [uri]: [{ range: { start: { line: 5, character: 0 }, end: { line: 5, character: 0 } }, newText: "      // convotic-lint-disable-next-line route/invalid-method -- \n" }] } },
      },
    ],
  );
  assert.equal(await client.stop(), 0);
});

test("path and auth say the URL of a route and what is known of its protection", async (t) => {
  const text = `export default {
  name: "hooks",
  version: "1.0.0",
  register(sdk) {
    sdk.registerRoute({
      method: "POST",
      path: "/hook",
      auth: false,
      handler: async (req, ctx) => {
        await ctx.contacts.update(req.body.id, { paid: true });
        return { status: 200 };
      },
    });
  },
};
`;
  const folder = new Folder(t, { "index.ts": text });
  const uri = pathToFileURL(folder.at("index.ts")).href;
  const client = new Client(t, folder.path);
  await client.start(folder.path);
  client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "typescript", version: 1, text } });
  const hover = async (line: number, character: number): Promise<unknown> => (await client.request("textDocument/hover", { textDocument: { uri }, position: { line, character } }))["result"];
  const value = "`POST https://api.convotic.com/v1/modules/hooks/hook`\n\nOpen, and **not verified**: some path reaches an effect without a check.";
  assert.deepEqual(await hover(6, 14), { contents: { kind: "markdown", value }, range: { start: { line: 6, character: 6 }, end: { line: 6, character: 19 } } });
  assert.deepEqual(await hover(7, 7), { contents: { kind: "markdown", value }, range: { start: { line: 7, character: 6 }, end: { line: 7, character: 17 } } });
  assert.equal(await hover(5, 8), null);
  assert.equal(await client.stop(), 0);
});

test("a change in one file shows in another", async (t) => {
  const index = right.replace('"/hook"', "path").replace("export", 'import { path } from "./path";\n\nexport');
  const folder = new Folder(t, { "index.ts": index, "path.ts": 'export const path = "/hook";\n' });
  const [uri, pathUri] = ["index.ts", "path.ts"].map((name) => pathToFileURL(folder.at(name)).href) as [string, string];
  const client = new Client(t, folder.path);
  await client.start(folder.path);
  client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "typescript", version: 1, text: index } });
  assert.deepEqual(await client.diagnostics(uri, 1), []);
  client.notify("textDocument/didOpen", { textDocument: { uri: pathUri, languageId: "typescript", version: 1, text: 'export const path = "hook";\n' } });
  const found = await client.diagnostics(pathUri, 1);
  assert.deepEqual(found.map(({ code }) => code), ["path/no-leading-slash"]);
  folder.write("path.ts", 'export const path = "/hook";\n');
  client.notify("textDocument/didClose", { textDocument: { uri: pathUri } });
  assert.deepEqual(await client.diagnostics(pathUri), []);
  assert.equal(await client.stop(), 0);
});

test("a configuration that is wrong is told, and the defaults count", async (t) => {
  const folder = new Folder(t, { "convotic.json": `{ "lint": { "ruls": {} } }` });
  const uri = pathToFileURL(folder.at("index.ts")).href;
  const client = new Client(t, folder.path);
  await client.start(folder.path);
  client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "typescript", version: 1, text: wrong } });
  const { params } = await client.find(({ method }) => method === "window/showMessage", "a message");
  assert.deepEqual(params, { type: 2, message: `convotic: ${folder.at("convotic.json")}:1:13: unknown key "ruls"` });
  assert.equal((await client.diagnostics(uri, 1)).length, 2);
  assert.equal(await client.stop(), 0);
});

test("the order of the protocol is kept: errors for what comes too early, too late, or is not there", async (t) => {
  const folder = new Folder(t);
  const client = new Client(t, folder.path);
  const early = await client.request("textDocument/hover", {});
  assert.deepEqual(early["error"], { code: -32002, message: "initialize has to come first" });
  client.notify("textDocument/didOpen", {});
  await client.start(folder.path);
  assert.deepEqual((await client.request("textDocument/rename", {}))["error"], { code: -32601, message: "there is no method textDocument/rename" });
  assert.deepEqual((await client.request("textDocument/hover", {}))["error"], { code: -32602, message: "the parameters of textDocument/hover lack something" });
  client.notify("$/cancelRequest", { id: 1 });
  client.notify("textDocument/didOpen", { textDocument: {} });
  client.raw("Content-Length: 7\r\n\r\nnot json".slice(0, 28));
  const broken = await client.find(({ error }) => error?.code === -32700, "a parse error");
  assert.equal(broken["id"], null);
  await client.request("shutdown");
  assert.deepEqual((await client.request("textDocument/hover", {}))["error"], { code: -32600, message: "the server has been shut down" });
  client.notify("exit");
  assert.equal((await within(client.ended, () => "the end"))[0], 0);
});

test("exit without shutdown, the end of the input, and bytes that are no message end it with code 1", async (t) => {
  const folder = new Folder(t);
  for (const last of [(client: Client) => client.notify("exit"), (client: Client) => client.child.stdin!.end(), (client: Client) => client.raw("GET / HTTP/1.1\r\n\r\n")]) {
    const client = new Client(t, folder.path);
    await client.start(folder.path);
    last(client);
    assert.equal((await within(client.ended, () => "the end"))[0], 1);
  }
});
