import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../e2e/support/convotic.ts";

// A fenced block: ```info, then text.
export interface Block {
  // The words after the fence, for example ["json", "event"].
  info: string[];
  text: string;
  // Where the text begins, for messages: "docs/dev.md:102".
  place: string;
}

export interface Document {
  // Relative to the repository: "docs/dev.md".
  name: string;
  text: string;
  blocks: Block[];
}

export function readDocument(name: string): Document {
  const text = readFileSync(path.join(root, name), "utf8");
  const blocks: Block[] = [];
  let open: { info: string[]; lines: string[]; line: number } | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    if (!line.startsWith("```")) {
      open?.lines.push(line);
    } else if (open === undefined) {
      open = { info: line.slice(3).split(" "), lines: [], line: index + 2 };
    } else {
      blocks.push({ info: open.info, text: open.lines.map((one) => `${one}\n`).join(""), place: `${name}:${open.line}` });
      open = undefined;
    }
  }
  if (open !== undefined) throw new Error(`${name}:${open.line}: the block is not closed`);
  return { name, text, blocks };
}

// Everything written for users and contributors.
export function allDocuments(): Document[] {
  const inDocs = readdirSync(path.join(root, "docs")).filter((name) => name.endsWith(".md"));
  return ["README.md", "CONTRIBUTING.md", ...inDocs.map((name) => `docs/${name}`)].map(readDocument);
}

// What is not within a fenced block.
export function prose(document: Document): string {
  let within = false;
  return document.text
    .split("\n")
    .filter((line) => {
      if (line.startsWith("```")) within = !within;
      return !within && !line.startsWith("```");
    })
    .join("\n");
}
