// What README.md and the pages of the commands show at a terminal happens: their ```console blocks are run, one document in
// one folder, and the output is compared. A block like ```json convotic.json is a file of that folder. A command that begins with `convotic dev` goes on running, and ```log blocks are what it prints later on.
import assert from "node:assert/strict";
import { test } from "node:test";
import { binary } from "../e2e/support/convotic.ts";
import { Folder } from "../e2e/support/folder.ts";
import { Program } from "../e2e/support/program.ts";
import { readDocument, type Block } from "./support/markdown.ts";
import { Shell } from "./support/shell.ts";

const shownAddress = "127.0.0.1:8787";

// Without what differs from run to run.
function plain(text: string): string {
  return text
    .replaceAll(/127\.0\.0\.1:\d+/g, shownAddress)
    .replaceAll(/cvtk_live_\w+/g, "KEY")
    .replaceAll(/\b(ct|conv|msg|exec)_[0-9a-z]{10}\b/g, "$1_ID")
    .replaceAll(/\b\d\d:\d\d:\d\d\b/g, "TIME")
    .replaceAll(/ +\d+(\.\d)? (ms|s)\b/g, " SPAN");
}

interface Step {
  command: string;
  output: string;
}

function steps(block: Block): Step[] {
  const out: Step[] = [];
  for (const line of block.text.split("\n").slice(0, -1)) {
    const last = out.at(-1);
    if (line.startsWith("$ ")) out.push({ command: line.slice(2), output: "" });
    else if (last !== undefined) last.output += `${line}\n`;
    else throw new Error(`${block.place}: output without a command`);
  }
  return out;
}

// The emulator that a document has started. It takes a free port in place of the one that is shown.
class Emulator {
  readonly #program: Program;
  address = "";
  #seen = 0;

  constructor(program: Program) {
    this.#program = program;
  }

  // Waits for the lines, which come next.
  async prints(expected: string, place: string): Promise<void> {
    const lines = expected.split("\n").length - 1;
    await this.#program.said(new RegExp(`^[^]{${this.#seen}}(.*\\n){${lines}}`));
    const rest = this.#program.stdout.slice(this.#seen);
    const text = rest.split("\n").slice(0, lines).map((line) => `${line}\n`).join("");
    this.#seen += text.length;
    this.address = /127\.0\.0\.1:\d+/.exec(text)?.[0] ?? this.address;
    assert.equal(plain(text), plain(expected), place);
  }
}

for (const name of ["README.md", "docs/captures.md", "docs/new.md", "docs/dev.md", "docs/replay.md", "docs/schemes.md", "docs/sign.md", "docs/trigger.md", "docs/verify.md"]) {
  test(`${name} shows what happens`, async (t) => {
    const folder = new Folder(t);
    const shell = new Shell(t, folder.path);
    let emulator: Emulator | undefined;
    for (const block of readDocument(name).blocks) {
      if (block.info[0] === "log") {
        assert.ok(emulator, `${block.place}: nothing runs that could print this`);
        await emulator.prints(block.text, block.place);
      }
      if (block.info[0] === "json" && block.info[1] !== undefined) folder.write(block.info[1], block.text);
      if (block.info[0] !== "console") continue;
      for (const { command, output } of steps(block)) {
        if (command.startsWith("convotic dev")) {
          const words = [...command.split(" ").slice(1), "--port", "0"];
          emulator = new Emulator(new Program(t, binary, words, { cwd: folder.path }));
          await emulator.prints(output, block.place);
          continue;
        }
        const said = await shell.run(emulator === undefined ? command : command.replaceAll(shownAddress, emulator.address));
        assert.equal(plain(said), plain(output), `${block.place}: ${command}`);
      }
    }
  });
}
