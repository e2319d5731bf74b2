import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { TestContext } from "node:test";
import { atEnd } from "./cleanup.ts";
import { environment, type Ending } from "./convotic.ts";
import { within } from "./deadline.ts";

export interface ProgramOptions {
  cwd: string;
  // Added to what every test's child gets.
  env?: Record<string, string>;
  // Instead of that: nothing but these.
  onlyEnv?: Record<string, string>;
}

// A program whose output is looked at as text while it runs: convotic started through a shell, from another place, or
// with the output meant for people. It is killed when the test ends.
export class Program {
  stdout = "";
  stderr = "";
  readonly child: ChildProcess;
  readonly ended: Promise<Ending>;
  #ending: Ending | undefined;
  #notify: () => void = () => {};

  constructor(t: TestContext, command: string, args: string[], options: ProgramOptions) {
    const env = options.onlyEnv ?? environment(options.env);
    // Descriptor 4 stays open for as long as a process of it lives, as in start() of convotic.ts.
    this.child = spawn(command, args, { cwd: options.cwd, env, stdio: ["ignore", "pipe", "pipe", "ignore", "pipe"] });
    this.child.stdio[4]?.on("error", () => {});
    (this.child.stdio[4] as NodeJS.ReadableStream).resume();
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => ((this.stdout += text), this.#notify()));
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => ((this.stderr += text), this.#notify()));
    this.ended = once(this.child, "close").then(([code, signal]) => ((this.#ending = { code, signal } as Ending), this.#notify(), this.#ending));
    this.ended.catch(() => this.#notify());
    atEnd(t, () => this.child.kill("SIGKILL"));
  }

  // The first match in what it has printed so far, as soon as there is one.
  async said(pattern: RegExp, where: "stdout" | "stderr" = "stdout"): Promise<RegExpExecArray> {
    const find = async (): Promise<RegExpExecArray> => {
      for (;;) {
        const found = pattern.exec(this[where]);
        if (found !== null) return found;
        if (this.#ending !== undefined) throw new Error(`it ended (${JSON.stringify(this.#ending)}) before ${pattern}; ${this.#seen()}`);
        await new Promise<void>((resolve) => (this.#notify = resolve));
      }
    };
    return within(find(), () => `${pattern}; ${this.#seen()}`);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  // Waits until it and all that it started are gone.
  end(): Promise<Ending> {
    return within(this.ended, () => `the end of the program and its children; ${this.#seen()}`);
  }

  #seen(): string {
    return `stdout: ${this.stdout}; stderr: ${this.stderr}`;
  }
}
