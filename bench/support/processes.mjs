// Every process that a measurement starts, so that none is left behind however it ends.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

const running = new Set();

function signal(child, name) {
  try {
    // The whole group: wrangler has children that it does not always take along.
    process.kill(-child.pid, name);
  } catch {
    // It has ended by itself.
  }
}

// A group of its own also keeps Ctrl-C from it: we end it ourselves.
export function launch(program, args, options = {}) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], ...options, detached: true });
  running.add(child);
  child.ended = new Promise((resolve) => {
    child.on("error", (error) => resolve({ code: null, error }));
    child.on("exit", (code, signalName) => resolve({ code, signal: signalName }));
  });
  child.ended.then(() => running.delete(child));
  return child;
}

export async function stop(child, patience = 5000) {
  signal(child, "SIGTERM");
  const timer = new AbortController();
  await Promise.race([child.ended, delay(patience, undefined, { signal: timer.signal }).catch(() => {})]);
  timer.abort();
  signal(child, "SIGKILL");
  return child.ended;
}

export async function output(child) {
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part) => (text += part));
  const [ending] = await Promise.all([child.ended, once(child.stdout, "close")]);
  return { text, ...ending };
}

export async function firstLine(child) {
  let text = "";
  for await (const part of child.stdout.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    text += part;
    if (text.includes("\n")) return text.slice(0, text.indexOf("\n"));
  }
  throw new Error(`"${child.spawnargs.join(" ")}" ended (${JSON.stringify(await child.ended)}) before it said a line`);
}

export function stopAll() {
  for (const child of running) signal(child, "SIGKILL");
}

process.on("exit", stopAll);
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => process.exit(130));
