// The host's side of a runner process, for tests: spawns the built runner with a socket on its fd 3 and speaks the protocol.
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { buildSync } from "esbuild";
import { FrameReader } from "../../emulator/runner/src/frame_reader.ts";
import { encodeFrame, Kind, type Invoke, type Load } from "../../emulator/runner/src/protocol.ts";

const runnerFile = path.resolve("emulator/runner/dist/runner.cjs");
const deadline = 20_000;

export interface Received {
  kind: Kind;
  id: number;
  head: any;
  body: Buffer;
}

interface Ending {
  code: number | null;
  signal: string | null;
}

export class Host {
  readonly folder = realpathSync(mkdtempSync(path.join(tmpdir(), "runner-test-")));
  readonly received: Received[] = [];
  stdout = "";
  stderr = "";
  readonly ended: Promise<Ending>;
  readonly #child: ChildProcess;
  readonly #socket: Socket;
  #taken = new Set<Received>();
  #notify: () => void = () => {};

  constructor(t: TestContext) {
    const environment = { ...process.env, CONVOTIC_RUNNER: "1" };
    // What `node --test` sets for its own children would turn the runner into a test file.
    for (const name of ["NODE_TEST_CONTEXT", "NODE_OPTIONS"]) delete (environment as NodeJS.ProcessEnv)[name];
    this.#child = spawn(process.execPath, [runnerFile], { stdio: ["ignore", "pipe", "pipe", "pipe"], env: environment });
    this.#socket = this.#child.stdio[3] as Socket;
    const reader = new FrameReader((frame) => {
      this.received.push({ ...frame, body: Buffer.from(frame.body) });
      this.#notify();
    });
    this.#socket.on("data", (piece: Buffer) => reader.push(piece));
    this.#socket.on("error", () => {}); // the runner may be gone before it has read everything
    this.#child.stdout?.on("data", (text: Buffer) => (this.stdout += text.toString()));
    this.#child.stderr?.on("data", (text: Buffer) => (this.stderr += text.toString()));
    this.ended = once(this.#child, "close").then(([code, signal]) => ({ code, signal }) as Ending);
    void this.ended.then(() => this.#notify());
    t.after(() => {
      this.#child.kill("SIGKILL");
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  send(kind: Kind, id: number, head: object, body = ""): void {
    this.#socket.write(encodeFrame(kind, id, head, Buffer.from(body)));
  }

  sendBytes(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  // Ends the host's side, as its death would.
  hangUp(): void {
    this.#socket.destroy();
  }

  // The first frame not taken yet that fits; waits for it.
  async take(kind: Kind, id?: number): Promise<Received> {
    const giveUp = Date.now() + deadline;
    let over = false;
    for (;;) {
      const frame = this.received.find((one) => !this.#taken.has(one) && one.kind === kind && (id === undefined || one.id === id));
      if (frame !== undefined) {
        this.#taken.add(frame);
        return frame;
      }
      assert.ok(!over, `the runner ended without a frame of kind ${kind}; stderr: ${this.stderr}`);
      over = await this.#change(giveUp - Date.now());
    }
  }

  // Waits for a frame or the end; yields whether it is the end.
  async #change(patience: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`nothing came; received: ${JSON.stringify(this.received)}`)), patience);
    });
    const next = new Promise<boolean>((resolve) => (this.#notify = () => resolve(false)));
    try {
      return await Promise.race([next, this.ended.then(() => true), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  // Bundles `source` the way the host does and sends it to be loaded.
  load(source: string, changes: Partial<Load> = {}, extension = "ts"): void {
    const entry = path.join(this.folder, `index.${extension}`);
    const bundle = path.join(this.folder, "build/index.mjs");
    writeFileSync(entry, source);
    const options = { bundle: true, platform: "node", format: "esm", packages: "external", sourcemap: true, logLevel: "silent" } as const;
    buildSync({ entryPoints: [entry], outfile: bundle, ...options });
    this.loadBundle({ bundle, entry, ...changes });
  }

  loadBundle(changes: Partial<Load>): void {
    const load: Load = { bundle: "", entry: "", directory: this.folder, environment: {}, secrets: {}, strict: false, raw_body: false, ...changes };
    this.send(Kind.load, 0, load);
  }

  // Loads a module whose only route has this handler.
  async serve(handler: string, changes: Partial<Load> = {}, before = ""): Promise<void> {
    this.load(
      `${before}\nexport default { name: "m", register(sdk: any) {\n  sdk.registerRoute({ method: "POST", path: "/", handler: ${handler} });\n} };\n`,
      changes,
    );
    await this.take(Kind.loaded);
  }

  invoke(id: number, { body = "", ...changes }: Partial<Invoke> & { body?: string } = {}): void {
    this.send(Kind.invoke, id, { route: 0, params: {}, query: {}, headers: {}, request: `req_${id}`, ...changes }, body);
  }
}
