// `convotic dev` on modules that are copied to a scratch folder.
import { cpSync, mkdirSync, mkdtempSync, openSync, closeSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { firstLine, launch, stop } from "./processes.mjs";

const bench = fileURLToPath(new URL("..", import.meta.url));
export const key = "cvtk_live_bench";
export const binary = process.env.CONVOTIC_BIN;

// On a real disk, as a user's project is, and where the SDK's types are found.
mkdirSync(path.join(bench, "../.cache"), { recursive: true });
export const scratch = mkdtempSync(path.join(bench, "../.cache/bench-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }));

export function copyOfModule(name) {
  const folder = mkdtempSync(path.join(scratch, `${name}-`));
  cpSync(path.join(bench, "modules", name), folder, { recursive: true });
  return folder;
}

// The same Node runs the modules, fastify and `node -e 0`. Temporary state goes where it is removed even after a kill.
export const environment = { ...process.env, CONVOTIC_NODE: process.execPath, NO_COLOR: "1", TMPDIR: scratch };
const constantFlags = ["--port", "0", "--rate-limit", "off", "--format", "json", "--api-key", key];

// From the moment of the start to the moment of the ready line; the caller stops `child`.
export async function startDev(folder, flags = []) {
  const child = launch(binary, ["dev", ...constantFlags, ...flags], { cwd: folder, env: environment });
  let stderr = "";
  child.stderr.on("data", (part) => (stderr += part));
  try {
    return { child, ready: JSON.parse(await firstLine(child)) };
  } catch (error) {
    throw new Error(`${error.message}; stderr: ${stderr}`);
  }
}

// As `convotic dev >file`: nobody has to read what it says about each request while others are being measured.
export class Dev {
  static async start(folder, flags = []) {
    const dev = new Dev();
    dev.log = path.join(mkdtempSync(path.join(scratch, "log-")), "events.ndjson");
    const out = openSync(dev.log, "w");
    dev.child = launch(binary, ["dev", ...constantFlags, "--ephemeral", ...flags], {
      cwd: folder,
      env: environment,
      stdio: ["ignore", out, "pipe"],
    });
    closeSync(out);
    let stderr = "";
    dev.child.stderr.on("data", (part) => (stderr += part));
    let ended;
    dev.child.ended.then((ending) => (ended = ending));
    while (!readFileSync(dev.log, "utf8").includes("\n")) {
      if (ended) throw new Error(`convotic dev ended (${JSON.stringify(ended)}): ${stderr}`);
      await delay(5);
    }
    [dev.ready] = dev.events();
    return dev;
  }

  get port() {
    return this.ready.port;
  }

  get pid() {
    return this.child.pid;
  }

  url(route) {
    return `${this.ready.url}/v1/modules${route}`;
  }

  // What it has said so far; the last line may be under way.
  events() {
    const text = readFileSync(this.log, "utf8");
    return text.slice(0, text.lastIndexOf("\n")).split("\n").map((line) => JSON.parse(line));
  }

  // The event of the first request, which is written after its answer.
  async firstRequest() {
    for (const until = performance.now() + 5000; performance.now() < until; await delay(5)) {
      const request = this.events().find((event) => event.event === "request");
      if (request) return request;
    }
    throw new Error("convotic dev reported no request within 5 s");
  }

  async stop() {
    const { code } = await stop(this.child);
    if (code !== 0) throw new Error(`convotic dev ended with ${code}`);
  }
}
