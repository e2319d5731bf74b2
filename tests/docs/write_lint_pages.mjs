// Writes what docs/ says of the linter's rules from the program: docs/lint/*.md, and the table at the end of docs/lint.md.
//   npm run lint-pages
// tests/docs/lint_pages.test.ts fails where they differ.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const binary = path.resolve(root, process.env.CONVOTIC_BIN ?? "build/dev/bin/convotic");
const lint = (...words) => execFileSync(binary, ["lint", ...words], { encoding: "utf8" });

const rules = JSON.parse(lint("--list-rules", "--format", "json"));
const folder = path.join(root, "docs/lint");
mkdirSync(folder, { recursive: true });
for (const old of readdirSync(folder)) rmSync(path.join(folder, old));
for (const { id } of rules) writeFileSync(path.join(folder, `${id.replace("/", "-")}.md`), lint("--explain", id, "--format", "markdown"));

const page = path.join(root, "docs/lint.md");
const text = readFileSync(page, "utf8");
const table = text.indexOf("\n| Rule |");
const head = table < 0 ? text : text.slice(0, table + 1);
writeFileSync(page, head + lint("--list-rules", "--format", "markdown"));
console.log(`wrote ${rules.length} pages`);
