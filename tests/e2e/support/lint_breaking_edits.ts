// Edits that can take the protection out of a module. They keep lines where they are.
import ts from "typescript";
import { apply, around, each, parse, type Change } from "./source_edits.ts";

// Each is made at one place, the node that begins at a line and column.
export const breakingEdits = ["delete-if", "negate-if", "true-comparison", "drop-return", "drop-await", "negate-ternary"] as const;
export type BreakingEdit = (typeof breakingEdits)[number];

export interface BreakingPlace {
  edit: BreakingEdit;
  line: number;
  column: number;
}

// The text between two places, with everything but its line breaks blanked out.
const blank = (text: string): string => text.replace(/[^\n]/g, " ");

function changesOf(edit: BreakingEdit, node: ts.Node, text: string): Change[] | undefined {
  const span = (of: ts.Node): [number, number] => [of.getStart(), of.getEnd()];
  switch (edit) {
    case "delete-if": {
      if (!ts.isIfStatement(node) || node.elseStatement !== undefined || ts.isIfStatement(node.parent)) return undefined;
      const [from, to] = span(node);
      return [{ from, to, text: `;${blank(text.slice(from + 1, to))}` }];
    }
    case "negate-if":
      return ts.isIfStatement(node) ? around(node.expression, "!(", ")") : undefined;
    case "negate-ternary":
      return ts.isConditionalExpression(node) ? around(node.condition, "!(", ")") : undefined;
    case "true-comparison": {
      if (!ts.isCallExpression(node) || !/(^|\.)timingSafeEqual$/.test(node.expression.getText())) return undefined;
      const [from, to] = span(node);
      return [{ from, to, text: `true${"\n".repeat(text.slice(from, to).split("\n").length - 1)}` }];
    }
    case "drop-return": {
      if (!ts.isReturnStatement(node) || node.expression === undefined) return undefined;
      const from = node.getStart();
      const object = ts.isObjectLiteralExpression(node.expression);
      return [
        { from, to: from + "return".length, text: object ? "void  " : "      " },
      ];
    }
    case "drop-await": {
      if (!ts.isAwaitExpression(node)) return undefined;
      const from = node.getStart();
      return [{ from, to: from + "await".length, text: "     " }];
    }
  }
}

// Every place where one of the edits can be made.
export function placesIn(file: string, text: string): BreakingPlace[] {
  const source = parse(file, text);
  const places: BreakingPlace[] = [];
  each(source, (node) => {
    for (const edit of breakingEdits) {
      if (changesOf(edit, node, text) === undefined) continue;
      const { line, character } = source.getLineAndCharacterOfPosition(node.getStart());
      places.push({ edit, line: line + 1, column: character + 1 });
    }
  });
  return places;
}

// The text with one edit made.
export function broken(file: string, text: string, { edit, line, column }: BreakingPlace): string {
  const source = parse(file, text);
  const at = source.getPositionOfLineAndCharacter(line - 1, column - 1);
  let changes: Change[] | undefined;
  each(source, (node) => {
    if (node.getStart() === at) changes ??= changesOf(edit, node, text);
  });
  if (changes === undefined) throw new Error(`${file}:${line}:${column}: nothing to ${edit}`);
  return apply(text, changes);
}
