// Changes of a source text that are found on TypeScript's syntax tree.
import ts from "typescript";

export interface Change {
  from: number;
  to: number;
  text: string;
}

export const isScript = (file: string): boolean => /\.[cm]?js$/.test(file);
export const isSource = (file: string): boolean => /\.[cm]?[jt]s$/.test(file);

export function parse(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, isScript(file) ? ts.ScriptKind.JS : ts.ScriptKind.TS);
}

// Makes all changes at once; they must not overlap.
export function apply(text: string, changes: Change[]): string {
  const ordered = [...changes].sort((a, b) => a.from - b.from || a.to - b.to);
  let out = "";
  let done = 0;
  for (const { from, to, text: replacement } of ordered) {
    if (from < done) throw new Error(`changes overlap at ${from}: ${text.slice(from, from + 40)}`);
    out += text.slice(done, from) + replacement;
    done = to;
  }
  return out + text.slice(done);
}

// Puts text before and after a node.
export function around(node: ts.Node, before: string, after: string): Change[] {
  const [from, to] = [node.getStart(), node.getEnd()];
  return [
    { from, to: from, text: before },
    { from: to, to, text: after },
  ];
}

export function each(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  node.forEachChild((child) => each(child, visit));
}
