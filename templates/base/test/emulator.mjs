// Runs this module on the local emulator for the length of a test file, on a free port and with an empty store.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PROJECT = fileURLToPath(new URL("..", import.meta.url));
const BINARY = process.env.CONVOTIC_BIN ?? "convotic";
const START_DEADLINE_MS = 30_000;

/**
 * Starts `convotic dev` and waits until it serves.
 * @param {...string} flags more flags for it, such as "--seed", "test/seed.json"
 */
export async function startEmulator(...flags) {
  const child = spawn(BINARY, ["dev", "--port", "0", "--ephemeral", "--format", "json", ...flags], {
    cwd: PROJECT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = new Promise((resolve) => child.once("close", resolve));
  const killWithUs = () => child.kill();
  process.once("exit", killWithUs);

  async function stop() {
    process.off("exit", killWithUs);
    child.kill("SIGTERM");
    await closed;
  }

  const ready = await firstEvent(child).catch(async (error) => {
    await stop();
    throw error;
  });
  const [module] = ready.modules;

  /**
   * Sends a request to one of the module's routes. `body` is sent as JSON, or as it is when it is a string;
   * `key: null` leaves the API key out.
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
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  }

  return { request, stop };
}

// The first line that `convotic dev --format json` prints says where it listens and what it serves.
function firstEvent(child) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("convotic dev was not ready in time")), START_DEADLINE_MS);
    const settle = (action) => {
      clearTimeout(late);
      action();
    };
    child.once("error", () =>
      settle(() => reject(new Error(`cannot run "${BINARY}": put convotic on PATH, or its path into CONVOTIC_BIN`))),
    );
    child.once("exit", (code) =>
      settle(() => reject(new Error(`convotic dev ended with exit code ${code} before it was ready`))),
    );
    createInterface({ input: child.stdout }).once("line", (line) => settle(() => resolve(JSON.parse(line))));
  });
}
