// Runs this module on the local emulator for the length of a test file, on a free port and with an empty store.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PROJECT = fileURLToPath(new URL("..", import.meta.url));
const BINARY = process.env.CONVOTIC_BIN ?? "convotic";
const DEADLINE_MS = 30_000;

/**
 * Starts `convotic dev` and waits until it serves.
 * @param {...string} flags more flags for it, such as "--seed", "test/seed.json"
 */
export async function startEmulator(...flags) {
  const child = spawn(BINARY, ["dev", "--port", "0", "--ephemeral", "--format", "json", ...flags], {
    cwd: PROJECT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve).once("error", resolve));
  const nextEvent = eventsOf(child);
  const killWithUs = () => child.kill();
  process.once("exit", killWithUs);

  async function stop() {
    process.off("exit", killWithUs);
    child.kill("SIGTERM");
    await ended;
    child.stdout.destroy();
  }

  const ready = await nextEvent("ready").catch(async (error) => {
    await stop();
    throw error;
  });
  const [module] = ready.modules;

  /**
   * Sends a request to one of the module's routes and resolves to its status, its body, and its effects: the names of the ctx
   * calls that changed something, in order. `body` is sent as JSON, or as it is when it is a string; `key: null`
   * leaves the API key out. An answer that is JSON is parsed. One request at a time, because effects are matched to requests by
   * their order.
   */
  async function request(method, path, { body, headers = {}, key = ready.apiKey } = {}) {
    const response = await fetch(`${ready.url}/v1/modules/${module.name}${path}`, {
      method,
      headers: {
        ...(key === null ? {} : { "X-API-Key": key }),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    const { effects } = await nextEvent("request");
    return {
      status: response.status,
      body: text === "" ? undefined : isJson ? JSON.parse(text) : text,
      effects: effects.map((effect) => effect.call),
    };
  }

  return { request, stop };
}

// `convotic dev --format json` prints one event a line; the result waits for the next one of a kind.
function eventsOf(child) {
  const failed = new Promise((_, reject) => {
    child.once("error", () =>
      reject(new Error(`cannot run "${BINARY}": put convotic on PATH, or its path into CONVOTIC_BIN`)),
    );
    child.once("close", (code) => reject(new Error(`convotic dev ended with exit code ${code}`)));
  });
  failed.catch(() => {}); // an end that nobody waits for is no failure
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  async function next(kind) {
    for (;;) {
      const { value: line, done } = await lines.next();
      if (done) return failed; // says why
      const event = JSON.parse(line);
      if (event.event === kind) return event;
    }
  }

  return async (kind) => {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`convotic dev sent no "${kind}" event in time`)), DEADLINE_MS);
    });
    return Promise.race([next(kind), failed, late]).finally(() => clearTimeout(timer));
  };
}
