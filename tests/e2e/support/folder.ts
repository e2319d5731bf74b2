import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { atEnd } from "./cleanup.ts";

export type Files = Record<string, string | Uint8Array>;

// A temporary folder, gone with the test.
export class Folder {
  readonly path = realpathSync(mkdtempSync(path.join(tmpdir(), "convotic-e2e-")));

  constructor(t: TestContext, files: Files = {}) {
    atEnd(t, () => rmSync(this.path, { recursive: true, force: true, maxRetries: 5 }));
    this.writeAll(files);
  }

  at(...names: string[]): string {
    return path.join(this.path, ...names);
  }

  writeAll(files: Files): void {
    for (const [name, content] of Object.entries(files)) this.write(name, content);
  }

  write(name: string, content: string | Uint8Array): void {
    mkdirSync(path.dirname(this.at(name)), { recursive: true });
    writeFileSync(this.at(name), content);
  }

  append(name: string, content: string): void {
    appendFileSync(this.at(name), content);
  }

  // As many editors save: a new file takes the place of the old one.
  replace(name: string, content: string): void {
    this.write(`${name}.new`, content);
    renameSync(this.at(`${name}.new`), this.at(name));
  }

  read(name: string): string {
    return readFileSync(this.at(name), "utf8");
  }

  // A symbolic link to a file or folder.
  link(name: string, target: string): void {
    symlinkSync(target, this.at(name));
  }

  remove(name: string): void {
    rmSync(this.at(name), { recursive: true });
  }

  list(name = "."): string[] {
    return readdirSync(this.at(name)).sort();
  }

  // The text without the folder's own name in it, which differs from run to run.
  plain(text: string): string {
    return text.replaceAll(this.path, "<folder>");
  }
}
