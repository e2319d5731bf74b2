import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import type { TestContext } from "node:test";
import { atEnd } from "../../e2e/support/cleanup.ts";
import { binary, environment } from "../../e2e/support/convotic.ts";
import { within } from "../../e2e/support/deadline.ts";

const mark = "--- done with that command ---";

// A bash that runs one command after the other, as somebody at a terminal would: variables stay. The built convotic is
// first on its PATH.
export class Shell {
  readonly #child: ChildProcess;
  #output = "";
  #notify: () => void = () => {};

  constructor(t: TestContext, folder: string) {
    const env = environment({ PATH: `${path.dirname(binary)}:${process.env["PATH"]}` });
    this.#child = spawn("bash", ["--noprofile", "--norc"], { cwd: folder, env, stdio: ["pipe", "pipe", "pipe"] });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => ((this.#output += text), this.#notify()));
    this.#child.stdin?.write("exec 2>&1\n");
    atEnd(t, () => this.#child.kill("SIGKILL"));
  }

  // What the command prints, on either stream. An unfinished last line gets its end.
  async run(command: string): Promise<string> {
    this.#output = "";
    this.#child.stdin?.write(`${command}\necho; echo '${mark}'\n`);
    const finished = async (): Promise<string> => {
      for (;;) {
        const end = this.#output.indexOf(`\n${mark}\n`);
        if (end >= 0) return end === 0 ? "" : `${this.#output.slice(0, end).replace(/\n$/, "")}\n`;
        await new Promise<void>((resolve) => (this.#notify = resolve));
      }
    };
    return within(finished(), () => `the end of "${command}"; it said ${this.#output}`);
  }
}
