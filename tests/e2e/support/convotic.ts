import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { TestContext } from "node:test";
import { atEnd } from "./cleanup.ts";
import { within } from "./deadline.ts";

export const root = process.cwd();
export const binary = path.resolve(process.env["CONVOTIC_BIN"] ?? "build/dev/bin/convotic");

// What a test's children get: ours, without what would change what they do.
export function environment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const out: NodeJS.ProcessEnv = { ...process.env };
  for (const name of ["NODE_TEST_CONTEXT", "NODE_OPTIONS", "CONVOTIC_API_KEY", "FORCE_COLOR"]) delete out[name];
  return { ...out, NO_COLOR: "1", ...extra };
}

export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
}

// Starts convotic. `ended` resolves when it is gone and so is every process that it started: all of them hold the
// other end of a pipe (descriptor 4) that nobody writes to.
export function start(t: TestContext, args: string[], cwd: string, env: Record<string, string> = {}, input?: string | Uint8Array): { child: ChildProcess; ended: Promise<Ending> } {
  const child = spawn(binary, args, { cwd, env: environment(env), stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe", "ignore", "pipe"] });
  child.stdin?.on("error", () => {}).end(input); // a command that fails need not read it
  child.stdio[4]?.on("error", () => {});
  (child.stdio[4] as NodeJS.ReadableStream).resume();
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal }) as Ending);
  ended.catch(() => {}); // told to whoever waits for it
  atEnd(t, () => child.kill("SIGKILL"));
  return { child, ended };
}

export interface Outcome extends Ending {
  stdout: string;
  stderr: string;
}

// Runs convotic to its end, with `input` on its standard input. `ms` is for runs that have much to do.
export async function convotic(t: TestContext, args: string[], options: { cwd: string; env?: Record<string, string>; input?: string | Uint8Array; ms?: number }): Promise<Outcome> {
  const { child, ended } = start(t, args, options.cwd, options.env, options.input);
  const outcome = { stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (outcome.stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (outcome.stderr += text));
  const ending = await within(ended, () => `the end of convotic ${args.join(" ")}; it said ${outcome.stdout}${outcome.stderr}`, options.ms);
  return { ...ending, ...outcome };
}
