import { fileURLToPath } from "node:url";
import { launch, output } from "./processes.mjs";

const script = fileURLToPath(new URL("wrk.lua", import.meta.url));

// Posts `body` from that many connections for that long. One request that fails makes the round worthless: it throws.
export async function load({ url, key, body, bodies = 1, connections, seconds }) {
  const args = ["-t1", `-c${connections}`, `-d${seconds}s`, "-s", script, url, "--", key, body, String(bodies)];
  const { text, code, error } = await output(launch("wrk", args, { timeout: (seconds + 20) * 1000 }));
  const result = /^result (\d+) (\d+) (\d+)$/m.exec(text);
  if (!result) throw error ?? new Error(`wrk ended with ${code}: ${text}`);
  const [requests, microseconds, failed] = result.slice(1).map(Number);
  if (failed > 0) throw new Error(`${failed} of ${requests} requests to ${url} failed`);
  return { requests, perSecond: requests / (microseconds / 1e6) };
}
