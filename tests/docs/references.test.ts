// What the documents name is there: files, anchors, flags, scripts.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { convotic, root } from "../e2e/support/convotic.ts";
import { allDocuments, prose, readDocument, type Document } from "./support/markdown.ts";

const folders = ["core", "emulator", "lint", "replay", "cli", "sdk", "templates", "tests", "docs", "bench", "cmake", ".ci"];

// The paths in backticks that are meant to be of this repository: below one of its folders, without a placeholder.
function pathsOf(document: Document): string[] {
  const quoted = [...prose(document).matchAll(/`([^`\n]+)`/g)].map(([, text]) => text!);
  return quoted.filter((text) => folders.includes(text.split("/")[0]!) && text.includes("/") && !/[<>*: ]/.test(text));
}

test("paths in backticks exist", () => {
  for (const document of allDocuments())
    for (const name of pathsOf(document)) {
      // "core/http/exchange_loop" stands for its header and its source.
      const there = existsSync(path.join(root, name)) || existsSync(path.join(root, `${name}.hpp`));
      assert.ok(there, `${document.name} names ${name}, which is not there`);
    }
});

// Commands that are described on a page of another name.
const pages: Record<string, string> = { capture: "captures" };

// As GitHub makes it of a heading.
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\- _]/gu, "")
    .replaceAll(" ", "-");
}

test("links lead somewhere", () => {
  for (const document of allDocuments()) {
    const links = [...prose(document).matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target!);
    for (const link of links.filter((target) => !target.startsWith("http"))) {
      const [file, heading] = link.split("#") as [string, string | undefined];
      const name = file === "" ? document.name : path.join(path.dirname(document.name), file);
      assert.ok(existsSync(path.join(root, name)), `${document.name} links to ${link}, which is not there`);
      if (heading === undefined) continue;
      const anchors = [...readDocument(name).text.matchAll(/^#+ (.+)$/gm)].map(([, text]) => anchor(text!));
      assert.ok(anchors.includes(heading), `${document.name} links to ${link}, and ${name} has ${anchors.join(", ")}`);
    }
  }
});

test("flags are flags of the command they are mentioned with", async (t) => {
  const help = async (words: string[]): Promise<string> => (await convotic(t, [...words, "--help"], { cwd: root })).stdout;
  const flagsIn = (text: string): string[] => (text.match(/^ {2}(-[a-zA-Z], )?--[a-z-]+/gm) ?? []).map((flag) => flag.replace(/^.*--/, "--"));
  const commandsIn = (text: string): string[] => [...(/^Commands\n((?: {2}.*\n)+)/m.exec(text)?.[1] ?? "").matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name!);
  // The flags of a command and of the commands below it.
  const flagsOf = async (command: string): Promise<Set<string>> => {
    const text = await help([command]);
    const below = await Promise.all(commandsIn(text).map((name) => help([command, name])));
    return new Set([text, ...below].flatMap(flagsIn));
  };
  const commands = commandsIn(await help([]));
  assert.ok(commands.includes("new") && commands.includes("dev"), commands.join(" "));
  const flags = new Map<string, Set<string>>();
  for (const command of commands) flags.set(command, await flagsOf(command));
  const known = new Set([...[...flags.values()].flatMap((set) => [...set]), "--version"]);
  const all = (text: string): string[] => text.match(/(?<=[\s`(|])(?<!node )--[a-z][a-z-]*/g) ?? [];

  for (const [command, own] of flags) {
    const name = `docs/${pages[command] ?? command}.md`;
    if (!existsSync(path.join(root, name))) continue; // described with another command
    const { text } = readDocument(name);
    for (const flag of new Set(all(text))) assert.ok(known.has(flag), `${name} mentions ${flag}, which no command has`);
    const table = new Set(text.match(/^\| `--[a-z-]+/gm)?.map((row) => row.slice(3)));
    for (const flag of own) assert.ok(flag === "--help" || table.has(flag), `the table of ${name} lacks ${flag}`);
    for (const flag of table) assert.ok(known.has(flag), `the table of ${name} has ${flag}, which no command has`);
  }
  // Elsewhere other programs have a say: what stands in backticks alone is ours.
  for (const document of allDocuments())
    for (const [, flag] of prose(document).matchAll(/`(--[a-z][a-z-]*)[^`]*`/g))
      assert.ok(known.has(flag!) || flag === "--no-serve", `${document.name} mentions ${flag}, which convotic does not have`);
});

test("the table of docs/schemes.md is what convotic schemes prints", async (t) => {
  const { stdout } = await convotic(t, ["schemes", "--format", "markdown"], { cwd: root });
  assert.ok(stdout.split("\n").length > 70, stdout);
  assert.ok(readDocument("docs/schemes.md").text.endsWith(`\n\n${stdout}`), "docs/schemes.md is stale: its last table is not that of convotic schemes --format markdown");
});

test("the scripts that CONTRIBUTING.md runs are in package.json", () => {
  const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
  for (const [, name] of readDocument("CONTRIBUTING.md").text.matchAll(/npm run ([a-z0-9-]+)/g)) assert.ok(scripts[name!], `npm run ${name} is not there`);
});
